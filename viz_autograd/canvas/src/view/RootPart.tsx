// Whether a node is what is differentiated, and the gradient put in there.
import { editText, shapeText, toTensor } from "../format";
import { useEditor } from "../hooks";
import type { Binary, Root, SetSeed } from "../protocol";
import type { SceneNode } from "../scene";
import { Field, Row } from "./parts";

type Seed = NonNullable<SetSeed["value"]>;

export function RootPart({ node }: { node: SceneNode }) {
  const editor = useEditor("document");
  const { root } = editor;
  const isRoot = root.name === node.name;
  const set = <button className="button line small" type="button" onClick={() => editor.setRoot(node.name)}>Set as root</button>;
  if (!isRoot) return <Row label="root">{set}</Row>;
  const release = (
    <button className="button line small" type="button" title="The newest node that nothing uses is the root then" onClick={() => editor.setRoot(null)}>Unset</button>
  );
  return (
    <>
      <Row label="is the root">{root.chosen ? release : set}</Row>
      <SeedRow node={node} root={root} />
      {root.problem && <p className="problem" data-testid="root-problem">{root.problem}</p>}
    </>
  );
}

function SeedRow({ node, root }: { node: SceneNode; root: Root }) {
  const editor = useEditor();
  const shape = node.shape ?? [];
  return (
    <Row label="seed">
      <div className="seed">
        <Field name="Seed" text={seedText(root.seed)} placeholder={shape.length === 0 ? "1" : `float64 [${shapeText(shape)}]`} commit={(text) => editor.setSeed(text)} />
        {shape.length > 0 && (
          <button className="button line small" type="button" onClick={() => void editor.apply({ type: "set_seed", value: ones(shape) })}>Seed with ones</button>
        )}
      </div>
    </Row>
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
