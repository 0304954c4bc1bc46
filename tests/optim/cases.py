"""The settings with which each optimizer is compared with PyTorch; used by the tests and by what makes the figures."""

from __future__ import annotations

from pathlib import Path
from typing import Any

FIGURES = Path(__file__).with_name("torch_figures.json")

START = (-1.2, 1.0)
STEPS = 100

CASES: dict[str, list[dict[str, Any]]] = {
    "SGD": [
        {"lr": 1e-3},
        {"lr": 1e-3, "momentum": 0.9},
        {"lr": 1e-3, "momentum": 0.9, "nesterov": True},
        {"lr": 1e-3, "momentum": 0.5, "dampening": 0.3},
        {"lr": 1e-3, "weight_decay": 0.1},
        {"lr": 1e-3, "momentum": 0.5, "nesterov": True, "weight_decay": 0.1},
        {"lr": 1e-6, "momentum": 0.5, "maximize": True, "weight_decay": 0.01},
    ],
    "Adam": [
        {},
        {"lr": 0.05},
        {"lr": 0.05, "betas": (0.4, 0.7)},
        {"lr": 0.05, "eps": 0.1},
        {"lr": 0.05, "amsgrad": True, "betas": (0.9, 0.5)},
        {"lr": 0.05, "weight_decay": 0.1},
        {"lr": 0.05, "weight_decay": 0.1, "amsgrad": True, "maximize": True},
        {"lr": 0.05, "weight_decay": 0.1, "decoupled_weight_decay": True},
    ],
    "AdamW": [
        {},
        {"lr": 0.05},
        {"lr": 0.05, "weight_decay": 0.3, "amsgrad": True},
        {"lr": 0.05, "weight_decay": 0.0, "betas": (0.5, 0.9)},
        {"lr": 0.05, "maximize": True},
    ],
    "NAdam": [
        {},
        {"lr": 0.05},
        {"lr": 0.05, "betas": (0.4, 0.9), "momentum_decay": 0.1},
        {"lr": 0.05, "weight_decay": 0.1},
        {"lr": 0.05, "weight_decay": 0.1, "decoupled_weight_decay": True},
        {"lr": 0.05, "maximize": True, "eps": 0.01},
    ],
    "RAdam": [
        {},
        {"lr": 3e-3},
        {"lr": 2e-3, "betas": (0.5, 0.9)},
        {"lr": 1e-3, "weight_decay": 0.1},
        {"lr": 1e-3, "weight_decay": 0.1, "decoupled_weight_decay": True, "eps": 0.01},
        {"lr": 1e-5, "maximize": True},
    ],
    "Adagrad": [
        {},
        {"lr": 0.1},
        {"lr": 0.1, "lr_decay": 0.01},
        {"lr": 0.1, "weight_decay": 0.1, "initial_accumulator_value": 0.5},
        {"lr": 0.1, "eps": 0.1, "maximize": True},
    ],
    "Adadelta": [
        {},
        {"lr": 0.1},
        {"rho": 0.5, "eps": 1e-3},
        {"weight_decay": 0.1},
        {"maximize": True},
    ],
    "Adamax": [
        {},
        {"lr": 0.05},
        {"lr": 0.02, "betas": (0.6, 0.9), "eps": 0.1},
        {"lr": 0.05, "weight_decay": 0.1},
        {"lr": 0.05, "maximize": True},
    ],
    "RMSprop": [
        {},
        {"lr": 1e-3},
        {"lr": 1e-3, "alpha": 0.5, "eps": 0.01},
        {"lr": 1e-3, "centered": True},
        {"lr": 1e-3, "momentum": 0.9},
        {"lr": 1e-3, "momentum": 0.5, "centered": True, "weight_decay": 0.1},
        {"lr": 1e-3, "maximize": True},
    ],
    "Rprop": [
        {},
        {"lr": 0.1},
        {"etas": (0.3, 1.5), "step_sizes": (1e-3, 0.05)},
        {"maximize": True},
    ],
    "ASGD": [
        {"lr": 1e-3},
        {"lr": 1e-3, "lambd": 0.1, "alpha": 0.5},
        {"lr": 1e-3, "t0": 10},
        {"lr": 1e-3, "t0": 10, "weight_decay": 0.1, "lambd": 0.01},
        {"lr": 1e-6, "maximize": True},
    ],
}

LBFGS_CASES: list[dict[str, Any]] = [
    {},
    {"lr": 0.1},
    {"lr": 0.5, "history_size": 3, "max_iter": 4},
    {"line_search_fn": "strong_wolfe"},
    {"line_search_fn": "strong_wolfe", "max_iter": 3, "history_size": 2},
    {"line_search_fn": "strong_wolfe", "lr": 0.01, "max_eval": 6},
]
LBFGS_STEPS = 5
