// The slider on a free scalar leaf. Its range stands while it is dragged, and is chosen anew around the value after.
import { useEffect, useRef, useState, type CSSProperties, type FormEvent } from "react";
import type { Editor } from "../editor";
import { sliderRange } from "../sliding";

interface SliderProps {
  editor: Editor;
  name: string;
  value: number;
}

interface Held {
  readonly min: number;
  readonly max: number;
  readonly value: number;
  /** The leaf's value when this was chosen: another one coming from elsewhere goes before it. */
  readonly base: number;
  readonly pointer: boolean;
}

/** A hand chooses among this many places. */
const PLACES = 400;

export function Slider({ editor, name, value }: SliderProps) {
  const field = useRef<HTMLInputElement>(null);
  const [last, setHeld] = useState<Held | null>(null);
  const pressed = useRef(false);
  const held = last !== null && (last.pointer || Object.is(last.base, value)) ? last : null;
  const { min, max } = held ?? sliderRange(value);
  const shown = held?.value ?? value;
  const at = Number.isFinite(shown) ? shown : 0;
  useEffect(() => {
    // React's onChange is the input event; a release is only told by the browser's own change.
    const changed = (): void => {
      if (!pressed.current) editor.endSlide();
    };
    const element = field.current;
    element?.addEventListener("change", changed);
    return () => element?.removeEventListener("change", changed);
  }, [editor]);
  const onInput = (event: FormEvent<HTMLInputElement>): void => {
    const typed = Number(event.currentTarget.value);
    const pointer = held?.pointer ?? false;
    const step = (max - min) / PLACES;
    // A hand wants round numbers; a script that fills the field means what it says.
    const wanted = pointer ? Number((Math.round(typed / step) * step).toPrecision(12)) + 0 : typed;
    setHeld({ min, max, value: wanted, base: pointer ? NaN : value, pointer });
    editor.slide(name, wanted);
  };
  const letGo = (): void => {
    pressed.current = false;
    setHeld(null);
    editor.endSlide();
  };
  return (
    <input ref={field} className="slider nodrag nopan nowheel" type="range" aria-label={`Slide ${name}`} min={min} max={max} step="any" value={at} disabled={editor.readOnly}
      style={{ "--at": `${(100 * (Math.min(max, Math.max(min, at)) - min)) / (max - min)}%` } as CSSProperties}
      onInput={onInput} onChange={() => undefined}
      onPointerDown={() => setHeld({ ...sliderRange(value), value, base: value, pointer: true })}
      onPointerUp={letGo} onPointerCancel={letGo} onBlur={letGo}
      onKeyDown={(event) => {
        pressed.current = event.key.startsWith("Arrow") || event.key.startsWith("Page");
      }}
      onKeyUp={() => {
        pressed.current = false;
        editor.endSlide();
      }}
      onDoubleClick={(event) => event.stopPropagation()} />
  );
}
