"""The types of elements, and which type a mixture of them has; as torch.dtype."""

from __future__ import annotations

import builtins
from collections.abc import Iterable
from typing import Any, NoReturn

import numpy as np

from viz_autograd.errors import DtypeError


class dtype:  # noqa: N801 - PyTorch's name
    """The type of a tensor's elements; there is one object of each, such as `torch.float32`.

    `numpy` is the same for numpy; `itemsize` counts bytes.
    """

    __slots__ = ("abbr", "is_complex", "is_floating_point", "is_signed", "itemsize", "name", "numpy")

    name: str
    numpy: np.dtype[Any]
    abbr: str
    is_floating_point: builtins.bool
    is_signed: builtins.bool
    is_complex: builtins.bool
    itemsize: builtins.int

    def __new__(cls, *_: object, **__: object) -> dtype:
        """There are no others. Raises DtypeError."""
        raise DtypeError("cannot create 'torch.dtype' instances")

    def __repr__(self) -> str:
        return f"torch.{self.name}"

    def __reduce__(self) -> Any:
        return _named, (self.name,)

    def __copy__(self) -> dtype:
        return self

    def __deepcopy__(self, memo: object) -> dtype:
        return self

    def to_real(self) -> dtype:
        """Itself: there are no complex dtypes."""
        return self


dtype.__module__ = "torch"


def _made(name: str, abbr: str) -> dtype:
    made = object.__new__(dtype)
    made.name = name
    made.abbr = abbr
    made.numpy = np.dtype(name)
    made.is_floating_point = made.numpy.kind == "f"
    made.is_signed = made.numpy.kind in "if"
    made.is_complex = False
    made.itemsize = made.numpy.itemsize
    return made


float16 = half = _made("float16", "f16")
float32 = float = _made("float32", "f32")
float64 = double = _made("float64", "f64")
int8 = _made("int8", "i8")
int16 = short = _made("int16", "i16")
int32 = int = _made("int32", "i32")
int64 = long = _made("int64", "i64")
uint8 = _made("uint8", "u8")
bool = _made("bool", "b8")

_BY_NUMPY: dict[np.dtype[Any], dtype] = {
    each.numpy: each for each in (float16, float32, float64, int8, int16, int32, int64, uint8, bool)
}


def _named(name: str) -> dtype:
    return _BY_NUMPY[np.dtype(name)]


_PYTHON: dict[Any, dtype] = {builtins.float: float64, builtins.int: int64, builtins.bool: bool}

# What PyTorch has and tensors here do not.
_ABSENT = {f"numpy.{name}" for name in ("complex64", "complex128", "uint16", "uint32", "uint64")}

_default = float32


def from_numpy_dtype(given: np.dtype[Any]) -> dtype:
    """The dtype of a numpy array. Raises DtypeError for one that tensors do not have."""
    found = _BY_NUMPY.get(given)
    if found is None:
        kind = f"{given.type.__module__}.{given.type.__name__}"
        if kind in _ABSENT:
            raise DtypeError(f"can't convert np.ndarray of type {kind}: it is not part of viz_autograd")
        raise DtypeError(
            f"can't convert np.ndarray of type {kind}. The only supported types are: float64, float32, float16, "
            "complex64, complex128, int64, int32, int16, int8, uint64, uint32, uint16, uint8, and bool."
        )
    return found


def as_dtype(given: Any, name: str = "tensor", argument: str = "'dtype'") -> dtype:
    """A dtype argument as a dtype; Python's float, int and bool count as float64, int64 and bool.

    Raises DtypeError in PyTorch's words for anything else; `name` is the function's, `argument` the argument's.
    """
    if isinstance(given, dtype):
        return given
    if isinstance(given, type) and given in _PYTHON:
        return _PYTHON[given]
    raise DtypeError(f"{name}(): argument {argument} must be torch.dtype, not {type(given).__name__}")


