"""What all pooling has in common: settings per dimension, and how many windows there are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from viz_autograd.errors import TensorError

Setting = int | Sequence[int]
# (start, end) of the windows along one dimension.
Windows = tuple[tuple[int, int], ...]


def several_of(given: Setting, rank: int) -> tuple[int, ...]:
    """One setting per dimension; one number stands for all."""
    if isinstance(given, int):
        return (given,) * rank
    sizes = tuple([int(each) for each in given])
    return sizes * rank if len(sizes) == 1 else sizes


def check_rank(input: Any, rank: int) -> None:
    """Raise TensorError (RuntimeError) for what has not `rank` dimensions besides channels and, perhaps, a batch."""
    if input.dim() not in (rank + 1, rank + 2):
        raise TensorError(f"non-empty {rank + 1}D or {rank + 2}D (batch mode) tensor expected for input")


def window_counts(
    input: Any, kernel: Sequence[int], stride: Sequence[int], padding: Sequence[int], dilation: Sequence[int],
    ceil_mode: bool,
) -> list[int]:  # fmt: skip
    """How many windows there are along each dimension."""
    found = []
    for n, k, step, pad, apart in zip(input.shape[-len(kernel) :], kernel, stride, padding, dilation, strict=True):
        if step <= 0:
            raise TensorError("stride should not be zero")
        if pad < 0 or 2 * pad > apart * (k - 1) + 1:
            raise TensorError(
                "pad should be at most half of effective kernel size, but got "
                f"pad={pad}, kernel_size={k} and dilation={apart}"
            )
        room = n + 2 * pad - apart * (k - 1) - 1
        count = (-(-room // step) if ceil_mode else room // step) + 1
        # A window must begin within the input or the margin before it.
        found.append(count - 1 if ceil_mode and (count - 1) * step >= n + pad else count)
    if min(found) < 1:
        shape = tuple(input.shape[-len(kernel) - 1 :])
        told = "x".join(map(str, shape))
        result = "x".join(map(str, (shape[0], *[max(each, 0) for each in found])))
        raise TensorError(f"Given input size: ({told}). Calculated output size: ({result}). Output size is too small")
    return found


def as_plane(pool: Callable[[Any], Any], input: Any) -> Any:
    """Pooling of rows, done, as in PyTorch, as that of a plane of height 1."""
    found = pool(input.unsqueeze(-2))
    return tuple([each.squeeze(-2) for each in found]) if isinstance(found, tuple) else found.squeeze(-2)
