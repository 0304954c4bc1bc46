"""AdamW (Loshchilov & Hutter, 2019): Adam whose weight decay shrinks the parameter itself, not the gradient."""

from __future__ import annotations

from viz_autograd.updates.adam import adam, begin, flatten
from viz_autograd.updates.update import Update

__all__ = ["ADAMW"]

ADAMW = Update(
    name="AdamW",
    defaults={
        "lr": 1e-3,
        "betas": (0.9, 0.999),
        "eps": 1e-8,
        "weight_decay": 1e-2,
        "amsgrad": False,
        "maximize": False,
        "decoupled_weight_decay": True,
    },
    counters=("step",),
    arrays=("exp_avg", "exp_avg_sq", "max_exp_avg_sq"),
    begin=begin,
    flatten=flatten,
    advance=adam,
)
