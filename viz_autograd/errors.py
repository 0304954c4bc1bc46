"""One family of errors: each says what is wrong, names the place, and also is the builtin that PyTorch raises there."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

__all__ = [
    "ArgumentError",
    "BackwardError",
    "CancelledError",
    "CircuitError",
    "CommandError",
    "CycleError",
    "DeviceError",
    "DimensionError",
    "DtypeError",
    "DuplicateNameError",
    "FileError",
    "GraphFreedError",
    "InPlaceError",
    "InvalidNameError",
    "InvalidValueError",
    "LimitError",
    "OccupiedPortError",
    "OptimizerError",
    "PositionError",
    "ResumeError",
    "RootError",
    "ShapeError",
    "SingularError",
    "TensorError",
    "UnknownAttributeError",
    "UnknownNodeError",
    "UnknownOpError",
    "UnknownPortError",
    "UnsupportedError",
    "VizAutogradError",
    "shown",
]


# Control characters, marks that show nothing or turn the text around, halves of surrogate pairs, line separators.
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def shown(name: object, length: int = 80) -> str:
    """A name as a message tells it: at most `length` characters, what cannot be seen in it replaced by �."""
    text = name if isinstance(name, str) else repr(name)
    text = text if len(text) <= length else text[: length - 1] + "…"
    if text.isprintable():
        return text
    return "".join("�" if unicodedata.category(letter) in _UNSEEN else letter for letter in text)


class VizAutogradError(Exception):
    """What everything raised on purpose here is.

    `node` and `port` name where in the circuit it happened, `place` where in a file or a value ("nodes[3].value");
    each is None when it does not apply. `str(error)` is the message alone.
    """

    def __init__(
        self, message: str = "", *, node: str | None = None, port: str | None = None, place: str | None = None
    ) -> None:
        super().__init__(message)
        self.message = message
        self.node = node
        self.port = port
        self.place = place

    def __str__(self) -> str:
        # KeyError shows the repr of its argument; here the message is meant for people in every subclass.
        return self.message

    def __reduce__(self) -> tuple[object, ...]:
        # The keyword-only attributes travel as state, so that an error survives a copy or a worker thread's pool.
        return type(self), (self.message,), self.__dict__.copy()


class CircuitError(VizAutogradError, ValueError):
    """An edit that the circuit refuses; the circuit is as it was before."""


class CycleError(CircuitError):
    """An edge that would close a cycle. `nodes` names it in order, beginning and ending with the same node's name."""

    def __init__(
        self,
        message: str = "",
        *,
        nodes: Iterable[str] = (),
        node: str | None = None,
        port: str | None = None,
        place: str | None = None,
    ) -> None:
        self.nodes = tuple(nodes)
        text = message or "a cycle would arise: " + " → ".join(map(shown, self.nodes))
        super().__init__(text, node=node, port=port, place=place)


class OccupiedPortError(CircuitError):
    """A second edge into a port."""


class DuplicateNameError(CircuitError):
    """A name that another node of the circuit has."""


class InvalidNameError(CircuitError):
    """A name that is empty, too long, padded with spaces, or holds control characters."""


class InvalidValueError(CircuitError):
    """A value that is no number, vector or matrix, or that an attribute does not take."""


class UnknownNodeError(CircuitError, KeyError):
    """A node that is not in the circuit."""


class UnknownPortError(CircuitError, KeyError):
    """A port that the op does not have."""


class UnknownOpError(CircuitError, KeyError):
    """An op that is not in the table."""


class UnknownAttributeError(CircuitError, TypeError):
    """An attribute that the op does not have."""


class ShapeError(VizAutogradError, RuntimeError):
    """Shapes that an op cannot combine; the message is PyTorch's."""


class DimensionError(ShapeError, IndexError):
    """A dimension that the input does not have; PyTorch raises IndexError there."""


class LimitError(VizAutogradError, ValueError):
    """Too many elements, nodes or bytes; nothing was allocated."""


class RootError(VizAutogradError, RuntimeError):
    """A node that cannot be differentiated as asked; the message is PyTorch's where it has one."""


class FileError(VizAutogradError, ValueError):
    """A circuit file that cannot be read; `place` says where in it."""


class CommandError(VizAutogradError, ValueError):
    """A command that is unknown, malformed, or does not apply to this document."""


class CancelledError(VizAutogradError, RuntimeError):
    """A run that was ended before its end; nothing of it is kept."""


class GraphFreedError(VizAutogradError, RuntimeError):
    """A second way back through a graph whose saved numbers are gone; the message is PyTorch's."""


class InPlaceError(VizAutogradError, RuntimeError):
    """A change in place that the graph does not allow, or that spoiled what a gradient needs."""


class BackwardError(VizAutogradError, RuntimeError):
    """A gradient that was asked for and cannot be had; the message is PyTorch's."""


class DtypeError(VizAutogradError, TypeError):
    """An argument of the wrong type; the message is PyTorch's."""


class TensorError(VizAutogradError, RuntimeError):
    """A tensor that cannot be used so; the message is PyTorch's."""


class ArgumentError(VizAutogradError, ValueError):
    """A setting out of its range; the message is PyTorch's."""


class PositionError(VizAutogradError, IndexError):
    """An index or a dimension out of its range; the message is PyTorch's."""


class OptimizerError(VizAutogradError, RuntimeError):
    """An optimizer that cannot be used so; the message is PyTorch's."""


class ResumeError(VizAutogradError, KeyError):
    """A schedule that cannot go on where another ended; the message is PyTorch's."""


class DeviceError(VizAutogradError, AssertionError):
    """A setting that only other devices than the CPU know; the message is PyTorch's."""


class UnsupportedError(VizAutogradError, NotImplementedError):
    """A dtype for which an op does not exist; the message is PyTorch's."""


class SingularError(VizAutogradError, RuntimeError):
    """A matrix that has no inverse or no such factors; the message is PyTorch's."""


class MemberError(VizAutogradError, AttributeError):
    """A part of a module or a package that is not there; the message is PyTorch's."""


class MemberNameError(VizAutogradError, KeyError):
    """A name that a part of a module cannot have; the message is PyTorch's, which KeyError shows in quotes."""

    def __str__(self) -> str:
        return repr(self.message)


class MissingForwardError(VizAutogradError, NotImplementedError):
    """A module that was called and does not say how to compute; the message is PyTorch's."""


class AssertedError(VizAutogradError, AssertionError):
    """What PyTorch asserts of an argument, and is not so; the message is PyTorch's."""
