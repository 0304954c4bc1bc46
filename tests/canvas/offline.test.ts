import { describe, expect, it } from "vitest";
import { Offline, type Rooted } from "../../viz_autograd/canvas/src/offline";
import type { AttributeView, Command, EdgeView, NodeView, OpView } from "../../viz_autograd/canvas/src/protocol";
import { Scene } from "../../viz_autograd/canvas/src/scene";
import { FOUR_WEIGHTS_EDGES, FOUR_WEIGHTS_NODES, gate, leaf, OPS as PLAIN_OPS } from "./fixture";

const ATTRIBUTES: AttributeView[] = [
  { name: "dim", kind: "dim", default: null, says: "" },
  { name: "keepdim", kind: "bool", default: false, says: "" },
];
const OPS: OpView[] = PLAIN_OPS.map((op) => (op.name === "sum" ? { ...op, attributes: ATTRIBUTES } : op));

interface Bench {
  scene: Scene;
  offline: Offline;
  /** Does a command that must be taken. */
  did: (command: Command, gesture?: string | null) => void;
  /** The message of one that must not, having seen that nothing changed. */
  refusal: (command: Command) => string;
}

function bench(nodes: NodeView[] = FOUR_WEIGHTS_NODES, edges: EdgeView[] = FOUR_WEIGHTS_EDGES, present?: Rooted): Bench {
  const scene = new Scene(OPS);
  scene.apply({ nodes, edges });
  const offline = new Offline(scene, () => OPS, present);
  let edit = 0;
  return {
    scene,
    offline,
    did: (command, gesture = null) => expect(offline.do(command, gesture, ++edit)).toBeNull(),
    refusal: (command) => {
      const before = standing(scene, offline);
      const refused = offline.do(command, null, ++edit);
      expect(standing(scene, offline)).toEqual(before);
      return refused?.message ?? "it was taken";
    },
  };
}

/** Everything that a command can change, in an order of its own. */
function standing(scene: Scene, offline: Offline): unknown {
  const edges = [...scene.edges()].sort((a, b) => (a.key < b.key ? -1 : 1));
  const values = [...offline.values].sort(([a], [b]) => (a < b ? -1 : 1));
  const { title, root, circuit, undoLabel, redoLabel } = offline;
  return structuredClone({ nodes: scene.nodes().map((node) => ({ ...node })), edges, values, title, root, circuit, undoLabel, redoLabel });
}

function batch(label: string, ...commands: Command[]): Command {
  return { type: "batch", label, commands };
}

const value = (name: string, to: number): Command => ({ type: "set_value", name, value: to });
const move = (name: string, x: number, y: number): Command => ({ type: "move", positions: { [name]: [x, y] } });
const connect = (source: string, target: string, port: string): Command => ({ type: "connect", source, target, port });
const disconnect = (target: string, port: string): Command => ({ type: "disconnect", target, port });

function file(nodes: unknown[], edges: unknown[] = [], more: object = {}): Command {
  return { type: "replace", text: JSON.stringify({ format: "viz-autograd", version: 1, nodes, edges, ...more }) };
}

const x1 = { name: "x", op: "leaf", value: 1, x: 0, y: 0 };
const neg = (name: string): object => ({ name, op: "neg", x: 0, y: 0 });
const edge = (source: string, target: string, port = "a"): EdgeView => ({ source, target, port });

