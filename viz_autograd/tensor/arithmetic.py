"""Arithmetic of two tensors, or of a tensor and a number: torch.add, div, pow, maximum and the like."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from viz_autograd.errors import DtypeError, TensorError, UnsupportedError
from viz_autograd.ops import OPS, Op
from viz_autograd.ops.dtype_names import scalar_name
from viz_autograd.tensor.apply import NUMBERS, apply
from viz_autograd.tensor.arguments import a_tensor, numpy_names
from viz_autograd.tensor.conversion import cast
from viz_autograd.tensor.dtypes import common_dtype
from viz_autograd.tensor.elementary import only_floats
from viz_autograd.tensor.refusals import kind_of, refused
from viz_autograd.tensor.tensor import Tensor

_ADD, _SUB, _MUL, _DIV, _POW = (OPS[name] for name in ("add", "sub", "mul", "div", "pow"))
_OPERANDS = (Tensor, *NUMBERS)

_PAIR = "(Tensor input, Tensor other, *, Tensor out = None)"
_THEN_NUMBER = "(Tensor input, Number other, *, Tensor out = None)"
_FIRST_NUMBER = "(Number self, Tensor other)"


def _operands(name: str, input: Any, other: Any, position: int, argument: str = "other") -> None:
    """Raise DtypeError in PyTorch's words when one is neither a tensor nor a number, or none is a tensor."""
    if not isinstance(input, _OPERANDS):
        a_tensor(name, input)
    if not isinstance(other, _OPERANDS):
        a_tensor(name, other, argument, position)
    if not isinstance(input, Tensor) and not isinstance(other, Tensor):
        a_tensor(name, input)


def _is_bool(given: Any) -> bool:
    return given._array.dtype.kind == "b" if isinstance(given, Tensor) else isinstance(given, bool)


def _not_bools(input: Any, other: Any) -> None:
    bools = [_is_bool(each) for each in (input, other)]
    if all(bools):
        raise TensorError(
            "Subtraction, the `-` operator, with two bool tensors is not supported. Use the `^` or `logical_xor()` "
            "operator instead."
        )
    if any(bools):
        raise TensorError(
            "Subtraction, the `-` operator, with a bool tensor is not supported. If you are trying to invert a mask, "
            "use the `~` or `logical_not()` operator instead."
        )


def _times(name: str, alpha: Any, input: Any, other: Any) -> Any:
    """`other` times the factor `alpha`, which must be of a kind that the result can be of."""
    if not isinstance(alpha, NUMBERS):
        raise DtypeError(f"{name}(): argument 'alpha' must be Number, not {kind_of(alpha)}")
    common = common_dtype([getattr(each, "_array", each) for each in (input, other)])
    if isinstance(alpha, bool) and common.kind != "b":
        raise TensorError("Boolean alpha only supported for Boolean results.")
    if isinstance(alpha, float) and common.kind != "f":
        raise TensorError("For integral input tensors, argument alpha must not be a floating point number.")
    return apply(_MUL, other, alpha) if isinstance(other, Tensor) else other * alpha


def _sum(name: str, op: Op, position: int) -> Callable[..., Tensor]:
    @numpy_names
    def function(input: Any, other: Any, *, alpha: Any = 1) -> Tensor:
        _operands(name, input, other, position)
        if op is _SUB:
            _not_bools(input, other)
        found: Tensor = apply(
            op, input, other if alpha == 1 and alpha is not True else _times(name, alpha, input, other)
        )
        return found

    return _named(function, name, "the first and `alpha` times the second")


def _rsub(position: int) -> Callable[..., Tensor]:
    @numpy_names
    def function(input: Any, other: Any, *, alpha: Any = 1) -> Tensor:
        _operands("rsub", input, other, position)
        _not_bools(input, other)
        found: Tensor = apply(_SUB, other, input if alpha == 1 else _times("rsub", alpha, other, input))
        return found

    return _named(function, "rsub", "the second less `alpha` times the first")


def _simple(name: str, op: Op, position: int) -> Callable[..., Tensor]:
    @numpy_names
    def function(input: Any, other: Any) -> Tensor:
        _operands(name, input, other, position)
        found: Tensor = apply(op, input, other)
        return found

    return _named(function, name, op.title)


