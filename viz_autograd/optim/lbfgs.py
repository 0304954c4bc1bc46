"""L-BFGS."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
import numpy.typing as npt

from viz_autograd.errors import ArgumentError, OptimizerError
from viz_autograd.optim.optimizer import Optimizer
from viz_autograd.optim.settings import check_rate, number
from viz_autograd.optim.strong_wolfe import Point, strong_wolfe
from viz_autograd.tensor.grad_mode import enable_grad
from viz_autograd.tensor.tensor import Tensor

__all__ = ["LBFGS"]

Array = npt.NDArray[Any]


class LBFGS(Optimizer):
    """L-BFGS (Liu & Nocedal, 1989): steps along an estimate of Newton's direction, from the last `history_size` steps.

    All parameters are one group, and each step needs a closure that computes the loss and its gradients anew.

    Raises:
        ArgumentError (ValueError): For a rate below zero, or several groups.
    """

    def __init__(
        self,
        params: Iterable[Any],
        lr: float | Tensor = 1,
        max_iter: int = 20,
        max_eval: int | None = None,
        tolerance_grad: float = 1e-7,
        tolerance_change: float = 1e-9,
        history_size: int = 100,
        line_search_fn: str | None = None,
    ) -> None:
        check_rate(lr)
        defaults = {
            "lr": lr,
            "max_iter": max_iter,
            "max_eval": max_iter * 5 // 4 if max_eval is None else max_eval,
            "tolerance_grad": tolerance_grad,
            "tolerance_change": tolerance_change,
            "history_size": history_size,
            "line_search_fn": line_search_fn,
        }
        super().__init__(params, defaults)
        if len(self.param_groups) != 1:
            raise ArgumentError("LBFGS doesn't support per-parameter options (parameter groups)")

    def step(self, closure: Callable[[], Any]) -> Any:  # type: ignore[override]
        """Up to max_iter iterations, within max_eval calls of the closure.

        Returns:
            What the closure returned at first.

        Raises:
            OptimizerError (RuntimeError): For another line search than "strong_wolfe".
        """
        first = self._loss(closure)
        with np.errstate(all="ignore"):
            self._iterate(closure, float(first))
        return first

    def _iterate(self, closure: Callable[[], Any], loss: float) -> None:
        group = self.param_groups[0]
        lr = number(group["lr"])
        state = self.state[group["params"][0]]
        state.setdefault("func_evals", 0)
        state.setdefault("n_iter", 0)
        state["func_evals"] += 1
        evaluations = 1
        gradient = self._gradient()
        if _largest(gradient) <= group["tolerance_grad"]:
            return

        history = _History(state, group["history_size"])
        direction, step = history.direction, history.step
        for iteration in range(1, group["max_iter"] + 1):
            state["n_iter"] += 1
            earliest = state["n_iter"] == 1
            direction = -gradient if earliest else history.newton(gradient, direction, step)
            history.gradient = gradient
            before = loss
            step = min(1.0, 1.0 / np.abs(gradient).sum()) * lr if earliest else lr
            slope = gradient.dot(direction)
            if slope > -group["tolerance_change"]:
                break

            called = 0
            if group["line_search_fn"] is not None:
                if group["line_search_fn"] != "strong_wolfe":
                    raise OptimizerError("only 'strong_wolfe' is supported")
                place, called = strong_wolfe(
                    self._along(closure, direction),
                    Point(0, loss, gradient, slope),
                    step,
                    _largest(direction),
                    1e-9,
                    group["max_eval"] - evaluations,
                )
                loss, gradient, step = place.loss, place.gradient, place.step
                self._move(step, direction)
            else:
                self._move(step, direction)
                if iteration != group["max_iter"]:
                    loss = float(self._loss(closure))
                    gradient = self._gradient()
                    called = 1
            evaluations += called
            state["func_evals"] += called

            if (
                evaluations >= group["max_eval"]
                or _largest(gradient) <= group["tolerance_grad"]
                or _largest(direction * step) <= group["tolerance_change"]
                or abs(loss - before) < group["tolerance_change"]
            ):
                break
        history.keep(state, direction, step, before)

    def _loss(self, closure: Callable[[], Any]) -> Any:
        with enable_grad():
            return closure()

    def _gradient(self) -> Array:
        """All gradients, one after the other; zeros where there is none."""
        return np.concatenate(
            [
                np.zeros(each._array.size, each._array.dtype) if each._grad is None else each._grad._array.reshape(-1)
                for each in self.param_groups[0]["params"]
            ]
        )

    def _move(self, step: Any, direction: Array) -> None:
        begin = 0
        for parameter in self.param_groups[0]["params"]:
            array = parameter._array
            part = direction[begin : begin + array.size].reshape(array.shape)
            array[...] = array + float(step) * part
            parameter._bump()
            begin += array.size

    def _along(self, closure: Callable[[], Any], direction: Array) -> Callable[[Any], Point]:
        """What is found at a step in a direction from where the parameters now are; they stay there."""
        parameters = self.param_groups[0]["params"]
        before = [parameter._array.copy() for parameter in parameters]

        def evaluate(step: Any) -> Point:
            self._move(step, direction)
            loss = float(self._loss(closure))
            gradient = self._gradient()
            for parameter, array in zip(parameters, before, strict=True):
                parameter._array[...] = array
                parameter._bump()
            return Point(step, loss, gradient, gradient.dot(direction))

        return evaluate


class _History:
    """The last steps and what they did to the gradient: the estimate of the inverse of the second derivatives."""

    def __init__(self, state: dict[str, Any], size: int) -> None:
        self.size = size
        self.changes = _arrays(state.get("old_dirs"))
        self.steps = _arrays(state.get("old_stps"))
        self.inverses = [each[()] for each in _arrays(state.get("ro"))]
        self.scale: Any = number(state.get("H_diag", 1))
        self.direction: Any = None if state.get("d") is None else state["d"]._array
        self.step: Any = state.get("t")
        self.shares: list[Any] | None = None
        self.gradient: Any = None if state.get("prev_flat_grad") is None else state["prev_flat_grad"]._array

    def newton(self, gradient: Array, direction: Array, step: Any) -> Array:
        """Newton's direction by the two loops of L-BFGS, with the step just taken added to the history."""
        change = gradient - self.gradient
        taken = direction * step
        curvature = change.dot(taken)
        if curvature > 1e-10:
            if len(self.changes) == self.size:
                del self.changes[0], self.steps[0], self.inverses[0]
            self.changes.append(change)
            self.steps.append(taken)
            self.inverses.append(1.0 / curvature)
            self.scale = curvature / change.dot(change)

        found: Array = -gradient
        shares = []
        for old, was, inverse in zip(
            reversed(self.changes), reversed(self.steps), reversed(self.inverses), strict=True
        ):
            shares.append(was.dot(found) * inverse)
            found = found - shares[-1] * old
        found = found * self.scale
        for old, was, inverse, share in zip(self.changes, self.steps, self.inverses, reversed(shares), strict=True):
            found = found + (share - old.dot(found) * inverse) * was
        self.shares = shares[::-1]
        return found

    def keep(self, state: dict[str, Any], direction: Array, step: Any, loss: float) -> None:
        """Put all into the optimizer's state, under PyTorch's names."""
        if self.shares is not None:
            state.setdefault("al", [None] * self.size)[: len(self.shares)] = _scalars(self.shares)
        state["d"] = Tensor._of(direction)
        state["t"] = float(step)
        state["old_dirs"] = [Tensor._of(each) for each in self.changes]
        state["old_stps"] = [Tensor._of(each) for each in self.steps]
        state["ro"] = _scalars(self.inverses)
        state["H_diag"] = Tensor._of(np.asarray(self.scale)) if isinstance(self.scale, np.generic) else self.scale
        state["prev_flat_grad"] = Tensor._of(self.gradient)
        state["prev_loss"] = loss


def _arrays(tensors: list[Tensor] | None) -> list[Array]:
    return [] if tensors is None else [each._array for each in tensors]


def _scalars(values: list[Any]) -> list[Tensor]:
    return [Tensor._of(np.asarray(each)) for each in values]


def _largest(array: Array) -> Any:
    return np.abs(array).max()
