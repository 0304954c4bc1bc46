"""torch.special: functions of mathematics under the names that they have there."""

from __future__ import annotations

from typing import Any

from viz_autograd.tensor.names import NAMES

_ELSEWHERE = {"expit": "sigmoid", "gammaln": "lgamma", "psi": "digamma", "multigammaln": "mvlgamma"}
_SAME = [
    "digamma",
    "entr",
    "erf",
    "erfc",
    "erfinv",
    "exp2",
    "expm1",
    "i0",
    "log1p",
    "log_softmax",
    "logit",
    "logsumexp",
    "polygamma",
    "round",
    "sinc",
    "softmax",
    "xlogy",
]

__all__ = sorted(name for name in (*_SAME, *_ELSEWHERE) if _ELSEWHERE.get(name, name) in NAMES)


def __getattr__(name: str) -> Any:
    """The function of that name. Raises AttributeError."""
    if name in __all__:
        return NAMES[_ELSEWHERE.get(name, name)]
    raise AttributeError(f"torch.special.{name} is not part of viz_autograd")
