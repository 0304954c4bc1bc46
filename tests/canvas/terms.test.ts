import katex from "katex";
import { describe, expect, it } from "vitest";
import { latexName, latexNumber, plainText } from "../../viz_autograd/canvas/src/fill";
import { contributionLabel, gradLabel, share, sumOfParts, valueEquation, valueLabel } from "../../viz_autograd/canvas/src/terms";
import { fourWeights, gate, leaf, OPS, recorded } from "./fixture";

const { trace, scene } = fourWeights();
const end = trace.length;

function shareOf(target: string, port: string, k = end) {
  return share(trace, scene, OPS, trace.edgeIndex(target, port), k);
}

describe("what an edge carries back", () => {
  it("is told with names, numbers and the result, once it has come", () => {
    const told = shareOf("c", "b");
    expect([told?.says, plainText(told?.names ?? []), plainText(told?.numbers ?? []), told?.result]).toEqual(["mul swaps", "w2 × upstream", "5 × −7", "−35"]);
    expect([shareOf("c", "b", 17), shareOf("L", "a")]).toEqual([null, null]);
    expect(plainText(sumOfParts(trace, scene, trace.nodeIndex("a"), end))).toBe("−18 + −35");
    expect(sumOfParts(trace, scene, trace.nodeIndex("a"), 17)).toEqual([]);
  });

  it("works a derivative out in between", () => {
    const made = recorded({
      nodes: [
        { ...leaf("z", 1, 0, 0), value: 0.5, grad: 0.7864477329659274 },
        { ...gate("w", "tanh", 2, 200, 0), value: Math.tanh(0.5), grad: 1 },
      ],
      edges: [{ source: "z", target: "w", port: "a", contribution: 0.7864477329659274, local: 0.7864477329659274 }],
      root: "w",
    });
    const told = share(made.trace, made.scene, OPS, 0, made.trace.length);
    expect([told?.names, told?.numbers, told?.worked].map((each) => plainText(each ?? []))).toEqual(["(1 − w²) × upstream", "(1 − 0.462117²) × 1", "0.786448 × 1"]);
    expect(contributionLabel(made.trace, made.scene, 0, made.trace.length)).toBe("0.7864");
  });
});

describe("a value", () => {
  it("is told as an equation", () => {
    const equation = valueEquation(trace, scene, OPS, "L", end);
    expect([plainText(equation?.names ?? []), plainText(equation?.numbers ?? []), equation?.result]).toEqual(["ten − d", "10 − 212", "−202"]);
    expect([equation?.latexNames, equation?.latexNumbers]).toEqual(["{\\text{ten}} - {d}", "{10} - {212}"]);
    expect([valueEquation(trace, scene, OPS, "b", 0), valueEquation(trace, scene, OPS, "nobody", end)]).toEqual([null, null]);
  });

  it("is short beside its node: small matrices in full, others by their shape", () => {
    const made = recorded({
      nodes: [
        { ...leaf("W", 1, 0, 0, true, [2, 2]), value: [[1, 2], [3, 4]], grad: [[1, 1], [1, 1]] },
        { ...leaf("V", 2, 0, 90, true, [2, 3]), value: [[1.25, 2.125, 3], [4, 5, 6.5]] },
        { ...gate("L", "sum", 3, 200, 0), value: -0.00012345678, grad: 1 },
      ],
      edges: [{ source: "W", target: "L", port: "a", contribution: [[1, 1], [1, 1]] }],
      root: "L",
    });
    const k = made.trace.length;
    expect(["W", "V", "L"].map((name) => valueLabel(made.trace, made.scene, name, k))).toEqual(["[[1, 2], [3, 4]]", "[2×3]", "−0.0001235"]);
    expect(gradLabel(made.trace, made.scene, "W", k)).toBe("[[1, 1], [1, 1]]");
    expect(contributionLabel(made.trace, made.scene, 0, k)).toBe("[2×2]");
  });
});

describe("its LaTeX", () => {
  it.each(["a", "my_weight", "100%", "\\evil{x}", "$&#~^", "ünïcode ∂", "<b>", "w12", "#1", "{", "}"])("is taken by KaTeX whatever the name: %s", (name) => {
    expect(() => katex.renderToString(latexName(name), { throwOnError: true, strict: "ignore" })).not.toThrow();
  });

  it("is taken by KaTeX for every node and edge of the circuit", () => {
    const written: string[] = [];
    for (const name of trace.plan.nodes) {
      const equation = valueEquation(trace, scene, OPS, name, end);
      if (equation !== null) written.push(equation.latexNames, equation.latexNumbers, latexNumber(equation.result));
    }
    for (const [target, port] of trace.plan.edges) {
      const told = shareOf(target, port);
      if (told !== null) written.push(told.latexNames, told.latexNumbers, told.latexWorked ?? "", latexNumber(told.result));
    }
    expect(written.length).toBeGreaterThan(40);
    for (const latex of written) expect(() => katex.renderToString(latex, { throwOnError: true })).not.toThrow();
  });
});
