// An array in the inspector: a number, a short list, a small table; and, on request, every element.
import { useEffect, useState } from "react";
import { useEditor } from "../hooks";
import { formatNumber, formatValue, NOT_YET, shapeText, toNumber, type Scalar } from "../format";
import type { AskArray, Summary } from "../protocol";
import { Dialog } from "./Dialog";

/** Arrays of at most so many rows and columns are written out in place. */
const SMALL_ROWS = 6;
const SMALL_COLUMNS = 4;
const SMALL_LIST = 3;
/** Elements of one question, and of one more click. */
const PIECE = 1_000;
/** Wider matrices are listed element by element. */
const WIDEST_TABLE = 12;

export interface ArrayOf {
  kind: "value" | "grad";
  of: AskArray["of"];
  node: string;
  port?: string;
}

interface ArrayViewProps {
  what: ArrayOf;
  shape: readonly number[];
  /** What is shown at the cursor; null while there is nothing, or only a summary. */
  elements: ArrayLike<number> | null;
  summary?: Summary | null;
}

export function ArrayView({ what, shape, elements, summary = null }: ArrayViewProps) {
  const [open, setOpen] = useState(false);
  const count = shape.reduce((product, size) => product * size, 1);
  if (elements === null && summary === null) return <span className="not-yet">{NOT_YET}</span>;
  const small = shape.length === 0 || (shape.length === 1 && count <= SMALL_LIST);
  const written = elements !== null && shape.length === 2 && (shape[0] ?? 0) <= SMALL_ROWS && (shape[1] ?? 0) <= SMALL_COLUMNS;
  if (small && elements !== null) return <span className={what.kind}>{formatValue(elements, shape)}</span>;
  return (
    <div className="array">
      <span className={what.kind}>{`float64 [${shapeText(shape)}]`}</span>
      {written && elements !== null ? <Grid elements={elements} columns={shape[1] ?? 1} kind={what.kind} /> : <Range elements={elements} summary={summary} />}
      {!written && <button className="button line small" type="button" onClick={() => setOpen(true)}>{`Show all ${count} numbers`}</button>}
      {open && <AllNumbers what={what} shape={shape} elements={elements} onClose={() => setOpen(false)} />}
    </div>
  );
}

function Grid({ elements, columns, kind }: { elements: ArrayLike<number>; columns: number; kind: string }) {
  return (
    <div className={`matrix ${kind}`} style={{ gridTemplateColumns: `repeat(${columns}, auto)` }}>
      {Array.from(elements, (element, index) => <span key={index}>{formatNumber(element)}</span>)}
    </div>
  );
}

function Range({ elements, summary }: { elements: ArrayLike<number> | null; summary: Summary | null }) {
  const figures = elements === null ? summary && figuresOf(summary) : measure(elements);
  if (figures === null) return null;
  return (
    <span className="array-range">
      {`${formatNumber(figures.minimum)} … ${formatNumber(figures.maximum)}, mean ${formatNumber(figures.mean)}`}
      {figures.nans > 0 && `, ${figures.nans} nan`}
    </span>
  );
}

interface Figures {
  minimum: number;
  maximum: number;
  mean: number;
  nans: number;
}

function figuresOf(summary: Summary): Figures {
  const [minimum, maximum, mean] = [summary.minimum, summary.maximum, summary.mean].map((figure) => toNumber(figure as Scalar));
  return { minimum: minimum ?? NaN, maximum: maximum ?? NaN, mean: mean ?? NaN, nans: summary.nans };
}

function measure(elements: ArrayLike<number>): Figures {
  let [minimum, maximum, sum, nans] = [Infinity, -Infinity, 0, 0];
  for (let index = 0; index < elements.length; index++) {
    const element = elements[index] ?? NaN;
    if (Number.isNaN(element)) nans += 1;
    else {
      minimum = Math.min(minimum, element);
      maximum = Math.max(maximum, element);
      sum += element;
    }
  }
  const seen = elements.length - nans;
  return seen === 0 ? { minimum: NaN, maximum: NaN, mean: NaN, nans } : { minimum, maximum, mean: sum / seen, nans };
}

