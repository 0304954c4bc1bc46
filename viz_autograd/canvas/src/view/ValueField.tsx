// A field for a number or an array. Enter and leaving it take the text, Escape puts the old one back; what is wrong stands below it.
import { useEffect, useRef, useState, type KeyboardEvent, type MouseEvent } from "react";
import { useEditor } from "../hooks";
import { parseValue } from "../parse";

interface ValueFieldProps {
  label: string;
  /** What is there now, every digit of it; null where it is too large to be typed. */
  exact: string | null;
  placeholder?: string;
  className: string;
  /** Takes the text; says what is wrong with it, or null. */
  take: (text: string) => Promise<string | null>;
}

export function ValueField({ label, exact, placeholder, className, take }: ValueFieldProps) {
  const editor = useEditor();
  const [draft, showDraft] = useState<string | null>(null);
  const [error, setError] = useState<string | null>(null);
  const [focused, setFocused] = useState(false);
  /** The text as it stands, and as it was last taken: leaving the field right after Enter must not take it twice. */
  const typed = useRef<string | null>(null);
  const taken = useRef<string | null>(null);
  // Another value makes it old; that the page learns something else of the document, does not.
  useEffect(() => setError(null), [exact]);
  const setDraft = (text: string | null): void => {
    typed.current = text;
    showDraft(text);
  };
  const revert = (): void => {
    setDraft(null);
    setError(null);
  };
  const commit = async (): Promise<boolean> => {
    const text = typed.current;
    if (text === null || text === taken.current) return error === null;
    if (text === (exact ?? "")) {
      revert();
      return true;
    }
    taken.current = text;
    const wrong = await take(text);
    taken.current = null;
    if (typed.current !== text) return true;
    if (wrong === null) revert();
    else setError(wrong);
    return wrong === null;
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    event.stopPropagation();
    const field = event.currentTarget;
    if (event.key === "Escape") {
      revert();
      queueMicrotask(() => field.blur());
    } else if (event.key === "Enter") {
      // A text that says no value is mended where it stands; any other is taken by leaving the field, so that the keys are the page's again.
      const text = typed.current;
      if (text === null || text.trim() === "" || parseValue(text).ok) field.blur();
      else void commit();
    } else if ((event.ctrlKey || event.metaKey) && typed.current === null && (event.key.toLowerCase() === "z" || event.key.toLowerCase() === "y")) {
      // Nothing is typed that could be undone here: the circuit's last step is meant.
      event.preventDefault();
      if (event.shiftKey || event.key.toLowerCase() === "y") editor.redo();
      else editor.undo();
    }
  };
  /** A press on a field that is not typed in may become a drag of its node: a click alone puts the cursor there. */
  const onMouseDown = (event: MouseEvent<HTMLInputElement>): void => {
    if (focused || event.button !== 0) return;
    event.preventDefault();
    const root = event.currentTarget.getRootNode();
    const active = root instanceof ShadowRoot || root instanceof Document ? root.activeElement : null;
    if (active instanceof HTMLElement) active.blur();
  };
  const onBlur = (): void => {
    setFocused(false);
    void commit().then((done) => {
      // The old value stays: a text that was refused does not stand there as if it were one.
      if (!done) setDraft(null);
    });
  };
  return (
    <span className={`typed ${className}${focused ? " focused" : ""}${error === null ? "" : " wrong"}`}>
      <input className={focused ? "nodrag nopan nowheel" : "nopan"} type="text" aria-label={label} aria-invalid={error !== null} spellCheck={false} autoComplete="off"
        value={draft ?? exact ?? ""} placeholder={placeholder} readOnly={exact === null || editor.readOnly}
        onChange={(event) => {
          setDraft(event.target.value);
          setError(null);
        }}
        onFocus={(event) => {
          setFocused(true);
          setError(null);
          event.target.select();
        }}
        onMouseDownCapture={onMouseDown} onClick={(event) => event.currentTarget.focus()} onBlur={onBlur} onKeyDown={onKeyDown} onDoubleClick={(event) => event.stopPropagation()} />
      {error !== null && <span className="typed-error">{error}</span>}
    </span>
  );
}
