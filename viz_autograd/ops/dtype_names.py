"""What PyTorch's messages call a dtype."""

from __future__ import annotations

from typing import Any

import numpy as np

SCALAR_NAMES = {
    "float16": "Half",
    "float32": "Float",
    "float64": "Double",
    "int8": "Char",
    "int16": "Short",
    "int32": "Int",
    "int64": "Long",
    "uint8": "Byte",
    "bool": "Bool",
}
"""As in "Expected a floating point or complex tensor as input. Got Long"."""

C_NAMES = {
    "float16": "c10::Half",
    "float32": "float",
    "float64": "double",
    "int8": "signed char",
    "int16": "short int",
    "int32": "int",
    "int64": "long int",
    "uint8": "unsigned char",
    "bool": "bool",
}
"""As in "expected m1 and m2 to have the same dtype, but got: double != float"."""


def scalar_name(dtype: np.dtype[Any]) -> str:
    """As messages tell it: Float, Double, Long."""
    return SCALAR_NAMES.get(dtype.name, dtype.name)


def c_name(dtype: np.dtype[Any]) -> str:
    """As C calls it: float, double, long int."""
    return C_NAMES.get(dtype.name, dtype.name)
