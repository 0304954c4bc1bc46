"""What an op is: one frozen value that says everything the rest of the program needs to know about it."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from viz_autograd.errors import InvalidValueError

Array: TypeAlias = npt.NDArray[Any] | np.float64
Shape: TypeAlias = tuple[int, ...]
Contributions: TypeAlias = tuple[Array | None, ...]
Nested: TypeAlias = float | list[float] | list[list[float]]

# As PyTorch: a dimension is an int64.
_MIN_DIM, _MAX_DIM = -(2**63), 2**63 - 1


@dataclass(frozen=True, slots=True)
class Attribute:
    """A setting of an op that is not an input.

    `kind` "dim" takes None or a whole number (negative counts from the end), "bool" takes True or False.
    """

    name: str
    kind: Literal["dim", "bool"]
    default: int | bool | None
    says: str

    def check(self, value: object) -> None:
        """Raise InvalidValueError if `value` is not of this attribute's kind."""
        if self.kind == "bool":
            fits, wanted = isinstance(value, bool), "True or False"
        else:
            whole = isinstance(value, int | np.integer) and not isinstance(value, bool)
            fits, wanted = value is None or whole, "None or a whole number"
        if self.kind == "dim" and isinstance(value, int) and not _MIN_DIM <= value <= _MAX_DIM:
            raise InvalidValueError(f"{self.name} is too large a number for a dimension", place=self.name)
        if not fits:
            raise InvalidValueError(f"{self.name} must be {wanted}, not {value!r}", place=self.name)


@dataclass(frozen=True, slots=True)
class Sample:
    """Inputs to try an op on. `kink` marks a point where it has no derivative and PyTorch's choice holds."""

    inputs: tuple[Nested, ...]
    attributes: Mapping[str, Any] = field(default_factory=dict)
    kink: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Op:
    """One thing that can be computed.

    forward(*inputs, **attributes) takes float64 scalars, vectors and matrices that broadcast as in numpy, and
    returns a new one (complex numbers pass through where `analytic`). vjp(upstream, out, inputs, needs,
    **attributes) returns one contribution per port in the shape of that input, None where `needs` is False; it may
    hand back a view or `upstream` itself, so nobody writes into what it returns. shape(*shapes, **attributes) is
    the shape forward would return; it allocates nothing and raises ShapeError with PyTorch's text.

    `formula`, `locals` and `rules` are written in the language of `notation`. Elementwise ops have `locals`, the
    derivative by each port; the others have `rules`, the whole contribution in terms of `up`, the upstream gradient.
    `says` leads the sentence about a contribution to each port. `torch` is how PyTorch code writes the op.
    """

    name: str
    family: str
    symbol: str
    title: str
    ports: tuple[str, ...]
    forward: Callable[..., Array]
    vjp: Callable[..., Contributions]
    shape: Callable[..., Shape]
    formula: str
    says: Mapping[str, str]
    torch: str
    samples: tuple[Sample, ...]
    analytic: bool
    locals: Mapping[str, str] = field(default_factory=dict)
    rules: Mapping[str, str] = field(default_factory=dict)
    attributes: tuple[Attribute, ...] = ()

    def count(self, *shapes: Shape, **attributes: Any) -> int:
        """The `n` of the formula: how many elements of the broadcast inputs go into one element of the output.

        Raises what `shape` raises. Meaningful for the reductions and losses, whose inputs broadcast together.
        """
        return math.prod(np.broadcast_shapes(*shapes)) // math.prod(self.shape(*shapes, **attributes))