describe("a command without a server", () => {
  it("adds leaves and ops", () => {
    const { scene, offline, did } = bench();
    did({ type: "add_leaf", name: "v", value: [1, 2, 3], requires_grad: true, x: 8, y: 16 });
    did({ type: "add_leaf", name: "one" });
    did({ type: "add_op", name: "s", op: "sum", attributes: { dim: 0, keepdim: false } });
    did({ type: "add_op", name: "m", op: "mul", constants: { b: 2 } });
    expect(scene.node("v")).toMatchObject({ op: "leaf", serial: 13, x: 8, y: 16, shape: [3], requires_grad: true, width: 168 });
    expect(scene.node("one")).toMatchObject({ serial: 14, shape: [], requires_grad: false, x: 0, y: 0 });
    expect(scene.node("s")).toMatchObject({ serial: 15, shape: null, attributes: { dim: 0 }, lacks: ["port a has no input"] });
    expect(scene.node("m")).toMatchObject({ constants: { b: 2 }, lacks: ["port a has no input"] });
    expect([...offline.values]).toEqual([["v", [1, 2, 3]], ["one", 1]]);
  });

  it("joins, and takes apart; what lies downstream needs a gradient and lacks inputs accordingly", () => {
    const { scene, did } = bench();
    did({ type: "add_op", name: "n", op: "mul", constants: { a: 3, b: 2 } });
    did({ type: "add_op", name: "o", op: "neg" });
    did(connect("n", "o", "a"));
    expect([scene.node("n")!.requires_grad, scene.node("o")!.requires_grad, scene.node("o")!.lacks]).toEqual([false, false, []]);
    did(connect("L", "n", "a"));
    expect(scene.node("n")).toMatchObject({ constants: { b: 2 }, requires_grad: true });
    expect(scene.node("o")!.requires_grad).toBe(true);
    did(disconnect("n", "a"));
    expect(scene.node("n")).toMatchObject({ shape: null, lacks: ["port a has no input"], requires_grad: false });
    expect(scene.node("o")).toMatchObject({ lacks: ["input n cannot be computed"], requires_grad: false });
    did({ type: "set_constant", name: "n", port: "a", value: 1 });
    expect([scene.node("n")!.lacks, scene.node("o")!.lacks]).toEqual([[], []]);
  });

  it("removes with every edge, and what is fed from there lacks it", () => {
    const { scene, offline, did } = bench(undefined, undefined, { name: "L", chosen: true });
    did({ type: "remove", names: ["d", "L", "d"] });
    expect([scene.size, scene.edgeCount, offline.root]).toEqual([10, 8, { name: null, chosen: false }]);
    did({ type: "remove", names: ["a"] });
    expect(scene.node("b")).toMatchObject({ shape: null, lacks: ["port b has no input"], requires_grad: true });
    expect(scene.node("p")!.lacks).toEqual(["input b cannot be computed"]);
  });

  it("renames; edges, the root and what was typed go along", () => {
    const { scene, offline, did } = bench(undefined, undefined, { name: "d", chosen: false });
    did(value("a", 7));
    did({ type: "rename", old: "a", new: "α" });
    did({ type: "rename", old: "d", new: "sum of both" });
    expect([scene.has("a"), scene.source("b", "b"), scene.source("c", "b"), scene.source("L", "b")]).toEqual([false, "α", "α", "sum of both"]);
    expect([...offline.values]).toEqual([["α", 7]]);
    expect(offline.root).toEqual({ name: "sum of both", chosen: false });
    expect(scene.node("α")!.serial).toBe(1);
  });

  it("sets values, parameters, attributes, the root, the seed and the title", () => {
    const { scene, offline, did } = bench();
    did({ type: "set_value", name: "a", value: [[1, 2], [3, 4]] });
    did({ type: "set_value", name: "w1", value: { shape: [2], base64: "AAAAAAAA8D8AAAAAAAAAQA==" } });
    did({ type: "set_requires_grad", name: "w1", requires_grad: false });
    expect([scene.node("a")!.shape, scene.node("w1")!.shape]).toEqual([[2, 2], [2]]);
    expect(scene.node("b")!.requires_grad).toBe(true);
    for (const name of ["a", "w2", "w3", "w4"]) did({ type: "set_requires_grad", name, requires_grad: false });
    expect(scene.nodes().some((node) => node.requires_grad)).toBe(false);
    did({ type: "add_op", name: "s", op: "sum" });
    did({ type: "set_attribute", name: "s", attribute: "keepdim", value: true });
    expect(scene.node("s")!.attributes).toEqual({ keepdim: true });
    did({ type: "set_attribute", name: "s", attribute: "keepdim", value: false });
    expect(scene.node("s")!.attributes).toEqual({});
    did({ type: "set_root", name: "p" });
    did({ type: "set_seed", value: 2 });
    did({ type: "set_title", title: "mine" });
    expect([offline.root, offline.title]).toEqual([{ name: "p", chosen: true }, "mine"]);
  });

  it("puts another circuit in the place", () => {
    const { scene, offline, did } = bench();
    did(value("a", 2));
    const nodes = [
      { name: "n", op: "neg" },
      { name: "a", op: "leaf", value: [1, 2], requires_grad: true, x: 5, y: 6 },
      { name: "lone", op: "mul", constants: { a: 1 } },
    ];
    const more = { name: "new", root: "n", seed: null, view: { x: 0, y: 0, zoom: 1 } };
    did(file(nodes, [edge("a", "n")], more));
    expect([scene.size, scene.edgeCount, offline.title, offline.root, offline.circuit]).toEqual([3, 1, "new", { name: "n", chosen: true }, 1]);
    expect(scene.node("a")).toMatchObject({ serial: 1, x: 5, y: 6, shape: [2] });
    expect(scene.node("n")).toMatchObject({ serial: 0, requires_grad: true, lacks: [] });
    expect(scene.node("n")!.y).toBeGreaterThan(6);
    expect(scene.node("lone")!.lacks).toEqual(["port b has no input"]);
    expect([...offline.values]).toEqual([["a", [1, 2]]]);
    expect(offline.undo()).toBe(2);
    expect([scene.size, scene.edgeCount, offline.title, offline.root, offline.circuit]).toEqual([12, 12, null, null, 0]);
  });

  it("takes a drag or a tick that the scene shows already for a change", () => {
    const { scene, offline, did } = bench();
    scene.move({ a: [400, 400] });
    did(move("a", 400, 400));
    scene.apply({ nodes: [{ ...leaf("w1", 2, 40, 56), requires_grad: false }] });
    did({ type: "set_requires_grad", name: "w1", requires_grad: false });
    expect([offline.undo(), offline.undo(), offline.undo()]).toEqual([2, 1, null]);
    expect([scene.node("a")!.x, scene.node("w1")!.requires_grad]).toEqual([40, true]);
  });
});

