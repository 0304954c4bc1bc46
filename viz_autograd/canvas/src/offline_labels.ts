// What a step is called while there is no server to say it: "connect a → mul1", "set a = 5".
import type { Setting } from "./attributes";
import { formatNumber, toNumber, type Scalar } from "./format";
import { shown } from "./offline_checks";
import type { Numbered } from "./outbox";
import type { Binary, Command, Value } from "./protocol";

const LONGEST_NAME = 40;
const LONGEST_LABEL = 120;
const MOST_LISTED = 6;

export function label(command: Command): string {
  switch (command.type) {
    case "add_leaf":
      return `add ${named(command.name)}`;
    case "add_op":
      return `add ${command.op}`;
    case "remove":
      return `delete ${nodes(command.names)}`;
    case "connect":
      return `connect ${named(command.source)} → ${named(command.target)}`;
    case "disconnect":
      return `disconnect ${named(command.target)}.${named(command.port)}`;
    case "move":
      return `move ${nodes(Object.keys(command.positions))}`;
    case "rename":
      return `rename ${named(command.old)} → ${named(command.new)}`;
    case "set_value":
      return `set ${named(command.name)} = ${value(command.value)}`;
    case "set_constant":
      if (command.value == null) return `clear ${named(command.name)}.${named(command.port)}`;
      return `set ${named(command.name)}.${named(command.port)} = ${value(command.value)}`;
    case "set_requires_grad":
      return `make ${named(command.name)} a ${command.requires_grad ? "parameter" : "constant"}`;
    case "set_attribute":
      return `set ${named(command.name)}.${named(command.attribute)} = ${attribute(command.value)}`;
    case "set_root":
      return command.name == null ? "choose no root" : `set root ${named(command.name)}`;
    case "set_seed":
      return command.value == null ? "clear the seed" : `set seed = ${value(command.value)}`;
    case "set_title":
      return `name the circuit ${named(command.title)}`;
    case "replace":
      return shown(command.label ?? "open", LONGEST_LABEL);
    case "batch":
      return shown(command.label, LONGEST_LABEL);
  }
}

/** What the step is called that an edit makes, as the server names it. */
export function editLabel(edit: Numbered): string {
  switch (edit.type) {
    case "apply":
      return label(edit.command);
    case "open":
      return shown(`load ${edit.name}`, LONGEST_LABEL);
    case "open_gallery":
      return shown(`load ${edit.circuit}`, LONGEST_LABEL);
    case "undo":
      return "Undo";
    case "redo":
      return "Redo";
  }
}

function named(name: string): string {
  return shown(name, LONGEST_NAME);
}

function nodes(names: readonly string[]): string {
  return names.length === 1 ? named(names[0] ?? "") : `${names.length} nodes`;
}

function attribute(data: Setting): string {
  if (data === null) return "none";
  if (Array.isArray(data)) return value(data);
  if (typeof data === "string") return shown(data, LONGEST_NAME).replaceAll("-", "−");
  return typeof data === "number" ? formatNumber(data) : String(data);
}

function value(data: Value | Binary): string {
  if (!Array.isArray(data)) return typeof data === "object" ? `[${data.shape.join(" × ")}]` : formatNumber(toNumber(data));
  const first = data[0];
  if (Array.isArray(first)) return `[${data.length} × ${first.length}]`;
  if (data.length > MOST_LISTED) return `[${data.length}]`;
  return `[${(data as Scalar[]).map((each) => formatNumber(toNumber(each))).join(", ")}]`;
}
