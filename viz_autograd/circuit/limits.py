"""How large a circuit may grow. Everything is checked from shapes, before anything is allocated."""

from __future__ import annotations

from math import prod

from viz_autograd.errors import InvalidValueError, LimitError

MAX_ELEMENTS = 10**6
"""Elements of one node's value."""

MAX_BYTES = 256 * 2**20
"""Bytes of one run: every value, every gradient, every contribution, and the constants typed into ports."""

MAX_NODES = 10**5

MAX_SERIAL = 2**53 - 1
"""The largest creation number: JavaScript's numbers are exact up to it."""

BYTES_PER_ELEMENT = 8


def check_elements(shape: tuple[int, ...], node: str | None = None) -> None:
    """Raise LimitError when a value of this shape is too large for a node."""
    elements = prod(shape)
    if elements > MAX_ELEMENTS:
        told = " × ".join(map(str, shape))
        raise LimitError(f"a node holds at most {MAX_ELEMENTS:,} elements; {told} makes {elements:,}", node=node)


def check_result(shape: tuple[int, ...]) -> None:
    """Raise LimitError when what an op makes is too large for a node, InvalidValueError when it is empty."""
    if 0 in shape:
        raise InvalidValueError(f"a value cannot be empty; one of {' × '.join(map(str, shape))} is")
    check_elements(shape)


def check_total(elements: int, node: str | None = None) -> None:
    """Raise LimitError when a run over this many elements would take too much memory."""
    if elements * BYTES_PER_ELEMENT > MAX_BYTES:
        told = elements * BYTES_PER_ELEMENT / 2**20
        raise LimitError(
            f"a circuit's values and gradients take at most {MAX_BYTES // 2**20} MB; this would make {told:,.0f} MB",
            node=node,
        )


def check_nodes(nodes: int, node: str | None = None) -> None:
    """Raise LimitError when a circuit would have too many nodes."""
    if nodes > MAX_NODES:
        raise LimitError(f"a circuit holds at most {MAX_NODES:,} nodes", node=node)
