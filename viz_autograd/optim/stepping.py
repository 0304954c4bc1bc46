"""The step of every optimizer that is an update of one parameter after the other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt

from viz_autograd.errors import DeviceError, InPlaceError, OptimizerError
from viz_autograd.optim.optimizer import Group, Optimizer
from viz_autograd.optim.settings import number
from viz_autograd.tensor.dtypes import get_default_dtype
from viz_autograd.tensor.grad_mode import enable_grad
from viz_autograd.tensor.tensor import Tensor
from viz_autograd.updates import Update

__all__ = ["UpdatingOptimizer"]

_DOUBLE = np.dtype(np.float64)
# Settings that PyTorch takes as tensors, too.
_TENSORS = ("lr", "weight_decay")


class UpdatingOptimizer(Optimizer):
    """An optimizer whose step is `update` for each parameter by itself."""

    update: ClassVar[Update]
    # What PyTorch's message about `capturable` speaks of, and whether it lists XLA.
    _capturable: ClassVar[tuple[str, bool]] = ("params and state_steps", True)

    def step(self, closure: Callable[[], Any] | None = None) -> Any:
        """One update of all parameters that have a gradient.

        Args:
            closure: Computes the loss and its gradients anew before the update.

        Returns:
            What the closure returned, else None.
        """
        loss = None
        if closure is not None:
            with enable_grad():
                loss = closure()
        # NaN and inf are values that pass through silently.
        with np.errstate(all="ignore"):
            for group in self.param_groups:
                self._step_group(group)
        return loss

    def __setstate__(self, state: dict[str, Any]) -> None:
        super().__setstate__(state)
        # What was saved before a setting existed, or when counts of steps were numbers.
        for group in self.param_groups:
            for name in ("foreach", "maximize", "capturable", "differentiable", "fused", "amsgrad", "nesterov"):
                if name in self.defaults:
                    group.setdefault(name, self.defaults[name])
            if "decoupled_weight_decay" in self.defaults:
                group.setdefault("decoupled_weight_decay", self.defaults["decoupled_weight_decay"])
            for parameter in group["params"]:
                kept = self.state.get(parameter)
                for name in self.update.counters:
                    if kept and not isinstance(kept[name], Tensor):
                        kept[name] = Tensor._of(np.asarray(_counting()(kept[name])))

    def _writes(self, group: Group) -> int:
        """How many changes in place PyTorch counts for one step, as a parameter's version shows."""
        return 2 if group.get("decoupled_weight_decay") and group["weight_decay"] != 0 else 1

    def _begin(self, parameter: Tensor, settings: Group) -> dict[str, Any]:
        """The state of a parameter before its first step."""
        if not self.update.counters:
            # Plain descent keeps nothing, and would come here at each step.
            return {}
        begun = self.update.begin(parameter._array, settings, _counting())
        return {name: Tensor._of(np.asarray(value)) for name, value in begun.items()}

    def _step_group(self, group: Group) -> None:
        self._refuse(group)
        settings = _plain(group)
        flat = self.update.flatten(settings)
        names = self.update.counters + self.update.arrays
        writes = self._writes(group)
        for parameter in group["params"]:
            gradient = parameter._grad
            if gradient is None:
                continue
            state = self.state.get(parameter)
            new = not state
            if new:
                state = self._begin(parameter, settings)
            if parameter._array.size == 1:
                self._step_number(parameter._array, gradient._array, state, names, flat)
            else:
                self._step_array(parameter._array, gradient._array, state, names, flat)
            if new and state:
                self.state[parameter] = state
            for _ in range(writes):
                parameter._bump()

    def _step_number(
        self, array: npt.NDArray[Any], gradient: npt.NDArray[Any], state: Any, names: Any, flat: Any
    ) -> None:
        """The update of a single element, on Python floats or numpy scalars: many times faster than on an array."""
        kept = [None if (part := state.get(name)) is None else part._array for name in names]
        numbers = [_element(array), _element(gradient)]
        for part in kept:
            numbers.append(None if part is None else _element(part))
        try:
            new = self.update.advance(*numbers, *flat)
        except ZeroDivisionError:
            # Python refuses what IEEE arithmetic, and so numpy, defines.
            numbers = [np.float64(each) if type(each) is float else each for each in numbers]
            new = self.update.advance(*numbers, *flat)
        array[...] = new[0]
        for place, part in enumerate(kept, 1):
            if part is not None:
                part[...] = new[place]
            elif new[place] is not None:
                state[names[place - 1]] = Tensor._of(np.full_like(array, new[place]))

    def _step_array(
        self, array: npt.NDArray[Any], gradient: npt.NDArray[Any], state: Any, names: Any, flat: Any
    ) -> None:
        counts = len(self.update.counters)
        kept = [state.get(name) for name in names]
        counters = [part._array[()] for part in kept[:counts]]
        arrays = [None if part is None else part._array for part in kept[counts:]]
        new = self.update.advance(array, gradient, *counters, *arrays, *flat)
        array[...] = new[0]
        for part, value in zip(kept[:counts], new[1:], strict=False):
            part._array[...] = value
        for name, part, value in zip(names[counts:], kept[counts:], new[counts + 1 :], strict=True):
            if value is None:
                continue
            # A setting that is a numpy number may have widened it.
            value = value if value.dtype == array.dtype else value.astype(array.dtype)
            if part is None:
                state[name] = Tensor._of(value)
            else:
                part._array = value

    def _refuse(self, group: Group) -> None:
        """Raise what PyTorch raises for settings that do not go with a step on the CPU."""
        if group.get("capturable") and any(parameter._grad is not None for parameter in group["params"]):
            what, xla = self._capturable
            devices = ["cuda", "xpu", "hpu", "privateuseone"] + ["xla"] * xla
            raise DeviceError(f"If capturable=True, {what} must be on supported devices: {devices}.")
        if group.get("differentiable"):
            for parameter in group["params"]:
                if parameter._grad is None:
                    continue
                if parameter.requires_grad and parameter.is_leaf:
                    raise InPlaceError("a leaf Variable that requires grad is being used in an in-place operation.")
                raise OptimizerError("differentiable=True is not part of viz_autograd: steps are never recorded")

    def _check_fused(self) -> None:
        if self.defaults["fused"]:
            if self.defaults["differentiable"]:
                raise OptimizerError("`fused` does not support `differentiable`")
            if self.defaults["foreach"]:
                raise OptimizerError("`fused` and `foreach` cannot be `True` together.")


def _element(array: npt.NDArray[Any]) -> Any:
    """The one element: a Python float from float64, else a numpy scalar, whose arithmetic keeps the precision."""
    if array.dtype is _DOUBLE:
        return array.item()
    return array[()] if array.ndim == 0 else array.reshape(())[()]


def _plain(group: Group) -> Group:
    """The group with numbers for tensors."""
    changed = {name: number(group[name]) for name in _TENSORS if isinstance(group.get(name), Tensor)}
    betas = group.get("betas")
    if betas is not None and isinstance(betas[0], Tensor):
        changed["betas"] = (float(number(betas[0])), float(number(betas[1])))
    return {**group, **changed} if changed else group


def _counting() -> type[Any]:
    """The type of counters: PyTorch keeps them in float32 unless the default dtype is float64."""
    return np.float64 if get_default_dtype().itemsize == 8 else np.float32
