// What can be opened: a file, and the circuits that this browser keeps.
import { useEffect, useRef, useState, type ChangeEvent, type KeyboardEvent } from "react";
import { ago } from "../ago";
import type { DocumentRecord } from "../documents";
import type { Editor } from "../editor";
import { useEditor, useFact } from "../hooks";
import { openFile } from "../opening";
import { ONLINE_ONLY } from "../session";
import { Dialog, walk } from "./Dialog";
import { Icon } from "./icons";

/** The circuits that were edited, and the open one. */
async function recents(editor: Editor): Promise<DocumentRecord[]> {
  let all: DocumentRecord[] = [];
  try {
    await editor.keepNow();
    all = (await editor.documents?.list()) ?? [];
  } catch (error) {
    editor.fail(`What this browser keeps cannot be listed: ${error instanceof Error ? error.message : String(error)}`);
  }
  return all.filter((record) => record.edits > 0 || record.id === editor.id);
}

/** The button, the window, and the field that files come through. */
export function Open() {
  const editor = useEditor("dialog");
  const field = useRef<HTMLInputElement>(null);
  const choose = (): void => field.current?.click();
  const open = async (): Promise<void> => {
    const others = (await recents(editor)).some((record) => record.id !== editor.id);
    // With nothing to choose among, a window would only be in the way.
    if (others) editor.setDialog("open");
    else choose();
  };
  const read = async (event: ChangeEvent<HTMLInputElement>): Promise<void> => {
    const file = event.target.files?.[0];
    // The same file may be picked again.
    event.target.value = "";
    if (file !== undefined) await openFile(editor, file);
  };
  return (
    <>
      <button className="button" type="button" data-opens title="Open a file, or a circuit that this browser keeps (Ctrl O)" aria-haspopup="dialog" onClick={() => void open()}>
        <Icon name="folder" /><span className="word">Open</span>
      </button>
      <input ref={field} type="file" accept=".json,application/json" hidden onChange={(event) => void read(event)} />
      {editor.dialog === "open" && <OpenDialog choose={choose} />}
    </>
  );
}

function OpenDialog({ choose }: { choose: () => void }) {
  const editor = useEditor();
  const connected = useFact("status", () => editor.connected);
  const [records, setRecords] = useState<readonly DocumentRecord[]>([]);
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => void recents(editor).then(setRecords), [editor]);
  const close = (): void => editor.setDialog(null);
  const pick = (record: DocumentRecord): void => {
    close();
    if (record.id !== editor.id) void editor.openDocument(record.id);
  };
  const gone = (record: DocumentRecord): void => {
    const at = records.indexOf(record);
    setRecords(records.filter((other) => other !== record));
    // What the keyboard stood on is no more: the next one, or the one before.
    const items = [...(place.current?.querySelectorAll<HTMLElement>("[data-walk]") ?? [])];
    (items[at + 2] ?? items[at] ?? items[0])?.focus();
  };
  return (
    <Dialog title="Open" onClose={close}>
      <div className="open" ref={place} onKeyDown={(event) => place.current !== null && walk(place.current, event)}>
        <button className="choose-file" type="button" data-walk onClick={() => { close(); choose(); }}>
          <Icon name="folder" /><b>Choose a file…</b><span>or drop one on the page</span>
        </button>
        <h3>{connected ? "Kept in this browser" : "Kept in this browser: they open when the server is there again"}</h3>
        <ul className="recents">
          {records.map((record) => <Recent key={record.id} record={record} waits={!connected} pick={pick} gone={gone} />)}
        </ul>
      </div>
    </Dialog>
  );
}

interface RecentProps {
  record: DocumentRecord;
  /** There is no server that could open it. */
  waits: boolean;
  pick: (record: DocumentRecord) => void;
  gone: (record: DocumentRecord) => void;
}

function Recent({ record, waits, pick, gone }: RecentProps) {
  const editor = useEditor();
  const [asking, setAsking] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const entry = useRef<HTMLButtonElement>(null);
  const open = record.id === editor.id;
  const cut = waits && !open;
  const title = open ? editor.title : record.title;
  const remove = async (): Promise<void> => {
    if (await editor.forget(record.id)) {
      gone(record);
      return;
    }
    setAsking(false);
    setProblem("open in another tab: close that first");
  };
  const keep = (): void => {
    setAsking(false);
    entry.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === "Escape" && asking) {
      // Not the window's.
      event.preventDefault();
      event.stopPropagation();
      keep();
    } else if ((event.key === "Delete" || event.key === "Backspace") && !asking && !open) {
      event.preventDefault();
      setAsking(true);
    }
  };
  const count = `${record.nodes} node${record.nodes === 1 ? "" : "s"}`;
  return (
    <li className="recent" data-testid="recent" data-doc={record.id} onKeyDown={onKeyDown}>
      <button className="recent-entry" type="button" data-walk ref={entry} title={cut ? ONLINE_ONLY : title} aria-current={open || undefined} aria-disabled={cut || undefined} onClick={() => !cut && pick(record)}>
        <span className="recent-picture">
          {record.picture === null ? <Icon name="gallery" size={20} /> : <img src={record.picture} alt="" width={144} height={90} draggable={false} loading="lazy" />}
        </span>
        <span className="recent-title">{title === "" ? "untitled" : title}</span>
        <span className="recent-says">{problem ?? `${count} · ${open ? "open now" : ago(record.opened, Date.now())}`}</span>
      </button>
      {asking
        ? <Ask remove={() => void remove()} keep={keep} />
        : !open && <button className="button quiet square" type="button" aria-label={`Delete ${title}`} title="Delete" onClick={() => setAsking(true)}><Icon name="trash" /></button>}
    </li>
  );
}

/** What is deleted cannot be had back: asked where the button was. */
function Ask({ remove, keep }: { remove: () => void; keep: () => void }) {
  return (
    <span className="recent-ask" role="group" aria-label="Delete it for good?">
      Delete?
      <button className="button line small danger" type="button" onClick={remove}>Delete</button>
      <button className="button line small" type="button" autoFocus onClick={keep}>Keep</button>
    </span>
  );
}