describe("what is refused", () => {
  const add = (name: string): Command => ({ type: "add_leaf", name });
  const leafOf = (it: unknown): Command => ({ type: "set_value", name: "a", value: it as number });

  it.each<[Command, string]>([
    [add("a"), "there is already a node 'a'"],
    [add(""), "a name cannot be empty"],
    [add("x".repeat(101)), "a name has at most 100 characters, this one has 101"],
    [add(" x"), "a name cannot begin or end with a space"],
    [add("a\u0007b"), "a name cannot hold the control character U+0007"],
    [add("a\ud800b"), "a name cannot hold half of a surrogate pair, U+D800"],
    [add("\u200b"), "a name needs a character that can be seen"],
    [{ type: "add_leaf", name: "v", x: 2e7 }, "x = 20000000 is no place on the canvas: it reaches from −10,000,000 to 10,000,000"],
    [{ type: "add_leaf", name: "v", serial: 3 }, "3 is not a free creation number"],
    [{ type: "add_leaf", name: "v", serial: -1 }, "a creation number is a whole number from 0 to 2⁵³ − 1"],
    [{ type: "add_op", name: "v", op: "nope" }, `there is no op 'nope'; there are ${OPS.map((op) => op.name).join(", ")}`],
    [{ type: "add_op", name: "v", op: "neg", constants: { b: 1 } }, "v has no port 'b'; it has a"],
    [{ type: "add_op", name: "v", op: "sum", attributes: { axis: 1 } }, "sum has no attribute 'axis' (it has dim, keepdim)"],
    [{ type: "remove", names: ["a", "zz"] }, "there is no node 'zz'"],
    [connect("zz", "L", "a"), "there is no node 'zz'"],
    [connect("a", "it's", "a"), "there is no node \"it's\""],
    [connect("a", "L", "c"), "L has no port 'c'; it has a, b"],
    [connect("L", "a", "a"), "a has no port 'a'; it is a leaf and takes no input"],
    [connect("a", "L", "a"), "port a of L already has an input, ten"],
    [batch("", disconnect("b", "b"), connect("L", "b", "b")), "a cycle would arise: L → b → p → d → L"],
    [batch("", disconnect("b", "b"), connect("b", "b", "b")), "a cycle would arise: b → b"],
    [disconnect("L", "c"), "L has no port 'c'; it has a, b"],
    [batch("", disconnect("L", "a"), disconnect("L", "a")), "port a of L has no edge"],
    [move("zz", 0, 0), "there is no node 'zz'"],
    [move("a", 0, NaN), "y = NaN is no place on the canvas: it reaches from −10,000,000 to 10,000,000"],
    [{ type: "rename", old: "zz", new: "y" }, "there is no node 'zz'"],
    [{ type: "rename", old: "a", new: "b" }, "there is already a node 'b'"],
    [{ type: "rename", old: "a", new: "" }, "a name cannot be empty"],
    [value("L", 1), "L is computed by sub; only a leaf's value and requires_grad can be set"],
    [{ type: "set_requires_grad", name: "L", requires_grad: true }, "L is computed by sub; only a leaf's value and requires_grad can be set"],
    [leafOf([]), "a value cannot be empty"],
    [leafOf([[1, 2], [3]]), "rows differ in length: 2 at [0], 1 at [1]"],
    [leafOf([[1], 2]), "every row is a list of numbers; found a number at [1]"],
    [leafOf([[]]), "a row cannot be empty at [0]"],
    [leafOf([1, "one"]), '"one" is no number; of texts only "nan", "inf" and "-inf" are'],
    [leafOf([[[1]]]), "lists are nested at most two deep: a vector, or the rows of a matrix"],
    [leafOf(null), "a number is due here, not null"],
    [leafOf(Infinity), 'a number too large for float64; "inf" is infinity'],
    [leafOf(new Array(1_000_001).fill(0)), "a node holds at most 1,000,000 elements; 1000001 makes 1,000,001"],
    [leafOf({ shape: [1e9, 1e9], base64: "" }), "a node holds at most 1,000,000 elements; 1000000000 × 1000000000 makes 1,000,000,000,000,000,000"],
    [leafOf({ shape: [0], base64: "" }), "a shape is at most 8 whole numbers, each at least 1"],
    [leafOf({ shape: [1], base64: "AAA*" }), "this is no base64"],
    [leafOf({ shape: [2], base64: "AAAA" }), "3 bytes, but the shape needs 2 float64 numbers, which are 16 bytes"],
    [{ type: "set_constant", name: "a", port: "a", value: 1 }, "a is a leaf; it has neither ports nor attributes"],
    [{ type: "set_constant", name: "L", port: "a", value: 1 }, "port a of L has an edge; disconnect it first"],
    [{ type: "set_constant", name: "L", port: "a" }, "port a of L has an edge"],
    [{ type: "set_constant", name: "L", port: "q", value: 1 }, "L has no port 'q'; it has a, b"],
    [{ type: "set_attribute", name: "a", attribute: "dim", value: 1 }, "a is a leaf; it has neither ports nor attributes"],
    [{ type: "set_attribute", name: "L", attribute: "dim", value: 1 }, "sub has no attribute 'dim' (it has none)"],
    [batch("", { type: "add_op", name: "s", op: "sum" }, { type: "set_attribute", name: "s", attribute: "dim", value: 1.5 }), "dim must be None or a whole number, not 1.5"],
    [batch("", { type: "add_op", name: "s", op: "sum" }, { type: "set_attribute", name: "s", attribute: "keepdim", value: 3 }), "keepdim must be True or False, not 3"],
    [batch("", { type: "add_op", name: "s", op: "sum" }, { type: "set_attribute", name: "s", attribute: "dim", value: 1e30 }), "dim is too large a number for a dimension"],
    [{ type: "set_root", name: "zz" }, "there is no node 'zz' to make the root"],
    [{ type: "set_seed", value: [] }, "a value cannot be empty"],
    [{ type: "set_title", title: " " }, "a title needs at least one character"],
    [{ type: "set_title", title: "x".repeat(201) }, "a title has at most 200 characters; this one has 201"],
    [{ type: "set_title", title: "a\nb" }, "a title cannot hold control characters: 'a�b'"],
    [batch("\ud800", add("v")), '"�" holds half of a surrogate pair, which is no character'],
    [batch("", ...new Array<Command>(100_001).fill(value("a", 1))), "a batch holds at most 100,000 commands"],
  ])("%#", (command, message) => {
    expect(bench().refusal(command)).toBe(message);
  });

  it("names node and port", () => {
    const { offline } = bench();
    expect(offline.do(connect("a", "L", "a"), null, 1)).toEqual({ message: "port a of L already has an input, ten", node: "L", port: "a" });
    expect(offline.do(value("zz", 1), null, 1)).toMatchObject({ node: "zz" });
  });

  it("takes back all of a batch that fails midway, however deep", () => {
    const { offline, refusal, did } = bench();
    did(value("a", 5));
    const message = refusal(
      batch("paste", add("v"), batch("", { type: "add_op", name: "m", op: "mul" }, connect("v", "m", "a"), value("a", 9)), { type: "remove", names: ["w1", "b"] },
        { type: "set_title", title: "t" }, { type: "rename", old: "a", new: "z" }, file([x1]), { type: "remove", names: ["gone"] }),
    );
    expect(message).toBe("there is no node 'gone'");
    expect([offline.values.get("a"), offline.title, offline.circuit, offline.undoLabel]).toEqual([5, null, 0, "set a = 5"]);
  });

  it("nests batches without end", () => {
    let deep: Command = value("a", 3);
    for (let i = 0; i < 20_000; i++) deep = batch("", deep);
    const { offline, did } = bench();
    did(deep);
    expect(offline.values.get("a")).toBe(3);
  });

  it("tells a long cycle by its ends", () => {
    const chain = Array.from({ length: 30 }, (_, i) => gate(`n${i}`, "neg", i, 0, 0));
    const edges = chain.slice(1).map((node, i) => edge(`n${i}`, node.name));
    expect(bench(chain, edges).refusal(connect("n29", "n0", "a"))).toBe("a cycle would arise: n29 → n0 → n1 → n2 → (23 more) → n26 → n27 → n28 → n29");
  });
});

