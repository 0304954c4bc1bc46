"""Lists and dicts of parameters."""

from __future__ import annotations

import operator
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from viz_autograd.errors import ArgumentError, DtypeError, MemberNameError, PositionError, TensorError
from viz_autograd.nn.modules.module import Module
from viz_autograd.nn.parameter import Parameter
from viz_autograd.nn.type_names import type_name
from viz_autograd.tensor.tensor import Tensor


def _as_parameter(value: Any) -> Any:
    return Parameter(value) if isinstance(value, Tensor) and not isinstance(value, Parameter) else value


def _told(name: str, value: Any, kind: str) -> str:
    if isinstance(value, Parameter):
        size = "x".join(map(str, value.shape))
        return f"  ({name}): Parameter containing: [{kind} of size {size}]"
    if isinstance(value, Tensor):
        return f"  ({name}): Tensor containing: [{kind} of size {'x'.join(map(str, value.shape))}]"
    return f"  ({name}): Object of type: {type(value).__name__}"


class ParameterList(Module):
    """A list of parameters, which count as parameters of what holds it; tensors become parameters, all else stays."""

    def __init__(self, values: Iterable[Any] | None = None) -> None:
        super().__init__()
        self._size = 0
        if values is not None:
            self += values

    def _place(self, index: Any) -> int:
        at = operator.index(index)
        if not -self._size <= at < self._size:
            raise PositionError(f"index {at} is out of range")
        return at % self._size

    def __getitem__(self, idx: Any) -> Any:
        if isinstance(idx, slice):
            return type(self)(list(self)[idx])
        return getattr(self, str(self._place(idx)))

    def __setitem__(self, idx: Any, param: Any) -> None:
        setattr(self, str(self._place(idx)), _as_parameter(param))

    def __len__(self) -> int:
        return self._size

    def __iter__(self) -> Iterator[Any]:
        return iter([self[number] for number in range(self._size)])

    def __iadd__(self, parameters: Iterable[Any]) -> ParameterList:
        return self.extend(parameters)

    def append(self, value: Any) -> ParameterList:
        """Add one at the end; returns itself."""
        self._size += 1
        self[self._size - 1] = value
        return self

    def extend(self, values: Iterable[Any]) -> ParameterList:
        """Add several at the end. Raises DtypeError (TypeError) for what cannot be iterated over."""
        if not isinstance(values, Iterable) or isinstance(values, Tensor):
            raise DtypeError(f"ParameterList.extend should be called with an iterable, but got {type(values).__name__}")
        for value in values:
            self.append(value)
        return self

    def pop(self, idx: Any = -1) -> Any:
        """Take one out, and return it."""
        at = self._place(idx)
        kept = list(self)
        value = kept.pop(at)
        for number in range(self._size):
            delattr(self, str(number))
        self._size = 0
        self.extend(kept)
        return value

    def extra_repr(self) -> str:
        """A line for each."""
        return "\n".join(
            _told(str(number), value, f"{value.dtype!r}" if isinstance(value, Tensor) else "")
            for number, value in enumerate(self)
        )

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Raises TensorError (RuntimeError)."""
        raise TensorError("ParameterList should not be called.")


class ParameterDict(Module):
    """A dict of parameters by name, which count; tensors become parameters, all else stays."""

    def __init__(self, parameters: Any = None) -> None:
        super().__init__()
        self._keys: dict[str, None] = {}
        if parameters is not None:
            self.update(parameters)

    def _attribute(self, key: Any) -> str:
        if not isinstance(key, str):
            raise DtypeError(
                "Index given to ParameterDict cannot be used as a key as it is not a string (type is "
                f"'{type(key).__name__}'). Open an issue on github if you need non-string keys."
            )
        return key

    def __getitem__(self, key: str) -> Any:
        return getattr(self, self._attribute(key))

    def __setitem__(self, key: str, value: Any) -> None:
        name = self._attribute(key)
        self._keys[name] = None
        setattr(self, name, _as_parameter(value))

    def __delitem__(self, key: str) -> None:
        name = self._attribute(key)
        if name not in self._keys:
            raise MemberNameError(name)
        del self._keys[name]
        delattr(self, name)

    def __len__(self) -> int:
        return len(self._keys)

    def __iter__(self) -> Iterator[str]:
        return iter(self._keys)

    def __reversed__(self) -> Iterator[str]:
        return reversed(self._keys)

    def __contains__(self, key: object) -> bool:
        return key in self._keys

    def copy(self) -> ParameterDict:
        """Another dict of the same parameters."""
        return ParameterDict(OrderedDict((key, self[key]) for key in self._keys))

    def setdefault(self, key: str, default: Any = None) -> Any:
        """The value of a name, which is `default` from now on if there was none."""
        if key not in self._keys:
            self[key] = default
        return self[key]

    def clear(self) -> None:
        """Drop all."""
        for key in list(self._keys):
            del self[key]

    def pop(self, key: str) -> Any:
        """Take one out, and return it."""
        value = self[key]
        del self[key]
        return value

    def popitem(self) -> tuple[str, Any]:
        """Take the newest out, and return it with its name."""
        key, _ = self._keys.popitem()
        self._keys[key] = None
        return key, self.pop(key)

    def get(self, key: str, default: Any = None) -> Any:
        """The value of a name, or `default`."""
        return self[key] if key in self._keys else default

    def fromkeys(self, keys: Iterable[str], default: Any = None) -> ParameterDict:
        """A dict with `default` for each name."""
        return ParameterDict([(key, default) for key in keys])

    def keys(self) -> Any:
        """The names."""
        return self._keys.keys()

    def items(self) -> Iterable[tuple[str, Any]]:
        """The names and values."""
        return ((key, self[key]) for key in self._keys)

    def values(self) -> Iterable[Any]:
        """The values."""
        return (self[key] for key in self._keys)

    def update(self, parameters: Any) -> None:
        """Add those of a mapping or of (name, value) pairs. Raises DtypeError (TypeError), ArgumentError."""
        if not isinstance(parameters, Iterable):
            raise DtypeError(
                "ParametersDict.update should be called with an iterable of key/value pairs, but got "
                f"{type(parameters).__name__}"
            )
        if isinstance(parameters, OrderedDict | ParameterDict):
            for key, value in parameters.items():
                self[key] = value
            return
        if isinstance(parameters, Mapping):
            for key in sorted(parameters):
                self[key] = parameters[key]
            return
        for number, pair in enumerate(parameters):
            where = f"ParameterDict update sequence element #{number}"
            if not isinstance(pair, Iterable):
                raise DtypeError(f"{where} should be Iterable; is{type(pair).__name__}")
            parts = tuple(pair)
            if len(parts) != 2:
                raise ArgumentError(f"{where} has length {len(parts)}; 2 is required")
            self[parts[0]] = parts[1]

    def extra_repr(self) -> str:
        """A line for each."""
        return "\n".join(_told(key, value, type_name(value)) for key, value in self.items())

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Raises TensorError (RuntimeError)."""
        raise TensorError("ParameterDict should not be called.")

    def __or__(self, other: Any) -> ParameterDict:
        joined = self.copy()
        joined.update(other)
        return joined

    def __ior__(self, other: Any) -> ParameterDict:
        self.update(other)
        return self
