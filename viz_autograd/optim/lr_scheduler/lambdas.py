"""Schedules given by a function of the epoch."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

from viz_autograd.errors import ArgumentError, DtypeError
from viz_autograd.optim.lr_scheduler.scheduler import LRScheduler, function_state
from viz_autograd.optim.optimizer import Optimizer

__all__ = ["LambdaLR", "MultiplicativeLR"]

Factor: TypeAlias = Callable[[int], float]


class _Given(LRScheduler):
    """A schedule with one function for all groups, or one for each."""

    lr_lambdas: list[Factor]

    def __init__(self, optimizer: Optimizer, lr_lambda: Factor | Sequence[Factor], last_epoch: int = -1) -> None:
        self.optimizer = optimizer
        groups = len(optimizer.param_groups)
        if isinstance(lr_lambda, list | tuple):
            if len(lr_lambda) != groups:
                raise ArgumentError(f"Expected {groups} lr_lambdas, but got {len(lr_lambda)}")
            self.lr_lambdas = list(lr_lambda)
        else:
            self.lr_lambdas = [lr_lambda] * groups  # type: ignore[list-item]
        self._check()
        super().__init__(optimizer, last_epoch)

    def _check(self) -> None:
        pass

    def state_dict(self) -> dict[str, Any]:
        """All but the optimizer and functions; of callable objects what they keep."""
        state = super().state_dict()
        del state["lr_lambdas"]
        state["lr_lambdas"] = [function_state(function) for function in self.lr_lambdas]
        return state

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Go on from what `state_dict` gave; the functions are this schedule's own."""
        self.__dict__.update({name: value for name, value in state_dict.items() if name != "lr_lambdas"})
        for function, state in zip(self.lr_lambdas, state_dict["lr_lambdas"], strict=False):
            if state is not None:
                function.__dict__.update(state)


class LambdaLR(_Given):
    """The initial rate times lr_lambda(epoch).

    Raises:
        ArgumentError (ValueError): For another number of functions than there are groups.
    """

    def get_lr(self) -> list[Any]:
        """The rates for `last_epoch`."""
        self._warn_outside_step()
        return [base * function(self.last_epoch) for function, base in zip(self.lr_lambdas, self.base_lrs, strict=True)]


class MultiplicativeLR(_Given):
    """The rate before times lr_lambda(epoch).

    Raises:
        ArgumentError (ValueError): For another number of functions than there are groups.
        DtypeError (TypeError): For something that cannot be called.
    """

    def _check(self) -> None:
        for function in self.lr_lambdas:
            if not callable(function):
                raise DtypeError(f"lr_lambda should be a function, but got {type(function).__name__}")

    def get_lr(self) -> list[Any]:
        """The rates for `last_epoch`, from those before it."""
        self._warn_outside_step()
        if self._is_initial:
            return self._current()
        return [
            group["lr"] * function(self.last_epoch)
            for function, group in zip(self.lr_lambdas, self.optimizer.param_groups, strict=True)
        ]