describe("a circuit file without a server", () => {
  const nested = `{"format":"viz-autograd","version":1,"nodes":${"[".repeat(200_000)}`;

  it.each<[Command, string]>([
    [{ type: "replace", text: "" }, "line 1, column 1: the file is empty"],
    [{ type: "replace", text: "[]" }, "file: expected an object, found a list"],
    [{ type: "replace", text: '{"format": 1' }, "line 1, column 13: the file ends in the middle; it was cut off"],
    [{ type: "replace", text: nested }, "line 1, column 245: lists and objects nested more than 200 deep; a circuit needs 5"],
    [{ type: "replace", text: " ".repeat(32 * 2 ** 20 + 1) }, "the file is too large: 32.1 MB; the limit is 32 MB"],
    [{ type: "replace", text: '{"format":"other"}' }, 'format: this is no circuit file: its format is "other", not "viz-autograd"'],
    [{ type: "replace", text: '{"a":{"b":1,"\\u0062":2}}' }, '"b" stands twice in the same place; take one of the two away'],
    [file([], [], { version: 2 }), "version: the file is of version 2, newer than this program, which reads up to 1; update the program"],
    [file([], [], { version: "1" }), 'version: expected a whole number from 1 to 1, found "1"'],
    [file([], [], { constructor: 1 }), "constructor: there is no such field"],
    [file([], [], { nodes: undefined }), "nodes: this field is missing"],
    [file([], [], { name: "" }), "name: a title needs at least one character"],
    [file([], [], { root: "q" }), 'root: there is no node "q"'],
    [file([], [], { root: 3 }), "root: expected a text or null, found a number"],
    [file([], [], { seed: [[1], [2, 3]] }), "seed[1]: rows differ in length: 1 at [0], 2 at [1]"],
    [file([], [], { view: { x: 0, y: 0 } }), "view.zoom: this field is missing"],
    [file([], [], { view: { x: 0, y: 0, zoom: 0 } }), "view: zoom = 0 is not between 0.0001 and 1000"],
    [file([3]), "nodes[0]: expected an object, found a number"],
    [file([x1, { ...x1, extra: 1 }]), "nodes[1].extra: there is no such field"],
    [file([x1, x1]), "nodes[1].name: there is already a node 'x'"],
    [file([{ op: "neg" }]), "nodes[0].name: this field is missing"],
    [file([{ ...x1, name: "a\u0000" }]), "nodes[0].name: a name cannot hold the control character U+0000"],
    [file([x1, neg("a"), neg("b"), { name: "c", op: "foo" }]), `nodes[3].op: there is no op 'foo'; there are ${OPS.map((op) => op.name).join(", ")}`],
    [file([{ name: "x", op: "leaf" }]), "nodes[0].value: this field is missing"],
    [file([{ ...x1, value: [1, "x"] }]), 'nodes[0].value[1]: "x" is no number; of texts only "nan", "inf" and "-inf" are'],
    [{ type: "replace", text: '{"format":"viz-autograd","version":1,"edges":[],"nodes":[{"name":"x","op":"leaf","value":1e999}]}' }, 'nodes[0].value: a number too large for float64; "inf" is infinity'],
    [file([{ ...x1, value: { shape: [1e9], base64: "" } }]), "nodes[0].value.shape: a node holds at most 1,000,000 elements; 1000000000 makes 1,000,000,000"],
    [file([{ ...x1, value: { shape: [1] } }]), "nodes[0].value.base64: this is no base64"],
    [file([{ ...x1, attributes: {} }]), "nodes[0].attributes: a leaf has none"],
    [file([{ ...x1, y: undefined }]), "nodes[0]: x and y go together; one of them is missing"],
    [file([{ ...x1, x: 1e8 }]), "nodes[0].x: x = 100000000 is no place on the canvas: it reaches from −10,000,000 to 10,000,000"],
    [file([{ ...x1, x: "0" }]), "nodes[0].x: expected a number, found a text"],
    [file([{ ...neg("n"), value: 1 }]), "nodes[0].value: only a leaf has one"],
    [file([{ ...neg("n"), constants: { b: 1 } }]), "nodes[0].constants.b: n has no port 'b'; it has a"],
    [file([{ name: "s", op: "sum", attributes: { dim: "0" } }]), "nodes[0].attributes.dim: dim must be None or a whole number, not '0'"],
    [file([x1, neg("n")], [edge("x", "n"), edge("q", "n")]), 'edges[1].source: there is no node "q"'],
    [file([x1, neg("n")], [edge("x", "n"), edge("x", "n")]), "edges[1].port: port a of n already has an input, x"],
    [file([x1, neg("n")], [edge("x", "n", "b")]), "edges[0].port: n has no port 'b'; it has a"],
    [file([x1, { ...neg("n"), constants: { a: 1 } }], [edge("x", "n")]), "edges[0].port: port a of n already holds a constant; take one of the two away"],
    [file([neg("a")], [edge("a", "a")]), "edges[0]: a cycle would arise: a → a"],
    [file([neg("a"), neg("b"), neg("c"), neg("d")], [edge("a", "b"), edge("b", "c"), edge("c", "a"), edge("b", "d")]), "edges[2]: a cycle would arise: c → a → b → c"],
    [{ ...file([x1, neg("n")]), serials: [2, 1] } as Command, "serials: they must rise from 0 or more, one for each node"],
  ])("%#", (command, message) => {
    expect(bench().refusal(command)).toBe(message);
  });

  it("takes any name, and a byte order mark", () => {
    const { scene, offline, did } = bench();
    const nodes = '[{"name":"__proto__","op":"leaf","value":1},{"name":"<b>","op":"neg"}]';
    const edges = '[{"source":"__proto__","target":"<b>","port":"a"}]';
    did({ type: "replace", text: `\ufeff{"format":"viz-autograd","version":1,"nodes":${nodes},"edges":${edges}}` });
    expect([scene.source("<b>", "a"), offline.values.get("__proto__"), offline.title]).toEqual(["__proto__", 1, "untitled"]);
    did({ type: "move", positions: { ["__proto__"]: [1, 2] } });
    expect(scene.node("__proto__")).toMatchObject({ x: 1, y: 2 });
  });

  it("finds the edge that closes a cycle among very many", () => {
    const nodes = Array.from({ length: 20_000 }, (_, i) => neg(`n${i}`));
    const edges = nodes.map((_, i) => edge(`n${i}`, `n${(i + 1) % nodes.length}`)).reverse();
    expect(bench().refusal(file(nodes, edges))).toMatch(/^edges\[19999\]: a cycle would arise: n0 → n1 → .* → n19999 → n0$/);
  });
});

