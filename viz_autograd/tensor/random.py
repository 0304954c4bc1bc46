"""New tensors of random numbers, which are PyTorch's own for the same seed."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from typing import Any, Final

import numpy as np

from viz_autograd.errors import ArgumentError, DtypeError, TensorError, UnsupportedError
from viz_autograd.tensor import generator as draw
from viz_autograd.tensor import random_in_place
from viz_autograd.tensor.arguments import a_tensor
from viz_autograd.tensor.device import on_cpu
from viz_autograd.tensor.dtypes import as_dtype, common_dtype, default_numpy_dtype, dtype
from viz_autograd.tensor.filling import drawn_from, is_whole, only
from viz_autograd.tensor.generator import Generator
from viz_autograd.tensor.random_in_place import bernoulli_, normal_, probabilities, random_, uniform_
from viz_autograd.tensor.refusals import kind_of, refused
from viz_autograd.tensor.sampling import multinomial, poisson
from viz_autograd.tensor.size import sizes_of
from viz_autograd.tensor.tensor import Tensor

Dtype = dtype

_SETTINGS: Final = (
    "Tensor out = None, torch.dtype dtype = None, torch.layout layout = None, torch.device device = None, "
    "bool pin_memory = False, bool requires_grad = False)"
)
_FORMS: Final = tuple(f"(tuple of ints size, *, {source}{_SETTINGS}" for source in ("torch.Generator generator, ", ""))
_RANDINT_FORMS: Final = tuple(
    f"({bounds}int high, tuple of ints size, *, {source}{_SETTINGS}"
    for bounds in ("", "int low, ")
    for source in ("torch.Generator generator, ", "")
)
_NORMAL_FORMS: Final = (
    "(Tensor mean, Tensor std, *, torch.Generator generator = None, Tensor out = None)",
    "(Tensor mean, float std = 1, *, torch.Generator generator = None, Tensor out = None)",
    "(float mean, Tensor std, *, torch.Generator generator = None, Tensor out = None)",
    "(float mean, float std, tuple of ints size, *, torch.Generator generator = None, " + _SETTINGS,
)
_KEYWORDS: Final = {"out", "dtype", "layout", "device", "pin_memory", "requires_grad", "generator", "size"}


def _sizes(name: str, size: tuple[Any, ...]) -> tuple[int, ...]:
    sequence = len(size) == 1 and isinstance(size[0], tuple | list)
    wanted = size[0] if sequence else size
    for at, each in enumerate(wanted):
        if sequence and not is_whole(each):
            place = 2 if name == "randint" else 1
            raise DtypeError(
                f"{name}(): argument 'size' (position {place}) must be tuple of ints, but found element of type "
                f"{kind_of(each)} at pos {at}"
            )
        if type(each) is int and not -(2**63) <= each < 2**63:
            raise DtypeError(
                f"{name}(): argument 'size' failed to unpack the object at pos {at + 1} with error \"Overflow when "
                'unpacking long long"'
            )
        if type(each) is int and each < 0:
            raise TensorError(f"Trying to create tensor with negative dimension {each}: {list(wanted)}")
    return sizes_of(*size, name=name)


def _made(
    name: str,
    shape: tuple[int, ...],
    wanted: np.dtype[Any],
    fill: Callable[[Tensor], Tensor],
    settings: Mapping[str, Any],
) -> Tensor:
    """An empty tensor, filled; or `out`, made so."""
    on_cpu(settings.get("device"))
    requires_grad = settings.get("requires_grad", False)
    if requires_grad and wanted.kind != "f":
        raise TensorError("Only Tensors of floating point and complex dtype can require gradients")
    out = settings.get("out")
    if out is not None:
        if out._array.shape != shape:
            out._array = np.empty(shape, out._array.dtype)
        return fill(out)
    made = fill(Tensor._of(np.empty(shape, wanted)))
    made._counter = None
    made._requires_grad = bool(requires_grad)
    return made


def _wanted(name: str, settings: Mapping[str, Any], otherwise: np.dtype[Any]) -> np.dtype[Any]:
    given = settings.get("dtype")
    return otherwise if given is None else as_dtype(given, name).numpy


def _floats(name: str, fill: Callable[..., Tensor]) -> Callable[..., Tensor]:
    def function(*size: Any, **settings: Any) -> Tensor:
        source = settings.get("generator")
        sequence = bool(size) and isinstance(size[0], tuple | list)
        if (
            not settings.keys() <= _KEYWORDS
            or not (size or "size" in settings)
            or (sequence and len(size) > 1)
            or not (source is None or isinstance(source, Generator))
            or not isinstance(settings.get("dtype"), dtype | type | None)
        ):
            refused(name, size, settings, *_FORMS)
        shape = _sizes(name, size or (settings["size"],))
        wanted = _wanted(name, settings, default_numpy_dtype())
        return _made(name, shape, wanted, lambda made: fill(made, generator=source), settings)

    function.__name__ = name
    return function


rand = _floats("rand", uniform_)
rand.__doc__ = """Uniform numbers from [0, 1) in a tensor of these sizes, given one by one or as a tuple."""
randn = _floats("randn", normal_)
randn.__doc__ = """Normal numbers of mean 0 and deviation 1 in a tensor of these sizes."""


def _bound(given: Any) -> int:
    found = operator.index(given)
    if not -(2**63) <= found < 2**63:
        raise ArgumentError("Overflow when unpacking long long")
    return found


def randint(*given: Any, **settings: Any) -> Tensor:
    """Whole numbers low, …, high − 1 (low is 0 unless given) in a tensor of a size given as a tuple; int64.

    Raises TensorError where low ≥ high or the dtype cannot hold them.
    """
    named = {key: settings.pop(key) for key in ("low", "high", "size") if key in settings}
    bounds = list(given)
    size = named.get("size")
    if size is None and len(bounds) > (1 if "high" not in named else 0):
        size = bounds.pop()
    high = named["high"] if "high" in named else bounds.pop() if bounds else None
    low = named["low"] if "low" in named else bounds.pop() if bounds else 0
    if not isinstance(size, tuple | list) and size is not None and len(given) == 2 and not named and is_whole(given[0]):
        raise DtypeError(f"randint(): argument 'size' (position 2) must be tuple of ints, not {kind_of(size)}")
    if len(given) == 2 and not named and not is_whole(given[0]):
        raise DtypeError(f"randint(): argument 'high' (position 1) must be int, not {kind_of(given[0])}")
    sized = isinstance(size, tuple | list) and (len(given) < 3 or all(map(is_whole, size)))
    fits = sized and is_whole(high) and is_whole(low) and not bounds
    if not fits or not settings.keys() <= _KEYWORDS:
        refused("randint", given, named | settings, *_RANDINT_FORMS)
    shape, wanted = _sizes("randint", (size,)), _wanted("randint", settings, np.dtype(np.int64))
    first, end, source = _bound(low), _bound(high), settings.get("generator")
    return _made("randint", shape, wanted, lambda made: random_(made, first, end, generator=source), settings)


def randperm(n: Any, **settings: Any) -> Tensor:
    """0, …, n − 1 in random order; int64 unless a dtype is given, which has to hold them."""
    if not is_whole(n):
        raise DtypeError(f"randperm(): argument 'n' (position 1) must be int, not {kind_of(n)}")
    only("randperm", {key: each for key, each in settings.items() if key not in _KEYWORDS})
    count, wanted = operator.index(n), _wanted("randperm", settings, np.dtype(np.int64))
    if count < 0:
        raise TensorError(f"Trying to create tensor with negative dimension {count}: [{count}]")
    if wanted.kind == "b":
        raise UnsupportedError("\"randperm\" not implemented for 'Bool'")
    if wanted.kind in "iu" and count > np.iinfo(wanted).max:
        raise TensorError(f"value cannot be converted to type {wanted.name}_t without overflow")
    if wanted == np.float16 and count > 2049:
        raise TensorError("n cannot be greater than 2049 for Half type.")

    def fill(made: Tensor) -> Tensor:
        made._array[...] = draw.randperm(count, draw.chosen(settings.get("generator"), "randperm"))
        return made

    return _made("randperm", (count,), wanted, fill, settings)


def _like(name: str, fill: Callable[..., Tensor]) -> Callable[..., Tensor]:
    def function(
        input: Tensor,
        *bounds: Any,
        dtype: Dtype | None = None,
        layout: Any = None,
        device: Any = None,
        pin_memory: bool = False,
        requires_grad: bool = False,
        memory_format: Any = None,
        generator: Generator | None = None,
        **named: Any,
    ) -> Tensor:
        on_cpu(device)
        model = a_tensor(name, input)._array
        if name == "randint_like":
            bounds = tuple([_bound(each) for each in (*bounds, *[named.pop(k) for k in ("low", "high") if k in named])])
        only(name, named)
        wanted = model.dtype if dtype is None else as_dtype(dtype, name).numpy
        if requires_grad and wanted.kind != "f":
            raise TensorError("Only Tensors of floating point and complex dtype can require gradients")
        # The new memory is laid out as the model's.
        made = fill(Tensor._of(np.empty_like(model, wanted)), *bounds, generator=generator)
        made._counter = None
        made._requires_grad = requires_grad
        return made

    function.__name__ = name
    function.__doc__ = f"As `{name.removesuffix('_like')}`, of the shape and dtype of another tensor."
    return function


rand_like = _like("rand_like", uniform_)
randn_like = _like("randn_like", normal_)
randint_like = _like("randint_like", random_)


def normal(mean: Any = None, std: Any = 1.0, size: Any = None, **settings: Any) -> Tensor:
    """Normal numbers of a mean and a deviation that are tensors, which broadcast, or numbers; then with a size.

    Raises TensorError for a negative deviation.
    """
    tensors = [each for each in (mean, std) if isinstance(each, Tensor)]
    source = settings.get("generator")
    if tensors and size is None:
        return _normal_around(mean, std, source, settings.get("out"))
    named = {} if size is None else {"size": size}
    fits = isinstance(size, tuple | list) and not tensors and settings.keys() <= _KEYWORDS
    if not fits or not all(isinstance(each, int | float | np.number) for each in (mean, std)):
        given = [each for each in (mean, std) if each is not None]
        refused("normal", [*given, *named.values()], settings, *_NORMAL_FORMS)
    wanted = _wanted("normal", settings, default_numpy_dtype())
    return _made(
        "normal", _sizes("normal", (size,)), wanted, lambda made: normal_(made, mean, std, generator=source), settings
    )


@np.errstate(all="ignore")
def _normal_around(mean: Any, std: Any, source: Generator | None, out: Tensor | None) -> Tensor:
    center = mean._array if isinstance(mean, Tensor) else float(mean)
    spread = std._array if isinstance(std, Tensor) else float(std)
    model = mean if isinstance(mean, Tensor) else std
    if isinstance(spread, np.ndarray) and not bool((spread >= 0).all()):
        raise TensorError("normal expects all elements of std >= 0.0")
    shape = _broadcast(np.shape(center), np.shape(spread))
    made = np.empty(shape, model._array.dtype)
    normal_(Tensor._of(made), 0.0, 1.0 if isinstance(spread, np.ndarray) else spread, generator=source)
    if isinstance(spread, np.ndarray):
        np.multiply(made, spread, out=made, dtype=common_dtype([made, spread]), casting="unsafe")
    np.add(made, center, out=made, dtype=common_dtype([made, center]), casting="unsafe")
    if out is not None:
        out._array = made
        return out
    kind = 3 if isinstance(mean, Tensor) and isinstance(std, Tensor) else 1 if isinstance(mean, Tensor) else 2
    asks = mean if isinstance(mean, Tensor) and mean._requires_grad else std if isinstance(std, Tensor) else model
    return drawn_from(asks, made, f"NormalBackward{kind}")


def _broadcast(a: tuple[int, ...], b: tuple[int, ...]) -> tuple[int, ...]:
    rank = max(len(a), len(b))
    for at, (m, n) in enumerate(zip((1,) * (rank - len(a)) + a, (1,) * (rank - len(b)) + b, strict=True)):
        if m != n and 1 not in (m, n):
            raise TensorError(
                f"The size of tensor a ({m}) must match the size of tensor b ({n}) at non-singleton dimension {at}"
            )
    return np.broadcast_shapes(a, b)


def bernoulli(input: Tensor, p: Any = None, *, generator: Generator | None = None, out: Tensor | None = None) -> Tensor:
    """1 and 0 in a tensor like `input`, which gives the probabilities of 1 unless `p` does."""
    array = a_tensor("bernoulli", input)._array
    if p is None:
        chances, source = probabilities(array), draw.chosen(generator, "bernoulli")
        made = draw.bernoulli(array.shape, chances, array.dtype, source)
    else:
        made = bernoulli_(Tensor._of(np.empty(array.shape, array.dtype)), p, generator=generator)._array
    if out is not None:
        out._array = made.astype(out._array.dtype)
        return out
    return drawn_from(input, made, "BernoulliBackward0")


def _bernoulli_method(self: Tensor, p: Any = None, *, generator: Generator | None = None) -> Tensor:
    return bernoulli(self, p, generator=generator)


METHODS: dict[str, Callable[..., Any]] = {
    **random_in_place.METHODS,
    "bernoulli": _bernoulli_method,
    "multinomial": multinomial,
}

__all__ = [
    "bernoulli", "multinomial", "normal", "poisson", "rand", "rand_like", "randint", "randint_like", "randn",
    "randn_like", "randperm",
]  # fmt: skip
