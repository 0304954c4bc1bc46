"""What is given to an op: its inputs by port, and its attributes."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from types import MappingProxyType

import numpy as np

from viz_autograd.errors import (
    InvalidValueError,
    OccupiedPortError,
    UnknownAttributeError,
    UnknownOpError,
    UnknownPortError,
    shown,
)
from viz_autograd.ops import GATES, Attribute, Op

MAX_SETTINGS = 64
"""Numbers in one attribute, such as a shape: as many as numpy has dimensions."""

INFINITE: Mapping[str, float] = MappingProxyType({"inf": math.inf, "-inf": -math.inf, "nan": math.nan})

NO_ATTRIBUTES: Mapping[str, object] = MappingProxyType({})


def known_op(name: object) -> Op:
    """The op of that name; raises UnknownOpError."""
    op = GATES.get(name) if isinstance(name, str) else None
    if op is None:
        raise UnknownOpError(f"there is no op {shown(name)!r}; there are {', '.join(GATES)}")
    return op


def attribute_of(op: Op, name: str) -> Attribute:
    """The attribute of that name; raises UnknownAttributeError."""
    for attribute in op.attributes:
        if attribute.name == name:
            return attribute
    known = ", ".join(attribute.name for attribute in op.attributes) or "none"
    raise UnknownAttributeError(f"{op.name} has no attribute {shown(name)!r} (it has {known})")


def with_attribute(op: Op, attributes: Mapping[str, object], name: str, value: object) -> Mapping[str, object]:
    """The attributes with one set; those that equal the op's defaults are left out.

    Raises UnknownAttributeError, InvalidValueError.
    """
    attribute = attribute_of(op, name)
    plain = _plain(attribute, value)
    attribute.check(plain)
    changed = {key: kept for key, kept in attributes.items() if key != name}
    if plain != attribute.default:
        changed[name] = plain
    return MappingProxyType(changed)


def _plain(attribute: Attribute, value: object) -> object:
    """A setting as ops take it: Python's numbers, tuples; "inf", which no JSON number says, as the number."""
    if isinstance(value, np.integer | np.floating):
        return value.item()
    if isinstance(value, str) and attribute.kind in ("float", "optional float") and value in INFINITE:
        return INFINITE[value]
    if isinstance(value, list | tuple):
        if len(value) > MAX_SETTINGS:
            raise InvalidValueError(f"{attribute.name} has at most {MAX_SETTINGS} numbers", place=attribute.name)
        return tuple([each.item() if isinstance(each, np.integer) else each for each in value])
    return value


def bind(
    op: Op, inputs: Sequence[object], named: Mapping[str, object]
) -> tuple[dict[str, object], Mapping[str, object]]:
    """Sort a call's arguments into inputs by port and attributes.

    Raises UnknownPortError for too many inputs, OccupiedPortError for a port given twice, UnknownAttributeError.
    """
    if len(inputs) > len(op.ports):
        takes = f"{op.name} has {len(op.ports)} port{'s' if len(op.ports) > 1 else ''} ({', '.join(op.ports)})"
        raise UnknownPortError(f"{takes}; {len(inputs)} inputs were given")
    by_port = dict(zip(op.ports, inputs, strict=False))
    attributes = NO_ATTRIBUTES
    for name, value in named.items():
        if name not in op.ports:
            attributes = with_attribute(op, attributes, name, value)
        elif name in by_port:
            raise OccupiedPortError(f"port {name} of {op.name} was given twice", port=name)
        else:
            by_port[name] = value
    return by_port, attributes
