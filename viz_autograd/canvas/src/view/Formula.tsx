// A formula by KaTeX. Names of people's nodes reach it only through latexName (fill.ts), never as commands.
import katex from "katex";
import { memo, useLayoutEffect, useRef } from "react";

interface FormulaProps {
  latex: string;
  /** What a screen reader says in its place. */
  says: string;
  large?: boolean;
}

export const Formula = memo(function Formula({ latex, says, large = false }: FormulaProps) {
  const place = useRef<HTMLSpanElement>(null);
  useLayoutEffect(() => {
    const element = place.current;
    if (element === null) return;
    katex.render(`\\displaystyle ${latex}`, element, { trust: false, throwOnError: false, strict: "ignore", output: "html", maxSize: 20, maxExpand: 200, displayMode: large });
  }, [latex, large]);
  return <span className={large ? "formula large" : "formula"} role="math" aria-label={says} ref={place} />;
});
