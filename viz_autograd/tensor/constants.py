"""New tensors filled with one number: zeros, ones, full and their like; and the identity matrix."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from viz_autograd.errors import DtypeError, TensorError
from viz_autograd.tensor.arguments import a_tensor
from viz_autograd.tensor.dtypes import default_numpy_dtype
from viz_autograd.tensor.refusals import refused
from viz_autograd.tensor.scalars import as_scalar, number_of, whole_of
from viz_autograd.tensor.settings import LIKE, PLAIN, TAIL, WITH_OUT, check, made
from viz_autograd.tensor.size import sizes_of
from viz_autograd.tensor.tensor import Tensor

_ANY: Any = object()


def _shape(name: str, size: tuple[Any, ...], settings: dict[str, Any]) -> tuple[int, ...]:
    if "size" in settings:
        given = settings.pop("size")
        if size:
            raise DtypeError(f"{name}() got multiple values for argument 'size'")
        return sizes_of(given, name=name, named=True)
    return sizes_of(*size, name=name)


def _filled(name: str, number: int) -> Callable[..., Tensor]:
    def function(*size: Any, **settings: Any) -> Tensor:
        shape = _shape(name, size, settings)
        wanted = check(name, settings, WITH_OUT)
        array = np.full(shape, number, default_numpy_dtype() if wanted is None else wanted)
        return made(array, settings, name)

    function.__name__ = function.__qualname__ = name
    function.__doc__ = (
        f"A tensor of these sizes, given one by one or as a tuple, filled with {number}.\n\n"
        "    Takes dtype, device, requires_grad and out."
    )
    return function


zeros = _filled("zeros", 0)
ones = _filled("ones", 1)
# Its numbers may be any; zeros are the least surprising ones.
empty = _filled("empty", 0)


def full(size: Any = _ANY, fill_value: Any = _ANY, **settings: Any) -> Tensor:
    """A tensor of this size (a tuple) filled with a number, whose kind decides the dtype unless one is given.

    Raises TensorError for a number that the dtype cannot hold.
    """
    for name, given in (("size", size), ("fill_value", fill_value)):
        if given is _ANY:
            raise DtypeError(f'full() missing 1 required positional arguments: "{name}"')
    if not isinstance(size, tuple | list):
        raise DtypeError(f"full(): argument 'size' (position 1) must be tuple of ints, not {type(size).__name__}")
    shape = sizes_of(size, name="full")
    number = number_of("full", fill_value, "'fill_value' (position 2)")
    wanted = check("full", settings, WITH_OUT)
    return made(np.full(shape, as_scalar(number, _kind_of(number) if wanted is None else wanted)), settings, "full")


def _kind_of(number: Any) -> np.dtype[Any]:
    if isinstance(number, bool):
        return np.dtype(np.bool_)
    return np.dtype(np.int64) if isinstance(number, int | np.integer) else default_numpy_dtype()


def _like(name: str, number: int) -> Callable[..., Tensor]:
    def function(*given: Any, **settings: Any) -> Tensor:
        input = _input(name, given, settings)
        wanted = check(name, settings, LIKE)
        array = np.full_like(input._array, number, dtype=wanted, subok=False)
        return made(array, settings, name)

    function.__name__ = function.__qualname__ = name
    function.__doc__ = f"As `{name.removesuffix('_like')}`, of the shape and dtype of another tensor."
    return function


def _input(name: str, given: tuple[Any, ...], settings: dict[str, Any], most: int = 1) -> Tensor:
    if "input" in settings:
        given = (settings.pop("input"), *given)
    if not given:
        raise DtypeError(f'{name}() missing 1 required positional arguments: "input"')
    if len(given) > most:
        plural = "s" if most > 1 else ""
        raise DtypeError(f"{name}() takes {most} positional argument{plural} but {len(given)} were given")
    return a_tensor(name, given[0])


zeros_like = _like("zeros_like", 0)
ones_like = _like("ones_like", 1)
empty_like = _like("empty_like", 0)


def full_like(*given: Any, **settings: Any) -> Tensor:
    """As `full`, of the shape and dtype of another tensor: `input`, then `fill_value`."""
    input = _input("full_like", given, settings, 2)
    rest = given[1:] if len(given) > 1 else given[:0]
    if not rest and "fill_value" not in settings:
        raise DtypeError('full_like() missing 1 required positional arguments: "fill_value"')
    fill_value = rest[0] if rest else settings.pop("fill_value")
    number = number_of("full_like", fill_value, "'fill_value' (position 2)")
    wanted = check("full_like", settings, LIKE)
    dtype = input._array.dtype if wanted is None else wanted
    return made(np.full_like(input._array, as_scalar(number, dtype), dtype=dtype, subok=False), settings, "full_like")


_EYE_FORMS = (f"(int n, {TAIL}", f"(int n, int m, {TAIL}")


def eye(*given: Any, **settings: Any) -> Tensor:
    """Make n × m (or n × n) with ones on the diagonal and zeros elsewhere. Raises TensorError for negative sizes."""
    sizes = list(given)
    for name in ("n", "m")[len(given) :]:
        if name in settings:
            sizes.append(settings.pop(name))
    if not 1 <= len(sizes) <= 2:
        refused("eye", given, settings, *_EYE_FORMS)
    n, *others = [whole_of("eye", each, f"'{'nm'[at]}' (position {at + 1})") for at, each in enumerate(sizes)]
    m = others[0] if others else n
    for name, each in (("n", n), ("m", m)):
        if each < 0:
            raise TensorError(f"{name} must be greater or equal to 0, got {each}")
    wanted = check("eye", settings, WITH_OUT, given, *_EYE_FORMS)
    return made(np.eye(n, m, dtype=default_numpy_dtype() if wanted is None else wanted), settings, "eye")


def scalar_tensor(s: Any, **settings: Any) -> Tensor:
    """A tensor without dimensions, of the default dtype unless another is given."""
    number = number_of("scalar_tensor", s, "'s' (position 1)")
    wanted = check("scalar_tensor", settings)
    dtype = default_numpy_dtype() if wanted is None else wanted
    return made(as_scalar(number, dtype), settings, "scalar_tensor")


def _new_filled(name: str, number: int) -> Callable[..., Tensor]:
    def method(self: Tensor, *size: Any, **settings: Any) -> Tensor:
        shape = _shape(name, size, settings)
        wanted = check(name, settings, PLAIN)
        return made(np.full(shape, number, self._array.dtype if wanted is None else wanted), settings, name)

    method.__name__ = method.__qualname__ = name
    method.__doc__ = f"As `{name.removeprefix('new_')}`, in this tensor's dtype."
    return method


def new_full(self: Tensor, size: Any = _ANY, fill_value: Any = _ANY, **settings: Any) -> Tensor:
    """As `full`, in this tensor's dtype."""
    for name, given in (("size", size), ("fill_value", fill_value)):
        if given is _ANY:
            raise DtypeError(f'new_full() missing 1 required positional arguments: "{name}"')
    if not isinstance(size, tuple | list):
        raise DtypeError(f"new_full(): argument 'size' (position 1) must be tuple of ints, not {type(size).__name__}")
    shape = sizes_of(size, name="new_full")
    number = number_of("new_full", fill_value, "'fill_value' (position 2)")
    wanted = check("new_full", settings, PLAIN)
    return made(
        np.full(shape, as_scalar(number, self._array.dtype if wanted is None else wanted)), settings, "new_full"
    )


__all__ = [
    "empty", "empty_like", "eye", "full", "full_like", "ones", "ones_like", "scalar_tensor", "zeros", "zeros_like",
]  # fmt: skip

METHODS: dict[str, Callable[..., Any]] = {
    "new_empty": _new_filled("new_empty", 0),
    "new_full": new_full,
    "new_ones": _new_filled("new_ones", 1),
    "new_zeros": _new_filled("new_zeros", 0),
}
