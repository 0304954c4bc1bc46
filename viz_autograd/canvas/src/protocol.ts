// Generated from codec.py by `python -m viz_autograd.canvas.protocol`; do not edit.

export type Value =
  | number
  | "-inf" | "inf" | "nan"
  | (number | "-inf" | "inf" | "nan" | (number | "-inf" | "inf" | "nan")[])[];

export type Command =
  | AddLeaf
  | AddOp
  | Remove
  | Connect
  | Disconnect
  | Move
  | Rename
  | SetValue
  | SetConstant
  | SetRequiresGrad
  | SetAttribute
  | SetRoot
  | SetSeed
  | SetTitle
  | Replace
  | Batch;

export type DocumentEdit =
  | Apply
  | Undo
  | Redo
  | Open
  | OpenGallery;

export type BrowserMessage =
  | Hello
  | Begin
  | Apply
  | Undo
  | Redo
  | Open
  | OpenGallery
  | Save
  | AskFile
  | AskState
  | Ping
  | Cancel
  | AskPorts
  | AskArray;

export type ServerReply =
  | Welcome
  | Update
  | Refusal
  | Ports
  | Piece
  | Saved
  | Changed
  | State
  | Pong
  | Progress;

export interface AddLeaf {
  type: "add_leaf";
  name: string;
  value?: Value | Binary;
  requires_grad?: boolean;
  x?: number;
  y?: number;
  serial?: number | null;
}

export interface AddOp {
  type: "add_op";
  name: string;
  op: string;
  attributes?: Record<string, boolean | number | string | number[] | null>;
  constants?: Record<string, Value | Binary>;
  x?: number;
  y?: number;
  serial?: number | null;
}

export interface Apply {
  type: "apply";
  id: number;
  edit: number;
  command: Command;
  gesture?: string | null;
}

export interface AskArray {
  type: "ask_array";
  id: number;
  of: "contribution" | "grad" | "value";
  node: string;
  port?: string | null;
  offset?: number;
  limit?: number;
}

export interface AskFile {
  type: "ask_file";
  id: number;
  view?: View | null;
}

export interface AskPorts {
  type: "ask_ports";
  id: number;
  source?: string | null;
  target?: string | null;
  port?: string | null;
  ignoring?: [string, string] | null;
}

export interface AskState {
  type: "ask_state";
  id: number;
}

export interface AttributeView {
  name: string;
  kind: string;
  default: boolean | number | string | number[] | null;
  says: string;
  choices?: (boolean | number | string | number[] | null)[];
}

export interface Batch {
  type: "batch";
  label: string;
  commands: Command[];
}

export interface Begin {
  type: "begin";
  id: number;
  circuit?: string | null;
  name?: string | null;
  text?: string | null;
  state?: ArrayBuffer | null;
  log?: unknown[];
  edits?: number;
}

export interface Binary {
  shape: number[];
  base64: string;
}

export interface Cancel {
  type: "cancel";
  id: number;
  of: number;
}

export interface Changed {
  type: "changed";
  ack: number;
  file: FileView;
}

export interface Connect {
  type: "connect";
  source: string;
  target: string;
  port: string;
}

export interface Disconnect {
  type: "disconnect";
  target: string;
  port: string;
}

export interface EdgeView {
  source: string;
  target: string;
  port: string;
}

export interface FileView {
  name: string;
  path: string;
  digest: string;
}

export interface GalleryView {
  id: string;
  title: string;
  says: string;
}

export interface Hello {
  type: "hello";
  id: number;
}

export interface Move {
  type: "move";
  positions: Record<string, [number, number]>;
}

export interface NodeView {
  name: string;
  op: string;
  serial: number;
  x: number;
  y: number;
  shape: number[] | null;
  requires_grad: boolean;
  constants?: Record<string, Value | Binary>;
  attributes?: Record<string, boolean | number | string | number[] | null>;
  lacks?: string[];
}

