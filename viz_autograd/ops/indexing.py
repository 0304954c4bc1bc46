"""Elements picked by their places: x[…], and the way back, which adds up where one was picked twice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from viz_autograd.errors import ArgumentError, PositionError
from viz_autograd.ops.broadcasting import unbroadcast
from viz_autograd.ops.call import call
from viz_autograd.ops.dimensions import along, axis_of, listed
from viz_autograd.ops.op import Attribute, Contributions, Op, Sample, Shape
from viz_autograd.ops.structure import Numbers, one_input, unseen

FAMILY = "pick"

DIM = along(0, "the dimension to pick from")
INDEX = Attribute("index", "int", 0, "which one; negative counts from the end")
START = Attribute("start", "optional int", None, "the first; none: from the beginning")
END = Attribute("end", "optional int", None, "before which to stop; none: to the end")
STEP = Attribute("step", "int", 1, "every how many-th")
PLACES = Attribute("index", "any", (), "what stands between the brackets")
SHAPE = Attribute("shape", "shape", (), "the shape of the result")
ACCUMULATE = Attribute("accumulate", "bool", False, "add to what is there")

_MATRIX = [[1.0, -2.0, 3.0], [0.5, 5.0, -6.0]]


def _select_key(a: Shape, dim: int, index: int) -> tuple[Any, ...]:
    if not a:
        raise PositionError("select() cannot be applied to a 0-dim tensor.")
    axis = axis_of(len(a), dim)
    if not -a[axis] <= index < a[axis]:
        raise PositionError(f"select(): index {index} out of range for tensor of size {listed(a)} at dimension {axis}")
    # The ellipsis keeps a single element a view.
    return (*(slice(None),) * axis, int(index), ...)


def _select(a: Numbers, dim: int = 0, index: int = 0) -> Numbers:
    return a[_select_key(a.shape, dim, index)]


def _select_backward(up: Numbers, out: Numbers, a: Numbers, dim: int = 0, index: int = 0) -> Numbers:
    back: Numbers = call(INDEX_BACK, up, shape=a.shape, index=_select_key(a.shape, dim, index))
    return back


def _select_shape(a: Shape, dim: int = 0, index: int = 0) -> Shape:
    DIM.check(dim)
    INDEX.check(index)
    axis = len(_select_key(a, dim, index)) - 2
    return a[:axis] + a[axis + 1 :]


def _slice_key(a: Shape, dim: int, start: int | None, end: int | None, step: int) -> tuple[slice, ...]:
    if not a:
        raise PositionError("slice() cannot be applied to a 0-dim tensor.")
    if step < 1:
        raise ArgumentError("slice step cannot be zero" if step == 0 else "step must be greater than zero")
    return (*(slice(None),) * axis_of(len(a), dim), slice(start, end, step))


def _slice(a: Numbers, dim: int = 0, start: int | None = None, end: int | None = None, step: int = 1) -> Numbers:
    return a[_slice_key(a.shape, dim, start, end, step)]


def _slice_backward(
    up: Numbers, out: Numbers, a: Numbers, dim: int = 0, start: int | None = None, end: int | None = None, step: int = 1
) -> Numbers:
    back: Numbers = call(INDEX_BACK, up, shape=a.shape, index=_slice_key(a.shape, dim, start, end, step))
    return back


def _slice_shape(a: Shape, dim: int = 0, start: int | None = None, end: int | None = None, step: int = 1) -> Shape:
    key = _slice_key(a, dim, start, end, step)
    axis = len(key) - 1
    return (*a[:axis], len(range(*key[-1].indices(a[axis]))), *a[axis + 1 :])


def is_basic(index: Any) -> bool:
    """Whether an index takes no element twice and gives a view: no arrays in it."""
    return not any(isinstance(each, np.ndarray | list) for each in (index if isinstance(index, tuple) else (index,)))


def _index(a: Numbers, index: Any = ()) -> Numbers:
    found: Numbers = a[index]
    return found


def _index_backward(up: Numbers, out: Numbers, a: Numbers, index: Any = ()) -> Numbers:
    back: Numbers = call(INDEX_BACK, up, shape=a.shape, index=index)
    return back


def index_shape(a: Shape, index: Any = ()) -> Shape:
    """The shape of x[index] for an x of shape `a`."""
    found: Shape = np.broadcast_to(np.zeros((), np.bool_), a)[index].shape
    return found


def _put_back(a: Numbers, shape: Shape, index: Any = ()) -> Numbers:
    whole = np.zeros(shape, a.dtype)
    if is_basic(index):
        whole[index] = a
    else:
        np.add.at(whole, index, a)
    return whole


def _put_back_backward(up: Numbers, out: Numbers, a: Numbers, shape: Shape, index: Any = ()) -> Numbers:
    back: Numbers = call(INDEX_OP, up, index=index)
    return back


def _given_shape(a: Shape, shape: Shape, index: Any = ()) -> Shape:
    return shape


def _put(a: Numbers, b: Numbers, index: Any = (), accumulate: bool = False) -> Numbers:
    result = np.array(a)
    if accumulate:
        np.add.at(result, index, b)
    else:
        result[index] = b
    return result


def _put_vjp(
    upstream: Numbers,
    out: Numbers,
    inputs: Sequence[Numbers],
    needs: Sequence[bool],
    index: Any = (),
    accumulate: bool = False,
) -> Contributions:
    a, b = inputs
    to_a = to_b = None
    if needs[0]:
        kept = np.ones(a.shape, np.bool_)
        if not accumulate:
            kept[index] = False
        to_a = np.where(kept, upstream, 0.0)
    if needs[1]:
        # PyTorch lets go of leading dimensions of size 1 that the value has too many.
        picked = call(INDEX_OP, upstream, index=index)
        extra = len(b.shape) - len(picked.shape)
        to_b = unbroadcast(picked, b.shape[extra:] if extra > 0 else b.shape)
        to_b = to_b.reshape(b.shape) if extra > 0 else to_b
    return to_a, to_b


def _put_shape(a: Shape, b: Shape, index: Any = (), accumulate: bool = False) -> Shape:
    return a


SELECT = one_input(
    name="select",
    family=FAMILY,
    symbol="x[i]",
    title="one of them along a dimension",
    forward=_select,
    backward=_select_backward,
    shape=_select_shape,
    formula="pick(a)",
    rules={"a": "put(up)"},
    says={"a": "select sends to the one it picked"},
    torch="torch.select({a})",
    attributes=(DIM, INDEX),
    samples=(
        Sample(([1.0, -2.0, 3.0],), {"index": 1}),
        Sample((_MATRIX,), {"index": -1}),
        Sample((_MATRIX,), {"dim": 1, "index": 2}),
    ),
    analytic=True,
    view=True,
    grad_fn="SelectBackward0",
)

SLICE = one_input(
    name="slice",
    family=FAMILY,
    symbol="x[i:j]",
    title="a stretch of them along a dimension",
    forward=_slice,
    backward=_slice_backward,
    shape=_slice_shape,
    formula="pick(a)",
    rules={"a": "put(up)"},
    says={"a": "slice sends to those it picked"},
    torch="{a}[:]",
    attributes=(DIM, START, END, STEP),
    samples=(
        Sample(([1.0, -2.0, 3.0],), {"start": 1}),
        Sample((_MATRIX,), {"dim": 1, "end": 2}),
        Sample((_MATRIX,), {"dim": 1, "step": 2}),
    ),
    analytic=True,
    view=True,
    grad_fn="SliceBackward0",
)

INDEX_OP = unseen(
    name="index",
    family=FAMILY,
    title="the elements at these places",
    forward=_index,
    backward=_index_backward,
    shape=index_shape,
    formula="pick(a)",
    torch="{a}[:]",
    attributes=(PLACES,),
    grad_fn="IndexBackward0",
)

INDEX_BACK = unseen(
    name="index_backward",
    family=FAMILY,
    title="elements added to zeros at these places",
    forward=_put_back,
    backward=_put_back_backward,
    shape=_given_shape,
    formula="put(a)",
    torch="torch.index_put({a})",
    attributes=(SHAPE, PLACES),
    grad_fn="IndexPutBackward0",
)

INDEX_PUT = unseen(
    name="index_put",
    family=FAMILY,
    title="with other elements at these places",
    ports=("a", "b"),
    forward=_put,
    vjp=_put_vjp,
    saves={},
    shape=_put_shape,
    formula="put(a, b)",
    torch="torch.index_put({a}, {b})",
    attributes=(PLACES, ACCUMULATE),
    grad_fn="IndexPutBackward0",
)

OPS: tuple[Op, ...] = (SELECT, SLICE, INDEX_OP, INDEX_BACK, INDEX_PUT)
