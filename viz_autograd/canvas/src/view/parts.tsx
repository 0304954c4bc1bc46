// Small pieces that the inspector's pages share.
import { useId, useRef, useState, type KeyboardEvent, type ReactNode } from "react";
import type { Editor } from "../editor";
import type { Segment } from "../fill";
import { useEditor } from "../hooks";
import { NameText } from "./Name";
import { Words } from "./Transport";

interface RowProps {
  label: ReactNode;
  quiet?: boolean;
  /** No run is needed to know it. */
  sure?: boolean;
  children: ReactNode;
}

export function Row({ label, quiet = false, sure = false, children }: RowProps) {
  return (
    <div className={`row${quiet ? " quiet" : ""}${sure ? " sure" : ""}`}>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** Text and numbers in their colours. */
export function Line({ segments }: { segments: readonly Segment[] }) {
  return segments.map((segment, index) => <Words key={index} segment={segment} />);
}

interface SwitchProps {
  name: string;
  on: boolean;
  /** Ends when the server has answered. */
  turn: (on: boolean) => Promise<unknown>;
}

/** Turns at once; if that is refused, it turns back. */
export function Switch({ name, on, turn }: SwitchProps) {
  const editor = useEditor();
  const id = useId();
  const [wanted, setWanted] = useState<boolean | null>(null);
  const change = (next: boolean): void => {
    setWanted(next);
    void turn(next).finally(() => setWanted(null));
  };
  return (
    <div className="row">
      <dt><label htmlFor={id}>{name}</label></dt>
      <dd><input className="switch" id={id} type="checkbox" checked={wanted ?? on} disabled={editor.readOnly} onChange={(event) => change(event.target.checked)} /></dd>
    </div>
  );
}

interface FieldProps {
  name: string;
  text: string;
  placeholder?: string;
  className?: string;
  /** Does what was typed; says what is wrong with it, or null. */
  commit: (text: string) => string | null | Promise<string | null>;
}

/** A text field that commits on Enter and when it is left, takes back with Escape, and says what is wrong. */
export function Field({ name, text, placeholder, className = "field", commit }: FieldProps) {
  const editor = useEditor();
  const [draft, setDraft] = useState<string | null>(null);
  const [error, setError] = useState<string | null>(null);
  const problem = useId();
  // Enter takes the field away, which leaves it: one commit is enough.
  const busy = useRef(false);
  const leave = (): void => {
    setDraft(null);
    setError(null);
  };
  const send = async (): Promise<void> => {
    if (draft === null || draft === text) {
      leave();
      return;
    }
    if (busy.current) return;
    busy.current = true;
    const wrong = await commit(draft);
    busy.current = false;
    if (wrong === null) leave();
    else setError(wrong);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    event.stopPropagation();
    if (event.key === "Enter") void send();
    if (event.key === "Escape") leave();
  };
  return (
    <>
      <input className={className} type="text" aria-label={name} value={draft ?? text} placeholder={placeholder} readOnly={editor.readOnly} spellCheck={false} autoComplete="off"
        aria-invalid={error !== null} aria-describedby={error === null ? undefined : problem}
        onChange={(event) => { setDraft(event.target.value); setError(null); }} onBlur={() => void send()} onKeyDown={onKeyDown} />
      {error !== null && <p className="problem" id={problem}>{error}</p>}
    </>
  );
}

/** A name that selects its node. */
export function NodeLink({ editor, name }: { editor: Editor; name: string }) {
  return <button className="node-link" type="button" title={`Select ${name}`} onClick={() => editor.select([name])}><NameText name={name} /></button>;
}
