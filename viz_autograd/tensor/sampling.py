"""Drawing places by their weights, and counts by their rates."""

from __future__ import annotations

import math
import operator
from typing import Any

import numpy as np

from viz_autograd.errors import DtypeError, TensorError
from viz_autograd.tensor import generator as draw
from viz_autograd.tensor.arguments import a_tensor
from viz_autograd.tensor.filling import drawn_from, dtype_name, floating, is_whole
from viz_autograd.tensor.generator import Generator
from viz_autograd.tensor.random_in_place import exponential_
from viz_autograd.tensor.refusals import kind_of
from viz_autograd.tensor.tensor import Tensor


def multinomial(
    input: Tensor,
    num_samples: Any,
    replacement: bool = False,
    *,
    generator: Generator | None = None,
    out: Tensor | None = None,
) -> Tensor:
    """Positions in the rows of `input`, a vector or matrix of weights, drawn in proportion to them; int64.

    Raises TensorError for weights that are negative, infinite, NaN or all 0, and for more draws than there are places
    when each may be drawn but once.
    """
    weights, source = a_tensor("multinomial", input)._array, draw.chosen(generator, "multinomial")
    if not is_whole(num_samples):
        kind = kind_of(num_samples)
        raise DtypeError(f"multinomial(): argument 'num_samples' (position 2) must be int, not {kind}")
    count = operator.index(num_samples)
    if weights.ndim not in (1, 2):
        raise TensorError("prob_dist must be 1 or 2 dim")
    if weights.dtype.kind != "f":
        name = dtype_name(weights)
        raise TensorError(f"multinomial only supports floating-point dtypes for input, got: {name}")
    if count <= 0:
        raise TensorError("cannot sample n_sample <= 0 samples")
    if not replacement and count > weights.shape[-1]:
        raise TensorError("cannot sample n_sample > prob_dist.size(-1) samples without replacement")
    rows = np.atleast_2d(weights)
    once = not replacement or count == 1
    found = _drawn_once(weights, count, source) if once else _drawn_again(rows, count, source)
    result = Tensor._of(found.reshape((*weights.shape[:-1], count)))
    if out is not None:
        out._array = result._array
        return out
    return result


def _drawn_once(weights: Any, count: int, source: Generator) -> Any:
    """Each place at most once: the largest of weights divided by exponential numbers."""
    if not bool((np.isfinite(weights) & (weights >= 0)).all()):
        raise TensorError("probability tensor contains either `inf`, `nan` or element < 0")
    if bool((weights.sum(-1) == 0).any()):
        raise TensorError("invalid multinomial distribution (sum of probabilities <= 0)")
    scale = exponential_(Tensor._of(np.empty_like(weights)), 1.0, generator=source)._array
    with np.errstate(all="ignore"):
        order = np.argsort(-(weights / scale), axis=-1, kind="stable")
    return order[..., :count].astype(np.int64)


@np.errstate(all="ignore")
def _drawn_again(rows: Any, count: int, source: Generator) -> Any:
    found = np.empty((rows.shape[0], count), np.int64)
    for at, row in enumerate(rows):
        if bool((row < 0).any()):
            raise TensorError("invalid multinomial distribution (encountering probability entry < 0)")
        if not bool(np.isfinite(row).all()):
            raise TensorError("invalid multinomial distribution (encountering probability entry = infinity or NaN)")
        total = np.cumsum(row, dtype=np.float32 if row.dtype == np.float16 else row.dtype)
        if not (total.size and total[-1] > 0):
            raise TensorError("invalid multinomial distribution (sum of probabilities <= 0)")
        reached = total / total[-1]
        reached[-1] = 1
        found[at] = np.searchsorted(reached.astype(np.float64), source._doubles(count), side="left")
    return found


def poisson(input: Tensor, generator: Generator | None = None) -> Tensor:
    """Poisson numbers of the rates that `input` gives. Raises TensorError for negative rates."""
    array, source = a_tensor("poisson", input)._array, draw.chosen(generator, "poisson")
    floating(array, "poisson_cpu")
    made = np.empty(array.shape, array.dtype)
    flat = made.reshape(-1)
    for at, rate in enumerate(array.ravel().tolist()):
        if not rate >= 0:
            raise TensorError("invalid Poisson rate, expected rate to be non-negative")
        flat[at] = _poisson(rate, source)
    return drawn_from(input, made, "PoissonBackward0")


def _poisson(rate: float, source: Generator) -> int:
    """One Poisson number: by products of uniform ones (Knuth), from 10 on by PTRS (Hörmann 1993)."""

    def uniform() -> float:
        return float(source._doubles(1)[0])

    if rate == 0:
        return 0
    if rate < 10:
        times, product, least = 0, 1.0, math.exp(-rate)
        while True:
            product *= uniform()
            if product <= least:
                return times
            times += 1
    root = math.sqrt(rate)
    b = 0.931 + 2.53 * root
    a = -0.059 + 0.02483 * b
    inverse_alpha = 1.1239 + 1.1328 / (b - 3.4)
    edge = 0.9277 - 3.6224 / (b - 2)
    while True:
        u = uniform() - 0.5
        v = uniform()
        near = 0.5 - abs(u)
        k = math.floor((2 * a / near + b) * u + rate + 0.43)
        if near >= 0.07 and v <= edge:
            return k
        if k < 0 or (near < 0.013 and v > near):
            continue
        height = math.log(v) + math.log(inverse_alpha) - math.log(a / (near * near) + b)
        if height <= -rate + k * math.log(rate) - math.lgamma(k + 1):
            return k
