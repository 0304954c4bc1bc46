// Zoom, fit and arrange, beside the map.
import { memo } from "react";
import { useEditor } from "../hooks";

const DRAWINGS = {
  in: "M8 3.5v9M3.5 8h9",
  out: "M3.5 8h9",
  fit: "M2.75 6V2.75H6M10 2.75h3.25V6M13.25 10v3.25H10M6 13.25H2.75V10",
  arrange: "M2.5 2.75h4v3.5h-4zM2.5 9.75h4v3.5h-4zM10.5 6.25h3v3.5h-3zM6.5 4.5c2.5 0 1.5 3 4 3M6.5 11.5c2.5 0 1.5-3 4-3",
};

export const ViewButtons = memo(function ViewButtons() {
  const editor = useEditor();
  const button = (name: string, key: string, d: string, run: () => void) => (
    <button className="button quiet square" type="button" aria-label={name} title={`${name} (${key})`} onClick={run}>
      <svg className="icon" viewBox="0 0 16 16" width={16} height={16} fill="none" stroke="currentColor" strokeWidth="1.4" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true">
        <path d={d} />
      </svg>
    </button>
  );
  return (
    <div className="view-buttons">
      {button("Zoom in", "+", DRAWINGS.in, () => editor.zoomIn())}
      {button("Zoom out", "−", DRAWINGS.out, () => editor.zoomOut())}
      {button("Fit", "F", DRAWINGS.fit, () => editor.fit())}
      {button("Arrange", "L", DRAWINGS.arrange, () => editor.arrange())}
    </div>
  );
});
