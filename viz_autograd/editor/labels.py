"""What a step of the history is called: "connect a → mul1", "set a = 5"."""

from __future__ import annotations

from viz_autograd.editor.commands import (
    AddLeaf,
    AddOp,
    Batch,
    Binary,
    Command,
    Connect,
    Disconnect,
    Move,
    Remove,
    Rename,
    Replace,
    SetAttribute,
    SetConstant,
    SetRequiresGrad,
    SetRoot,
    SetSeed,
    SetTitle,
    SetValue,
)
from viz_autograd.editor.complaints import shortened

MAX_NAME = 40
MAX_LABEL = 120
MAX_SHOWN = 6


def label(command: Command) -> str:
    """A few words, on one line, for "Undo: …". Names are shortened to 40 characters, numbers to six digits."""
    match command:
        case AddLeaf():
            return f"add {name(command.name)}"
        case AddOp():
            return f"add {command.op}"
        case Remove():
            return f"delete {nodes(command.names)}"
        case Connect():
            return f"connect {name(command.source)} → {name(command.target)}"
        case Disconnect():
            return f"disconnect {name(command.target)}.{name(command.port)}"
        case Move():
            return f"move {nodes(list(command.positions))}"
        case Rename():
            return f"rename {name(command.old)} → {name(command.new)}"
        case Batch() | Replace():
            return shortened(command.label, MAX_LABEL)
        case SetTitle():
            return f"name the circuit {name(command.title)}"
    return setting(command)


def setting(command: SetValue | SetConstant | SetRequiresGrad | SetAttribute | SetRoot | SetSeed) -> str:
    """The label of a command that sets one thing."""
    match command:
        case SetValue():
            return f"set {name(command.name)} = {value(command.value)}"
        case SetConstant(value=None):
            return f"clear {name(command.name)}.{name(command.port)}"
        case SetConstant():
            return f"set {name(command.name)}.{name(command.port)} = {value(command.value)}"
        case SetRequiresGrad():
            return f"make {name(command.name)} a {'parameter' if command.requires_grad else 'constant'}"
        case SetAttribute():
            return f"set {name(command.name)}.{name(command.attribute)} = {value(command.value)}"
        case SetRoot(name=None):
            return "choose no root"
        case SetRoot():
            return f"set root {name(command.name)}"
        case SetSeed(value=None):
            return "clear the seed"
        case SetSeed():
            return f"set seed = {value(command.value)}"


def name(text: str | None) -> str:
    """A name, shortened."""
    return shortened(text or "", MAX_NAME)


def nodes(names: list[str]) -> str:
    """The name of one node, the number of several."""
    return name(names[0]) if len(names) == 1 else f"{len(names)} nodes"


def value(data: object) -> str:
    """A value as people write it: 5, −0.25, [1, 2, 3], or its shape where it is long."""
    if isinstance(data, Binary):
        return "[" + " × ".join(map(str, data.shape)) + "]"
    if not isinstance(data, list):
        return number(data)
    if any(isinstance(row, list) for row in data):
        width = len(data[0]) if isinstance(data[0], list) else 1
        return f"[{len(data)} × {width}]"
    return "[" + ", ".join(map(number, data)) + "]" if len(data) <= MAX_SHOWN else f"[{len(data)}]"


def number(data: object) -> str:
    """A number with at most six digits, or what an attribute has instead."""
    if data is None or isinstance(data, bool):
        return {None: "none", True: "true", False: "false"}[data]
    text = f"{data:.6g}" if isinstance(data, (int, float)) else shortened(str(data), MAX_NAME)
    return text.replace("-", "−")
