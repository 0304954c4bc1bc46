"""Whether what is computed is recorded for a backward pass; one setting a thread."""

from __future__ import annotations

import functools
import inspect
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Any, TypeVar, cast

__all__ = [
    "enable_grad",
    "inference_mode",
    "is_grad_enabled",
    "is_inference_mode_enabled",
    "no_grad",
    "set_grad_enabled",
]

Called = TypeVar("Called", bound=Callable[..., Any])


class _Modes(threading.local):
    enabled = True
    inference = False


MODES = _Modes()


def is_grad_enabled() -> bool:
    """Whether operations are recorded in this thread."""
    return MODES.enabled


def is_inference_mode_enabled() -> bool:
    """Whether this thread is inside `inference_mode`."""
    return MODES.inference


class _Mode:
    """A mode for a with block, or for all of a function as its decorator."""

    _wanted = True

    def __init__(self) -> None:
        # A list, since one object may be entered again inside itself.
        self._before: list[tuple[bool, bool]] = []

    def __enter__(self) -> None:
        self._before.append((MODES.enabled, MODES.inference))
        MODES.enabled = self._wanted

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        MODES.enabled, MODES.inference = self._before.pop()

    def clone(self) -> _Mode:
        """A mode like this one that was never entered."""
        return type(self)()

    def __call__(self, function: Called) -> Called:
        if inspect.isgeneratorfunction(function):
            return cast(Called, self._around_generator(function))

        @functools.wraps(function)
        def inside(*args: Any, **kwargs: Any) -> Any:
            with self.clone():
                return function(*args, **kwargs)

        return cast(Called, inside)

    def _around_generator(self, function: Callable[..., Any]) -> Callable[..., Any]:
        # The mode holds while the generator's own lines run, and not between them.
        @functools.wraps(function)
        def inside(*args: Any, **kwargs: Any) -> Any:
            generator = function(*args, **kwargs)
            try:
                with self.clone():
                    given = next(generator)
                while True:
                    try:
                        sent = yield given
                    except GeneratorExit:
                        with self.clone():
                            generator.close()
                        raise
                    except BaseException as error:
                        with self.clone():
                            given = generator.throw(error)
                    else:
                        with self.clone():
                            given = generator.send(sent)
            except StopIteration as end:
                return end.value

        return inside


class no_grad(_Mode):  # noqa: N801 - PyTorch's name
    """Nothing inside is recorded: results do not require a gradient. A with block, or a decorator."""

    _wanted = False

    def __new__(cls, function: Callable[..., Any] | None = None) -> Any:
        """`@no_grad` without parentheses decorates as well."""
        mode = super().__new__(cls)
        if function is None:
            return mode
        mode.__init__()  # type: ignore[misc]
        return mode(function)

    def __init__(self, function: Callable[..., Any] | None = None) -> None:
        super().__init__()


class enable_grad(no_grad):  # noqa: N801 - PyTorch's name
    """What is inside is recorded, also within `no_grad`. A with block, or a decorator."""

    _wanted = True


class set_grad_enabled(_Mode):  # noqa: N801 - PyTorch's name
    """Set recording on or off from here on; as a with block or a decorator, for that block or function."""

    def __init__(self, mode: bool) -> None:
        super().__init__()
        self._wanted = mode
        self._at_first: bool | None = MODES.enabled
        MODES.enabled = mode

    def __call__(self, function: Called) -> Called:
        """The function, run with recording on or off."""
        # As a decorator it must not have set anything outside the function.
        if self._at_first is not None:
            MODES.enabled = self._at_first
            self._at_first = None
        return super().__call__(function)

    def __enter__(self) -> None:
        before = MODES.enabled if self._at_first is None else self._at_first
        self._at_first = None
        self._before.append((before, MODES.inference))
        MODES.enabled = self._wanted

    def clone(self) -> _Mode:
        """A mode like this one that was never entered."""
        before = MODES.enabled
        mode = type(self)(self._wanted)
        mode._at_first = before
        return mode


class inference_mode(no_grad):  # noqa: N801 - PyTorch's name
    """As `no_grad`; `is_inference_mode_enabled` tells that one is inside."""

    def __new__(cls, mode: bool | Callable[..., Any] = True) -> Any:
        """`@inference_mode` without parentheses decorates as well."""
        return super().__new__(cls, mode if callable(mode) else None)

    def __init__(self, mode: bool | Callable[..., Any] = True) -> None:
        super().__init__()
        self._on = mode is not False

    def __enter__(self) -> None:
        self._before.append((MODES.enabled, MODES.inference))
        if self._on:
            MODES.enabled, MODES.inference = False, True

    def clone(self) -> _Mode:
        """A mode like this one that was never entered."""
        return cast(_Mode, type(self)(self._on))
