"""Modules in other dtypes, and what else is done to every tensor of a module."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from viz_autograd.errors import ArgumentError, DeviceError, DtypeError, TensorError
from viz_autograd.nn.modules.saving import Saving
from viz_autograd.tensor.device import Device
from viz_autograd.tensor.dtypes import dtype as dtype_kind
from viz_autograd.tensor.grad_mode import no_grad
from viz_autograd.tensor.tensor import Tensor

Self = TypeVar("Self", bound="Moving")

_NO_CUDA = "Torch not compiled with CUDA enabled"


class Moving(Saving):
    """train, zero_grad, apply, to and its relatives."""

    def apply(self: Self, fn: Callable[[Any], Any]) -> Self:
        """Call fn(module) for every module within this one, then for this one."""
        for module in self.children():
            module.apply(fn)
        fn(self)
        return self

    def train(self: Self, mode: bool = True) -> Self:
        """Set training of this module and all within it. Raises ArgumentError (ValueError) for what is no bool."""
        if not isinstance(mode, bool):
            raise ArgumentError("training mode is expected to be boolean")
        self.training = mode
        for module in self.children():
            module.train(mode)
        return self

    def eval(self: Self) -> Self:
        """`train(False)`."""
        return self.train(False)

    def requires_grad_(self: Self, requires_grad: bool = True) -> Self:
        """Set requires_grad of all parameters."""
        for parameter in self.parameters():
            parameter.requires_grad_(requires_grad)
        return self

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Forget the gradients of all parameters, or set them to zeros where they are."""
        for parameter in self.parameters():
            gradient = parameter._grad
            if gradient is None:
                continue
            if set_to_none:
                parameter._grad = None
                continue
            if gradient.grad_fn is not None:
                gradient.detach_()
            else:
                gradient.requires_grad_(False)
            gradient._array[...] = 0
            gradient._bump()

    def _apply(self: Self, fn: Callable[[Any], Any], recurse: bool = True) -> Self:
        """Replace the numbers of all tensors, gradients among them, by what fn gives of each."""
        if recurse:
            for module in self.children():
                module._apply(fn)
        with no_grad():
            for parameter in self._parameters.values():
                if parameter is None:
                    continue
                parameter._array = fn(Tensor._of(parameter._array))._array
                if parameter._grad is not None:
                    parameter._grad._array = fn(Tensor._of(parameter._grad._array))._array
            for name, buffer in self._buffers.items():
                if buffer is not None:
                    self._buffers[name] = fn(buffer)
        return self

    def _in_dtype(self: Self, dtype: Any) -> Self:
        return self._apply(lambda tensor: tensor.to(dtype) if tensor.is_floating_point() else tensor)

    def float(self: Self) -> Self:
        """All floating tensors in float32."""
        return self._apply(lambda tensor: tensor.float() if tensor.is_floating_point() else tensor)

    def double(self: Self) -> Self:
        """All floating tensors in float64."""
        return self._apply(lambda tensor: tensor.double() if tensor.is_floating_point() else tensor)

    def half(self: Self) -> Self:
        """All floating tensors in float16."""
        return self._apply(lambda tensor: tensor.half() if tensor.is_floating_point() else tensor)

    def type(self: Self, dst_type: Any) -> Self:
        """All tensors in this dtype."""
        return self._apply(lambda tensor: tensor.type(dst_type))

    def cpu(self: Self) -> Self:
        """Itself: all tensors are on the CPU."""
        return self

    def cuda(self: Self, device: Any = None) -> Self:
        """Raises DeviceError (AssertionError) when there is a tensor to move, as PyTorch without CUDA does."""
        return self._apply(_refuse)

    def share_memory(self: Self) -> Self:
        """Itself."""
        return self

    def to(self: Self, *args: Any, **kwargs: Any) -> Self:
        """All floating tensors in another dtype (or that of a given tensor); itself on the device "cpu".

        Raises DtypeError (TypeError) for a dtype that is no floating one, TensorError (RuntimeError) and
        DeviceError (AssertionError) for other devices.
        """
        dtype, device = kwargs.get("dtype"), kwargs.get("device")
        for given in (*args, kwargs.get("tensor")):
            if isinstance(given, Tensor):
                dtype = given.dtype
            elif isinstance(given, dtype_kind):
                dtype = given
            elif isinstance(given, str | Device):
                device = given
            elif isinstance(given, int) and not isinstance(given, bool):
                raise TensorError("Cannot access accelerator device when none is available.")
        if dtype is not None and not dtype.is_floating_point:
            raise DtypeError(
                f"nn.Module.to only accepts floating point or complex dtypes, but got desired dtype={dtype!r}"
            )
        if device is not None:
            name = Device(device).type if isinstance(device, str) else device.type
            if name == "cuda":
                return self._apply(_refuse)
        return self if dtype is None else self._in_dtype(dtype)


def _refuse(tensor: Tensor) -> Tensor:
    raise DeviceError(_NO_CUDA)
