// A node's name as mathematics writes it, and the field that renames it in place.
import { useEffect, useRef, type KeyboardEvent } from "react";
import type { Editor } from "../editor";
import { indexed } from "../naming";

/** One letter and a number become a letter with an index. */
export function NameText({ name }: { name: string }) {
  const parts = indexed(name);
  return parts === null ? <>{name}</> : <>{parts.letter}<sub>{parts.index}</sub></>;
}

interface NodeNameProps {
  editor: Editor;
  name: string;
  className: string;
}

export function NodeName({ editor, name, className }: NodeNameProps) {
  if (editor.renaming === name) return <RenameField editor={editor} name={name} className={className} />;
  return (
    <span className={className} title={editor.readOnly ? name : `${name} (double-click to rename)`} onDoubleClick={(event) => {
      event.stopPropagation();
      if (!editor.readOnly) editor.setRenaming(name);
    }}>
      <NameText name={name} />
    </span>
  );
}

function RenameField({ editor, name, className }: NodeNameProps) {
  const field = useRef<HTMLInputElement>(null);
  const done = useRef(false);
  useEffect(() => {
    field.current?.focus();
    field.current?.select();
  }, []);
  const finish = (take: boolean): void => {
    if (done.current) return;
    done.current = true;
    const wanted = field.current?.value.trim() ?? "";
    editor.setRenaming(null);
    if (take && wanted !== "" && wanted !== name) void editor.rename(name, wanted);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    event.stopPropagation();
    if (event.key === "Enter" || event.key === "Escape") finish(event.key === "Enter");
  };
  return (
    <input ref={field} className={`${className} rename nodrag nopan`} defaultValue={name} maxLength={100} aria-label={`Call ${name}`} spellCheck={false}
      onKeyDown={onKeyDown} onBlur={() => finish(true)} onDoubleClick={(event) => event.stopPropagation()} />
  );
}
