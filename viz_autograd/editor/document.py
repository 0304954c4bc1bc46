"""What is being edited: a circuit with the places of its nodes, its title, and what is differentiated."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from viz_autograd.circuit import Circuit
from viz_autograd.editor.arrange import MAX_POSITION, arrange
from viz_autograd.errors import InvalidNameError, InvalidValueError, RootError

Place = tuple[float, float]

UNTITLED = "untitled"
MAX_TITLE = 200
MAX_PAN = 1e11
MIN_ZOOM, MAX_ZOOM = 1e-4, 1e3
# Cc: control characters; Cs: halves of surrogate pairs, which no file can hold; the last two break a line.
_UNFIT = frozenset({"Cc", "Cs", "Zl", "Zp"})


@dataclass(slots=True)
class Document:
    """A circuit and how it is shown. Every node has a place: those that `layout` leaves out are arranged.

    `root` is the node that was chosen to be differentiated, None where the circuit chooses. `seed` is the float64
    gradient put in there, of the root's shape, None for 1. `view` is the pan and zoom it was saved with: x, y, zoom.
    """

    circuit: Circuit = field(default_factory=Circuit)
    layout: dict[str, Place] = field(default_factory=dict)
    title: str = UNTITLED
    root: str | None = None
    seed: NDArray[np.float64] | None = None
    view: Mapping[str, float] | None = None

    def __post_init__(self) -> None:
        self.layout.update(arrange(self.circuit, self.layout))

    def effective_root(self) -> str | None:
        """The chosen root, or the one that the circuit chooses, or None."""
        return self.root if self.root is not None else self.circuit.default_root()


def has_unfit_characters(text: str) -> bool:
    """Whether `text` holds control characters, line separators or lone surrogates."""
    return not text.isprintable() and any(unicodedata.category(letter) in _UNFIT for letter in text)


def check_title(title: str) -> str:
    """The title, when it is 1 to 200 characters with no control characters among them; else InvalidNameError."""
    if not title or title.isspace():
        raise InvalidNameError("a title needs at least one character")
    if len(title) > MAX_TITLE:
        raise InvalidNameError(f"a title has at most {MAX_TITLE} characters; this one has {len(title):,}")
    if has_unfit_characters(title):
        raise InvalidNameError(f"a title cannot hold control characters: {title!r}")
    return title


def check_position(x: float, y: float, node: str) -> Place:
    """(x, y) as floats. InvalidValueError, naming the node, unless both are finite and at most 10⁷ from 0."""
    for axis, number in (("x", x), ("y", y)):
        if not math.isfinite(number) or abs(number) > MAX_POSITION:
            message = f"{axis} = {number} is no place on the canvas: it reaches from −10,000,000 to 10,000,000"
            raise InvalidValueError(message, node=node, place=axis)
    return float(x), float(y)


def view_problem(view: Mapping[str, float]) -> str | None:
    """Why a view (x, y, zoom) is none that a file can hold, or None."""
    if not all(map(math.isfinite, view.values())):
        return "x, y and zoom are finite numbers"
    if not MIN_ZOOM <= view["zoom"] <= MAX_ZOOM:
        return f"zoom = {view['zoom']} is not between {MIN_ZOOM} and {MAX_ZOOM:g}"
    if not max(abs(view["x"]), abs(view["y"])) <= MAX_PAN:
        return f"x and y reach from −{MAX_PAN:,.0f} to {MAX_PAN:,.0f}"
    return None


def seed_problem(document: Document) -> RootError | None:
    """Why the document's seed does not fit its root, in PyTorch's words; None where it fits or has no shape yet."""
    root = document.effective_root()
    if document.seed is None or root is None:
        return None
    shape = document.circuit.shape(root)
    if shape is None or shape == document.seed.shape:
        return None
    found, due = list(document.seed.shape), list(shape)
    message = (
        f"Mismatch in shape: grad_output[0] has a shape of torch.Size({found}) "
        f"and output[0] has a shape of torch.Size({due})."
    )
    return RootError(message, node=root, place="seed")
