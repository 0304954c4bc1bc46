"""What all functions that make tensors take besides: dtype, device, requires_grad, out and the like."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from viz_autograd.errors import DtypeError, TensorError
from viz_autograd.ops.dtype_names import scalar_name
from viz_autograd.tensor.device import Layout, on_cpu
from viz_autograd.tensor.dtypes import as_dtype, from_numpy_dtype
from viz_autograd.tensor.refusals import kind_of, refused
from viz_autograd.tensor.tensor import Tensor

PLAIN = frozenset({"dtype", "layout", "device", "pin_memory", "requires_grad"})
WITH_OUT = PLAIN | {"out"}
LIKE = PLAIN | {"memory_format"}
TAIL = (
    "*, Tensor out = None, torch.dtype dtype = None, torch.layout layout = None, torch.device device = None, "
    "bool pin_memory = False, bool requires_grad = False)"
)


def check(
    name: str, settings: Mapping[str, Any], known: frozenset[str] = PLAIN, given: tuple[Any, ...] = (), *forms: str
) -> np.dtype[Any] | None:
    """The numpy dtype that the settings ask for, None when they leave it open.

    Raises DtypeError in PyTorch's words for unknown settings (of a function with several `forms` it lists them, after
    what was `given`) and for those of the wrong type, and what `on_cpu` raises.
    """
    if not settings:
        return None
    for key in settings:
        if key not in known:
            if forms:
                refused(name, given, settings, *forms)
            raise DtypeError(f"{name}() got an unexpected keyword argument '{key}'")
    dtype = settings.get("dtype")
    wanted = None
    if dtype is not None:
        if forms and not hasattr(dtype, "is_floating_point") and not isinstance(dtype, type):
            refused(name, given, settings, *forms)
        wanted = as_dtype(dtype, name).numpy
    on_cpu(settings.get("device"), name)
    layout = settings.get("layout")
    if layout is not None and not isinstance(layout, Layout) and layout != "torch.strided":
        raise DtypeError(f"{name}(): argument 'layout' must be torch.layout, not {kind_of(layout)}")
    for key in ("requires_grad", "pin_memory"):
        flag = settings.get(key, False)
        if not isinstance(flag, bool):
            raise DtypeError(f"{name}(): argument '{key}' must be bool, not {kind_of(flag)}")
    if settings.get("pin_memory"):
        raise TensorError(
            "pin_memory=True requires a CUDA or other accelerator backend; no pinned memory allocator is available on "
            "this system."
        )
    out = settings.get("out")
    if out is not None:
        if not isinstance(out, Tensor):
            raise DtypeError(f"{name}(): argument 'out' must be Tensor, not {kind_of(out)}")
        if wanted is not None and wanted != out._array.dtype:
            asked, has = (scalar_name(each) for each in (wanted, out._array.dtype))
            raise TensorError(f"dtype {asked} does not match dtype of out parameter ({has})")
        wanted = out._array.dtype
    return wanted


def made(array: npt.NDArray[Any], settings: Mapping[str, Any], name: str = "tensor") -> Tensor:
    """The tensor over this array, or `out` holding its numbers; a leaf that requires a gradient when asked to.

    Raises TensorError for integers that should require one.
    """
    out = settings.get("out") if settings else None
    tensor = Tensor._of(array) if out is None else _into(out, array, name)
    if settings and settings.get("requires_grad"):
        if not from_numpy_dtype(tensor._array.dtype).is_floating_point:
            raise TensorError("Only Tensors of floating point and complex dtype can require gradients")
        tensor._requires_grad = True
    return tensor


def _into(out: Tensor, array: npt.NDArray[Any], name: str) -> Tensor:
    if out._requires_grad:
        raise TensorError(
            f"{name}(): functions with out=... arguments don't support automatic differentiation, but one of the "
            "arguments requires grad."
        )
    if out._array.shape == array.shape:
        np.copyto(out._array, array, casting="unsafe")
    else:
        out._array = array.astype(out._array.dtype)
    out._bump()
    return out