describe("undo without a server", () => {
  it("numbers steps by their newest edit", () => {
    const { scene, offline, did } = bench();
    did(value("a", 1));
    did(move("a", 0, 0), "drag 1");
    did(move("a", 8, 8), "drag 1");
    did(move("a", 16, 8), "drag 2");
    expect([offline.undoLabel, offline.redoLabel]).toEqual(["move a", null]);
    expect([offline.undo(), offline.undo()]).toEqual([4, 3]);
    expect([scene.node("a")!.x, offline.undoLabel, offline.redoLabel]).toEqual([40, "set a = 1", "move a"]);
    expect([offline.redo(), offline.redo(), offline.redo()]).toEqual([3, 4, null]);
    expect([offline.undo(), offline.undo(), offline.undo(), offline.undo()]).toEqual([4, 3, 1, null]);
    expect(offline.values.size).toBe(0);
  });

  it("forgets what was undone once something else is done, but not for what changes nothing", () => {
    const { offline, did } = bench();
    did(value("a", 1));
    did(value("a", 2));
    offline.undo();
    did(value("a", 1));
    did(move("a", 40, 248));
    did({ type: "remove", names: [] });
    did({ type: "rename", old: "a", new: "a" });
    did({ type: "set_requires_grad", name: "a", requires_grad: true });
    did(batch("nothing", value("a", 1), batch("", move("a", 40, 248))));
    expect(offline.redoLabel).toBe("set a = 2");
    did(value("a", -0));
    did(value("a", 0));
    expect([offline.redoLabel, offline.undoLabel]).toEqual([null, "set a = 0"]);
  });

  it("makes one step of a gesture, none when it ends where it began, and one of many kinds", () => {
    const { scene, offline, did } = bench();
    did(value("a", 1));
    did(value("w1", 5), "slide");
    for (const to of [6, 7, 8]) did(value("w1", to), "slide");
    expect(offline.undoLabel).toBe("set w1 = 8");
    did({ type: "set_title", title: "one" });
    did({ type: "set_title", title: "two" }, "typing");
    did({ type: "set_title", title: "one" }, "typing");
    expect(offline.undoLabel).toBe("name the circuit one");
    did({ type: "add_leaf", name: "v" }, "mixed");
    did(value("v", 3), "mixed");
    did(move("v", 8, 8), "mixed");
    expect(offline.undoLabel).toBe("add v");
    expect([offline.undo(), scene.has("v"), offline.values.has("v")]).toEqual([11, false, false]);
    expect([offline.redo(), scene.node("v")!.x, offline.values.get("v")]).toEqual([11, 8, 3]);
    expect([offline.undo(), offline.undo(), offline.undo(), offline.undo(), offline.undo()]).toEqual([11, 6, 5, 1, null]);
  });

  it.each<[Command, string]>([
    [{ type: "add_leaf", name: "p1" }, "add p1"],
    [{ type: "add_op", name: "t", op: "tanh" }, "add tanh"],
    [{ type: "remove", names: ["a", "L"] }, "delete 2 nodes"],
    [batch("", disconnect("L", "a"), connect("a", "L", "a")), ""],
    [disconnect("L", "a"), "disconnect L.a"],
    [{ type: "rename", old: "a", new: "x".repeat(100) }, `rename a → ${"x".repeat(39)}…`],
    [value("a", -0.123456789), "set a = −0.123457"],
    [{ type: "set_value", name: "a", value: [1, "nan"] }, "set a = [1, nan]"],
    [{ type: "set_value", name: "a", value: new Array<number>(7).fill(1) }, "set a = [7]"],
    [{ type: "set_value", name: "a", value: [[1, 2, 3]] }, "set a = [1 × 3]"],
    [{ type: "set_value", name: "a", value: { shape: [1], base64: "AAAAAAAA8D8=" } }, "set a = [1]"],
    [{ type: "set_requires_grad", name: "a", requires_grad: false }, "make a a constant"],
    [{ type: "set_root", name: "p" }, "set root p"],
    [{ type: "set_root" }, "choose no root"],
    [{ type: "set_seed", value: 2 }, "set seed = 2"],
    [{ type: "set_seed" }, "clear the seed"],
    [{ type: "set_title", title: "four weights" }, "name the circuit four weights"],
    [{ ...file([x1]), label: "load x" } as Command, "load x"],
    [batch("paste\n3 nodes", value("a", 1)), "paste�3 nodes"],
  ])("calls a step %#", (command, label) => {
    const { offline, did } = bench();
    did(command);
    expect(offline.undoLabel).toBe(label);
  });

  it("calls what is set in a port or an attribute", () => {
    const { offline, did } = bench([gate("m", "mul", 1, 0, 0), gate("s", "sum", 2, 0, 0)], []);
    did({ type: "set_constant", name: "m", port: "b", value: 3 });
    expect(offline.undoLabel).toBe("set m.b = 3");
    did({ type: "set_constant", name: "m", port: "b" });
    expect(offline.undoLabel).toBe("clear m.b");
    did(connect("m", "s", "a"));
    expect(offline.undoLabel).toBe("connect m → s");
    did({ type: "set_attribute", name: "s", attribute: "dim", value: -1 });
    expect(offline.undoLabel).toBe("set s.dim = −1");
    did({ type: "set_attribute", name: "s", attribute: "dim", value: null });
    expect(offline.undoLabel).toBe("set s.dim = none");
    did({ type: "set_attribute", name: "s", attribute: "keepdim", value: true });
    expect(offline.undoLabel).toBe("set s.keepdim = true");
  });
});

