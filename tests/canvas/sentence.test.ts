import { describe, expect, it } from "vitest";
import { fillText, isCompound, isSum, latexFill, latexName, latexNumber, nameFilling, numberFilling, plainText } from "../../viz_autograd/canvas/src/fill";
import { sentence, sentenceAt } from "../../viz_autograd/canvas/src/sentence";
import { Scene } from "../../viz_autograd/canvas/src/scene";
import { fourWeights, gate, leaf, OPS, recorded, type Made } from "./fixture";

const all = ({ trace, scene }: Made): string[] => Array.from({ length: trace.length + 1 }, (_, i) => plainText(sentence(trace, scene, OPS, i - 1)));

describe("the sentence of an event", () => {
  it("tells the whole opening circuit", () => {
    expect(all(fourWeights())).toEqual([
      "Nothing has run yet. Given: a = 4, w1 = 2, w2 = 5, w3 = 9, w4 = 7 and ten = 10.",
      "b = w1 × a = 2 × 4 = 8",
      "c = w2 × a = 5 × 4 = 20",
      "p = w3 × b = 9 × 8 = 72",
      "q = w4 × c = 7 × 20 = 140",
      "d = p + q = 72 + 140 = 212",
      "L = ten − d = 10 − 212 = −202",
      "Backward begins at L: its gradient is 1.",
      "sub distributes, with a minus sign: d receives −1 × upstream = −1 × 1 = −1",
      "add distributes: p receives 1 × upstream = 1 × −1 = −1",
      "add distributes: q receives 1 × upstream = 1 × −1 = −1",
      "mul swaps: w3 receives b × upstream = 8 × −1 = −8",
      "mul swaps: b receives w3 × upstream = 9 × −1 = −9",
      "mul swaps: w4 receives c × upstream = 20 × −1 = −20",
      "mul swaps: c receives w4 × upstream = 7 × −1 = −7",
      "mul swaps: w1 receives a × upstream = 4 × −9 = −36",
      "mul swaps: a receives w1 × upstream = 2 × −9 = −18",
      "mul swaps: w2 receives a × upstream = 4 × −7 = −28",
      "mul swaps: a receives w2 × upstream = 5 × −7 = −35, added to −18 → −53",
      "a.grad = −18 + −35 = −53",
      "w1.grad = −36",
      "w2.grad = −28",
      "w3.grad = −8",
      "w4.grad = −20",
    ]);
  });

  it("colours values, gradients and names apart", () => {
    const { trace, scene } = fourWeights();
    expect(sentence(trace, scene, OPS, 17)).toEqual([
      { text: "mul swaps: ", kind: "strong" },
      { text: "a", kind: "name" },
      { text: " receives ", kind: "plain" },
      { text: "w2", kind: "name" },
      { text: " × upstream = ", kind: "plain" },
      { text: "5", kind: "value" },
      { text: " × ", kind: "plain" },
      { text: "−7", kind: "grad" },
      { text: " = ", kind: "plain" },
      { text: "−35", kind: "grad" },
      { text: ", added to ", kind: "plain" },
      { text: "−18", kind: "grad" },
      { text: " → ", kind: "plain" },
      { text: "−53", kind: "grad" },
    ]);
  });

  it("speaks of the event under way", () => {
    const { trace, scene } = fourWeights();
    expect(plainText(sentenceAt(trace, scene, OPS, 17.4))).toContain("−35");
    expect(plainText(sentenceAt(trace, scene, OPS, 18))).toContain("−35");
  });

  it("writes a derivative, and its number where it has one", () => {
    const w = Math.tanh(1.2);
    const made = recorded({
      nodes: [
        { ...leaf("z", 1, 0, 0), value: 1.2, grad: 0.5092054452161812 },
        { ...gate("w", "tanh", 2, 200, 0), value: w, grad: -0.7326907859756895 },
        { ...gate("d", "mse", 3, 400, 0), value: 0.1342089469634184, grad: 1 },
      ],
      edges: [
        { source: "z", target: "w", port: "a", contribution: -0.22348534075950824, local: 1 - w * w },
        { source: "w", target: "d", port: "a", contribution: -0.7326907859756895 },
        { source: "z", target: "d", port: "b", contribution: 0.7326907859756895 },
      ],
      root: "d",
    });
    expect(all(made).slice(1)).toEqual([
      "w = tanh(z) = tanh(1.2) = 0.833655",
      "d = mean((w − z)²) = mean((0.833655 − 1.2)²) = 0.134209",
      "Backward begins at d: its gradient is 1.",
      "mse measures the miss: w receives upstream × 2 × (w − z) / n = 1 × 2 × (0.833655 − 1.2) / 1 = −0.732691",
      "mse measures the miss: z receives upstream × 2 × (z − w) / n = 1 × 2 × (1.2 − 0.833655) / 1 = 0.732691",
      "tanh saturates: z receives (1 − w²) × upstream = 0.30502 × −0.732691 = −0.223485, added to 0.732691 → 0.509205",
      "z.grad = 0.732691 + −0.223485 = 0.509205",
    ]);
  });

  it("tells of arrays, of what broadcasting sums, and of what every element gets", () => {
    const fifth = [0.2, 0.2, 0.2, 0.2, 0.2];
    const made = recorded({
      nodes: [
        { ...leaf("x", 1, 0, 0, true, [5]), value: [0, 1, 2, 3, 4], grad: [0.4, 0.4, 0.4, 0.4, 0.4] },
        { ...leaf("s", 2, 0, 0), value: 2, grad: 2 },
        { ...gate("y", "mul", 3, 200, 0, [5]), value: [0, 2, 4, 6, 8], grad: fifth },
        { ...gate("m", "mean", 4, 400, 0), value: 4, grad: 1 },
      ],
      edges: [
        { source: "x", target: "y", port: "a", contribution: [0.4, 0.4, 0.4, 0.4, 0.4] },
        { source: "s", target: "y", port: "b", contribution: 2 },
        { source: "y", target: "m", port: "a", contribution: fifth },
      ],
      root: "m",
    });
    expect(all(made).slice(1)).toEqual([
      "y = x × s = [0, 1, 2, 3, 4] × 2 = [0, 2, 4, 6, 8]",
      "m = mean(y) = mean([0, 2, 4, 6, 8]) = 4",
      "Backward begins at m: its gradient is 1.",
      "mean shares equally: every element of y receives upstream / n = 1 / 5 = 0.2",
      "mul swaps: x receives s × upstream = 2 × [0.2, 0.2, 0.2, 0.2, 0.2] = [0.4, 0.4, 0.4, 0.4, 0.4]",
      "mul swaps: s receives sum(x × upstream) = sum([0, 1, 2, 3, 4] × [0.2, 0.2, 0.2, 0.2, 0.2]) = 2",
      "x.grad = [0.4, 0.4, 0.4, 0.4, 0.4]",
      "s.grad = 2",
    ]);
  });

  it("puts negatives in parentheses, writes constants as numbers, names attributes and repeats nothing", () => {
    const made = recorded({
      nodes: [
        { ...leaf("x", 1, 0, 0, true, [2]), value: [-3, 1], grad: [1, 1] },
        { ...gate("s", "sum", 2, 200, 0), attributes: { dim: 0, keepdim: true }, value: -2, grad: 1 },
        { ...gate("sq", "square", 3, 400, 0), value: 4, grad: 1 },
        { ...gate("n", "neg", 4, 600, 0), value: -4, grad: 1 },
        { ...gate("m", "sub", 5, 800, 0), constants: { b: -5 }, value: 1, grad: 1 },
      ],
      edges: [
        { source: "x", target: "s", port: "a" },
        { source: "s", target: "sq", port: "a" },
        { source: "sq", target: "n", port: "a" },
        { source: "n", target: "m", port: "a" },
      ],
      root: "m",
    });
    expect(all(made).slice(1, 5)).toEqual([
      "s = sum(x, dim=0, keepdim=True) = sum([−3, 1], dim=0, keepdim=True) = −2",
      "sq = s² = (−2)² = 4",
      "n = −sq = −4",
      "m = n − (−5) = −4 − (−5) = 1",
    ]);
  });

  it("has words for what has not run", () => {
    const scene = new Scene(OPS);
    expect(plainText(sentence(null, scene, OPS, -1))).toBe("Nothing is here yet: drag an op from the left, or double-click the canvas.");
    scene.apply({ nodes: [gate("add1", "add", 1, 0, 0)] });
    expect(plainText(sentence(null, scene, OPS, -1))).toBe("Nothing has run yet: no op has all its inputs.");
    expect(plainText(sentence(null, scene, OPS, -1, false))).toBe("Nothing has run yet: the numbers come when the server is there again.");
  });

  it("leaves a name's braces and marks alone", () => {
    const made = recorded({
      nodes: [
        { ...leaf("{b} ‹b› $&", 1, 0, 0), value: 2, grad: 3 },
        { ...leaf("<img onerror>", 2, 0, 0), value: 3, grad: 2 },
        { ...gate("m", "mul", 3, 200, 0), value: 6, grad: 1 },
      ],
      edges: [
        { source: "{b} ‹b› $&", target: "m", port: "a", contribution: 3, local: 3 },
        { source: "<img onerror>", target: "m", port: "b", contribution: 2, local: 2 },
      ],
      root: "m",
    });
    expect(plainText(sentence(made.trace, made.scene, OPS, 0))).toBe("m = {b} ‹b› $& × <img onerror> = 2 × 3 = 6");
  });
});

