// What a palette entry is, beside it: its title, its formula, its derivatives.
import { latexFill, type Filling } from "../fill";
import { Formula } from "./Formula";
import type { Entry } from "../palette";

const LETTERS = ["a", "b", "out", "up", "n"];

function letter(name: string): Filling {
  return { text: name, latex: name === "up" || name === "out" ? `\\text{${name === "up" ? "upstream" : "out"}}` : name, kind: "name", atomic: true };
}

const FILLINGS = Object.fromEntries(LETTERS.map((name) => [name, letter(name)]));
/** Room that a tip needs below its entry's upper edge. */
const TALLEST = 170;

export function PaletteTip({ entry, at }: { entry: Entry; at: DOMRect }) {
  const { op } = entry;
  const top = Math.max(8, Math.min(at.top - 6, window.innerHeight - TALLEST));
  return (
    <div className="tip" role="tooltip" style={{ left: at.right + 12, top }}>
      <p><b>{entry.name}</b><span>{entry.title}</span></p>
      {op !== null && <Formula latex={latexFill(op.latex, FILLINGS)} says={op.text} />}
      {op !== null && (
        <div className="tip-locals">
          {op.ports.map((port) => {
            const rule = op.rules[port];
            if (rule === undefined) return null;
            const left = rule.whole ? `${port} \\leftarrow ` : `\\dfrac{\\partial\\,\\text{out}}{\\partial ${port}} = `;
            return <Formula key={port} latex={left + latexFill(rule.latex, FILLINGS)} says={rule.text} />;
          })}
        </div>
      )}
    </div>
  );
}
