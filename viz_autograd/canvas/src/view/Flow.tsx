// The canvas: React Flow pans, zooms, selects and drags what the scene hands it; edges, motion and finder are ours.
import { Background, BackgroundVariant, ReactFlow, type Node, type NodeChange, type OnNodeDrag, type ReactFlowInstance, type Viewport as FlowView } from "@xyflow/react";
import { memo, useCallback, useEffect, useMemo, useRef, type DragEvent, type MouseEvent, type RefObject } from "react";
import type { Editor } from "../editor";
import { edgeUnder } from "../gestures";
import { useEditor, useFact } from "../hooks";
import type { SceneNode } from "../scene";
import { LEAST_ZOOM, MOST_ZOOM } from "../viewport";
import { Edges } from "./Edges";
import { Far } from "./Far";
import { Finder } from "./Finder";
import { GateNode } from "./GateNode";
import { JoiningTip } from "./JoiningLine";
import { LeafNode } from "./LeafNode";
import { Minimap } from "./Minimap";
import { Overlay } from "./Overlay";
import { DRAG_TYPE } from "./Palette";
import { namesOf, useSlice } from "./slice";
import { ViewButtons } from "./ViewButtons";

const NODE_TYPES = { leaf: LeafNode, gate: GateNode };
const NO_EDGES: never[] = [];
const NO_DATA = {};
const MULTI_KEYS = ["Shift", "Meta", "Control"];
/** Pixels: a tremble of the hand is not a drag. */
const STILL = 3;
const PAN_BUTTONS = [0, 1];
/** In larger circuits how gradients add up is written only where one looks. */
const MANY = 24;
const PRO_OPTIONS = { hideAttribution: true };

interface Made {
  readonly from: SceneNode;
  readonly node: Node;
}

function flowNode(from: SceneNode, selected: boolean): Node {
  const { width, height } = from;
  return {
    id: from.name,
    type: from.op === "leaf" ? "leaf" : "gate",
    position: { x: from.x, y: from.y },
    data: NO_DATA,
    width,
    height,
    measured: { width, height },
    handles: [],
    selected,
    ariaLabel: from.op === "leaf" ? `leaf ${from.name}` : `${from.op} ${from.name}`,
  };
}

/** React Flow's nodes, each made anew only when it changed. */
function useFlowNodes(editor: Editor, names: readonly string[]): Node[] {
  const made = useRef(new Map<string, Made>());
  const handed = useRef<Node[]>([]);
  const next = new Map<string, Made>();
  for (const name of names) {
    const from = editor.scene.node(name);
    if (from === undefined) continue;
    const selected = editor.selection.nodes.has(name);
    const before = made.current.get(name);
    next.set(name, before?.from === from && before.node.selected === selected ? before : { from, node: flowNode(from, selected) });
  }
  made.current = next;
  const nodes = [...next.values()].map(({ node }) => node);
  if (nodes.length !== handed.current.length || nodes.some((node, i) => node !== handed.current[i])) handed.current = nodes;
  return handed.current;
}

/** The way that the pointer went before React Flow took it for a drag: the nodes make up for it. */
interface Slip {
  x: number;
  y: number;
}

/** Takes React Flow's wishes: selection and dragging. */
function onChanges(editor: Editor, changes: readonly NodeChange[], slip: Slip): void {
  const selected = new Set(editor.selection.nodes);
  const moved = new Map<string, [number, number]>();
  let [selects, ends] = [false, false];
  for (const change of changes) {
    if (change.type === "select") {
      selects = true;
      if (change.selected) selected.add(change.id);
      else selected.delete(change.id);
    } else if (change.type === "position" && change.position !== undefined) {
      moved.set(change.id, [Math.round(change.position.x + slip.x), Math.round(change.position.y + slip.y)]);
      ends ||= change.dragging !== true;
    }
  }
  if (selects) editor.select(selected);
  const [first] = moved.keys();
  if (first === undefined) return;
  carryAlong(editor, moved, first);
  editor.drag(Object.fromEntries(moved));
  if (!ends) editor.dragging = true;
  else {
    // Arrow keys move without a drag before: presses in a row are one step of undo.
    void editor.drop(editor.dragging ? null : `nudge ${[...moved.keys()].sort().join(" ")}`);
    editor.dragging = false;
    [slip.x, slip.y] = [0, 0];
  }
}

