"""Elements in order, and those at a place of the order. The gradient goes to the elements that were chosen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from viz_autograd.errors import PositionError, ShapeError, TensorError, UnsupportedError
from viz_autograd.ops.call import call
from viz_autograd.ops.dimensions import KEEPDIM, along, axis_of, reduced_shape
from viz_autograd.ops.gathering import SCATTER_ADD
from viz_autograd.ops.op import Attribute, Contributions, Op, Sample, Shape
from viz_autograd.ops.partitioning import nth_element, partial_sort, quick_select, sort
from viz_autograd.ops.structure import Numbers, unseen

FAMILY = "order"

DIM = along(-1, "the dimension to go along")

DESCENDING = Attribute("descending", "bool", False, "the largest first")

STABLE = Attribute("stable", "bool", False, "equal ones keep their order (they always do here)")

K = Attribute("k", "int", 1, "the place in the order, from 1")

HOW_MANY = Attribute("k", "int", 1, "how many")

LARGEST = Attribute("largest", "bool", True, "the largest, not the smallest")

SORTED = Attribute("sorted", "bool", True, "in order")

# On rows with ties longer than this the first of the equal ones is taken: Python is too slow to do as PyTorch does.
_LONGEST_TIED = 10_000

MATRIX = [[1.0, -2.0, 3.0], [0.5, 5.0, -6.0]]

# Says which place of a row is chosen: (the row's numbers) -> index.
Choice = Callable[[Numbers], int]


def _sort(a: Numbers, dim: int = -1, descending: bool = False, stable: bool = False) -> tuple[Numbers, Numbers]:
    axis = axis_of(a.ndim, dim)
    if a.shape == ():
        return a.copy(), np.zeros((), np.int64)[()]
    if descending:
        # From behind, so that equal ones keep their order; NaN counts as the largest.
        order = np.flip(a.shape[axis] - 1 - np.argsort(np.flip(a, axis), axis, kind="stable"), axis)
    else:
        order = np.argsort(a, axis, kind="stable")
    return np.take_along_axis(a, order, axis), order


def _sort_shape(a: Shape, dim: int = -1, descending: bool = False, stable: bool = False) -> tuple[Shape, Shape]:
    DIM.check(dim)
    DESCENDING.check(descending)
    axis_of(len(a), dim)
    return a, a


def put_back(up: Numbers, a: Numbers, indices: Numbers, dim: int, keepdim: bool = True) -> Numbers:
    """The gradient of elements chosen along a dimension: zeros but at their places."""
    if a.shape == ():
        return up
    if not keepdim:
        axis = axis_of(len(a.shape), dim)
        kept = (*a.shape[:axis], 1, *a.shape[axis + 1 :])
        up, indices = up.reshape(kept), indices.reshape(kept)
    found: Numbers = call(SCATTER_ADD, np.zeros(a.shape, a.dtype), indices, up, dim=dim)
    return found


def _kept_vjp(
    upstream: tuple[Numbers | None, ...],
    out: tuple[Numbers, Numbers],
    inputs: Sequence[Numbers],
    needs: Sequence[bool],
    dim: int = -1,
    **attributes: Any,
) -> Contributions:
    up = upstream[0]
    return (None if up is None or not needs[0] else put_back(up, inputs[0], out[1], dim),)


def _reduced_vjp(
    upstream: tuple[Numbers | None, ...],
    out: tuple[Numbers, Numbers],
    inputs: Sequence[Numbers],
    needs: Sequence[bool],
    dim: int = -1,
    keepdim: bool = False,
    **attributes: Any,
) -> Contributions:
    up = upstream[0]
    return (None if up is None or not needs[0] else put_back(up, inputs[0], out[1], dim, keepdim),)


def _reduced_shapes(a: Shape, dim: int = -1, keepdim: bool = False, **attributes: Any) -> tuple[Shape, Shape]:
    DIM.check(dim)
    KEEPDIM.check(keepdim)
    return (reduced_shape(a, dim, keepdim),) * 2


def chosen(a: Numbers, indices: Numbers, axis: int, keepdim: bool) -> tuple[Numbers, Numbers]:
    """Values and indices from indices that kept their dimension."""
    values = np.take_along_axis(a, indices, axis)
    return (values, indices) if keepdim else (values.squeeze(axis), indices.squeeze(axis))


def _by_row(a: Numbers, axis: int, choose: Choice) -> Numbers:
    """For each row along the axis the index that `choose` gives; the dimension is kept."""
    rows = np.moveaxis(a, axis, -1)
    found = np.fromiter(map(choose, rows.reshape(-1, rows.shape[-1])), np.int64, rows[..., 0].size)
    return np.expand_dims(found.reshape(rows.shape[:-1]), axis)


def _at_rank(row: Numbers, k: int, settle: Callable[[list[int], Numbers], None]) -> int:
    """The index of the k-th smallest (from 0); among equal ones that which `settle` brings there."""
    order = np.argsort(row, kind="stable")
    value = row[order[k]]
    same = np.flatnonzero(np.isnan(row) if value != value else row == value)
    if len(same) == 1 or len(row) > _LONGEST_TIED:
        return int(same[0])
    places = list(range(len(row)))
    settle(places, row)
    return places[k]


def _less(row: Numbers) -> Callable[[int, int], bool]:
    numbers = row.tolist()
    return lambda i, j: numbers[i] < numbers[j]


def _greater(row: Numbers) -> Callable[[int, int], bool]:
    numbers = row.tolist()

    def greater(i: int, j: int) -> bool:
        x, y = numbers[i], numbers[j]
        return bool((x != x and y == y) or x > y)

    return greater


def _median_choice(row: Numbers) -> int:
    if row.dtype.kind == "f":
        missing = np.isnan(row)
        if missing.any():
            return int(np.argmax(missing))
    return int(np.argsort(row, kind="stable")[(len(row) - 1) // 2])


def _nanmedian_choice(row: Numbers) -> int:
    # NaN comes last in the order.
    there = int(np.count_nonzero(row == row))
    return int(np.argsort(row, kind="stable")[(max(there, 1) - 1) // 2])


def _mode_choice(row: Numbers) -> int:
    places = list(range(len(row)))
    sort(places, len(places), _less(row))
    best = most = 0
    run = 0
    numbers = row.tolist()
    for at, place in enumerate(places):
        run += 1
        if at + 1 == len(places) or numbers[place] != numbers[places[at + 1]]:
            if run > most:
                best, most = place, run
            run = 0
    return best


def _choosing(name: str, choose: Choice, not_for_bool: str = "") -> Callable[..., tuple[Numbers, Numbers]]:
    def forward(a: Numbers, dim: int = -1, keepdim: bool = False) -> tuple[Numbers, Numbers]:
        axis = axis_of(a.ndim, dim)
        if not_for_bool and a.dtype.kind == "b":
            raise UnsupportedError(f"\"{not_for_bool}\" not implemented for 'Bool'")
        if a.shape == ():
            return a.copy(), np.zeros((), np.int64)
        if not a.shape[axis]:
            raise PositionError(f"{name}(): Expected reduction dim {axis} to have non-zero size.")
        return chosen(a, _by_row(a, axis, choose), axis, keepdim)

    return forward


def _kthvalue(a: Numbers, k: int = 1, dim: int = -1, keepdim: bool = False) -> tuple[Numbers, Numbers]:
    axis = axis_of(a.ndim, dim)
    if a.shape and not a.shape[axis]:
        raise PositionError(f"kthvalue(): Expected reduction dim {axis} to have non-zero size.")
    if not 1 <= k <= (a.shape[axis] if a.shape else 1):
        raise ShapeError(f"kthvalue(): selected number k out of range for dimension {axis}")
    if a.dtype.kind == "b":
        raise UnsupportedError("\"kthvalue_cpu\" not implemented for 'Bool'")
    if a.shape == ():
        return a.copy(), np.zeros((), np.int64)

    def choose(row: Numbers) -> int:
        return _at_rank(row, k - 1, lambda places, numbers: quick_select(places, k - 1, _greater(numbers)))

    return chosen(a, _by_row(a, axis, choose), axis, keepdim)


def _topk(
    a: Numbers,
    k: int = 1,
    dim: int = -1,
    largest: bool = True,
    sorted: bool = True,
) -> tuple[Numbers, Numbers]:
    axis = axis_of(a.ndim, dim)
    size = a.shape[axis] if a.shape else 1
    if not 0 <= k <= size:
        raise ShapeError("selected index k out of range")
    if a.dtype.kind == "b":
        raise TensorError("topk does not support bool dtypes on CPU")
    if a.shape == ():
        return a.copy(), np.zeros((), np.int64)
    rows = np.moveaxis(a, axis, -1)
    flat = rows.reshape(-1, size) if rows.size else np.zeros((0, size), a.dtype)
    found = np.array([_top(row, k, largest, sorted) for row in flat], np.int64).reshape((*rows.shape[:-1], k))
    indices = np.moveaxis(found, -1, axis)
    return np.take_along_axis(a, indices, axis), indices


def _top(row: Numbers, k: int, largest: bool, ordered: bool) -> list[int]:
    _, order = _sort(row, 0, largest)
    numbers = row[order]
    head = numbers[: k + 1]
    tied = len(head) > 1 and bool(np.any((head[1:] == head[:-1]) | ((head[1:] != head[1:]) & (head[:-1] != head[:-1]))))
    if not k or len(row) > _LONGEST_TIED or (ordered and not tied):
        chosen: list[int] = order[:k].tolist()
        return chosen
    greater = _greater(row)
    before = greater if largest else lambda i, j: greater(j, i)
    places = list(range(len(row)))
    if k * 64 <= len(row):
        partial_sort(places, k, before)
    else:
        nth_element(places, k - 1, before)
        if ordered:
            sort(places, k - 1, before)
    return places[:k]


def _topk_shape(a: Shape, k: int = 1, dim: int = -1, **attributes: Any) -> tuple[Shape, Shape]:
    HOW_MANY.check(k)
    axis = axis_of(len(a), dim)
    if not 0 <= k <= (a[axis] if a else 1):
        raise ShapeError("selected index k out of range")
    return ((*a[:axis], k, *a[axis + 1 :]) if a else (),) * 2


SORT = Op(
    name="sort",
    family=FAMILY,
    symbol="↗",
    title="in order, with the places they came from",
    ports=("a",),
    forward=_sort,
    vjp=_kept_vjp,
    shape=_sort_shape,
    formula="sort(a)",
    rules={"a": "unsort(up)"},
    says={"a": "sort sends each back to its place"},
    saves={"a": ("indices",)},
    torch="torch.sort({a})",
    attributes=(DIM, DESCENDING, STABLE),
    samples=(
        Sample((3.0,)),
        Sample(([1.0, -2.0, 3.5],)),
        Sample((MATRIX,), {"dim": 0}),
        Sample((MATRIX,), {"descending": True, "stable": True}),
        Sample(([2.0, 1.0, 2.0],), kink=True),
    ),
    analytic=False,
    outputs=("values", "indices"),
    grad_fn=lambda shapes, attributes: f"SortBackward{1 if attributes.get('stable') else 0}",
)


def of_row(name: str, title: str, forward: Callable[..., Any], number: int = 0, **said: Any) -> Op:
    """An op that chooses one element of each row."""
    base = name.removesuffix("_dim")
    usual: dict[str, Any] = {"attributes": (DIM, KEEPDIM), "vjp": _reduced_vjp, "shape": _reduced_shapes}
    return unseen(
        name=name,
        family=FAMILY,
        title=title,
        ports=("a",),
        forward=forward,
        saves={"a": ("indices",)},
        formula=f"a{base}(a)" if base in ("max", "min") else f"{base}(a)",
        torch=f"torch.{base}({{a}})",
        outputs=("values", "indices"),
        analytic=False,
        grad_fn=f"{base.capitalize()}Backward{number}",
        **(usual | said),
    )


MEDIAN_DIM = of_row(
    "median_dim", "the middle one of each row, and its place", _choosing("median", _median_choice, "median_out"), 1
)

NANMEDIAN_DIM = of_row(
    "nanmedian_dim",
    "the middle one of the numbers of each row, and its place",
    _choosing("median", _nanmedian_choice, "median_out"),
    1,
)

MODE = of_row("mode", "the most frequent of each row, and its place", _choosing("mode", _mode_choice))

KTHVALUE = of_row("kthvalue", "the k-th smallest of each row, and its place", _kthvalue, attributes=(K, DIM, KEEPDIM))

TOPK = of_row(
    "topk",
    "the k largest of each row, and their places",
    _topk,
    attributes=(HOW_MANY, DIM, LARGEST, SORTED),
    vjp=_kept_vjp,
    shape=_topk_shape,
)

OPS: tuple[Op, ...] = (SORT, MEDIAN_DIM, NANMEDIAN_DIM, MODE, KTHVALUE, TOPK)