def get_default_dtype() -> dtype:
    """The dtype of new floating tensors, float32 at first."""
    return _default


def default_numpy_dtype() -> np.dtype[Any]:
    """The default dtype as numpy's."""
    return _default.numpy


def set_default_dtype(d: dtype, /) -> None:
    """Make `d` the dtype of new floating tensors. Raises DtypeError for one that is not floating."""
    global _default
    if not isinstance(d, dtype):
        raise DtypeError("invalid dtype object: only floating-point types are supported as the default type")
    if not d.is_floating_point:
        raise DtypeError("only floating-point types are supported as the default type")
    _default = d


# bool < integers < floats
_CATEGORY = {"b": 0, "u": 1, "i": 1, "f": 2}


def common_dtype(given: Iterable[Any]) -> np.dtype[Any]:
    """The numpy dtype that arrays, (dtype, ndim) pairs and numbers have together, as torch.result_type tells it.

    Arrays with dimensions come before those without, and both before numbers: these only count where they are of a
    higher category (floats over integers over bools). A number's dtype is the default one, int64 or bool.
    """
    full: np.dtype[Any] | None = None
    zero: np.dtype[Any] | None = None
    number: np.dtype[Any] | None = None
    for each in given:
        if isinstance(each, np.ndarray):
            found, ndim = each.dtype, each.ndim
        elif isinstance(each, tuple):
            found, ndim = each
        else:
            found = number_dtype(each)
            number = found if number is None or number is found else promoted(number, found)
            continue
        if ndim:
            full = found if full is None or full is found else promoted(full, found)
        else:
            zero = found if zero is None or zero is found else promoted(zero, found)
    lower = _combined(zero, number)
    found_in = _combined(full, lower)
    return _default.numpy if found_in is None else found_in


def _combined(higher: np.dtype[Any] | None, lower: np.dtype[Any] | None) -> np.dtype[Any] | None:
    if higher is None or lower is None or higher is lower:
        return lower if higher is None else higher
    return promoted(higher, lower) if _CATEGORY[lower.kind] > _CATEGORY[higher.kind] else higher


def number_dtype(number: Any) -> np.dtype[Any]:
    """The dtype that a plain number stands for: the default one, int64 or bool; numpy's numbers by their kind.

    A numpy bool counts as a float, as in PyTorch.
    """
    if isinstance(number, builtins.bool):
        return bool.numpy
    if isinstance(number, builtins.int | np.integer):
        return int64.numpy
    return _default.numpy


def promoted(a: np.dtype[Any], b: np.dtype[Any]) -> np.dtype[Any]:
    """The smallest dtype that holds both, where an integer beside a float takes the float's."""
    if a == b:
        return a
    if a.kind == "f" and b.kind != "f":
        return a
    if b.kind == "f" and a.kind != "f":
        return b
    return np.promote_types(a, b)


def promote_types(type1: dtype, type2: dtype) -> dtype:
    """The dtype that tensors of these two have together."""
    one = as_dtype(type1, "promote_types", "'type1' (position 1)").numpy
    two = as_dtype(type2, "promote_types", "'type2' (position 2)").numpy
    return _BY_NUMPY[promoted(one, two)]


_MISSING: Any = object()


def result_type(
    tensor1: Any = _MISSING, tensor2: Any = _MISSING, *, tensor: Any = _MISSING, other: Any = _MISSING,
    scalar: Any = _MISSING, scalar1: Any = _MISSING, scalar2: Any = _MISSING,
) -> dtype:  # fmt: skip
    """The dtype that arithmetic of two tensors or numbers has. Raises DtypeError for what is neither."""
    named = [each for each in (scalar, scalar1, tensor, scalar2, other) if each is not _MISSING]
    given = [each for each in (tensor1, tensor2) if each is not _MISSING] + named
    arrays = [getattr(each, "_array", each) for each in given]
    if len(arrays) != 2 or not all(_counts(each) for each in arrays):
        _no_result_type(given)
    return _BY_NUMPY[common_dtype(arrays)]


