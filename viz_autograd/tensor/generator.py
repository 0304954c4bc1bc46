"""PyTorch's own random numbers: the Mersenne twister MT19937 (Matsumoto and Nishimura, 1998) and what is made of it."""

from __future__ import annotations

import math
import os
import struct
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from viz_autograd.errors import ArgumentError, DtypeError, TensorError
from viz_autograd.tensor.box_muller import exactly, multiply_add, normal_from_uniform
from viz_autograd.tensor.device import Device, on_cpu
from viz_autograd.tensor.refusals import kind_of
from viz_autograd.tensor.tensor import Tensor

Array = npt.NDArray[Any]
Shape = tuple[int, ...]

_WORDS: Final = 624
_FIRST_SEED: Final = 67280421310721
_HEAD, _TAIL = struct.Struct("<QiiQ"), struct.Struct("<dddi4xfi")
_STATE_SIZE: Final = _HEAD.size + 8 * _WORDS + _TAIL.size


class Generator:
    """torch.Generator: a stream of random numbers that its seed decides."""

    __slots__ = ("_bits", "_fresh", "_next_normal", "_seed")

    def __init__(self, device: Any = "cpu") -> None:
        if isinstance(device, str | Device) and Device(device).type == "cuda":
            raise TensorError("Cannot get CUDA generator without ATen_cuda library.")
        on_cpu(device)
        self._bits = np.random.MT19937(0)
        self._start(_FIRST_SEED)

    def _start(self, seed: int) -> None:
        self._seed = seed
        key = np.random.RandomState(seed & 0xFFFFFFFF).get_state(legacy=False)["state"]["key"]
        self._bits.state = {"bit_generator": "MT19937", "state": {"key": key, "pos": _WORDS}}
        self._fresh = True
        # Normal numbers are made in pairs; the second one waits here.
        self._next_normal: float | None = None

    def manual_seed(self, seed: int) -> Generator:
        """Start anew from a seed of at most 64 bits; returns itself.

        Raises TensorError for what is no int, ArgumentError for one out of range.
        """
        if isinstance(seed, np.integer):
            raise DtypeError("an integer is required")
        if isinstance(seed, bool) or not isinstance(seed, int):
            raise TensorError(f"manual_seed expected a long, but got {kind_of(seed)}")
        if not -(2**63) <= seed < 2**64:
            raise ArgumentError("Overflow when unpacking long long")
        self._start(seed % 2**64)
        return self

    def seed(self) -> int:
        """Start anew from a seed that nobody can foresee, and return it."""
        self._start(int.from_bytes(os.urandom(8), "little") >> 1)
        return self._seed

    def initial_seed(self) -> int:
        """The seed it was last started from."""
        return self._seed

    @property
    def device(self) -> Device:
        """The CPU."""
        return Device("cpu")

    def get_state(self) -> Tensor:
        """All that decides the next numbers, as 5056 bytes laid out as PyTorch's are."""
        state: Any = self._bits.state["state"]
        drawn = 0 if self._fresh else int(state["pos"])
        waiting = self._next_normal
        head = _HEAD.pack(self._seed, 1 if self._fresh else _WORDS + 1 - drawn, 1, drawn)
        tail = _TAIL.pack(0.0, 0.0 if waiting is None else waiting, 0.0, waiting is not None, 0.0, 0)
        return Tensor._of(np.frombuffer(head + state["key"].astype("<u8").tobytes() + tail, np.uint8).copy())

    def set_state(self, new_state: Tensor) -> Generator:
        """Go on from what `get_state` gave. Raises DtypeError and TensorError for anything else."""
        if not isinstance(new_state, Tensor):
            raise DtypeError(f"expected a torch.ByteTensor, but got {type(new_state).__name__}")
        if new_state._array.dtype != np.uint8:
            raise DtypeError("RNG state must be a torch.ByteTensor")
        data = new_state._array.tobytes()
        if len(data) != _STATE_SIZE:
            raise TensorError(
                f"Expected a CPUGeneratorImplState of size {_STATE_SIZE} but found the input RNG state size to be "
                f"{len(data)}"
            )
        seed, left, seeded, drawn = _HEAD.unpack_from(data)
        if not (seeded == 1 and 0 < left <= _WORDS and 0 <= drawn <= _WORDS):
            raise TensorError("Invalid mt19937 state")
        _, waiting, _, valid, _, _ = _TAIL.unpack_from(data, _HEAD.size + 8 * _WORDS)
        key = np.frombuffer(data, "<u8", _WORDS, _HEAD.size).astype(np.uint32)
        position = _WORDS if left == 1 else drawn
        self._bits.state = {"bit_generator": "MT19937", "state": {"key": key, "pos": position}}
        self._seed, self._fresh = seed, drawn == 0
        self._next_normal = waiting if valid else None
        return self

    def get_offset(self) -> int:
        """Raises TensorError, as only generators of other devices have an offset."""
        raise TensorError("CPU Generator does not use offset")

    def clone_state(self) -> Generator:
        """Another generator that gives the same numbers from here on."""
        return Generator().set_state(self.get_state())

    def __deepcopy__(self, memo: dict[int, Any]) -> Generator:
        return self.clone_state()

    def __repr__(self) -> str:
        return f"<torch._C.Generator object at {id(self):#x}>"

    def _words(self, count: int) -> npt.NDArray[np.uint64]:
        """The next numbers of 32 bits."""
        if count:
            self._fresh = False
        words: npt.NDArray[np.uint64] = self._bits.random_raw(count)
        return words

    def _long_words(self, count: int) -> npt.NDArray[np.uint64]:
        """The next numbers of 64 bits; each takes two of 32, the high one first."""
        words = self._words(2 * count)
        long: npt.NDArray[np.uint64] = (words[0::2] << np.uint64(32)) | words[1::2]
        return long

    def _singles(self, count: int) -> npt.NDArray[np.float32]:
        """Multiples of 2⁻²⁴ from [0, 1)."""
        return (self._words(count) & np.uint64(0xFFFFFF)).astype(np.float32) * np.float32(2.0**-24)

    def _doubles(self, count: int) -> npt.NDArray[np.float64]:
        """Multiples of 2⁻⁵³ from [0, 1)."""
        return (self._long_words(count) & np.uint64(2**53 - 1)).astype(np.float64) * 2.0**-53


