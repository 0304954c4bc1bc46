// The circuit's name, its file, and its history.
import { useRef, useState, type ChangeEvent, type KeyboardEvent } from "react";
import { useEditor } from "../hooks";
import { openFile } from "../opening";
import { ExportMenu } from "./ExportMenu";
import { Icon } from "./icons";

const NEXT_THEME = { light: "dark", dark: "system", system: "light" } as const;
const THEME_SAYS = { light: "light", dark: "dark", system: "as the system" } as const;

export function TopBar() {
  const editor = useEditor("document", "status", "theme");
  const { theme, undoLabel, redoLabel } = editor;
  return (
    <header className="topbar">
      <span className="mark" aria-hidden="true">∂</span>
      <Title />
      <span className="saved" title={editor.file === null ? undefined : `Goes to ${editor.file}`}>{editor.saveState}</span>
      <HistoryButton icon="undo" word="Undo" label={undoLabel} run={() => editor.undo()} />
      <HistoryButton icon="redo" word="Redo" label={redoLabel} run={() => editor.redo()} />
      <span className="gap" />
      <button className="button" type="button" title="An empty canvas" onClick={() => void editor.newCircuit()}><Icon name="file" />New</button>
      <OpenButton />
      <button className="button" type="button" title={editor.file === null ? "Download the circuit's file" : `Replace ${editor.file}`} onClick={() => void editor.save()}>
        <Icon name="save" />Save
      </button>
      <span className="divider" />
      <button className="button" type="button" aria-haspopup="dialog" onClick={() => editor.setDialog("gallery")}><Icon name="gallery" />Gallery</button>
      <ExportMenu />
      <span className="divider" />
      <button className="button quiet square" type="button" aria-label="Keys" title="Keys (?)" onClick={() => editor.setDialog("keys")}><Icon name="keyboard" /></button>
      <button className="button quiet square" type="button" aria-label={`Theme: ${theme}`} title={`Theme: ${THEME_SAYS[theme]}`} onClick={() => editor.setTheme(NEXT_THEME[theme])}>
        <Icon name={theme} />
      </button>
    </header>
  );
}

function Title() {
  const editor = useEditor("document");
  const [draft, setDraft] = useState<string | null>(null);
  const text = draft ?? editor.title;
  const commit = (): void => {
    const title = (draft ?? "").trim();
    setDraft(null);
    if (draft !== null && title !== "" && title !== editor.title) void editor.apply({ type: "set_title", title });
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    event.stopPropagation();
    if (event.key === "Escape") setDraft(null);
    if (event.key !== "Enter" && event.key !== "Escape") return;
    const field = event.currentTarget;
    if (event.key === "Enter") commit();
    // After the state above has settled, so that leaving the field commits nothing again.
    queueMicrotask(() => field.blur());
  };
  return (
    <input className="title" aria-label="Title" title="The circuit's title" value={text} maxLength={100} spellCheck={false} size={Math.max(6, Math.min(36, text.length))}
      onChange={(event) => setDraft(event.target.value)} onBlur={commit} onKeyDown={onKeyDown} />
  );
}

interface HistoryButtonProps {
  icon: "undo" | "redo";
  word: "Undo" | "Redo";
  label: string | null;
  run: () => unknown;
}

function HistoryButton({ icon, word, label, run }: HistoryButtonProps) {
  const says = label === null ? word : `${word}: ${label}`;
  // Kept focusable at the end of the history, so that the keyboard's place is not lost.
  return (
    <button className="button quiet square" type="button" aria-label={says} title={says} aria-disabled={label === null} onClick={() => label !== null && void run()}>
      <Icon name={icon} />
    </button>
  );
}

function OpenButton() {
  const editor = useEditor();
  const field = useRef<HTMLInputElement>(null);
  const read = async (event: ChangeEvent<HTMLInputElement>): Promise<void> => {
    const file = event.target.files?.[0];
    // The same file may be picked again.
    event.target.value = "";
    if (file !== undefined) await openFile(editor, file);
  };
  return (
    <>
      <button className="button" type="button" title="Open a circuit's file" onClick={() => field.current?.click()}><Icon name="folder" />Open</button>
      <input ref={field} type="file" accept=".json,application/json" hidden onChange={(event) => void read(event)} />
    </>
  );
}