describe("templates", () => {
  it("parenthesises where the template asks and the filling needs it", () => {
    const text = (filling: string): string => plainText(fillText("{a!}²", { a: numberFilling(filling, "value") }));
    expect([text("3"), text("−3"), text("1.2e−7"), text("[1, −2]"), text("nan")]).toEqual(["3²", "(−3)²", "(1.2e−7)²", "[1, −2]²", "nan²"]);
    expect(plainText(fillText("{a!}² + {b}", { a: nameFilling("my name") }))).toBe("my name² + ?");
    expect(latexFill("‹a!›^{2} + ‹b›", { a: numberFilling("−3", "value"), b: nameFilling("w1") })).toBe("\\left(-3\\right)^{2} + {w_{1}}");
  });

  it("knows a sum from a product", () => {
    expect(["1 − out²", "a × (1 − a)", "−sin(a)", "[a > b] + ½[a = b]", "b × a^(b − 1)"].map(isSum)).toEqual([true, false, false, true, false]);
    expect(["1 / b", "1 / (2 × out)", "a × b"].map(isCompound)).toEqual([true, true, false]);
  });

  it("writes LaTeX that obeys no name", () => {
    expect([latexName("w1"), latexName("w_12"), latexName("L"), latexName("loss")]).toEqual(["w_{1}", "w_{12}", "L", "\\text{loss}"]);
    expect(latexName("\\href{x}~^_$&#%")).toBe("\\text{\\textbackslash{}href\\{x\\}\\textasciitilde{}\\textasciicircum{}\\_\\$\\&\\#\\%}");
    expect(["−1.2e−7", "nan", "−inf", "[1, −2]", "[[1, 2], [3, 4]]", "float64 [3×4]"].map(latexNumber)).toEqual([
      "-1.2 \\times 10^{-7}",
      "\\text{nan}",
      "-\\infty",
      "[1,\\, -2]",
      "\\begin{bmatrix}1 & 2 \\\\ 3 & 4\\end{bmatrix}",
      "\\text{float64 [3×4]}",
    ]);
  });
});