describe("random edits without a server", () => {
  /** The same numbers for the same seed, from 0 up to 1. */
  function numbers(seed: number): () => number {
    let state = seed;
    return () => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return state / 2 ** 32;
    };
  }

  function randomCommand(scene: Scene, random: () => number, depth = 0): Command {
    const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
    const names = [...scene.names(), "ghost"];
    const name = random() < 0.95 ? pick(names) : "ghost";
    const port = pick(["a", "a", "b", "b", "c"]);
    const fresh = `n${Math.floor(random() * 40)}`;
    const number = Math.floor(random() * 4) - 1;
    const makers: (() => Command)[] = [
      () => ({ type: "add_leaf", name: fresh, value: pick<number | number[]>([number, [1, 2]]), requires_grad: random() < 0.5, x: number, y: number }),
      () => ({ type: "add_op", name: fresh, op: pick(OPS).name, constants: (random() < 0.3 ? { a: number } : {}) as Record<string, number> }),
      () => ({ type: "remove", names: [name, pick(names)] }),
      () => connect(name, pick(names), port),
      () => connect(name, pick(names), port),
      () => connect(name, pick(names), port),
      () => disconnect(name, port),
      () => ({ type: "move", positions: { [name]: [number, number], [pick(names)]: [number, 8] } }),
      () => ({ type: "rename", old: name, new: fresh }),
      () => value(name, number),
      () => ({ type: "set_constant", name, port, value: random() < 0.5 ? number : null }),
      () => ({ type: "set_requires_grad", name, requires_grad: random() < 0.5 }),
      () => ({ type: "set_attribute", name, attribute: pick(["dim", "keepdim"]), value: pick<number | boolean | null>([0, null, true, false]) }),
      () => ({ type: "set_root", name: random() < 0.7 ? name : null }),
      () => ({ type: "set_title", title: `t${number}` }),
      () => (random() < 0.2 ? file([x1, neg("n1"), neg("n2")], [edge("x", "n1"), edge("n1", "n2")]) : value(name, 1)),
      () => batch("several", ...Array.from({ length: depth < 2 ? 3 : 1 }, () => randomCommand(scene, random, depth + 1))),
    ];
    return pick(makers)();
  }

  /** What requires_grad and lacks must be, worked out from nothing. */
  function checkDerived(scene: Scene): void {
    const needs = new Map<string, boolean>();
    const able = new Map<string, boolean>();
    const wrong: string[] = [];
    const visit = (name: string): void => {
      if (needs.has(name)) return;
      const node = scene.node(name)!;
      const sources = node.ports.map((port) => scene.source(name, port));
      for (const source of sources) if (source !== null) visit(source);
      needs.set(name, node.op === "leaf" ? node.requires_grad : sources.some((source) => source !== null && needs.get(source)));
      able.set(name, node.ports.every((port, i) => (sources[i] === null ? node.constants[port] !== undefined : able.get(sources[i]!))));
      if (node.requires_grad !== needs.get(name) || (node.lacks.length === 0) !== able.get(name)) wrong.push(name);
    };
    for (const name of scene.names()) visit(name);
    expect(wrong).toEqual([]);
  }

  it.each(Array.from({ length: 12 }, (_, seed) => seed))("seed %i: all is undone and done again", (seed) => {
    const random = numbers(seed);
    const { scene, offline } = bench(undefined, undefined, { name: "L", chosen: true });
    const labels = (): unknown => ({ ...(standing(scene, offline) as object), undoLabel: null, redoLabel: null });
    const stages = [labels()];
    const edits: number[] = [];
    let taken = 0;
    for (let edit = 1; edit <= 100; edit++) {
      const before = standing(scene, offline);
      const undoable = offline.undoLabel;
      const refused = offline.do(randomCommand(scene, random), null, edit);
      if (refused !== null) expect(standing(scene, offline)).toEqual(before);
      else taken++;
      checkDerived(scene);
      const after = labels();
      const top = offline.undo();
      if (top === null) expect(undoable).toBeNull();
      else offline.redo();
      expect(labels()).toEqual(after);
      if (top === edit) {
        stages.push(after);
        edits.push(edit);
      }
    }
    expect(taken).toBeGreaterThan(10);
    for (let i = edits.length - 1; i >= 0; i--) {
      expect(offline.undo()).toBe(edits[i]);
      expect(labels()).toEqual(stages[i]);
    }
    expect([offline.undo(), offline.undoLabel]).toEqual([null, null]);
    edits.forEach((edit, i) => {
      expect(offline.redo()).toBe(edit);
      expect(labels()).toEqual(stages[i + 1]);
    });
    expect(offline.redo()).toBeNull();
  });
});

