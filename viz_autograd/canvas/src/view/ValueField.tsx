// A field for a number or an array. Enter and leaving it take the text, Escape puts the old one back; what is wrong stands below it.
import { useRef, useState, type KeyboardEvent } from "react";

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
  const [draft, setDraft] = useState<string | null>(null);
  const [error, setError] = useState<string | null>(null);
  const [focused, setFocused] = useState(false);
  /** The text that was taken last, so that leaving the field does not take it again. */
  const taken = useRef<string | null>(null);
  const revert = (): void => {
    setDraft(null);
    setError(null);
    taken.current = null;
  };
  const commit = async (): Promise<boolean> => {
    if (draft === null || draft === (exact ?? "") || draft === taken.current) return true;
    taken.current = draft;
    const wrong = await take(draft);
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
    } else if (event.key === "Enter") void commit().then((done) => done && field.select());
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
      <input className="nodrag nopan nowheel" type="text" inputMode="text" aria-label={label} aria-invalid={error !== null} spellCheck={false} autoComplete="off"
        value={draft ?? exact ?? ""} placeholder={placeholder} readOnly={exact === null}
        onChange={(event) => {
          setDraft(event.target.value);
          setError(null);
          taken.current = null;
        }}
        onFocus={(event) => {
          setFocused(true);
          setError(null);
          event.target.select();
        }}
        onBlur={onBlur} onKeyDown={onKeyDown} onDoubleClick={(event) => event.stopPropagation()} />
      {error !== null && <span className="typed-error">{error}</span>}
    </span>
  );
}
