// A port: where edges begin and end, and from where they are dragged.
import type { PointerEvent } from "react";
import type { Editor } from "../editor";
import { OUT } from "../geometry";
import { followPointer } from "./pointer";

interface PortProps {
  editor: Editor;
  node: string;
  port: string;
  x: number;
  y: number;
}

export function Port({ editor, node, port, x, y }: PortProps) {
  const { joining } = editor;
  const over = joining.over;
  const aimed = over !== null && over.node === node && (over.port ?? OUT) === port;
  const mark = joining.mark(node, port);
  const onPointerDown = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    event.stopPropagation();
    event.preventDefault();
    joining.beginAt(node, port, editor.viewport.toWorld({ x: event.clientX, y: event.clientY }));
    followPointer(event.nativeEvent, {
      move: (client) => joining.move(editor.viewport.toWorld(client)),
      drop: () => joining.drop(),
      cancel: () => joining.cancel(),
    });
  };
  return (
    <div className={`port nodrag nopan${mark === null ? "" : ` ${mark}`}${aimed ? " aimed" : ""}`} data-testid="port" data-port={port} title={port === OUT ? `${node}: output` : `${node}.${port}`}
      style={{ left: x, top: y }} onPointerDown={onPointerDown} onClick={(event) => event.stopPropagation()} onDoubleClick={(event) => event.stopPropagation()} />
  );
}
