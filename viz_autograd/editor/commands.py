"""Commands: everything a person can change, as data.

What the browser sends is what the document applies and what the history stores. Positions are in canvas units (one CSS
pixel at zoom 1), x to the right and y down, of a node's top left corner. Values are a number, or lists of numbers
nested at most two deep; "nan", "inf" and "-inf" stand for the numbers that JSON cannot write.
"""

from __future__ import annotations

from typing import Literal, dataclass_transform

import msgspec

Number = float | Literal["nan", "inf", "-inf"]
Value = Number | list[Number | list[Number]]
AttributeValue = bool | int | float | str | list[int] | None


def snake_case(name: str) -> str:
    """`SetValue` → `set_value`."""
    return "".join("_" + letter.lower() if letter.isupper() else letter for letter in name).lstrip("_")


@dataclass_transform(frozen_default=True, field_specifiers=(msgspec.field,))
class Struct(msgspec.Struct, forbid_unknown_fields=True, frozen=True, omit_defaults=True):
    """Base of all that crosses the border: unknown fields are refused, so that a typing error is not swallowed."""


class Base(Struct, tag_field="type", tag=snake_case):
    """Base of the commands; the tag is the class's name in snake case."""


class AddLeaf(Base):
    """Put a leaf on the canvas. `serial` is its creation number; without one it becomes the newest node."""

    name: str
    value: Value | Binary = 1.0
    requires_grad: bool = False
    x: float = 0.0
    y: float = 0.0
    serial: int | None = None


class AddOp(Base):
    """Put an op node on the canvas, its ports unwired but for the constants given."""

    name: str
    op: str
    attributes: dict[str, AttributeValue] = {}
    constants: dict[str, Value | Binary] = {}
    x: float = 0.0
    y: float = 0.0
    serial: int | None = None


class Binary(Struct):
    """A large array: `shape`, and its float64 elements in C order, little-endian, base64."""

    shape: list[int]
    base64: str


class Remove(Base):
    """Take nodes away, with every edge that touches them."""

    names: list[str]


class Connect(Base):
    """Draw an edge from a node to a port that is free."""

    source: str
    target: str
    port: str


class Disconnect(Base):
    """Take away the edge into a port."""

    target: str
    port: str


class Move(Base):
    """Put nodes at new places."""

    positions: dict[str, tuple[float, float]]


class Rename(Base):
    """Give a node another name."""

    old: str
    new: str


class SetValue(Base):
    """Give a leaf another value; its shape may change where nothing downstream clashes."""

    name: str
    value: Value | Binary


class SetConstant(Base):
    """Type a constant into an unwired port, or clear it with null."""

    name: str
    port: str
    value: Value | Binary | None = None


class SetRequiresGrad(Base):
    """Make a leaf a parameter or a constant."""

    name: str
    requires_grad: bool


class SetAttribute(Base):
    """Set an op's attribute (`dim`, `keepdim`)."""

    name: str
    attribute: str
    value: AttributeValue


class SetRoot(Base):
    """Choose what is differentiated; null leaves the choice to the circuit. A new root starts with no seed."""

    name: str | None = None
    seed: Value | Binary | None = None


class SetSeed(Base):
    """The gradient put in at the root, of the root's shape; null is 1 for a scalar root."""

    value: Value | Binary | None = None


class SetTitle(Base):
    """Name the circuit."""

    title: str


class Replace(Base):
    """Put another circuit in this one's place (New, Open, Gallery). `text` is a circuit file.

    `serials` are the creation numbers of the file's nodes, in its order; without them they are 0, 1, 2 … An inverse
    carries them, so that the steps before it, which know nodes by those numbers, can be undone too.
    """

    text: str
    label: str = "open"
    serials: list[int] | None = None


class Batch(Base):
    """Several commands as one step: all are applied, or none is."""

    label: str
    commands: list[Command]


Command = (
    AddLeaf
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
    | Batch
)
