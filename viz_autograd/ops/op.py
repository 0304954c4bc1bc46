"""What an op is: one frozen value that says everything the rest of the program needs to know about it."""

from __future__ import annotations

import ast
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from viz_autograd.errors import InvalidValueError

Array: TypeAlias = npt.NDArray[Any] | np.float64
Shape: TypeAlias = tuple[int, ...]
Contributions: TypeAlias = tuple[Array | None, ...]
Nested: TypeAlias = float | list[float] | list[list[float]]
Kind: TypeAlias = Literal[
    "dim", "dims", "shape", "bool", "int", "float", "optional int", "optional float", "choice", "text", "any"
]

# As PyTorch: a dimension is an int64.
_MIN_DIM, _MAX_DIM = -(2**63), 2**63 - 1


def _whole(value: object) -> bool:
    return isinstance(value, int | np.integer) and not isinstance(value, bool)


def _wholes(value: object) -> bool:
    return isinstance(value, tuple | list) and all(_whole(each) for each in value)


def _real(value: object) -> bool:
    return isinstance(value, int | float | np.integer | np.floating) and not isinstance(value, bool)


# Of each kind of attribute: what fits, and how a message says it.
_KINDS: Mapping[str, tuple[Callable[[Any], bool], str]] = {
    "bool": (lambda value: isinstance(value, bool), "True or False"),
    "dim": (lambda value: value is None or _whole(value), "None or a whole number"),
    "dims": (
        lambda value: value is None or _whole(value) or _wholes(value),
        "None, a whole number or several of them",
    ),
    "shape": (lambda value: _whole(value) or _wholes(value), "whole numbers"),
    "int": (_whole, "a whole number"),
    "optional int": (lambda value: value is None or _whole(value), "None or a whole number"),
    "float": (_real, "a number"),
    "optional float": (lambda value: value is None or _real(value), "None or a number"),
    "choice": (lambda value: True, "one of its choices"),
    "text": (lambda value: isinstance(value, str), "text"),
    "any": (lambda value: True, "anything"),
}


@dataclass(frozen=True, slots=True)
class Attribute:
    """A setting of an op that is not an input.

    `kind`: "dim" takes None or a whole number (negative counts from the end), "dims" also several, "shape" one or
    several whole numbers, "int" a whole number, "float" any real one, each of these "optional" or None as well, "bool"
    True or False, "text" a str, "choice" one of `choices`; "any" (such as an index) is checked by the op itself.
    """

    name: str
    kind: Kind
    default: Any
    says: str
    choices: tuple[Any, ...] = ()

    def check(self, value: object) -> None:
        """Raise InvalidValueError if `value` is not of this attribute's kind."""
        fits, wanted = _KINDS[self.kind]
        if self.kind in ("dim", "dims") and isinstance(value, int) and not _MIN_DIM <= value <= _MAX_DIM:
            raise InvalidValueError(f"{self.name} is too large a number for a dimension", place=self.name)
        if not fits(value):
            raise InvalidValueError(f"{self.name} must be {wanted}, not {value!r}", place=self.name)
        if self.choices and value not in self.choices:
            known = ", ".join(map(repr, self.choices))
            raise InvalidValueError(f"{self.name} must be one of {known}, not {value!r}", place=self.name)


@dataclass(frozen=True, slots=True)
class Sample:
    """Inputs to try an op on. `kink` marks a point where it has no derivative and PyTorch's choice holds."""

    inputs: tuple[Nested, ...]
    attributes: Mapping[str, Any] = field(default_factory=dict)
    kink: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Op:
    """One thing that can be computed.

    forward(*inputs, **attributes) takes numpy scalars and arrays of any rank, which broadcast as in numpy, and returns
    a new one in their dtype (complex numbers pass through where `analytic`); what the inputs are cast to beforehand,
    `numbers` says. vjp(upstream, out, inputs, needs, **attributes) returns one contribution per port in the shape of
    that input, None where `needs` is False; it may hand back a view or `upstream` itself, so nobody writes into what it
    returns. shape(*shapes, **attributes) is the shape forward would return; it allocates nothing and raises ShapeError
    with PyTorch's text. An op of several `outputs` returns a tuple from forward and shape; its vjp gets tuples for
    `upstream` (None where no gradient arrived) and `out`.

    A vjp is itself differentiated when a second derivative is asked for: it is then given values that record what is
    done with them. So it is written with operators, `.shape`, `.ndim`, `.dtype`, `.T`, `.reshape`, numpy's ufuncs and
    shape functions, and `call` for any other op of the table; it never writes into an array.

    `formula`, `locals` and `rules` are written in the language of `notation`. Elementwise ops have `locals`, the
    derivative by each port; the others have `rules`, the whole contribution in terms of `up`, the upstream gradient.
    `says` leads the sentence about a contribution to each port. `torch` is how PyTorch code writes the op.

    `numbers` is PyTorch's rule for dtypes: "promote" casts the inputs to their common dtype, "float" besides turns
    integers into the default float dtype, "own" leaves all to forward. `grad_fn` is the name of PyTorch's backward
    node, or tells it from (shapes, attributes), where the shape of a plain number is None. `saves` names, per port,
    the inputs and "out" whose numbers the vjp reads for that port's contribution (what PyTorch saves for backward);
    None: those that locals or rules mention.
    A `view` shares its input's memory where numpy can. Only ops with `canvas` are in the palette. An op that is
    `variadic` takes any number of inputs, one at least; `ports` are then those that a new node has. For an `optional`
    port that nothing feeds, forward gets None. A port in `indices` takes whole numbers and never gets a contribution.
    """

    name: str
    family: str
    symbol: str
    title: str
    ports: tuple[str, ...]
    forward: Callable[..., Any]
    vjp: Callable[..., Contributions]
    shape: Callable[..., Any]
    formula: str
    says: Mapping[str, str]
    torch: str
    samples: tuple[Sample, ...]
    analytic: bool
    locals: Mapping[str, str] = field(default_factory=dict)
    rules: Mapping[str, str] = field(default_factory=dict)
    attributes: tuple[Attribute, ...] = ()
    numbers: Literal["promote", "float", "own"] = "promote"
    grad_fn: str | Callable[[tuple[Shape | None, ...], Mapping[str, Any]], str] = ""
    saves: Mapping[str, tuple[str, ...]] | None = None
    outputs: tuple[str, ...] = ("out",)
    view: bool = False
    canvas: bool = True
    variadic: bool = False
    optional: tuple[str, ...] = ()
    indices: tuple[str, ...] = ()

    def count(self, *shapes: Shape, **attributes: Any) -> int:
        """The `n` of the formula: how many elements of the broadcast inputs go into one element of the output.

        Raises what `shape` raises. Meaningful for the reductions and losses, whose inputs broadcast together; 1 where
        a loss takes no mean.
        """
        if attributes.get("reduction", "mean") != "mean":
            return 1
        out: Shape = self.shape(*shapes, **attributes)
        return math.prod(np.broadcast_shapes(*shapes)) // math.prod(out)

    def reads(self, port: str) -> tuple[str, ...]:
        """The inputs and "out" whose numbers the vjp reads for this port's contribution, in the order of the ports."""
        return _read(self, port)


@lru_cache(maxsize=4096)
def _read(op: Op, port: str) -> tuple[str, ...]:
    if op.saves is not None:
        return op.saves.get(port, ())
    expression = (op.locals or op.rules).get(port)
    if expression is None:
        return ()
    named = {node.id for node in ast.walk(ast.parse(expression, mode="eval")) if isinstance(node, ast.Name)}
    return tuple(name for name in (*op.ports, *op.outputs) if name in named)