_ROUNDED = {None: _DIV, "floor": OPS["div_floor"], "trunc": OPS["div_trunc"]}


def _division(name: str, position: int) -> Callable[..., Tensor]:
    @numpy_names
    def function(input: Any, other: Any, *, rounding_mode: str | None = None) -> Tensor:
        _operands(name, input, other, position)
        op = _ROUNDED.get(rounding_mode)
        if op is None:
            raise TensorError(
                f"div expected rounding_mode to be one of None, 'trunc', or 'floor' but found {rounding_mode!r}"
            )
        found: Tensor = apply(op, input, other)
        return found

    return _named(function, name, "the quotient, rounded down ('floor') or towards zero ('trunc') if so asked")


def _two_tensors(name: str, position: int, kernel: str = "") -> Callable[..., Tensor]:
    op = OPS[{"maximum": "max", "minimum": "min", "arctan2": "atan2"}.get(name, name)]

    @numpy_names
    def function(input: Tensor, other: Tensor) -> Tensor:
        a_tensor(name, input)
        a_tensor(name, other, position=position, argument="other")
        if kernel:
            only_floats(kernel, input, other)
        found: Tensor = apply(op, input, other)
        return found

    return _named(function, name, op.title)


def _named(function: Callable[..., Tensor], name: str, says: str) -> Callable[..., Tensor]:
    function.__name__ = function.__qualname__ = name
    function.__doc__ = f"torch.{name}: {says}. Raises DtypeError for what is no tensor."
    return function


def _built(position: int) -> dict[str, Callable[..., Tensor]]:
    """All of these, whose messages count their arguments from the input or, as methods, from the one after it."""
    built = {name: _sum(name, _ADD, position) for name in ("add",)}
    built |= {name: _sum("sub", _SUB, position) for name in ("sub", "subtract")}
    built |= {name: _simple("mul", _MUL, position) for name in ("mul", "multiply")}
    built |= {name: _division("div", position) for name in ("div", "divide")}
    built["true_divide"] = _simple("true_divide", _DIV, position)
    built["floor_divide"] = _simple("floor_divide", OPS["floor_divide"], position)
    built["rsub"] = _rsub(position)
    for name in ("maximum", "minimum", "fmax", "fmin", "atan2", "arctan2"):
        built[name] = _two_tensors(name, position)
    built |= {name: _two_tensors(name, position, f"{name}_cpu") for name in ("hypot", "logaddexp", "logaddexp2")}
    return built


_FUNCTIONS, _AS_METHODS = _built(2), _built(1)
add, sub, subtract, rsub = (_FUNCTIONS[name] for name in ("add", "sub", "subtract", "rsub"))
mul, multiply, div, divide = (_FUNCTIONS[name] for name in ("mul", "multiply", "div", "divide"))
true_divide, floor_divide = _FUNCTIONS["true_divide"], _FUNCTIONS["floor_divide"]
maximum, minimum, fmax, fmin = (_FUNCTIONS[name] for name in ("maximum", "minimum", "fmax", "fmin"))
atan2, arctan2, hypot = (_FUNCTIONS[name] for name in ("atan2", "arctan2", "hypot"))
logaddexp, logaddexp2 = _FUNCTIONS["logaddexp"], _FUNCTIONS["logaddexp2"]


@numpy_names
def pow(input: Any, exponent: Any) -> Tensor:
    """The input to the power of the exponent, of which one may be a number. Raises TensorError for bools."""
    if not _fit(input, exponent):
        refused("pow", (input, exponent), {}, "(Tensor input, Tensor exponent, *, Tensor out = None)",
                "(Number self, Tensor exponent, *, Tensor out = None)",
                "(Tensor input, Number exponent, *, Tensor out = None)")  # fmt: skip
    found: Tensor = apply(_POW, input, exponent)
    return found


@numpy_names
def float_power(input: Any, exponent: Any) -> Tensor:
    """The power in double precision."""
    if not _fit(input, exponent):
        refused("float_power", (input, exponent), {}, "(Tensor input, Tensor exponent, *, Tensor out = None)",
                "(Number self, Tensor exponent, *, Tensor out = None)",
                "(Tensor input, Number exponent, *, Tensor out = None)")  # fmt: skip
    double = np.dtype(np.float64)
    base, power = (cast(each, double) if isinstance(each, Tensor) else each for each in (input, exponent))
    found: Tensor = apply(_POW, base, power)
    return found


