"""Methods that fill a tensor with random numbers: uniform_, normal_, random_ and the like."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from viz_autograd.errors import DtypeError, TensorError, UnsupportedError
from viz_autograd.ops.dtype_names import C_NAMES
from viz_autograd.tensor import generator as draw
from viz_autograd.tensor.filling import dtype_name, fill, floating, memory_order, number, only
from viz_autograd.tensor.generator import Generator
from viz_autograd.tensor.graph import legacy_name
from viz_autograd.tensor.refusals import refused
from viz_autograd.tensor.tensor import Tensor

Array = npt.NDArray[Any]
Shape = tuple[int, ...]

# These functions call two of them by their short names.
_C_NAMES = {**C_NAMES, "int16": "short", "int64": "long"}
_DIGITS = {"float16": 11, "float32": 24, "float64": 53}


def uniform_(self: Tensor, *bounds: Any, generator: Generator | None = None, **named: Any) -> Tensor:
    """Fill with uniform numbers from [from, to), by default [0, 1).

    Raises UnsupportedError for a dtype that is not floating, TensorError for bounds that the dtype cannot have.
    """
    array = self._array
    low = number("uniform_", bounds[0] if bounds else named.pop("from", 0.0), "from", 1)
    high = number("uniform_", bounds[1] if len(bounds) > 1 else named.pop("to", 1.0), "to", 2)
    only("uniform_", named)
    floating(array, "check_uniform_bounds")
    reach = float(np.finfo(array.dtype).max)
    for end, said in ((low, "from"), (high, "to")):
        if not -reach <= end <= reach:
            raise TensorError(f"{said} is out of bounds for {_C_NAMES[array.dtype.name]}")
    if low > high:
        raise TensorError(f"uniform_ expects to return a [from, to) range, but found from={low:g} > to={high:g}")
    if high - low > reach:
        raise TensorError(
            f"uniform_ expects to-from <= std::numeric_limits<{dtype_name(array)}>::max(), but found to={high:g} and "
            f"from={low:g} which result in to-from to exceed the limit"
        )
    source = draw.chosen(generator, "uniform_")
    return fill(self, lambda shape: draw.uniform(shape, array.dtype, low, high, source), "UniformBackward0")


def normal_(self: Tensor, mean: Any = 0.0, std: Any = 1.0, *, generator: Generator | None = None) -> Tensor:
    """Fill with normal numbers. Raises UnsupportedError for a dtype that is not floating, TensorError for std < 0."""
    center, spread = number("normal_", mean, "mean", 1), number("normal_", std, "std", 2)
    array, source = self._array, draw.chosen(generator, "normal_")
    if not spread >= 0:
        raise TensorError(f"normal expects std >= 0.0, but found std {spread:g}")
    floating(array, "normal_kernel_cpu")
    whole = array.flags.c_contiguous
    return fill(
        self,
        lambda shape: draw.normal(shape, array.dtype, center, spread, source, contiguous=whole),
        "NormalBackward0",
    )


def random_(self: Tensor, *bounds: Any, generator: Generator | None = None, **named: Any) -> Tensor:
    """Fill with whole numbers: from `from` (or 0) to below `to`, or as far as the dtype counts exactly.

    Raises TensorError for an empty range and for bounds that the dtype cannot hold.
    """
    array, source = self._array, draw.chosen(generator, "random_")
    given = (*bounds, *named.values())
    if not set(named) <= {"from", "to"} or len(given) > 2 or not all(_whole(each) for each in given):
        refused(
            "random_",
            bounds,
            named,
            "(*, torch.Generator generator = None)",
            "(int from, int to, *, torch.Generator generator = None)",
            "(int to, *, torch.Generator generator = None)",
        )
    if not given:
        return fill(self, lambda shape: _any_whole(shape, array.dtype, source), "RandomBackward0")
    if len(given) == 1:
        low, high = 0, given[0]
    else:
        low, high = (named["from"], named["to"]) if len(named) == 2 else given
    low = int(low)
    if high is None:
        end = _largest(array.dtype) + 1
        if low > end - 1:
            raise TensorError(f"random_ from is out of bounds for {_C_NAMES[array.dtype.name]}")
    else:
        low, end = _checked(array.dtype, low, int(high))
    return fill(self, lambda shape: draw.randint(shape, low, end, array.dtype, source), "RandomBackward1")


def _whole(given: Any) -> bool:
    return given is None or (hasattr(given, "__index__") and not isinstance(given, bool))


def _largest(dtype: np.dtype[Any]) -> int:
    """The last of the whole numbers from 0 on that the dtype has all of."""
    if dtype.kind == "f":
        return 1 << _DIGITS[dtype.name]
    return 1 if dtype.kind == "b" else int(np.iinfo(dtype).max)


def _any_whole(shape: Shape, dtype: np.dtype[Any], source: Generator) -> Array:
    if dtype.name in ("int64", "float64"):
        words = source._long_words(math.prod(shape))
    else:
        words = source._words(math.prod(shape))
    return (words % np.uint64(_largest(dtype) + 1)).astype(dtype).reshape(shape)


def _checked(dtype: np.dtype[Any], low: int, high: int) -> tuple[int, int]:
    """The bounds, moved inwards to what a floating dtype holds."""
    if low >= high:
        raise TensorError(f"random_ expects 'from' to be less than 'to', but got from={low} >= to={high}")
    name = _C_NAMES[dtype.name]
    if dtype.kind == "f":
        digits, reach = _DIGITS[dtype.name], int(np.finfo(dtype).max)
        low, high = _moved(dtype, low, high)
        if low >= high:
            raise TensorError(
                "random_ expects 'from' casted to dtype to be less than 'to' casted to dtype, but got "
                f"from={low} >= to={high}"
            )
    else:
        digits, reach = 64, _largest(dtype)
    least = -reach if dtype.kind == "f" else 0 if dtype.kind in "bu" else -reach - 1
    for bound, said in ((low, "from"), (high - 1, "to - 1")):
        if not least <= bound <= reach:
            raise TensorError(f"{said} is out of bounds for {name}")
        if not -(2**digits) <= bound <= 2**digits:
            warnings.warn(
                f"{said} is out of bounds [-(2^{digits}), 2^{digits}]. Due to precision limitations {name} can "
                "support discrete uniform distribution only within this range. This warning will become an error in "
                "version 1.7 release, please fix the code in advance",
                UserWarning,
                stacklevel=4,
            )
    return low, high


def _moved(dtype: np.dtype[Any], low: int, high: int) -> tuple[int, int]:
    digits = _DIGITS[dtype.name]
    with np.errstate(over="ignore"):
        first, last = float(dtype.type(low + 1)), float(dtype.type(high - 1))
    if math.isfinite(first) and int(first) < low:
        low = int(first) + 2 ** (abs(low + 1).bit_length() - digits)
    if math.isfinite(last) and int(last) >= high:
        high = int(last) - 2 ** (abs(high - 1).bit_length() - digits)
    return low, high


def bernoulli_(self: Tensor, p: Any = 0.5, *, generator: Generator | None = None) -> Tensor:
    """Fill with 1 of probability p and 0 else; p is a number or a tensor that is broadcast. Raises TensorError."""
    array, source = self._array, draw.chosen(generator, "bernoulli_")
    if isinstance(p, Tensor):
        chances = _expanded(probabilities(p._array), array.shape)
        if not array.flags.c_contiguous:
            chances = chances.transpose(memory_order(array))
        return fill(self, lambda shape: draw.bernoulli(shape, chances, array.dtype, source), "BernoulliBackward1")
    chance = number("bernoulli_", p, "p", 1)
    if not 0 <= chance <= 1:
        raise TensorError(f"bernoulli_ expects p to be in [0, 1], but got p={chance:g}")
    return fill(self, lambda shape: draw.bernoulli(shape, chance, array.dtype, source), "BernoulliBackward2")


def _expanded(array: Array, shape: Shape) -> Array:
    own = array.shape
    if len(own) > len(shape):
        raise TensorError(
            f"expand(torch.{legacy_name(array.dtype)}{{{list(own)}}}, size={list(shape)}): the number of sizes "
            f"provided ({len(shape)}) must be greater or equal to the number of dimensions in the tensor ({len(own)})"
        )
    for at in range(len(shape) - 1, len(shape) - 1 - len(own), -1):
        size = own[at - len(shape)]
        if size not in (1, shape[at]):
            raise TensorError(
                f"The expanded size of the tensor ({shape[at]}) must match the existing size ({size}) at non-singleton "
                f"dimension {at}.  Target sizes: {list(shape)}.  Tensor sizes: {list(own)}"
            )
    return np.broadcast_to(array, shape)


def probabilities(array: Array) -> Array:
    """The array, if all of it is in [0, 1]. Raises UnsupportedError and TensorError."""
    floating(array, "bernoulli_tensor_cpu_p_")
    if not bool(((array >= 0) & (array <= 1)).all()):
        raise TensorError(
            "Expected p_in >= 0 && p_in <= 1 to be true, but got false.  (Could this error message be improved?  If "
            "so, please report an enhancement request to PyTorch.)"
        )
    return array


def exponential_(self: Tensor, lambd: Any = 1.0, *, generator: Generator | None = None) -> Tensor:
    """Fill with exponential numbers of rate `lambd`. Raises TensorError for a rate ≤ 0 and other dtypes."""
    rate, array, source = number("exponential_", lambd, "lambd", 1), self._array, draw.chosen(generator, "exponential_")
    if array.dtype.kind != "f":
        raise TensorError(
            "Exponential distribution is a continuous probability distribution. dtype must be a floating point but "
            f"you specified {dtype_name(array)}"
        )
    if not rate > 0:
        raise TensorError(f"exponential_ expects lambda > 0.0, but found lambda={rate:g}")
    return fill(self, lambda shape: draw.exponential(shape, array.dtype, rate, source), "ExponentialBackward0")


def log_normal_(self: Tensor, mean: Any = 1.0, std: Any = 2.0, *, generator: Generator | None = None) -> Tensor:
    """Fill with exp of normal numbers. Raises TensorError for std ≤ 0, UnsupportedError for other dtypes."""
    center, spread = number("log_normal_", mean, "mean", 1), number("log_normal_", std, "std", 2)
    array, source = self._array, draw.chosen(generator, "log_normal_")
    if not spread > 0:
        raise TensorError(f"log_normal_ expects std > 0.0, but found std={spread:g}")
    floating(array, "log_normal_cpu")
    return fill(self, lambda shape: draw.log_normal(shape, array.dtype, center, spread, source), "LogNormalBackward0")


def cauchy_(self: Tensor, median: Any = 0.0, sigma: Any = 1.0, *, generator: Generator | None = None) -> Tensor:
    """Fill with Cauchy numbers. Raises TensorError for sigma ≤ 0 and other dtypes."""
    center, spread = number("cauchy_", median, "median", 1), number("cauchy_", sigma, "sigma", 2)
    array, source = self._array, draw.chosen(generator, "cauchy_")
    if array.dtype.kind != "f":
        raise TensorError(
            "Cauchy distribution is a continuous probability distribution. dtype must be a floating point but you "
            f"specified {'long int' if array.dtype.name == 'int64' else _C_NAMES[array.dtype.name]}"
        )
    if not spread > 0:
        raise TensorError(f"cauchy_ expects sigma > 0.0, but found sigma={spread:g}")
    return fill(self, lambda shape: draw.cauchy(shape, array.dtype, center, spread, source), "CauchyBackward0")


def geometric_(self: Tensor, p: Any = None, *, generator: Generator | None = None) -> Tensor:
    """Fill with how often one tries until what has probability p happens. Raises TensorError for p outside (0, 1)."""
    if p is None:
        raise DtypeError('geometric_() missing 1 required positional arguments: "p"')
    chance, array, source = number("geometric_", p, "p", 1), self._array, draw.chosen(generator, "geometric_")
    if not 0 < chance < 1:
        raise TensorError(f"geometric_ expects p to be in (0, 1), but got p={chance:g}")
    if array.dtype.kind == "b":
        raise UnsupportedError("\"geometric_cpu\" not implemented for 'Bool'")
    return fill(self, lambda shape: draw.geometric(shape, chance, array.dtype, source), "GeometricBackward0")


METHODS: dict[str, Callable[..., Any]] = {
    "bernoulli_": bernoulli_,
    "cauchy_": cauchy_,
    "exponential_": exponential_,
    "geometric_": geometric_,
    "log_normal_": log_normal_,
    "normal_": normal_,
    "random_": random_,
    "uniform_": uniform_,
}