describe("what an edge could be joined to", () => {
  it("tells taken ports, cycles and itself, in the order of creation", () => {
    const { offline, did } = bench();
    did({ type: "add_op", name: "new", op: "mul" });
    const ports = offline.portAnswers({ source: "d" });
    expect(ports.map((answer) => answer.node).slice(0, 4)).toEqual(["b", "b", "c", "c"]);
    expect(ports.at(-1)).toEqual({ node: "new", port: "b", reason: null });
    expect(ports.find((answer) => answer.node === "L" && answer.port === "a")?.reason).toBe("port a of L already has an input, ten");
    const into = offline.portAnswers({ target: "b", port: "b", ignoring: ["b", "b"] });
    const reasons = Object.fromEntries(into.map((answer) => [answer.node, answer.reason]));
    expect(into.length).toBe(13);
    expect([reasons.a, reasons.c, reasons.b]).toEqual([null, null, "a cycle would arise: b → b"]);
    expect(reasons.d).toBe("a cycle would arise: d → b → p → d");
    expect(new Set(offline.portAnswers({ target: "b", port: "b" }).map((answer) => answer.reason))).toEqual(new Set(["port b of b already has an input, a"]));
  });

  it("thinks the edge away that is moved", () => {
    const { offline } = bench();
    const reason = (ignoring: [string, string] | null, node: string, port: string): string | null | undefined =>
      offline.portAnswers({ source: "d", ignoring }).find((answer) => answer.node === node && answer.port === port)?.reason;
    expect(reason(["p", "b"], "p", "b")).toBe("a cycle would arise: d → p → d");
    expect(reason(["d", "a"], "d", "a")).toBe("a cycle would arise: d → d");
    const moved = offline.portAnswers({ source: "b", ignoring: ["p", "b"] });
    expect(moved.find((answer) => answer.node === "p" && answer.port === "b")?.reason).toBeNull();
  });

  it("has no answer for what is not there", () => {
    const { offline } = bench();
    expect([offline.portAnswers({ source: "zz" }), offline.portAnswers({ target: "L", port: "zz" }), offline.portAnswers({})]).toEqual([[], [], []]);
  });

  it("says what a command would say", () => {
    const chain = [leaf("x", 0, 0, 0), ...Array.from({ length: 14 }, (_, i) => gate(`n${i}`, "add", i + 1, 0, 0))];
    const edges = chain.slice(1).map((node, i) => edge(i === 0 ? "x" : `n${i - 1}`, node.name));
    for (const [source, target] of [["n13", "n2"], ["n13", "n0"], ["n4", "n0"], ["n9", "n1"], ["n10", "n1"], ["n3", "n3"], ["n3", "n5"]] as const) {
      const { offline } = bench(chain, edges);
      const from = offline.portAnswers({ source }).find((answer) => answer.node === target && answer.port === "b")!.reason;
      const into = offline.portAnswers({ target, port: "b" }).find((answer) => answer.node === source)!.reason;
      expect([from, into]).toEqual(new Array(2).fill(offline.do(connect(source, target, "b"), null, 1)?.message ?? null));
    }
  });
});