default_generator: Final = Generator()
default_generator.seed()


def chosen(generator: Generator | None, name: str = "rand") -> Generator:
    """The generator to draw from. Raises DtypeError for what is none."""
    if generator is None:
        return default_generator
    if not isinstance(generator, Generator):
        raise DtypeError(f"{name}(): argument 'generator' must be torch.Generator, not {type(generator).__name__}")
    return generator


def manual_seed(seed: Any) -> Generator:
    """Start the generator that all functions use unless given another; returns it."""
    return default_generator.manual_seed(int(seed))


def seed() -> int:
    """Start that generator from a seed that nobody can foresee, and return the seed."""
    return default_generator.seed()


def initial_seed() -> int:
    """The seed that it was last started from."""
    return default_generator.initial_seed()


def get_rng_state() -> Tensor:
    """All that decides its next numbers, as a tensor of bytes."""
    return default_generator.get_state()


def set_rng_state(new_state: Tensor) -> None:
    """Let it go on from what `get_rng_state` gave."""
    default_generator.set_state(new_state)


# What follows makes arrays of a shape (a tuple) and a numpy dtype; the numbers are those that PyTorch's CPU draws.


def uniform(
    shape: Shape, dtype: Any = np.float32, low: float = 0.0, high: float = 1.0, generator: Generator | None = None
) -> Array:
    """Uniform numbers from [low, high) of a floating dtype."""
    source, count, wanted = chosen(generator), math.prod(shape), np.dtype(dtype)
    standard = (low, high) == (0.0, 1.0)
    made: Array
    if wanted == np.float64:
        made = source._doubles(count)
        if not standard:
            made = multiply_add(made, high - low, low)
    else:
        made = source._singles(count)
        if not standard:
            made = multiply_add(made, np.float32(high) - np.float32(low), np.float32(low))
        made = made.astype(wanted, copy=False)
    if not standard or wanted.itemsize == 2:
        # The end does not belong to the interval; what is rounded to it starts over.
        made[made == wanted.type(high)] = wanted.type(low)
    return made.reshape(shape)


def normal(
    shape: Shape,
    dtype: Any = np.float32,
    mean: float = 0.0,
    std: float = 1.0,
    generator: Generator | None = None,
    *,
    contiguous: bool = True,
) -> Array:
    """Normal numbers of a floating dtype.

    From 16 numbers on they are made 16 at a time when the memory is one piece; else one by one, in float64.
    """
    source, count, wanted = chosen(generator), math.prod(shape), np.dtype(dtype)
    if count < 16 or not contiguous:
        return _narrowed(multiply_add(normal_one_by_one(count, source), std, mean), wanted).reshape(shape)
    rows, rest = divmod(count, 16)
    draw = source._doubles if wanted == np.float64 else source._singles
    uniform_numbers: Array = draw(count if wanted.itemsize > 2 else 16 * rows)
    made = np.empty(count, uniform_numbers.dtype)
    made[: 16 * rows] = normal_from_uniform(uniform_numbers[: 16 * rows].reshape(rows, 16)).ravel()
    if rest:
        # The last 16 are drawn again rather than the rest alone.
        made[-16:] = normal_from_uniform(np.asarray(draw(16)).reshape(1, 16))[0]
    if (mean, std) != (0.0, 1.0):
        made = multiply_add(made, made.dtype.type(std), made.dtype.type(mean))
    return made.astype(wanted, copy=False).reshape(shape)


