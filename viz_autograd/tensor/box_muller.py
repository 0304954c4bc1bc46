"""Normal numbers out of uniform ones, as PyTorch's CPU makes them by the Box-Muller transform.

Single precision needs the logarithm, sine and cosine to the last bit, which no libm promises. PyTorch takes them from
the polynomials of Cephes (S. Moshier, logf.c and sinf.c), with a multiplication and the addition after it rounded once.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]

_single = np.float32
_LOG = [
    _single(p)
    for p in (
        7.0376836292e-2,
        -1.1514610310e-1,
        1.1676998740e-1,
        -1.2420140846e-1,
        1.4249322787e-1,
        -1.6668057665e-1,
        2.0000714765e-1,
        -2.4999993993e-1,
        3.3333331174e-1,
    )
]
# ln 2 and π/4 in parts, so that subtracting a multiple loses nothing.
_LN2_HIGH, _LN2_LOW = _single(0.693359375), _single(-2.12194440e-4)
_QUARTERS = [_single(p) for p in (-0.78515625, -2.4187564849853515625e-4, -3.77489497744594108e-8)]
_SIN = [_single(p) for p in (-1.9515295891e-4, 8.3321608736e-3, -1.6666654611e-1)]
_COS = [_single(p) for p in (2.443315711809948e-5, -1.388731625493765e-3, 4.166664568298827e-2)]
_SQRT_HALF, _HALF, _ONE = _single(0.707106781186547524), _single(0.5), _single(1)


@np.errstate(all="ignore")
def multiply_add(a: Array, b: Any, c: Any) -> Array:
    """a·b + c with one rounding, as processors do it; a is an array of float32 or float64, which the result has too."""
    if a.dtype == np.float32:
        # The product of two float32 is exact in float64.
        exact = np.multiply(a, b, dtype=np.float64)
        exact += c
        rounded: Array = exact.astype(np.float32)
        return rounded
    # What the product and the sum lose is known exactly (Dekker 1971), and is added at the end.
    product = a * b
    (a_high, a_low), (b_high, b_low) = _halves(a), _halves(b)
    lost = a_low * b_low - (((product - a_high * b_high) - a_low * b_high) - a_high * b_low)
    total = product + c
    part = total - product
    lost = lost + ((product - (total - part)) + (c - part))
    corrected: Array = np.where(np.isfinite(lost), total + lost, total)
    return corrected


def _halves(number: Any) -> tuple[Any, Any]:
    """A float64 as a sum of two whose products are exact (Veltkamp)."""
    scaled = number * 134217729.0
    high = scaled - (scaled - number)
    return high, number - high


def _log(x: Array) -> Array:
    """The logarithm of positive float32."""
    mantissa, exponent = np.frexp(x)
    small = mantissa < _SQRT_HALF
    power = (exponent - small).astype(np.float32)
    m = np.where(small, mantissa + mantissa, mantissa) - _ONE
    square = m * m
    y = np.full_like(m, _LOG[0])
    for p in _LOG[1:]:
        y = multiply_add(y, m, p)
    y = multiply_add(y * m, square, power * _LN2_LOW)
    y = multiply_add(-square, _HALF, y)
    return multiply_add(power, _LN2_HIGH, m + y)


def _sin_cos(x: Array) -> tuple[Array, Array]:
    """Sine and cosine of float32 that are not negative and not large."""
    octant = ((x * _single(4 / math.pi)).astype(np.int32) + 1) & ~1
    turns = octant.astype(np.float32)
    for part in _QUARTERS:
        x = multiply_add(turns, part, x)
    square = x * x
    c = np.full_like(square, _COS[0])
    for p in _COS[1:]:
        c = multiply_add(c, square, p)
    c = multiply_add(c * square, square, square * -_HALF) + _ONE
    s = np.full_like(square, _SIN[0])
    for p in _SIN[1:]:
        s = multiply_add(s, square, p)
    s = multiply_add(s * square, x, x)
    swapped = (octant & 2) != 0
    sine, cosine = np.where(swapped, c, s), np.where(swapped, s, c)
    return np.where((octant & 4) != 0, -sine, sine), np.where(((octant - 2) & 4) == 0, -cosine, cosine)


def exactly(function: Callable[[float], float], numbers: Array) -> Array:
    """The C library's own function of float64, which numpy's may miss by a bit."""
    return np.fromiter(map(function, numbers.ravel().tolist()), np.float64, numbers.size).reshape(numbers.shape)


def normal_from_uniform(uniform: Array) -> Array:
    """N × 16 uniform numbers from [0, 1), float32 or float64, as n × 16 normal ones.

    The first eight of a row give the radii, the last eight the angles.
    """
    first, second = uniform[:, :8], uniform[:, 8:]
    made = np.empty_like(uniform)
    if uniform.dtype == np.float32:
        radius = np.sqrt(_single(-2) * _log(_ONE - first))
        sine, cosine = _sin_cos(_single(2 * math.pi) * second)
    else:
        radius = np.sqrt(-2.0 * exactly(math.log, 1.0 - first))
        angle = 2.0 * math.pi * second
        sine, cosine = exactly(math.sin, angle), exactly(math.cos, angle)
    np.multiply(radius, cosine, out=made[:, :8])
    np.multiply(radius, sine, out=made[:, 8:])
    return made
