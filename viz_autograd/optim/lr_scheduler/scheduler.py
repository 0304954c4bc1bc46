"""The base of all schedules: counting epochs and setting the groups' learning rates."""

from __future__ import annotations

import functools
import types
import warnings
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from viz_autograd.errors import ArgumentError, DtypeError, ResumeError
from viz_autograd.optim.optimizer import Optimizer
from viz_autograd.optim.settings import number
from viz_autograd.tensor.tensor import Tensor

__all__ = [
    "EPOCH_IS_DEPRECATED",
    "LRScheduler",
    "check_optimizer",
    "each_group",
    "function_state",
    "setting",
    "settings",
]

_SEE = "See more details at https://pytorch.org/docs/stable/optim.html#how-to-adjust-learning-rate"
EPOCH_IS_DEPRECATED = (
    "The epoch parameter in `scheduler.step()` was not necessary and is being deprecated where possible. Please use "
    "`scheduler.step()` to step the scheduler. During the deprecation, if epoch is different from None, the closed "
    "form is used instead of the new chainable form, where available. Please open an issue if you are unable to "
    "replicate your use case: https://github.com/pytorch/pytorch/issues/new/choose."
)
_STEP_REPLACED = (
    "Seems like `optimizer.step()` has been overridden after learning rate scheduler initialization. Please, make sure "
    "to call `optimizer.step()` before `lr_scheduler.step()`. " + _SEE
)
_WRONG_ORDER = (
    "Detected call of `lr_scheduler.step()` before `optimizer.step()`. In PyTorch 1.1.0 and later, you should call "
    "them in the opposite order: `optimizer.step()` before `lr_scheduler.step()`.  Failure to do this will result in "
    "PyTorch skipping the first value of the learning rate schedule. " + _SEE
)
_NO_INITIAL_RATE = (
    "param 'initial_lr' is not specified in param_groups[{}] when resuming scheduler with last_epoch >= 0.\n"
    "This typically happens when:\n"
    "1. You're trying to resume training from a checkpoint but haven't properly loaded the optimizer state\n"
    "2. You're using last_epoch >= 0 for a fresh training run (not recommended)"
)


class LRScheduler:
    """Base class of schedules; a subclass defines `get_lr`, and may define `_get_closed_form_lr`.

    Making a schedule sets the learning rates of its first epoch.

    Raises:
        DtypeError (TypeError): For anything but an optimizer.
        ResumeError (KeyError): When going on at an epoch with groups that no schedule has had before.
    """

    # The names of what is kept are PyTorch's: they are the keys of state_dict.
    optimizer: Optimizer
    base_lrs: list[Any]
    last_epoch: int
    _step_count: int
    _last_lr: list[Any]
    _is_initial = False
    _get_lr_called_within_step = False

    def __init__(self, optimizer: Optimizer, last_epoch: int = -1) -> None:
        check_optimizer(optimizer)
        self.optimizer = optimizer
        for index, group in enumerate(optimizer.param_groups):
            if last_epoch == -1:
                group.setdefault("initial_lr", _own(group["lr"]))
            elif "initial_lr" not in group:
                raise ResumeError(_NO_INITIAL_RATE.format(index))
        self.base_lrs = settings(optimizer, "initial_lr")
        self.last_epoch = last_epoch
        _note_steps(optimizer)
        self._initial_step()

    def _initial_step(self) -> None:
        self._step_count = 0
        self._is_initial = True
        try:
            self.step()
        finally:
            self._is_initial = False

    def state_dict(self) -> dict[str, Any]:
        """All that the schedule keeps, except the optimizer."""
        return {name: value for name, value in self.__dict__.items() if name != "optimizer"}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Go on from what `state_dict` gave."""
        self.__dict__.update(state_dict)

    def get_last_lr(self) -> list[Any]:
        """The learning rates of the groups as this schedule last set them."""
        return self._last_lr

    def get_lr(self) -> list[Any]:
        """The learning rates of the groups for `last_epoch`; use `get_last_lr` to look at them.

        Raises:
            NotImplementedError: In this base class.
        """
        raise NotImplementedError

    def step(self, epoch: int | None = None) -> None:
        """Go to the next epoch, or (deprecated) to a given one; call it after the optimizer's step."""
        if self._step_count == 1:
            if not hasattr(self.optimizer.step, "_wrapped_by_lr_sched"):
                warnings.warn(_STEP_REPLACED, UserWarning, stacklevel=2)
            elif not getattr(self.optimizer, "_opt_called", False):
                warnings.warn(_WRONG_ORDER, UserWarning, stacklevel=2)
        self._step_count += 1
        if epoch is not None:
            warnings.warn(EPOCH_IS_DEPRECATED, UserWarning, stacklevel=2)
        self._update_lr(epoch)

    def _update_lr(self, epoch: int | None = None) -> None:
        rates: list[Any]
        with self._asking():
            if epoch is None:
                self.last_epoch += 1
                rates = self.get_lr()
            else:
                self.last_epoch = epoch
                rates = getattr(self, "_get_closed_form_lr", self.get_lr)()
        self._set(rates)

    def _set(self, rates: list[Any]) -> None:
        for group, rate in zip(self.optimizer.param_groups, rates, strict=True):
            setting(group, "lr", rate)
        self._last_lr = settings(self.optimizer, "lr")

    @contextmanager
    def _asking(self) -> Iterator[None]:
        """Inside, `get_lr` is called by the schedule itself."""
        self._get_lr_called_within_step = True
        try:
            yield
        finally:
            self._get_lr_called_within_step = False

    def _warn_outside_step(self) -> None:
        if not self._get_lr_called_within_step:
            warnings.warn(
                "To get the last learning rate computed by the scheduler, please use `get_last_lr()`.",
                UserWarning,
                stacklevel=3,
            )

    def _current(self) -> list[Any]:
        return settings(self.optimizer, "lr")

    def _scaled(self, factor: float) -> list[Any]:
        return [group["lr"] * factor for group in self.optimizer.param_groups]


