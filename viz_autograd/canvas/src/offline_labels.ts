// What a step is called while there is no server to say it: "connect a → mul1", "set a = 5".
import { formatNumber, toNumber, type Scalar } from "./format";
import { shown } from "./offline_checks";
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

function named(name: string): string {
  return shown(name, LONGEST_NAME);
}

function nodes(names: readonly string[]): string {
  return names.length === 1 ? named(names[0] ?? "") : `${names.length} nodes`;
}

function attribute(data: boolean | number | null): string {
  if (data === null) return "none";
  return typeof data === "number" ? formatNumber(data) : String(data);
}

function value(data: Value | Binary): string {
  if (!Array.isArray(data)) return typeof data === "object" ? `[${data.shape.join(" × ")}]` : formatNumber(toNumber(data));
  const first = data[0];
  if (Array.isArray(first)) return `[${data.length} × ${first.length}]`;
  if (data.length > MOST_LISTED) return `[${data.length}]`;
  return `[${(data as Scalar[]).map((each) => formatNumber(toNumber(each))).join(", ")}]`;
}
