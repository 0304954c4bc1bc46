"""The same elements in another shape or order of dimensions: views where numpy has them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from viz_autograd.errors import ShapeError
from viz_autograd.ops.broadcasting import unbroadcast
from viz_autograd.ops.dimensions import Dims, along, axes_of, axis_of, listed
from viz_autograd.ops.dtype_names import scalar_name
from viz_autograd.ops.op import Attribute, Op, Sample, Shape
from viz_autograd.ops.structure import Numbers, one_input, unseen

FAMILY = "shape"

SHAPE = Attribute("shape", "shape", (-1,), "the new shape; one -1 is worked out")
FIRST = Attribute("dim0", "int", 0, "the one dimension")
SECOND = Attribute("dim1", "int", 1, "the other")
ORDER = Attribute("dims", "shape", (), "the old dimensions in their new order")
GONE = Attribute("dim", "dims", None, "which dimensions of size 1 disappear; none: all")
NEW = along(0, "where the new dimension of size 1 comes")
SIZE = Attribute("size", "shape", (), "the shape to repeat to; -1 keeps a size")

_MATRIX = [[1.0, -2.0, 3.0], [0.5, 5.0, -6.0]]


def sizes(shape: int | Sequence[int]) -> Shape:
    """A shape given as one number or several."""
    return (int(shape),) if isinstance(shape, int | np.integer) else tuple([int(n) for n in shape])


def reshape_shape(a: Shape, shape: int | Sequence[int] = (-1,)) -> Shape:
    """The shape that is meant, its -1 worked out. Raises ShapeError."""
    wanted = sizes(shape)
    elements = math.prod(a)
    known, unknown = 1, -1
    for at, n in enumerate(wanted):
        if n == -1:
            if unknown >= 0:
                raise ShapeError("only one dimension can be inferred")
            unknown = at
        elif n < 0:
            raise ShapeError(f"invalid shape dimension {n} at index {at} of shape {listed(wanted)}")
        else:
            known *= n
    if unknown < 0:
        if known != elements:
            raise ShapeError(f"shape '{listed(wanted)}' is invalid for input of size {elements}")
        return wanted
    if not known:
        if not elements:
            raise ShapeError(
                f"cannot reshape tensor of 0 elements into shape {listed(wanted)} because the unspecified dimension "
                "size -1 can be any value and is ambiguous"
            )
        raise ShapeError(f"shape '{listed(wanted)}' is invalid for input of size {elements}")
    if elements % known:
        raise ShapeError(f"shape '{listed(wanted)}' is invalid for input of size {elements}")
    return (*wanted[:unknown], elements // known, *wanted[unknown + 1 :])


def _reshape(a: Numbers, shape: int | Sequence[int] = (-1,)) -> Numbers:
    return a.reshape(reshape_shape(a.shape, shape))


def _back_to_shape(up: Numbers, out: Numbers, a: Numbers, **attributes: Any) -> Numbers:
    return up if up.shape == a.shape else up.reshape(a.shape)


def _transpose(a: Numbers, dim0: int = 0, dim1: int = 1) -> Numbers:
    first, second = axis_of(a.ndim, dim0), axis_of(a.ndim, dim1)
    return np.swapaxes(a, first, second) if a.ndim else _itself(a)


def _itself(a: Numbers) -> Numbers:
    """Another look at the same memory."""
    return a[...] if isinstance(a, np.ndarray) else a


def _transpose_backward(up: Numbers, out: Numbers, a: Numbers, dim0: int = 0, dim1: int = 1) -> Numbers:
    return np.swapaxes(up, dim0, dim1) if a.shape else up


def _transpose_shape(a: Shape, dim0: int = 0, dim1: int = 1) -> Shape:
    FIRST.check(dim0)
    SECOND.check(dim1)
    first, second = axis_of(len(a), dim0), axis_of(len(a), dim1)
    order = list(range(len(a)))
    if a:
        order[first], order[second] = second, first
    return tuple([a[at] for at in order])


def _t(a: Numbers) -> Numbers:
    _t_shape(a.shape)
    return _itself(a) if a.ndim < 2 else a.T


def _t_shape(a: Shape) -> Shape:
    if len(a) > 2:
        raise ShapeError(f"t() expects a tensor with <= 2 dimensions, but self is {len(a)}D")
    return a[::-1]


def _t_backward(up: Numbers, out: Numbers, a: Numbers) -> Numbers:
    return np.swapaxes(up, 0, 1) if len(a.shape) == 2 else up


def permutation(rank: int, dims: int | Sequence[int]) -> tuple[int, ...]:
    """The axes that `dims` mean. Raises ShapeError, DimensionError."""
    given = sizes(dims)
    if len(given) != rank:
        raise ShapeError(
            "permute(sparse_coo): number of dimensions in the tensor input does not match the length of the desired "
            f"ordering of dimensions i.e. input.dim() = {rank} is not equal to len(dims) = {len(given)}"
        )
    axes = tuple([axis_of(rank, dim) for dim in given])
    if len(set(axes)) < rank:
        raise ShapeError("permute(): duplicate dims are not allowed.")
    return axes


def _permute(a: Numbers, dims: int | Sequence[int] = ()) -> Numbers:
    return np.transpose(a, permutation(a.ndim, dims)) if a.ndim else _itself(a)


def _permute_backward(up: Numbers, out: Numbers, a: Numbers, dims: int | Sequence[int] = ()) -> Numbers:
    axes = permutation(len(a.shape), dims)
    return np.transpose(up, tuple([axes.index(at) for at in range(len(axes))])) if axes else up


def _permute_shape(a: Shape, dims: int | Sequence[int] = ()) -> Shape:
    return tuple([a[axis] for axis in permutation(len(a), dims)])


def squeeze_shape(a: Shape, dim: Dims = None) -> Shape:
    """What is left without the dimensions of size 1 (those of `dim` only)."""
    GONE.check(dim)
    if dim is None:
        return tuple([n for n in a if n != 1])
    axes = axes_of(len(a), dim) if isinstance(dim, int) or dim else ()
    return tuple([n for at, n in enumerate(a) if n != 1 or at not in axes])


def _squeeze(a: Numbers, dim: Dims = None) -> Numbers:
    return a.reshape(squeeze_shape(a.shape, dim)) if a.shape else _itself(a)


def _squeeze_grad_fn(shapes: tuple[Any, ...], attributes: Mapping[str, Any]) -> str:
    dim = attributes.get("dim")
    return f"SqueezeBackward{0 if dim is None else 1 if isinstance(dim, int) else 2}"


def _unsqueeze(a: Numbers, dim: int = 0) -> Numbers:
    # As np.expand_dims, in a quarter of its time.
    return a[(*(slice(None),) * _unsqueeze_axis(a.ndim, dim), None, ...)]


def _unsqueeze_axis(rank: int, dim: int) -> int:
    NEW.check(dim)
    return axis_of(rank + 1, dim)


def _unsqueeze_shape(a: Shape, dim: int = 0) -> Shape:
    axis = _unsqueeze_axis(len(a), dim)
    return (*a[:axis], 1, *a[axis:])


def expand_shape(a: Shape, size: int | Sequence[int] = (), kind: str = "Float") -> Shape:
    """The shape that is meant, each -1 worked out; `kind` is what a message calls the dtype. Raises ShapeError."""
    wanted = sizes(size)
    added = len(wanted) - len(a)
    if added < 0:
        raise ShapeError(
            f"expand(torch.{kind}Tensor{{{listed(a)}}}, size={listed(wanted)}): the number of sizes provided "
            f"({len(wanted)}) must be greater or equal to the number of dimensions in the tensor ({len(a)})"
        )
    result = list(wanted)
    for at in range(len(wanted) - 1, -1, -1):
        n = wanted[at]
        if at < added:
            if n < 0:
                raise ShapeError(
                    f"The expanded size of the tensor ({n}) isn't allowed in a leading, non-existing dimension {at}"
                )
            continue
        has = a[at - added]
        if n == -1:
            result[at] = has
        elif n != has and has != 1:
            raise ShapeError(
                f"The expanded size of the tensor ({n}) must match the existing size ({has}) at non-singleton "
                f"dimension {at}.  Target sizes: {listed(wanted)}.  Tensor sizes: {listed(a)}"
            )
    return tuple(result)


def _expand(a: Numbers, size: int | Sequence[int] = ()) -> Numbers:
    return np.broadcast_to(a, expand_shape(a.shape, size, scalar_name(a.dtype)))


def _expand_backward(up: Numbers, out: Numbers, a: Numbers, size: int | Sequence[int] = ()) -> Numbers:
    return unbroadcast(up, a.shape)


def _same(a: Shape) -> Shape:
    return a


def _pass(up: Numbers, out: Numbers, a: Numbers) -> Numbers:
    return up


RESHAPE = one_input(
    name="reshape",
    family=FAMILY,
    symbol="⇲",
    title="the same elements in another shape",
    forward=_reshape,
    backward=_back_to_shape,
    shape=reshape_shape,
    formula="reshape(a)",
    rules={"a": "reshape(up)"},
    says={"a": "reshape hands it back in the old shape"},
    torch="torch.reshape({a})",
    attributes=(SHAPE,),
    samples=(
        Sample((3.0,), {"shape": (1, 1)}),
        Sample(([1.0, -2.0, 3.5, 4.0],), {"shape": (2, 2)}),
        Sample((_MATRIX,), {"shape": (-1,)}),
        Sample((_MATRIX,), {"shape": (3, -1)}),
    ),
    analytic=True,
    view=True,
    grad_fn="ViewBackward0",
)

UNSAFE_VIEW = unseen(
    name="unsafe_view",
    family=FAMILY,
    title="the elements of a fresh copy in another shape",
    forward=_reshape,
    backward=_back_to_shape,
    shape=reshape_shape,
    formula="reshape(a)",
    torch="{a}.reshape()",
    attributes=(SHAPE,),
    grad_fn="UnsafeViewBackward0",
)

TRANSPOSE = one_input(
    name="transpose",
    family=FAMILY,
    symbol="aᵀ",
    title="two dimensions exchanged",
    forward=_transpose,
    backward=_transpose_backward,
    shape=_transpose_shape,
    formula="T(a)",
    rules={"a": "T(up)"},
    says={"a": "transpose turns it back"},
    torch="torch.transpose({a})",
    attributes=(FIRST, SECOND),
    samples=(Sample((_MATRIX,)), Sample((_MATRIX,), {"dim0": -1, "dim1": 0}), Sample(([1.0, 2.0],), {"dim1": 0})),
    analytic=True,
    view=True,
    grad_fn="TransposeBackward0",
)

T = unseen(
    name="t",
    family=FAMILY,
    title="transposed matrix",
    forward=_t,
    backward=_t_backward,
    shape=_t_shape,
    formula="T(a)",
    torch="torch.t({a})",
    view=True,
    grad_fn="TBackward0",
)

PERMUTE = unseen(
    name="permute",
    family=FAMILY,
    title="dimensions in another order",
    forward=_permute,
    backward=_permute_backward,
    shape=_permute_shape,
    formula="T(a)",
    torch="torch.permute({a})",
    attributes=(ORDER,),
    view=True,
    grad_fn="PermuteBackward0",
)

SQUEEZE = one_input(
    name="squeeze",
    family=FAMILY,
    symbol="−1",
    title="without the dimensions of size 1",
    forward=_squeeze,
    backward=_back_to_shape,
    shape=squeeze_shape,
    formula="reshape(a)",
    rules={"a": "reshape(up)"},
    says={"a": "squeeze hands it back in the old shape"},
    torch="torch.squeeze({a})",
    attributes=(GONE,),
    samples=(Sample(([[1.0, 2.0]],)), Sample(([[1.0], [2.0]],), {"dim": 1}), Sample((3.0,))),
    analytic=True,
    view=True,
    grad_fn=_squeeze_grad_fn,
)

UNSQUEEZE = one_input(
    name="unsqueeze",
    family=FAMILY,
    symbol="+1",
    title="with a new dimension of size 1",
    forward=_unsqueeze,
    backward=_back_to_shape,
    shape=_unsqueeze_shape,
    formula="reshape(a)",
    rules={"a": "reshape(up)"},
    says={"a": "unsqueeze hands it back in the old shape"},
    torch="torch.unsqueeze({a})",
    attributes=(NEW,),
    samples=(Sample(([1.0, 2.0],), {"dim": 0}), Sample(([1.0, 2.0],), {"dim": -1}), Sample((3.0,), {"dim": 0})),
    analytic=True,
    view=True,
    grad_fn="UnsqueezeBackward0",
)

EXPAND = one_input(
    name="expand",
    family=FAMILY,
    symbol="⇉",
    title="repeated along new dimensions and those of size 1",
    forward=_expand,
    backward=_expand_backward,
    shape=expand_shape,
    formula="expand(a)",
    rules={"a": "collect(up)"},
    says={"a": "expand adds up what its copies get"},
    torch="torch.broadcast_to({a})",
    attributes=(SIZE,),
    samples=(
        Sample((3.0,), {"size": (2,)}),
        Sample(([1.0, 2.0, 3.0],), {"size": (2, 3)}),
        Sample(([[1.0], [2.0]],), {"size": (-1, 3)}),
    ),
    analytic=True,
    view=True,
    grad_fn="ExpandBackward0",
)

ALIAS = unseen(
    name="alias",
    family=FAMILY,
    title="another look at the same elements",
    forward=_itself,
    backward=_pass,
    shape=_same,
    formula="a",
    torch="{a}[...]",
    view=True,
    grad_fn="AliasBackward0",
)

OPS: tuple[Op, ...] = (RESHAPE, TRANSPOSE, SQUEEZE, UNSQUEEZE, EXPAND, PERMUTE, T, UNSAFE_VIEW, ALIAS)