def check_optimizer(optimizer: object) -> None:
    """Raise DtypeError for anything but an optimizer."""
    if not isinstance(optimizer, Optimizer):
        raise DtypeError(f"{type(optimizer).__name__} is not an Optimizer")


def settings(optimizer: Optimizer, name: str) -> list[Any]:
    """A setting of all groups; copies where it is a tensor. Raises KeyError when a group lacks it."""
    return [_own(group[name]) for group in optimizer.param_groups]


def setting(group: dict[str, Any], name: str, value: Any) -> None:
    """Change a setting, in place where it is a tensor."""
    current = group[name]
    if isinstance(current, Tensor):
        current._array[...] = number(value)
        current._bump()
    else:
        group[name] = value


def each_group(name: str, optimizer: Optimizer, value: Any) -> list[Any]:
    """A value for each group, from one for all or one each. Raises ArgumentError for another number of them."""
    groups = len(optimizer.param_groups)
    if not isinstance(value, list | tuple):
        return [_own(value) for _ in range(groups)]
    if len(value) != groups:
        raise ArgumentError(
            f"{name} must have the same length as optimizer.param_groups. "
            f"{name} has {len(value)} values, param_groups has {groups}."
        )
    return [_own(each) for each in value]


def function_state(function: Callable[..., Any]) -> dict[str, Any] | None:
    """What a callable object keeps, to be saved with the schedule; functions are not saved."""
    return None if isinstance(function, types.FunctionType) else function.__dict__.copy()


def _own(value: Any) -> Any:
    return Tensor._of(value._array.copy()) if isinstance(value, Tensor) else value


def _note_steps(optimizer: Optimizer) -> None:
    """Let the optimizer know whether it has taken a step, which `LRScheduler.step` warns about."""
    step = optimizer.step
    if hasattr(step, "_wrapped_by_lr_sched"):
        return
    function = step.__func__  # type: ignore[attr-defined]
    # Weakly: the optimizer must not be kept alive by its own method.
    reference = weakref.ref(optimizer)

    @functools.wraps(function)
    def noting(*args: Any, **kwargs: Any) -> Any:
        owner = reference()
        owner._opt_called = True  # type: ignore[union-attr]
        return function(owner, *args, **kwargs)

    noting._wrapped_by_lr_sched = True  # type: ignore[attr-defined]
    optimizer.step = noting  # type: ignore[method-assign]