def _fit(input: Any, other: Any) -> bool:
    pair = (input, other)
    return all(isinstance(each, _OPERANDS) for each in pair) and any(isinstance(each, Tensor) for each in pair)


def _remainder(name: str, *signatures: str, number_first: bool) -> Callable[..., Tensor]:
    op = OPS[name]

    @numpy_names
    def function(input: Any, other: Any) -> Tensor:
        if not _fit(input, other) or not (number_first or isinstance(input, Tensor)):
            refused(name, (input, other), {}, *signatures)
        found: Tensor = apply(op, input, other)
        return found

    return _named(function, name, op.title)


remainder = _remainder("remainder", _PAIR, _FIRST_NUMBER, _THEN_NUMBER, number_first=True)
fmod = _remainder("fmod", _PAIR, _THEN_NUMBER, number_first=False)
xlogy = _remainder("xlogy", _PAIR, "(Number self, Tensor other, *, Tensor out = None)", _THEN_NUMBER, number_first=True)


@numpy_names
def copysign(input: Tensor, other: Any) -> Tensor:
    """The size of the first with the sign of the second."""
    a_tensor("copysign", input)
    sign = np.where(np.signbit(other._array if isinstance(other, Tensor) else other), -1, 1)
    size = apply(OPS["abs"], input)
    common = common_dtype([input._array, np.empty(0, np.float16) if input._array.dtype.kind == "f" else 0.5])
    found: Tensor = apply(_MUL, size, Tensor._of(sign.astype(common)))
    return found


@numpy_names
def heaviside(input: Tensor, values: Tensor) -> Tensor:
    """0 where the input is negative, 1 where it is positive, `values` where it is 0; no gradient goes back."""
    a_tensor("heaviside", input)
    a_tensor("heaviside", values, "values", 2)
    if input._array.dtype != values._array.dtype:
        raise TensorError("heaviside is not yet implemented for tensors with different dtypes.")
    steps = np.where(input._array == 0, values._array, (input._array > 0).astype(input._array.dtype))
    return Tensor._of(np.asarray(np.where(input._array != input._array, input._array, steps), input._array.dtype))


@numpy_names
def ldexp(input: Tensor, other: Tensor) -> Tensor:
    """The first times two to the power of the second."""
    found: Tensor = apply(_MUL, a_tensor("ldexp", input), apply(_POW, 2.0, a_tensor("ldexp", other, "other", 2)))
    return found


def _of_integers(name: str, compute: Callable[[Any, Any], Any]) -> Callable[..., Tensor]:
    @numpy_names
    def function(input: Tensor, other: Tensor) -> Tensor:
        common = common_dtype([a_tensor(name, input)._array, a_tensor(name, other, "other", 2)._array])
        if common.kind not in "iu":
            raise UnsupportedError(f"\"{name}_cpu\" not implemented for '{scalar_name(common)}'")
        return Tensor._of(np.asarray(compute(input._array.astype(common), other._array.astype(common))))

    return _named(function, name, "of whole numbers")


gcd, lcm = _of_integers("gcd", np.gcd), _of_integers("lcm", np.lcm)


@numpy_names
def nextafter(input: Tensor, other: Tensor) -> Tensor:
    """The next floating number after the first towards the second."""
    a, b = a_tensor("nextafter", input)._array, a_tensor("nextafter", other, "other", 2)._array
    return Tensor._of(np.asarray(np.nextafter(a, b)))


__all__ = [
    "add", "arctan2", "atan2", "copysign", "div", "divide", "float_power", "floor_divide", "fmax", "fmin", "fmod",
    "gcd", "heaviside", "hypot", "lcm", "ldexp", "logaddexp", "logaddexp2", "maximum", "minimum", "mul", "multiply",
    "nextafter", "pow", "remainder", "rsub", "sub", "subtract", "true_divide", "xlogy",
]  # fmt: skip
METHODS: dict[str, Callable[..., Any]] = {
    name: _AS_METHODS.get(name, globals()[name]) for name in __all__ if name != "rsub"
}
