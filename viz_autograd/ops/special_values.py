"""The special functions' values: of numpy scalars and arrays, in their dtype, computed in double precision."""

from __future__ import annotations

import math
from typing import Any, cast

import numpy as np

from viz_autograd.ops.op import Array

# From here on the asymptotic series below are exact to double precision.
_FAR = 16.0

# Bernoulli's numbers B₂, B₄ …, over which the series run (Abramowitz and Stegun, table 23.2).
_BERNOULLI = (1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730, 7 / 6, -3617 / 510, 43867 / 798)


def _each(function: Any, a: Array) -> Array:
    """A function of Python's floats, done to every element."""
    if isinstance(a, np.generic):
        return cast(Array, a.dtype.type(function(float(a))))
    numbers = np.fromiter(map(function, a.ravel().tolist()), np.float64, math.prod(a.shape))
    return numbers.reshape(a.shape).astype(a.dtype)


def erf(a: Array) -> Array:
    """The error function."""
    return _each(math.erf, a)


def erfc(a: Array) -> Array:
    """1 − erf(a), exact in the upper tail too."""
    return _each(math.erfc, a)


def lgamma(a: Array) -> Array:
    """The logarithm of |Γ(a)|; +inf at zero and the negative integers."""
    return _each(_lgamma, a)


def _lgamma(number: float) -> float:
    try:
        return math.lgamma(number)
    except (ValueError, OverflowError):
        return math.inf


def erfinv(a: Array) -> Array:
    """The inverse of erf: ±inf at ±1, NaN outside.

    Halley's iteration from Winitzki's approximation ("A handy approximation for the error function", 2008); in the
    upper half on erfc, whose argument 1 − |a| is exact.
    """
    y = np.abs(np.asarray(a, np.float64))
    with np.errstate(all="ignore"):
        low = np.log1p(-y * y) / 2
        middle = 2 / (math.pi * 0.147) + low
        x = np.sqrt(np.maximum(np.sqrt(middle * middle - 2 * low / 0.147) - middle, 0.0))
        for _ in range(4):
            miss = np.where(y > 0.5, (1 - y) - erfc(x), erf(x) - y)
            step = miss * np.exp(x * x) * (math.sqrt(math.pi) / 2)
            x = x - step / (1 + x * step)
        x = np.where(y < 1, x, np.where(y == 1, np.inf, np.nan))
    return _like(np.copysign(x, a), a)


def digamma(a: Array) -> Array:
    """The derivative of ln Γ: ∓inf at ±0, NaN at the negative integers.

    Reflection (Abramowitz and Stegun 6.3.7), recurrence (6.3.5) and the asymptotic series (6.3.18).
    """
    x = np.asarray(a, np.float64)
    with np.errstate(all="ignore"):
        reflected = x < 0
        fraction = np.fmod(x, 1.0)
        turn = np.where(fraction == 0, np.nan, math.pi / np.tan(math.pi * fraction))
        value = _digamma_of_positive(np.where(reflected, 1 - x, x))
        value = np.where(reflected, value - turn, value)
    return _like(np.where(x == 0, np.copysign(np.inf, -x), value), a)


def _digamma_of_positive(x: Any) -> Any:
    shift = np.zeros_like(x)
    near = x < _FAR
    while near.any():
        shift = shift - np.where(near, 1 / x, 0.0)
        x = np.where(near, x + 1, x)
        near = x < _FAR
    square = 1 / (x * x)
    series = np.zeros_like(x)
    for k in range(len(_BERNOULLI), 0, -1):
        series = (series + _BERNOULLI[k - 1] / (2 * k)) * square
    return np.where(np.isposinf(x), np.inf, np.log(x) - 0.5 / x - series + shift)


def trigamma(a: Array) -> Array:
    """The derivative of digamma."""
    return polygamma(a, 1)


def polygamma(a: Array, n: int) -> Array:
    """The n-th derivative of digamma, n ≥ 0; trigamma by reflection left of ½, the others where the sum goes there."""
    if n == 0:
        return digamma(a)
    x = np.asarray(a, np.float64)
    with np.errstate(all="ignore"):
        if n == 1:
            left = x < 0.5
            sine = np.sin(math.pi * x)
            right = _zeta(2, np.where(left, 1 - x, x))
            value = np.where(left, (math.pi / sine) ** 2 - right, right)
        else:
            pole = (x <= 0) & (np.floor(x) == x)
            value = (-1.0) ** (n + 1) * math.gamma(n + 1) * np.where(pole, np.inf, _zeta(n + 1, x))
    return _like(value, a)


def _zeta(s: int, q: Any) -> Any:
    """Hurwitz's zeta function Σ (q + k)⁻ˢ by Euler and Maclaurin's formula (Abramowitz and Stegun 23.2 and 23.1.30)."""
    total = np.zeros_like(q)
    near = (q < _FAR) & (q > -1e4)
    while near.any():
        total = total + np.where(near, q**-s, 0.0)
        q = np.where(near, q + 1, q)
        near = (q < _FAR) & (q > -1e4)
    total = total + q ** (1 - s) / (s - 1) + q**-s / 2
    term = s * q ** (-s - 1) / 2
    for k, number in enumerate(_BERNOULLI, 1):
        total = total + number * term
        term = term * (s + 2 * k - 1) * (s + 2 * k) / ((2 * k + 1) * (2 * k + 2)) / (q * q)
    return total


def _like(value: Any, a: Array) -> Array:
    """A result in the dtype of `a`, a numpy scalar where that is one."""
    typed = np.asarray(value).astype(a.dtype)
    return cast(Array, typed[()] if isinstance(a, np.generic) else typed)
