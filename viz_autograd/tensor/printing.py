"""What print(tensor) shows, which is what PyTorch shows."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from viz_autograd.tensor.dtypes import default_numpy_dtype, from_numpy_dtype

Array = npt.NDArray[Any]
Written = Callable[[Any], str]


@dataclass(slots=True)
class _Options:
    precision: int = 4
    threshold: float = 1000
    edgeitems: int = 3
    linewidth: int = 80
    sci_mode: bool | None = None


_OPTIONS: Final = _Options()
_PROFILES: Final = {
    "default": _Options(),
    "short": _Options(precision=2, edgeitems=2),
    "full": _Options(threshold=math.inf),
}


def set_printoptions(
    precision: int | None = None,
    threshold: float | None = None,
    edgeitems: int | None = None,
    linewidth: int | None = None,
    profile: str | None = None,
    sci_mode: bool | None = None,
) -> None:
    """How tensors are shown from here on.

    `precision` counts digits after the point; a tensor of more than `threshold` elements is shown by the first and last
    `edgeitems` of each dimension; lines have at most `linewidth` characters; `sci_mode` forces or forbids powers of
    ten, None leaves it to the numbers. `profile` is "default", "short" or "full", from which the others start;
    PyTorch passes over any other name.
    """
    start = None if profile is None else _PROFILES.get(profile)
    if start is not None:
        _OPTIONS.precision, _OPTIONS.threshold = start.precision, start.threshold
        _OPTIONS.edgeitems, _OPTIONS.linewidth = start.edgeitems, start.linewidth
    if precision is not None:
        _OPTIONS.precision = precision
    if threshold is not None:
        _OPTIONS.threshold = threshold
    if edgeitems is not None:
        _OPTIONS.edgeitems = edgeitems
    if linewidth is not None:
        _OPTIONS.linewidth = linewidth
    _OPTIONS.sci_mode = sci_mode


def get_printoptions() -> dict[str, Any]:
    """How tensors are shown now."""
    return asdict(_OPTIONS)


@contextmanager
def printoptions(**options: Any) -> Iterator[None]:
    """Show tensors so inside a `with`; takes what `set_printoptions` does."""
    before = get_printoptions()
    set_printoptions(**options)
    try:
        yield
    finally:
        set_printoptions(**before)


def format_tensor(
    array: Array, *, requires_grad: bool = False, grad_fn_name: str | None = None, prefix: str = "tensor("
) -> str:
    """The repr of a tensor over this array; what belongs to it besides its numbers follows them."""
    indent = len(prefix)
    remarks = []
    dtype = f"dtype={from_numpy_dtype(array.dtype)!r}"
    if array.size == 0:
        if array.ndim != 1:
            remarks.append(f"size={tuple(array.shape)}")
        if array.dtype != default_numpy_dtype():
            remarks.append(dtype)
        body = "[]"
    else:
        if array.dtype not in (default_numpy_dtype(), np.dtype(np.int64), np.dtype(np.bool_)):
            remarks.append(dtype)
        shortened = array.size > _OPTIONS.threshold
        if not _OPTIONS.edgeitems:
            remarks.insert(0, f"size={tuple(array.shape)}")
        written, width = _written(_edges(array) if shortened else array)
        body = _nested(array, indent, written, width, shortened)
    if grad_fn_name is not None:
        remarks.append(f"grad_fn=<{grad_fn_name}>")
    elif requires_grad:
        remarks.append("requires_grad=True")
    return _with_remarks(prefix + body, remarks, indent) + ")"


def _with_remarks(text: str, remarks: list[str], indent: int) -> str:
    """The remarks go on in the last line, or each begins one where it would be too long."""
    column = len(text) - text.rfind("\n") + 1
    for remark in remarks:
        if column + len(remark) + 2 > _OPTIONS.linewidth:
            text += ",\n" + " " * indent + remark
            column = indent + len(remark)
        else:
            text += ", " + remark
            column += len(remark) + 2
    return text


def _edges(array: Array) -> Array:
    """What is shown of a tensor that is too large to be shown whole."""
    kept = _OPTIONS.edgeitems
    for dim, size in enumerate(array.shape):
        if size > 2 * kept:
            array = array.take([*range(kept), *range(size - kept, size)], dim)
    return array


def _nested(array: Array, indent: int, written: Written, width: int, shortened: bool) -> str:
    if array.ndim == 0:
        return written(array.item())
    kept = _OPTIONS.edgeitems
    cut = shortened and array.shape[0] > 2 * kept
    if cut and not kept:
        return "[...]"
    if array.ndim == 1:
        if cut:
            items = [*map(written, array[:kept].tolist()), " ...", *map(written, array[-kept:].tolist())]
        else:
            items = [*map(written, array.tolist())]
        per_line = max(1, (_OPTIONS.linewidth - indent) // (width + 2))
        lines = [", ".join(items[at : at + per_line]) for at in range(0, len(items), per_line)]
        return "[" + (",\n" + " " * (indent + 1)).join(lines) + "]"
    rows = [*array[:kept], None, *array[len(array) - kept :]] if cut else [*array]
    parts = ["..." if row is None else _nested(row, indent + 1, written, width, shortened) for row in rows]
    return "[" + ("," + "\n" * (array.ndim - 1) + " " * (indent + 1)).join(parts) + "]"


def _written(shown: Array) -> tuple[Written, int]:
    """How each number is written, and how many characters it takes; `shown` is all that will be."""
    if shown.dtype.kind != "f":
        width = max(map(len, map(str, shown.ravel().tolist())), default=1)
        return lambda number: str(number).rjust(width), width
    numbers = shown.ravel().astype(np.float64)
    numbers = numbers[np.isfinite(numbers) & (numbers != 0)]
    scientific, whole, width = False, True, 1
    precision = _OPTIONS.precision
    if numbers.size:
        sizes = np.abs(numbers)
        least, largest = sizes.min(), sizes.max()
        whole = bool((numbers == np.ceil(numbers)).all())
        with np.errstate(over="ignore"):
            scientific = bool(largest / least > 1000 or largest > 1e8 or (not whole and least < 1e-4))
        if _OPTIONS.sci_mode is not None:
            scientific = _OPTIONS.sci_mode

    def write(number: float) -> str:
        if scientific:
            text = f"{number:.{precision}e}"
        elif whole:
            text = f"{number:.0f}" + ("." if math.isfinite(number) else "")
        else:
            text = f"{number:.{precision}f}"
        return text.rjust(width)

    if numbers.size:
        width = max(map(len, map(write, numbers.tolist())))
    return write, width


__all__ = ["set_printoptions"]
