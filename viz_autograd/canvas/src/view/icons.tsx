// The drawings on buttons: 16 × 16, stroked in the text's colour, silent to screen readers (the buttons have names).
import type { CSSProperties, ReactNode } from "react";
import { CURVES, isOperator, letterSize, signOf } from "../signs";

const DRAWINGS = {
  undo: <path d="M5.5 3 2.5 6l3 3M3 6h6a4 4 0 0 1 0 8H6" />,
  redo: <path d="m10.5 3 3 3-3 3M13 6H7a4 4 0 0 0 0 8h3" />,
  file: <path d="M9 1.75H4.5a1 1 0 0 0-1 1v10.5a1 1 0 0 0 1 1h7a1 1 0 0 0 1-1V5.25zM9 1.75v3.5h3.5" />,
  folder: <path d="M1.75 12.25v-8.5a1 1 0 0 1 1-1H6L7.75 4.5h5.5a1 1 0 0 1 1 1v6.75a1 1 0 0 1-1 1H2.75a1 1 0 0 1-1-1z" />,
  save: <path d="M8 2v8M4.75 7 8 10.25 11.25 7M2.5 10.5v2a1 1 0 0 0 1 1h9a1 1 0 0 0 1-1v-2" />,
  gallery: <path d="M2.25 2.25h4.5v4.5h-4.5zM9.25 2.25h4.5v4.5h-4.5zM2.25 9.25h4.5v4.5h-4.5zM9.25 9.25h4.5v4.5h-4.5z" />,
  export: <path d="M8 10V2M4.75 5.25 8 2l3.25 3.25M2.5 10.5v2a1 1 0 0 0 1 1h9a1 1 0 0 0 1-1v-2" />,
  keyboard: <path d="M1.75 4.25h12.5v7.5H1.75zM4.25 6.75h.01M6.75 6.75h.01M9.25 6.75h.01M11.75 6.75h.01M5 9.5h6" />,
  light: <><circle cx="8" cy="8" r="2.75" /><path d="M8 1.5v1.25M8 13.25v1.25M1.5 8h1.25M13.25 8h1.25M3.4 3.4l.9.9M11.7 11.7l.9.9M3.4 12.6l.9-.9M11.7 4.3l.9-.9" /></>,
  dark: <path d="M13.5 9.6A5.75 5.75 0 0 1 6.4 2.5a5.75 5.75 0 1 0 7.1 7.1z" />,
  system: <><circle cx="8" cy="8" r="5.75" /><path d="M8 2.25a5.75 5.75 0 0 1 0 11.5z" fill="currentColor" stroke="none" /></>,
  start: <path d="M3.25 3v10M12.75 3.25 6 8l6.75 4.75z" fill="currentColor" />,
  back: <path d="M11.25 3.25 4.5 8l6.75 4.75z" fill="currentColor" />,
  play: <path d="m5.25 3 7.5 5-7.5 5z" fill="currentColor" />,
  pause: <path d="M5.25 3.5v9M10.75 3.5v9" strokeWidth="2.6" />,
  forward: <path d="M4.75 3.25 11.5 8l-6.75 4.75z" fill="currentColor" />,
  end: <path d="M12.75 3v10M3.25 3.25 10 8l-6.75 4.75z" fill="currentColor" />,
  loop: <path d="m11 1.75 2.25 2.25L11 6.25M13 4H5a3 3 0 0 0-3 3v.75M5 14.25 2.75 12 5 9.75M3 12h8a3 3 0 0 0 3-3v-.75" />,
  search: <><circle cx="7" cy="7" r="4.25" /><path d="m10.25 10.25 3.5 3.5" /></>,
  close: <path d="m4 4 8 8M12 4l-8 8" />,
  chevron: <path d="m4.5 6.25 3.5 3.5 3.5-3.5" />,
  warning: <path d="M8 2.25 14.5 13.5h-13zM8 6.5v3.25M8 11.6v.01" />,
  check: <path d="m3 8.5 3.25 3.25L13 4.5" />,
  share: <path d="M6.5 9.5a2.75 2.75 0 0 0 4 .15l2.25-2.25a2.75 2.75 0 0 0-3.9-3.9l-1.1 1.1M9.5 6.5a2.75 2.75 0 0 0-4-.15L3.25 8.6a2.75 2.75 0 0 0 3.9 3.9l1.1-1.1" />,
  trash: <path d="M2.75 4.25h10.5M6.25 4V2.5h3.5V4M4 4.25l.6 9a.75.75 0 0 0 .75.75h5.3a.75.75 0 0 0 .75-.75l.6-9M6.75 7v4M9.25 7v4" />,
  offline: <path d="M2 2l12 12M4.2 6.3A3 3 0 0 0 4.75 12.25h6.5M6.6 3.9a4 4 0 0 1 5.6 2.9 2.75 2.75 0 0 1 1.6 4.4" />,
  lock: <path d="M4 7.25h8a.75.75 0 0 1 .75.75v5a.75.75 0 0 1-.75.75H4a.75.75 0 0 1-.75-.75V8A.75.75 0 0 1 4 7.25zM5.25 7V5a2.75 2.75 0 0 1 5.5 0v2" />,
  root: <><circle cx="8" cy="8" r="5.75" /><circle cx="8" cy="8" r="2" fill="currentColor" /></>,
} satisfies Record<string, ReactNode>;

export type IconName = keyof typeof DRAWINGS;

export function Icon({ name, size = 16 }: { name: IconName; size?: number }) {
  return (
    <svg className="icon" viewBox="0 0 16 16" width={size} height={size} fill="none" stroke="currentColor" strokeWidth="1.4"
      strokeLinecap="round" strokeLinejoin="round" aria-hidden="true">
      {DRAWINGS[name]}
    </svg>
  );
}

/** The sign of an op, as the palette and lists show it: its curve, else the text of its table's entry. */
export function OpSign({ op, symbol }: { op: string; symbol: string }) {
  const curve = CURVES[op];
  if (curve === undefined) {
    const { text, power, over } = signOf(op, symbol);
    return (
      <span className={isOperator(symbol) ? "sign operator" : "sign"} aria-hidden="true" style={{ "--letters": `${letterSize(text)}px` } as CSSProperties}>
        {over ? <span className="over">{text}</span> : text}{power !== undefined && <sup>{power}</sup>}
      </span>
    );
  }
  return (
    <span className="sign" aria-hidden="true">
      <svg viewBox="0 0 16 16" width="15" height="15" fill="none" stroke="currentColor" strokeWidth="1.4" strokeLinecap="round" strokeLinejoin="round">
        <path d={curve} />
      </svg>
    </span>
  );
}