it("a leaf that is renamed keeps the value that the last run knows by its old name", () => {
  const scene = new Scene(OPS);
  scene.apply({ nodes: [leaf("x", 0, 0, 0)] });
  const offline = new Offline(scene, () => OPS, undefined, (name) => (name === "x" ? 7 : undefined));
  offline.do({ type: "rename", old: "x", new: "y" }, null, 1);
  expect(offline.values.get("y")).toBe(7);
  offline.undo();
  expect([...offline.values]).toEqual([]);
});

describe("10,000 nodes without a server", () => {
  const COUNT = 10_000;
  const nodes = [leaf("x", 0, 0, 0), ...Array.from({ length: COUNT - 1 }, (_, i) => gate(`n${i}`, "add", i + 1, 100 * (i % 100), 10 * i))];
  const edges = nodes.slice(1).flatMap((node, i) => [edge(i === 0 ? "x" : `n${i - 1}`, node.name), edge(i < 50 ? "x" : `n${i - 50}`, node.name, "b")]);

  it("take single commands and questions", () => {
    const { offline, did } = bench(nodes, edges);
    for (let i = 0; i < 2000; i++) {
      did(move(`n${i}`, i, i));
      did(value("x", i), "slide");
      did({ type: "add_leaf", name: `v${i}` });
    }
    let undone = 0;
    while (offline.undo() !== null) undone += 1;
    expect(undone).toBeGreaterThan(5_900);
    expect(offline.portAnswers({ source: "n9998" }).length).toBeGreaterThan(COUNT);
    expect(offline.portAnswers({ target: "n0", port: "b", ignoring: ["n0", "b"] }).length).toBeGreaterThan(COUNT - 2);
  });

  it("take what touches all of them, and back", () => {
    const { scene, offline, did } = bench(nodes, edges);
    did({ type: "set_requires_grad", name: "x", requires_grad: false });
    did({ type: "remove", names: nodes.slice(1, 5000).map((node) => node.name) });
    did({ type: "replace", text: '{"format":"viz-autograd","version":1,"nodes":[],"edges":[]}' });
    while (offline.undo() !== null);
    expect([scene.size, scene.edgeCount]).toEqual([COUNT, 2 * COUNT - 2]);
    const empty = bench([], []);
    const adds = nodes.map(({ name, op }): Command => (op === "leaf" ? { type: "add_leaf", name } : { type: "add_op", name, op }));
    const pasted = batch("paste", ...adds, ...edges.map((each): Command => ({ type: "connect", ...each })).reverse());
    empty.did(pasted);
    expect([empty.scene.size, empty.scene.edgeCount]).toEqual([COUNT, 2 * COUNT - 2]);
  }, 30_000);
});