/** Selected nodes that are not near the view go the same way. */
function carryAlong(editor: Editor, moved: Map<string, [number, number]>, first: string): void {
  const from = editor.scene.node(first);
  const to = moved.get(first);
  if (from === undefined || to === undefined || !editor.selection.nodes.has(first)) return;
  const [dx, dy] = [to[0] - from.x, to[1] - from.y];
  for (const name of editor.selection.nodes) {
    const node = editor.scene.node(name);
    if (node !== undefined && !moved.has(name)) moved.set(name, [node.x + dx, node.y + dy]);
  }
}

export function Flow() {
  const editor = useEditor("scene", "document");
  const place = useRef<HTMLDivElement>(null);
  useGrowth(editor, place);
  return (
    <div ref={place} className={editor.scene.size > MANY ? "canvas many" : "canvas"} data-testid="canvas" data-ready={editor.ready ? "true" : "false"} data-nodes={editor.scene.size} data-run={editor.run} data-root={editor.root.name ?? ""}
      data-online={editor.connected} data-stale={editor.stale} data-readonly={editor.readOnly}
      {...dropping(editor)} onDoubleClick={(event) => openFinder(editor, event)}>
      <Stage place={place} />
      <Overlay />
      {editor.scene.size <= MANY && !editor.readOnly && <p className="hint">Drag a port to wire · double-click to add · drop a gate on an edge to insert it · Shift+drag to select</p>}
      <ViewButtons />
      <Minimap />
      <JoiningTip />
      <Finder />
    </div>
  );
}

/** React Flow, handed what is near the view. New numbers alone do not come through here. */
const Stage = memo(function Stage({ place }: { place: RefObject<HTMLDivElement | null> }) {
  const editor = useEditor("scene", "selection");
  const readOnly = useFact("document", () => editor.readOnly);
  const slice = useSlice(editor);
  const far = slice.kind === "far";
  const nodes = useFlowNodes(editor, namesOf(editor, slice));
  const slip = useRef<Slip>({ x: 0, y: 0 });
  const pressed = usePressed(place);
  const onDragStart = useCallback((event: Parameters<OnNodeDrag>[0]) => {
    const at = "clientX" in event ? event : event.touches[0];
    const down = pressed.current;
    if (at === undefined || down === null) return;
    const { zoom } = editor.viewport.view;
    [slip.current.x, slip.current.y] = [(at.clientX - down.x) / zoom, (at.clientY - down.y) / zoom];
  }, [editor, pressed]);
  const onNodesChange = useCallback((changes: NodeChange[]) => onChanges(editor, changes, slip.current), [editor]);
  const onMove = useCallback((event: unknown, view: FlowView) => editor.viewport.moved(view, event !== null), [editor]);
  const onPaneClick = useCallback((event: MouseEvent) => pick(editor, event, far), [editor, far]);
  const detach = useRef<(() => void) | null>(null);
  const onInit = useCallback(
    (flow: ReactFlowInstance) => {
      detach.current = editor.viewport.attach({
        setView: (view) => void flow.setViewport(view),
        bounds: () => place.current?.getBoundingClientRect() ?? { x: 0, y: 0, width: 0, height: 0 },
      });
    },
    [editor, place],
  );
  useEffect(() => {
    const watch = new ResizeObserver(() => editor.viewport.resized());
    if (place.current !== null) watch.observe(place.current);
    return () => {
      watch.disconnect();
      detach.current?.();
    };
  }, [editor, place]);
  const startView = useMemo(() => editor.viewport.view, [editor]);
  return (
    <>
    {far && <Far />}
    <ReactFlow nodes={nodes} edges={NO_EDGES} nodeTypes={NODE_TYPES} onNodesChange={onNodesChange} onInit={onInit} onMove={onMove} onPaneClick={onPaneClick}
      defaultViewport={startView} minZoom={LEAST_ZOOM} maxZoom={MOST_ZOOM} panOnDrag={PAN_BUTTONS} zoomOnDoubleClick={false} selectionKeyCode="Shift"
      multiSelectionKeyCode={MULTI_KEYS} onNodeDragStart={onDragStart} panActivationKeyCode={null} zoomActivationKeyCode={null} deleteKeyCode={null} nodesDraggable={!readOnly} nodesConnectable={false} nodeDragThreshold={STILL} nodeClickDistance={STILL}
      elevateNodesOnSelect={false} autoPanOnNodeFocus={false} proOptions={PRO_OPTIONS}>
      <Background variant={BackgroundVariant.Dots} gap={22} size={1.4} />
      <Edges slice={slice} />
    </ReactFlow>
    </>
  );
});

