"""Where tensors are: the CPU. And the marks of how they lie in memory there."""

from __future__ import annotations

from typing import Any, NoReturn

from viz_autograd.errors import DeviceError, DtypeError, TensorError

_TYPES = (
    "cpu, cuda, ipu, xpu, mkldnn, opengl, opencl, ideep, hip, ve, fpga, maia, xla, lazy, vulkan, mps, meta, hpu, mtia, "
    "privateuseone"
)
_NO_ACCELERATOR = "Cannot access accelerator device when none is available."
_FORMS = " * (torch.device device)\n * (str type, int index = -1)\n"


class Device:
    """torch.device: a kind of device, and which one. Tensors live on the CPU alone."""

    __slots__ = ("index", "type")

    type: str
    index: int | None

    def __init__(self, *given: Any, type: Any = None, index: Any = None) -> None:
        """From a name ("cpu", "cuda:0"), a name and an index, or another device.

        Raises TensorError for names that no device has, DtypeError for other arguments.
        """
        kind: Any = given[0] if given else type
        if len(given) > 1:
            index = given[1]
        if len(given) > 2 or not isinstance(kind, str | Device | int):
            kinds = ", ".join(each.__class__.__name__ for each in given)
            raise DtypeError(
                f"device() received an invalid combination of arguments - got ({kinds}), but expected one of:\n{_FORMS}"
            )
        if isinstance(kind, Device):
            self.type, self.index = kind.type, kind.index
            return
        if isinstance(kind, int):
            raise TensorError(_NO_ACCELERATOR)
        if index is not None and (isinstance(index, bool) or not isinstance(index, int)):
            raise DtypeError(f"device(): argument 'index' (position 2) must be int, not {index.__class__.__name__}")
        self.type, self.index = _parsed(kind)
        if index is not None:
            if self.index is not None:
                raise TensorError(
                    f"type (string) must not include an index because index was passed explicitly: {kind}"
                )
            if index < 0:
                raise TensorError("Device index must not be negative")
            self.index = index

    def __repr__(self) -> str:
        at = "" if self.index is None else f", index={self.index}"
        return f"device(type='{self.type}'{at})"

    def __str__(self) -> str:
        return self.type if self.index is None else f"{self.type}:{self.index}"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Device) and (self.type, self.index) == (other.type, other.index)

    def __hash__(self) -> int:
        return hash((self.type, self.index))

    def __getattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"'torch.device' object has no attribute '{name}'")

    def __reduce__(self) -> Any:
        return _again, (str(self),)


Device.__name__ = Device.__qualname__ = "device"
Device.__module__ = "torch"


def _again(name: str) -> Device:
    return Device(name)


def _parsed(name: str) -> tuple[str, int | None]:
    if not name:
        raise TensorError("Device string must not be empty")
    kind, colon, number = name.partition(":")
    if not colon:
        index = None
    elif number.isascii() and number.isdecimal() and (number == "0" or not number.startswith("0")):
        index = int(number)
    else:
        raise TensorError(f"Invalid device string: '{name}'")
    if kind not in _TYPES.split(", "):
        raise TensorError(f"Expected one of {_TYPES} device type at start of device string: {kind}")
    return kind, index


CPU = Device("cpu")


def on_cpu(device: Any, name: str = "tensor") -> None:
    """Raise what PyTorch without other devices raises for one that is not the CPU.

    That is DeviceError or TensorError; DtypeError for what is no device, with the name of the function.
    """
    if device is None:
        return
    if isinstance(device, int) and not isinstance(device, bool):
        raise TensorError(_NO_ACCELERATOR)
    if not isinstance(device, str | Device):
        raise DtypeError(f"{name}(): argument 'device' must be torch.device, not {device.__class__.__name__}")
    wanted = Device(device)
    if wanted.type == "cpu":
        return
    if wanted.type in ("cuda", "xpu"):
        raise DeviceError(f"Torch not compiled with {wanted.type.upper()} enabled")
    if wanted.type == "mps":
        raise TensorError("PyTorch is not linked with support for mps devices")
    raise TensorError(f"there is no device {wanted} here: tensors are on the CPU")


def get_default_device() -> Device:
    """Where new tensors are: the CPU."""
    return CPU


def set_default_device(device: Any) -> None:
    """Take the CPU. Raises what `on_cpu` raises for another device."""
    on_cpu(device, "set_default_device")


class Mark:
    """A way to lie in memory, such as torch.strided: there is one object of each, and it only has a name."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return f"torch.{self.name}"

    def __reduce__(self) -> Any:
        return _mark, (self.name,)


class Layout(Mark):
    """torch.layout; all tensors are strided."""

    __slots__ = ()


class MemoryFormat(Mark):
    """torch.memory_format."""

    __slots__ = ()


Layout.__name__ = Layout.__qualname__ = "layout"
MemoryFormat.__name__ = MemoryFormat.__qualname__ = "memory_format"
Layout.__module__ = MemoryFormat.__module__ = "torch"

strided = Layout("strided")
contiguous_format = MemoryFormat("contiguous_format")
preserve_format = MemoryFormat("preserve_format")
_MARKS = {each.name: each for each in (strided, contiguous_format, preserve_format)}


def _mark(name: str) -> Mark:
    return _MARKS[name]


__all__ = ["contiguous_format", "get_default_device", "preserve_format", "set_default_device", "strided"]