export interface OpView {
  name: string;
  title: string;
  family: string;
  symbol: string;
  ports: string[];
  text: string;
  latex: string;
  rules: Record<string, Rule>;
  attributes?: AttributeView[];
  hidden?: boolean;
}

export interface Open {
  type: "open";
  id: number;
  edit: number;
  name: string;
  text: string;
}

export interface OpenGallery {
  type: "open_gallery";
  id: number;
  edit: number;
  circuit: string;
}

export interface Piece {
  type: "piece";
  ack: number;
  shape: number[];
  offset: number;
  elements: (number | "-inf" | "inf" | "nan")[];
}

export interface Ping {
  type: "ping";
  id: number;
}

export interface Plan {
  nodes: string[];
  edges: [string, string][];
}

export interface Pong {
  type: "pong";
  ack: number;
  began: number;
  edits: number;
  runs: number;
}

export interface PortAnswer {
  node: string;
  port: string | null;
  reason: string | null;
}

export interface Ports {
  type: "ports";
  ack: number;
  answers: PortAnswer[];
}

export interface Progress {
  type: "progress";
  ack: number;
  done: number;
  cancellable: boolean;
}

export interface Redo {
  type: "redo";
  id: number;
  edit: number;
  steps?: number;
  of?: number | null;
}

export interface Refusal {
  type: "refusal";
  ack: number;
  kind: string;
  message: string;
  edit?: number | null;
  node?: string | null;
  port?: string | null;
  place?: string | null;
}

export interface Remove {
  type: "remove";
  names: string[];
}

export interface Rename {
  type: "rename";
  old: string;
  new: string;
}

export interface Replace {
  type: "replace";
  text: string;
  label?: string;
  serials?: number[] | null;
}

export interface Root {
  name: string | null;
  chosen: boolean;
  seed?: Value | Binary | null;
  problem?: string | null;
}

export interface Rule {
  says: string;
  text: string;
  latex: string;
  whole?: boolean;
}

export interface Save {
  type: "save";
  id: number;
  view?: View | null;
  known?: string | null;
}

export interface Saved {
  type: "saved";
  ack: number;
  name: string;
  file?: FileView | null;
  text?: string | null;
}

export interface ScenePatch {
  nodes?: NodeView[];
  edges?: EdgeView[];
  removed_nodes?: string[];
  removed_edges?: [string, string][];
}

export interface SetAttribute {
  type: "set_attribute";
  name: string;
  attribute: string;
  value: boolean | number | string | number[] | null;
}

export interface SetConstant {
  type: "set_constant";
  name: string;
  port: string;
  value?: Value | Binary | null;
}

export interface SetRequiresGrad {
  type: "set_requires_grad";
  name: string;
  requires_grad: boolean;
}

export interface SetRoot {
  type: "set_root";
  name?: string | null;
  seed?: Value | Binary | null;
}

export interface SetSeed {
  type: "set_seed";
  value?: Value | Binary | null;
}

export interface SetTitle {
  type: "set_title";
  title: string;
}

export interface SetValue {
  type: "set_value";
  name: string;
  value: Value | Binary;
}

export interface State {
  type: "state";
  ack: number;
  edits: number;
}

export interface Summary {
  shape: number[];
  minimum: number | "-inf" | "inf" | "nan";
  maximum: number | "-inf" | "inf" | "nan";
  mean: number | "-inf" | "inf" | "nan";
  nans: number;
}

export interface Undo {
  type: "undo";
  id: number;
  edit: number;
  steps?: number;
  of?: number | null;
}

export interface Update {
  type: "update";
  ack: number;
  edits: number;
  run: number;
  reset: boolean;
  title: string;
  undo: string | null;
  redo: string | null;
  root: Root;
  scene: ScenePatch;
  view?: View | null;
  plan?: Plan | null;
  file?: string | null;
  large?: Record<string, Summary>;
  refused?: Refusal[];
}

export interface View {
  x: number;
  y: number;
  zoom: number;
}

export interface Welcome {
  type: "welcome";
  ack: number;
  ops: OpView[];
  gallery: GalleryView[];
  version?: string;
  file?: FileView | null;
}