/** Where the pointer was last pressed on the canvas, in the window. */
function usePressed(place: RefObject<HTMLDivElement | null>): RefObject<{ x: number; y: number } | null> {
  const pressed = useRef<{ x: number; y: number } | null>(null);
  useEffect(() => {
    const canvas = place.current;
    const down = (event: PointerEvent): void => {
      pressed.current = { x: event.clientX, y: event.clientY };
    };
    canvas?.addEventListener("pointerdown", down, true);
    return () => canvas?.removeEventListener("pointerdown", down, true);
  }, [place]);
  return pressed;
}

/** A click that met no node of React Flow's: nothing is selected, or what is drawn plainly there. */
function pick(editor: Editor, event: MouseEvent, far: boolean): void {
  if (!far) {
    editor.select([]);
    return;
  }
  const { x, y } = editor.viewport.toWorld({ x: event.clientX, y: event.clientY });
  const name = editor.scene.hitNode(x, y);
  const adds = event.shiftKey || event.ctrlKey || event.metaKey;
  if (name !== null) editor.select(adds ? [...editor.selection.nodes, name] : [name]);
  else editor.selectEdge(editor.scene.hitEdge(x, y, 8 / editor.viewport.view.zoom));
}

/** Below this zoom the numbers shrink less than the circuit does, so that they can be read. */
const READABLE_ZOOM = 0.85;
const MOST_GROWTH = 1.6;

function useGrowth(editor: Editor, place: RefObject<HTMLDivElement | null>): void {
  useEffect(() => {
    let last = 1;
    const grow = (): void => {
      const now = Math.min(MOST_GROWTH, Math.max(1, READABLE_ZOOM / editor.viewport.view.zoom));
      if (Math.abs(now - last) < 0.01) return;
      last = now;
      place.current?.style.setProperty("--grow", now.toFixed(2));
    };
    grow();
    return editor.subscribe("view", grow);
  }, [editor, place]);
}

/** Is this the bare canvas? */
function onPane(event: { nativeEvent: Event }): boolean {
  const element = event.nativeEvent.composedPath()[0];
  return element instanceof Element && element.classList.contains("react-flow__pane");
}

function openFinder(editor: Editor, event: MouseEvent): void {
  if (onPane(event) && !editor.readOnly) editor.openFinder({ world: editor.viewport.toWorld({ x: event.clientX, y: event.clientY }), from: null });
}

/** What is dragged here from the palette. */
function dropping(editor: Editor) {
  const carries = (event: DragEvent): boolean => event.dataTransfer.types.includes(DRAG_TYPE);
  const where = (event: DragEvent) => editor.viewport.toWorld({ x: event.clientX, y: event.clientY });
  return {
    onDragOver: (event: DragEvent): void => {
      if (!carries(event)) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = "copy";
      editor.setAim(edgeUnder(editor, where(event))?.key ?? null);
    },
    onDragLeave: (): void => editor.setAim(null),
    onDrop: (event: DragEvent): void => {
      if (!carries(event)) return;
      event.preventDefault();
      event.stopPropagation();
      editor.setAim(null);
      editor.addFromPalette(event.dataTransfer.getData(DRAG_TYPE), where(event));
    },
  };
}
