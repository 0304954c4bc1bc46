// Whether a node is what is differentiated, and the gradient put in there.
import { editText, shapeText, toTensor } from "../format";
import { useEditor } from "../hooks";
import type { Binary, Root, SetSeed } from "../protocol";
import type { SceneNode } from "../scene";
import { Field, NodeLink, Row } from "./parts";

type Seed = NonNullable<SetSeed["value"]>;

export function RootPart({ node }: { node: SceneNode }) {
  const editor = useEditor("document");
  const { root } = editor;
  const isRoot = root.name === node.name;
  if (!isRoot) {
    return (
      <Row label="root">
        <button className="button line small" type="button" onClick={() => editor.setRoot(node.name)}>Set as root</button>
      </Row>
    );
  }
  return (
    <>
      <Row label="is the root">
        {root.chosen
          ? <button className="button line small" type="button" title="The newest node that nothing uses is the root then" onClick={() => editor.setRoot(null)}>Unset</button>
          : <span className="by-itself">
              <span className="mute">chosen automatically</span>
              <button className="button line small" type="button" aria-label="Set as root" title="Set as root: it stays the root, whatever is added" onClick={() => editor.setRoot(node.name)}>Set</button>
            </span>}
      </Row>
      {!asksForSeed(root, node) && <Row label="seed"><SeedField node={node} root={root} /></Row>}
    </>
  );
}

/** What is wrong with the root, in plain words and in PyTorch's, and the seed that mends it; nothing where all is well. */
export function RootProblem() {
  const editor = useEditor("document", "scene");
  const { root, scene } = editor;
  if (!root.problem) return null;
  const node = root.name === null ? undefined : scene.node(root.name);
  const plainly = node === undefined ? null : inPlainWords(root.problem, node);
  return (
    <section className="problem" data-testid="root-problem" aria-label="What the root needs">
      {node !== undefined && plainly !== null && <p><NodeLink editor={editor} name={node.name} /> {plainly}</p>}
      {plainly === null ? <p>{root.problem}</p> : <p><small>PyTorch says: {root.problem}</small></p>}
      {node !== undefined && asksForSeed(root, node) && <SeedField node={node} root={root} />}
    </section>
  );
}

/** A root of several elements has no gradient of its own accord. */
function asksForSeed(root: Root, node: SceneNode): boolean {
  return Boolean(root.problem) && (node.shape ?? []).length > 0;
}

function inPlainWords(problem: string, { shape }: SceneNode): string | null {
  if (problem.startsWith("grad can be implicitly created")) return `is ${shapeWords(shape ?? [])}: a gradient needs a scalar, or a seed of its shape.`;
  if (problem.startsWith("Mismatch in shape")) return `is ${shapeWords(shape ?? [])}, and its seed has another shape.`;
  if (problem.startsWith("element 0 of tensors does not require grad")) return "depends on no parameter: give a leaf it is made of requires_grad.";
  return null;
}

function shapeWords(shape: readonly number[]): string {
  if (shape.length === 0) return "a scalar";
  return shape.length === 1 ? `a vector of ${shape[0]}` : `a matrix of ${shapeText(shape)}`;
}

function SeedField({ node, root }: { node: SceneNode; root: Root }) {
  const editor = useEditor();
  const shape = node.shape ?? [];
  return (
    <div className="seed">
      <Field name="Seed" text={seedText(root.seed)} placeholder={shape.length === 0 ? "1" : `seed [${shapeText(shape)}]`} commit={(text) => editor.setSeed(text)} />
      {shape.length > 0 && (
        <button className="button line small" type="button" onClick={() => void editor.apply({ type: "set_seed", value: ones(shape) })}>Seed with ones</button>
      )}
    </div>
  );
}

function isBinary(seed: Seed): seed is Binary {
  return typeof seed === "object" && "base64" in seed;
}

function seedText(seed: Root["seed"]): string {
  if (seed === null || seed === undefined) return "";
  if (isBinary(seed)) return `float64 [${shapeText(seed.shape)}]`;
  const { elements, shape } = toTensor(seed);
  return editText(elements, shape);
}

/** Above this many elements an array crosses the border as bytes. */
const MOST_LISTED = 1_000;

function ones(shape: readonly number[]): Seed {
  const count = shape.reduce((product, size) => product * size, 1);
  const [rows = 1, columns] = shape;
  if (count > MOST_LISTED) return { shape: [...shape], base64: base64(new Float64Array(count).fill(1)) };
  if (columns === undefined) return Array<number>(rows).fill(1);
  return Array.from({ length: rows }, () => Array<number>(columns).fill(1));
}

function base64(numbers: Float64Array): string {
  const bytes = new Uint8Array(numbers.buffer);
  const pieces: string[] = [];
  // A multiple of three, so that the pieces' codes can be put in a row.
  const step = 3 * 8_192;
  for (let at = 0; at < bytes.length; at += step) pieces.push(btoa(String.fromCharCode(...bytes.subarray(at, at + step))));
  return pieces.join("");
}
