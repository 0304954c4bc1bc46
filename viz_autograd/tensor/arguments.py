"""Arguments as people give them: numpy's names for PyTorch's, sizes one by one or together, dimensions of any kind."""

from __future__ import annotations

import functools
import operator
import re
from collections.abc import Callable
from typing import Any, TypeVar, cast

import numpy as np

from viz_autograd.errors import DtypeError
from viz_autograd.ops import OPS
from viz_autograd.tensor.apply import apply
from viz_autograd.tensor.dtypes import as_dtype
from viz_autograd.tensor.refusals import RefusedError, kind_of
from viz_autograd.tensor.tensor import Tensor

Called = TypeVar("Called", bound=Callable[..., Any])


def numpy_names(function: Called) -> Called:
    """Let a function also take numpy's `axis` and `keepdims` for `dim` and `keepdim`, and an `out`.

    A call that does not fit its arguments raises DtypeError in PyTorch's words.
    """
    return cast(Called, _called(function, False))


def as_method(function: Callable[..., Any], name: str, shared: bool) -> Callable[..., Any]:
    """As `numpy_names`, for what is called as a method: the tensor itself does not count among the arguments.

    `shared`: it is also a function of its own, so its messages count the tensor.
    """
    method = _called(getattr(function, "plain", function), True, shared)
    method.__name__ = method.__qualname__ = name
    method.__doc__ = function.__doc__
    return method


def _called(function: Callable[..., Any], method: bool, shared: bool = False) -> Callable[..., Any]:
    @functools.wraps(function)
    def named(*given: Any, **settings: Any) -> Any:
        try:
            if settings:
                if "axis" in settings:
                    settings["dim"] = settings.pop("axis")
                if "keepdims" in settings:
                    settings["keepdim"] = settings.pop("keepdims")
                if "out" in settings:
                    return _into(settings.pop("out"), function(*given, **settings))
            return function(*given, **settings)
        except TypeError as error:
            told = _told(named.__name__, error, method, shared)
            if told is None:
                raise
            raise DtypeError(told) from None

    named.plain = function  # type: ignore[attr-defined]
    return named


_MISSING = re.compile(r"missing \d+ required (?:positional|keyword-only) arguments?: (.*)$")
_TOO_MANY = re.compile(r"takes (?:from )?(\d+)(?: to (\d+))? positional arguments? but (\d+) (?:was|were) given$")
_POSITION = re.compile(r"\(position (\d+)\)")


def _told(name: str, error: TypeError, method: bool, shared: bool) -> str | None:
    """What PyTorch says instead; None when it says the same."""
    text = str(error)
    if isinstance(error, DtypeError):
        if not shared:
            return None
        if isinstance(error, RefusedError):
            return error.of_method().message
        counted = _POSITION.search(text)
        if counted is None or counted[1] == "1":
            return None
        return f"{text[: counted.start(1)]}{int(counted[1]) - 1}{text[counted.end(1) :]}"
    trace = error.__traceback__
    if trace is None or trace.tb_next is not None:
        return None  # not of this call
    missing = _MISSING.search(text)
    if missing is not None:
        names = re.findall(r"'(\w+)'", missing[1])
        plural = "s" if len(names) == 1 else ""
        listed = ", ".join(f'"{each}"' for each in names)
        return f"{name}() missing {len(names)} required positional argument{plural}: {listed}"
    many = _TOO_MANY.search(text)
    if many is not None:
        least, most, found = int(many[1]) - method, int(many[2] or many[1]) - method, int(many[3]) - method
        if method and not most:
            return f"TensorBase.{name}() takes no arguments ({found} given)"
        takes = f"from {least} to {most}" if many[2] else str(most)
        return (
            f"{name}() takes {takes} positional argument{'' if takes == '1' else 's'} but {found} "
            f"{'was' if found == 1 else 'were'} given"
        )
    if "unexpected keyword argument" in text:
        return f"{name}() got an {text[text.index('unexpected') :]}"
    return None


def _into(out: Any, result: Any) -> Any:
    if out is None:
        return result
    pairs = zip(out, result, strict=True) if isinstance(result, tuple) else ((out, result),)
    for place, found in pairs:
        if place._array.shape == found._array.shape:
            np.copyto(place._array, found._array, casting="unsafe")
        else:
            place._array = found._array.astype(place._array.dtype)
        place._bump()
    return out


def a_tensor(name: str, given: Any, argument: str = "input", position: int = 1) -> Tensor:
    """`given`, when it is a tensor. Raises DtypeError in PyTorch's words."""
    if isinstance(given, Tensor):
        return given
    raise DtypeError(f"{name}(): argument '{argument}' (position {position}) must be Tensor, not {kind_of(given)}")


def tensors(name: str, given: Any, argument: str = "tensors", position: int = 1) -> list[Tensor]:
    """A list or tuple of tensors. Raises DtypeError in PyTorch's words."""
    if not isinstance(given, tuple | list):
        raise DtypeError(
            f"{name}(): argument '{argument}' (position {position}) must be tuple of Tensors, "
            f"not {type(given).__name__}"
        )
    for at, each in enumerate(given):
        if not isinstance(each, Tensor):
            raise DtypeError(
                f"expected Tensor as element {at} in argument {position - 1}, but got {type(each).__name__}"
            )
    return list(given)


def whole(name: str, given: Any, argument: str = "dim", position: int = 2) -> int:
    """A whole number. Raises DtypeError in PyTorch's words."""
    if type(given) is int:
        return given
    if not isinstance(given, bool | str | float) and hasattr(given, "__index__"):
        return operator.index(given)
    raise DtypeError(f"{name}(): argument '{argument}' (position {position}) must be int, not {type(given).__name__}")


def dims(name: str, given: Any, argument: str = "dim", position: int = 2) -> int | tuple[int, ...] | None:
    """None, a dimension or several. Raises DtypeError in PyTorch's words."""
    if given is None or type(given) is int:
        return given
    if isinstance(given, tuple | list):
        return tuple([whole(name, each, argument, position) for each in given])
    if not isinstance(given, bool | str | float) and hasattr(given, "__index__"):
        return operator.index(given)
    raise DtypeError(
        f"{name}(): argument '{argument}' (position {position}) must be tuple of ints, not {type(given).__name__}"
    )


def sizes(name: str, given: tuple[Any, ...], argument: str = "size") -> tuple[int, ...]:
    """Sizes given one by one or as one sequence. Raises DtypeError in PyTorch's words."""
    several = given[0] if len(given) == 1 and isinstance(given[0], tuple | list) else given
    found = []
    for at, each in enumerate(several):
        if type(each) is int:
            found.append(each)
        elif not isinstance(each, bool | str | float) and hasattr(each, "__index__"):
            found.append(operator.index(each))
        else:
            kind = type(each).__name__
            where = f"(position {at + 1}) must be tuple of ints, not {kind}"
            if several is not given:
                where = (
                    f"(position 1) must be tuple of ints, but found element of type {kind} at pos {at}"
                    if at
                    else f"(position 1) must be tuple of ints, not {type(several).__name__}"
                )
            raise DtypeError(f"{name}(): argument '{argument}' {where}")
    return tuple(found)


def cast_to(tensor: Tensor, dtype: Any, name: str) -> Tensor:
    """The tensor, or a copy in another dtype; None keeps its own."""
    if dtype is None:
        return tensor
    wanted = as_dtype(dtype, name).numpy
    if tensor._array.dtype == wanted:
        return tensor
    found: Tensor = apply(OPS["to"], tensor, dtype=wanted)
    return found
