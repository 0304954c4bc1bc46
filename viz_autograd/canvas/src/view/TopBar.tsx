// The circuit's name, its file, and its history.
import { useState, type KeyboardEvent } from "react";
import { useEditor, useFact } from "../hooks";
import { ONLINE_ONLY, READ_ONLY_FILE } from "../session";
import { ExportMenu } from "./ExportMenu";
import { Icon, type IconName } from "./icons";
import { Open } from "./OpenDialog";

const NEXT_THEME = { light: "dark", dark: "system", system: "light" } as const;
const THEME_SAYS = { light: "light", dark: "dark", system: "as the system" } as const;

export function TopBar() {
  const editor = useEditor("document", "theme");
  const { theme, readOnly } = editor;
  const [undoLabel, redoLabel] = readOnly ? [null, null] : [editor.undoLabel, editor.redoLabel];
  return (
    <header className="topbar">
      <span className="mark" aria-hidden="true">∂</span>
      <Title />
      <SaveState />
      <HistoryButton icon="undo" word="Undo" label={undoLabel} run={() => editor.undo()} />
      <HistoryButton icon="redo" word="Redo" label={redoLabel} run={() => editor.redo()} />
      <span className="gap" />
      <BarButton icon="file" word="New" title="An empty canvas" run={() => editor.newCircuit()} />
      <Open />
      <BarButton icon="save" word="Save" title={editor.file === null ? "Download the circuit's file" : `Replace ${editor.file}`} run={() => void editor.save()} online barred={editor.savesNothing ? READ_ONLY_FILE : null} />
      <BarButton icon="share" word="Share" title="Copy a link that holds the circuit and this moment" run={() => void editor.share()} online />
      <span className="divider" />
      <BarButton icon="gallery" word="Gallery" title="The circuits that come with the app" run={() => editor.setDialog("gallery")} online opens />
      <ExportMenu />
      <span className="divider" />
      <button className="button quiet square" type="button" aria-label="Keys" title="Keys (?)" onClick={() => editor.setDialog("keys")}><Icon name="keyboard" /></button>
      <button className="button quiet square" type="button" aria-label={`Theme: ${theme}`} title={`Theme: ${THEME_SAYS[theme]}`} onClick={() => editor.setTheme(NEXT_THEME[theme])}>
        <Icon name={theme} />
      </button>
    </header>
  );
}

interface BarButtonProps {
  icon: IconName;
  word: string;
  title: string;
  run: () => void;
  /** It needs the server. */
  online?: boolean;
  /** It opens a window. */
  opens?: boolean;
  /** Why it cannot be done now, which it says itself when it is pressed. */
  barred?: string | null;
}

function BarButton({ icon, word, title, run, online = false, opens = false, barred = null }: BarButtonProps) {
  const editor = useEditor();
  const cut = useFact("status", () => online && !editor.connected);
  return (
    <button className="button" type="button" title={cut ? ONLINE_ONLY : (barred ?? title)} aria-haspopup={opens ? "dialog" : undefined} aria-disabled={cut || barred !== null || undefined}
      onClick={() => (cut ? editor.fail(ONLINE_ONLY) : run())}>
      <Icon name={icon} /><span className="word">{word}</span>
    </button>
  );
}

const STATE_SAYS = { saved: "saved", kept: "kept in this browser", keeping: "kept in this browser", failing: "not kept" } as const;
const NOTHING_KEPT = "This browser does not let the page keep anything: save the circuit's file.";

/** How safe the edits are. Being written takes so short that it is not told apart from being written down. */
function SaveState() {
  const editor = useEditor("document", "status");
  const { saveState, readOnly, file } = editor;
  const goes = file === null ? undefined : `Goes to ${file}`;
  return (
    <span className="saved" data-keep={saveState} title={saveState === "failing" ? (editor.keepProblem ?? NOTHING_KEPT) : goes}>
      {readOnly ? "read-only" : STATE_SAYS[saveState]}
    </span>
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
    <input className="title" aria-label="Title" title="The circuit's title" value={text} readOnly={editor.readOnly} maxLength={100} spellCheck={false} size={Math.max(6, Math.min(36, text.length))}
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
  // A step whose name is not known has none.
  const says = label === null || label === "" ? word : `${word}: ${label}`;
  // Kept focusable at the end of the history, so that the keyboard's place is not lost.
  return (
    <button className="button quiet square" type="button" aria-label={says} title={says} aria-disabled={label === null} onClick={() => label !== null && void run()}>
      <Icon name={icon} />
    </button>
  );
}