@np.errstate(all="ignore")
def _narrowed(made: Array, dtype: Any) -> Array:
    """Float64 as another dtype; float16 is rounded twice, by way of float32."""
    if np.dtype(dtype) == np.float16:
        made = made.astype(np.float32)
    return made.astype(dtype, copy=False)


def _exp(number: float) -> float:
    try:
        return math.exp(number)
    except OverflowError:
        return math.inf


def normal_one_by_one(count: int, generator: Generator | None = None) -> npt.NDArray[np.float64]:
    """Normal float64 numbers as PyTorch makes them singly: in pairs, of which the second waits for the next call."""
    source = chosen(generator)
    made = np.empty(count)
    at = 0
    if count and source._next_normal is not None:
        made[0], source._next_normal, at = source._next_normal, None, 1
    pairs = (count - at + 1) // 2
    if pairs:
        drawn = source._doubles(2 * pairs)
        radius = np.sqrt(-2.0 * exactly(math.log1p, -drawn[1::2]))
        angle = 2.0 * math.pi * drawn[0::2]
        both = np.stack([radius * exactly(math.cos, angle), radius * exactly(math.sin, angle)], axis=1).ravel()
        made[at:] = both[: count - at]
        if (count - at) % 2:
            source._next_normal = float(both[-1])
    return made


def randint(shape: Shape, low: int, high: int, dtype: Any = np.int64, generator: Generator | None = None) -> Array:
    """Whole numbers low, …, high − 1. Ranges from 2²⁸ on take 64 bits a number."""
    source, count, reach = chosen(generator), math.prod(shape), high - low
    words = source._long_words(count) if reach >= 2**28 else source._words(count)
    if reach == 2**64:
        return words.view(np.int64).astype(dtype).reshape(shape)
    drawn = words % np.uint64(reach)
    # Unsigned sums wrap around to the negative numbers that are meant.
    return (drawn + np.uint64(low % 2**64)).view(np.int64).astype(dtype).reshape(shape)


def randperm(n: int, generator: Generator | None = None) -> npt.NDArray[np.int64]:
    """0, …, n − 1 in random order: each place takes one of those from it on."""
    order = list(range(n))
    if n > 1:
        steps = chosen(generator)._words(n - 1) % np.arange(n, 1, -1, dtype=np.uint64)
        for at, step in enumerate(steps.tolist()):
            order[at], order[at + step] = order[at + step], order[at]
    return np.array(order, np.int64)


def bernoulli(shape: Shape, p: Any, dtype: Any = np.float32, generator: Generator | None = None) -> Array:
    """1 with probability p and else 0; p is a number, or an array of the shape."""
    source, count = chosen(generator), math.prod(shape)
    single = isinstance(p, np.ndarray) and p.dtype != np.float64
    drawn: Array = source._singles(count) if single else source._doubles(count)
    chances = p.astype(np.float32) if single else p
    made: Array = drawn.reshape(shape) < chances
    return made.astype(dtype)


def exponential(shape: Shape, dtype: Any = np.float32, rate: float = 1.0, generator: Generator | None = None) -> Array:
    """Exponential numbers of a floating dtype; `rate` is λ."""
    drawn = chosen(generator)._doubles(math.prod(shape))
    return _narrowed(-1.0 / rate * exactly(math.log1p, -drawn), dtype).reshape(shape)


def log_normal(
    shape: Shape, dtype: Any = np.float32, mean: float = 1.0, std: float = 2.0, generator: Generator | None = None
) -> Array:
    """Exp of normal numbers."""
    drawn = multiply_add(normal_one_by_one(math.prod(shape), generator), std, mean)
    with np.errstate(over="ignore"):
        return _narrowed(exactly(_exp, drawn), dtype).reshape(shape)


def cauchy(
    shape: Shape, dtype: Any = np.float32, median: float = 0.0, sigma: float = 1.0, generator: Generator | None = None
) -> Array:
    """Cauchy numbers of a floating dtype."""
    drawn = chosen(generator)._doubles(math.prod(shape))
    return _narrowed(multiply_add(exactly(math.tan, math.pi * (drawn - 0.5)), sigma, median), dtype).reshape(shape)


def geometric(shape: Shape, p: float, dtype: Any = np.float32, generator: Generator | None = None) -> Array:
    """How often one tries until what has probability p happens."""
    drawn = chosen(generator)._doubles(math.prod(shape))
    with np.errstate(divide="ignore"):
        return np.ceil(np.log(drawn) / math.log1p(-p)).astype(dtype).reshape(shape)


__all__ = [
    "Generator", "default_generator", "get_rng_state", "initial_seed", "manual_seed", "seed", "set_rng_state",
]  # fmt: skip