interface AllNumbersProps {
  what: ArrayOf;
  shape: readonly number[];
  elements: ArrayLike<number> | null;
  onClose: () => void;
}

function AllNumbers({ what, shape, elements, onClose }: AllNumbersProps) {
  const count = shape.reduce((product, size) => product * size, 1);
  const [wanted, setWanted] = useState(PIECE);
  const asked = useAsked(what, elements === null ? Math.min(wanted, count) : 0);
  const all = elements ?? asked.numbers;
  const shown = Math.min(wanted, all.length);
  const where = what.port === undefined ? what.node : `${what.node}.${what.port}`;
  return (
    <Dialog title={`${what.of} of ${where}`} onClose={onClose}>
      <p className="dialog-lead">
        {`float64 [${shapeText(shape)}], ${count} numbers`}
        {elements === null ? ", as the whole run left them" : ", at the playhead"}
      </p>
      {asked.problem !== null && <p className="problem" role="alert">{asked.problem}</p>}
      <div className="numbers" data-first tabIndex={0} role="group" aria-label="All numbers">
        <NumberTable elements={all} shown={shown} shape={shape} kind={what.kind} />
        {asked.busy && <p className="mute">asking …</p>}
        {!asked.busy && shown < count && (
          <button className="button line small" type="button" onClick={() => setWanted(shown + PIECE)}>{`Show ${Math.min(PIECE, count - shown)} more`}</button>
        )}
      </div>
    </Dialog>
  );
}

/** The first `wanted` elements, asked of the server piece by piece; begins anew when another run has arrived. */
function useAsked(what: ArrayOf, wanted: number): { numbers: readonly number[]; busy: boolean; problem: string | null } {
  const editor = useEditor("document");
  const [got, setGot] = useState<{ run: number; numbers: readonly number[] }>({ run: -1, numbers: [] });
  const [problem, setProblem] = useState<string | null>(null);
  const { run } = editor;
  const { of, node, port } = what;
  const numbers = got.run === run ? got.numbers : [];
  const have = numbers.length;
  const missing = have < wanted && problem === null;
  useEffect(() => {
    if (!missing) return;
    let current = true;
    editor.askArray(of, node, port ?? null, have, Math.min(PIECE, wanted - have)).then(
      (piece) => {
        if (current) setGot({ run, numbers: [...numbers, ...piece.elements.map((element) => toNumber(element as Scalar))] });
      },
      (error: unknown) => {
        if (current) setProblem(error instanceof Error ? error.message : String(error));
      },
    );
    return () => { current = false; };
    // `numbers` follows `have`.
  }, [editor, of, node, port, have, wanted, run, missing]);
  return { numbers: have > 0 || !missing ? numbers : got.numbers, busy: missing, problem };
}

interface NumberTableProps {
  elements: ArrayLike<number>;
  shown: number;
  shape: readonly number[];
  kind: string;
}

function NumberTable({ elements, shown, shape, kind }: NumberTableProps) {
  const columns = shape.length === 2 ? (shape[1] ?? 1) : 1;
  if (columns > WIDEST_TABLE) return <ElementList elements={elements} shown={shown} columns={columns} kind={kind} />;
  const rows = Math.ceil(shown / columns);
  return (
    <table className={kind}>
      {shape.length === 2 && (
        <thead><tr><th />{Array.from({ length: columns }, (_, column) => <th key={column} scope="col">{column}</th>)}</tr></thead>
      )}
      <tbody>
        {Array.from({ length: rows }, (_, row) => (
          <tr key={row}>
            <th scope="row">{row}</th>
            {Array.from({ length: Math.min(columns, shown - row * columns) }, (_, column) => (
              <td key={column}>{formatNumber(elements[row * columns + column] ?? NaN)}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function ElementList({ elements, shown, columns, kind }: { elements: ArrayLike<number>; shown: number; columns: number; kind: string }) {
  return (
    <table className={kind}>
      <tbody>
        {Array.from({ length: shown }, (_, index) => (
          <tr key={index}>
            <th scope="row">{`[${Math.floor(index / columns)}, ${index % columns}]`}</th>
            <td>{formatNumber(elements[index] ?? NaN)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
