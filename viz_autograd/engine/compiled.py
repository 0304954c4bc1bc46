"""The tier of large circuits of scalars: `kernels`, compiled by numba (the extra `fast`) while others do the work.

Compiling takes seconds the first time; afterwards the result comes from disk. Until it is there, and without numba,
other tiers run.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from types import FunctionType
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from viz_autograd.engine import kernels
from viz_autograd.engine.program import Program
from viz_autograd.ops import GATES

_UNKNOWN = -1
_CODE = np.array([kernels.OPS_HERE.index(name) if name in kernels.OPS_HERE else _UNKNOWN for name in GATES], np.int64)


class Lines(NamedTuple):
    """A program's two tables with the kernels' codes."""

    forward: tuple[NDArray[np.int64], ...]
    backward: tuple[NDArray[np.int64], ...]


def lines(program: Program) -> Lines | None:
    """What the kernels follow; None where they do not know an op."""
    code = _CODE[program.code]
    if bool((code == _UNKNOWN).any()):
        return None
    back_code = kernels.PORTS * _CODE[program.back_code] + program.back_port
    back = (program.up, program.back_out, program.back_a, program.back_b, program.to, program.keep)
    return Lines((code, program.out, program.a, program.b), (back_code, *back))


@dataclass(slots=True)
class Kernels:
    """The compiled loops, once they are there."""

    forward: Callable[..., None] | None = None
    backward: Callable[..., None] | None = None
    longest: Callable[..., None] | None = None
    train: Callable[..., None] | None = None
    begun: threading.Thread | None = None
    problem: Exception | None = None


_kernels = Kernels()
_lock = threading.Lock()


def installed() -> bool:
    """Whether there is a numba to compile with."""
    return find_spec("numba") is not None


def ready() -> bool:
    """Whether the kernels can be run right now."""
    return _kernels.backward is not None


def warm_up(*, wait: bool = False) -> None:
    """Begin to compile in a thread of its own, unless that was done before; with `wait`, until it is done.

    A numba that does not work here is as good as none; why is kept in `problem()`.
    """
    with _lock:
        if _kernels.begun is None and installed():
            _kernels.begun = threading.Thread(target=_compile, name="compile the kernels", daemon=True)
            _kernels.begun.start()
    if wait and _kernels.begun is not None:
        _kernels.begun.join()


def problem() -> Exception | None:
    """What kept numba from compiling, if something did."""
    return _kernels.problem


def _compile() -> None:
    try:
        import numba

        # As numpy: a division by zero gives an infinity. Nothing is reordered or fused.
        jit = numba.njit(cache=True, nogil=True, error_model="numpy", fastmath=False)
        # The larger kernels find the smaller ones, compiled, under their own names.
        names = dict(vars(kernels))
        for name in ("forward", "backward", "longest", "sgd", "adam", "train"):
            names[name] = jit(FunctionType(getattr(kernels, name).__code__, names, name))
        forward, backward, longest = names["forward"], names["backward"], names["longest"]
        # Compiled by being called, with nothing to do.
        forward(*[np.zeros(0, np.int64)] * 4, np.zeros(1))
        longest(*[np.zeros(0, np.int32)] * 3, 1)
        backward(*[np.zeros(0, np.int64)] * 7, np.zeros(1))
        _kernels.forward, _kernels.longest, _kernels.backward = forward, longest, backward
        _kernels.train = names["train"]
    except Exception as error:  # whatever numba lacks: another version of numpy, a place to write to
        _kernels.problem = error


def run(lines: Lines, row: NDArray[np.float64], backward: bool) -> None:
    """Fill the row. Only when `ready()`."""
    forth: Any = _kernels.forward
    back: Any = _kernels.backward
    forth(*lines.forward, row)
    if backward:
        back(*lines.backward, row)


def longest(head: NDArray[np.int32], tail: NDArray[np.int32], level: NDArray[np.int32], sweeps: int) -> bool:
    """As `kernels.longest`. Only when `ready()`."""
    over: Any = _kernels.longest
    return bool(over(head, tail, level, sweeps))


def train(method: int, settings: NDArray[np.float64], lines: Lines, *rest: NDArray[Any]) -> None:
    """As `kernels.train`, which this compiles when it is first called (or reads from disk). Only when `ready()`."""
    over: Any = _kernels.train
    over(method, settings, *lines.forward, *lines.backward, *rest)