def _counts(given: Any) -> builtins.bool:
    return isinstance(given, np.ndarray | builtins.bool | builtins.int | builtins.float | np.generic)


def _no_result_type(given: list[Any]) -> NoReturn:
    kinds = ", ".join(type(each).__name__ for each in given)
    raise DtypeError(
        f"result_type() received an invalid combination of arguments - got ({kinds}), but expected one of:\n"
        " * (Tensor tensor, Tensor other)\n"
        " * (Number scalar, Tensor tensor)\n"
        " * (Tensor tensor, Number other)\n"
        " * (Number scalar1, Number scalar2)\n"
    )


def can_cast(from_: dtype, to: dtype) -> builtins.bool:
    """Whether PyTorch lets a result of one dtype be written into a tensor of another."""
    given = as_dtype(from_, "can_cast", "'from_' (position 1)")
    wanted = as_dtype(to, "can_cast", "'to' (position 2)")
    return _CATEGORY[given.numpy.kind] <= _CATEGORY[wanted.numpy.kind]


class finfo:  # noqa: N801 - PyTorch's name
    """The limits of a floating dtype: bits, eps, max, min, tiny (= smallest_normal), resolution."""

    __module__ = "torch"

    def __init__(self, type: dtype | None = None) -> None:
        kind = _default if type is None else as_dtype(type, "finfo", "'type' (position 1)")
        if not kind.is_floating_point:
            raise DtypeError(
                "torch.finfo() requires a floating point input type. Use torch.iinfo to handle 'torch.finfo'"
            )
        info: Any = np.finfo(kind.numpy)
        self.bits: builtins.int = info.bits
        self.eps: builtins.float = info.eps.item()
        self.max: builtins.float = info.max.item()
        self.min: builtins.float = info.min.item()
        self.tiny: builtins.float = info.tiny.item()
        self.smallest_normal = self.tiny
        self.resolution = 10.0**-info.precision
        self.dtype = kind.name

    def __repr__(self) -> str:
        return (
            f"finfo(resolution={self.resolution:g}, min={self.min:g}, max={self.max:g}, eps={self.eps:g}, "
            f"smallest_normal={self.smallest_normal:g}, tiny={self.tiny:g}, dtype={self.dtype})"
        )

    def __eq__(self, other: object) -> builtins.bool:
        return isinstance(other, finfo) and self.dtype == other.dtype

    def __hash__(self) -> builtins.int:
        return hash(self.dtype)


class iinfo:  # noqa: N801 - PyTorch's name
    """The limits of an integer dtype: bits, max, min."""

    __module__ = "torch"

    def __init__(self, type: dtype) -> None:
        kind = as_dtype(type, "iinfo", "'type' (position 1)")
        if kind.is_floating_point:
            raise DtypeError("torch.iinfo() requires an integer input type. Use torch.finfo to handle 'torch.iinfo'")
        if kind is bool:
            raise DtypeError("torch.bool is not supported by torch.iinfo")
        info = np.iinfo(kind.numpy)
        self.bits: builtins.int = info.bits
        self.max = builtins.int(info.max)
        self.min = builtins.int(info.min)
        self.dtype = kind.name

    def __repr__(self) -> str:
        return f"iinfo(min={self.min:g}, max={self.max:g}, dtype={self.dtype})"

    def __eq__(self, other: object) -> builtins.bool:
        return isinstance(other, iinfo) and self.dtype == other.dtype

    def __hash__(self) -> builtins.int:
        return hash(self.dtype)


__all__ = [
    "bool", "can_cast", "double", "dtype", "finfo", "float", "float16", "float32", "float64", "get_default_dtype",
    "half", "iinfo", "int", "int8", "int16", "int32", "int64", "long", "promote_types", "result_type",
    "set_default_dtype", "short", "uint8",
]  # fmt: skip
