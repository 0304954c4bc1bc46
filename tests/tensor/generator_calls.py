"""Sequences of draws from one seed each, and how to do them with PyTorch or with this package."""

from __future__ import annotations

import json
import warnings
from pathlib import Path
from typing import Any

FIGURES = Path(__file__).with_name("generator_figures.json")

SIZES = (1, 3, 15, 16, 17, 31, 32, 33, 100, 1000, 10000)
SHAPES = ((), (0, 3), (3, 5), (4, 2, 3), (5, 1, 4))
FLOATS = ("float32", "float64", "float16")
WHOLE = ("uint8", "int8", "int16", "int32", "int64", "bool")
SEEDS = (0, 1, 42, -3, 2**32 + 5, 12345678901234)

# A draw: what is called, its positional arguments and its keywords. A name that ends with _ is called on a tensor of
# zeros, of which "of" says shape, dtype and whether it is transposed; {"chances": …} stands for a tensor.
Draw = tuple[str, list[Any], dict[str, Any]]


def _methods(shape: tuple[int, ...], dtype: str, transposed: bool = False) -> list[Draw]:
    of = {"of": [list(shape), dtype, transposed]}
    return [
        ("uniform_", [-1.37, 2.91], of),
        ("normal_", [0.3, 1.7], of),
        ("random_", [], of),
        ("random_", [-3, 40], of),
        ("bernoulli_", [0.3], of),
        ("exponential_", [1.7], of),
        ("log_normal_", [0.3, 0.7], of),
        ("cauchy_", [0.3, 0.7], of),
        ("geometric_", [0.3], of),
    ]


def _made(shape: tuple[int, ...], dtype: str) -> list[Draw]:
    size, typed = list(shape), {"dtype": dtype}
    return [("rand", [size], typed), ("randn", [size], typed), ("randint", [-5, 10, size], typed)]


def sequences() -> list[dict[str, Any]]:
    """Every sequence of draws that has figures."""
    found: list[list[Draw]] = [_made((size,), dtype) for dtype in FLOATS for size in SIZES]
    found += [_made(shape, dtype) for dtype in ("float32", "float64") for shape in SHAPES]
    found += [_methods((size,), dtype) for dtype in FLOATS for size in (1, 15, 16, 17, 100)]
    found += [_methods(shape, dtype, transposed=True) for dtype in FLOATS for shape in ((3, 4), (5, 7))]
    found += [[("randperm", [size], {}) for size in (0, 1, 2, 10, 700)]]
    found += [[("randint", [low, high, [6]], {})] for low, high in RANGES]
    for dtype in WHOLE:
        of = {"of": [[5], dtype, False]}
        found.append([("random_", [], of), ("random_", [2], of), ("bernoulli_", [0.4], of)])
    found.append([("randn", [[size]], {"dtype": dtype}) for size in (3, 4, 17, 1, 2, 15) for dtype in FLOATS])
    weights = [0.1, 0.4, 0.0, 0.3, 0.2]
    for dtype in ("float32", "float64"):
        chances = {"chances": [weights, dtype]}
        found.append([("bernoulli", [chances], {}), ("bernoulli_", [chances], {"of": [[2, 5], "int64", False]})])
        found.append([("multinomial", [chances, *how], {}) for how in ((1, False), (4, False), (9, True))])
        found.append([("normal", around, {}) for around in ([chances, chances], [1.5, chances], [chances, 2.0])])
        rates = {"chances": [[0.0, 1.0, 5.0, 9.9, 10.0, 30.0, 1000.0], dtype]}
        found.append([("poisson", [rates], {}), ("poisson", [rates], {})])
        found.append([("rand_like", [chances], {}), ("randn_like", [chances], {}), ("randint_like", [chances, 3], {})])
    found += [[draw] for draw in REFUSED]
    return [{"seed": SEEDS[at % len(SEEDS)], "draws": draws} for at, draws in enumerate(found)]


RANGES = ((0, 2), (-5, 2**28 - 6), (-5, 2**28 - 5), (0, 2**32), (-(2**62), 2**62), (-(2**63), 2**63 - 1))

REFUSED: list[Draw] = [
    ("rand", [[2]], {"dtype": "int64"}),
    ("randn", [[2]], {"dtype": "int64"}),
    ("rand", [-1], {}),
    ("rand", [2.5], {}),
    ("rand", [], {}),
    ("randint", [5, 5, [2]], {}),
    ("randint", [0, 300, [2]], {"dtype": "uint8"}),
    ("randint", [2.5, [2]], {}),
    ("randint", [0, 2**63, [2]], {}),
    ("randperm", [-1], {}),
    ("randperm", [2.5], {}),
    ("normal", [2, 3], {}),
    ("normal", [0, -1, [2]], {}),
    ("bernoulli", [{"chances": [[1.5], "float32"]}], {}),
    ("bernoulli", [{"chances": [[1.0], "int64"]}], {}),
    ("multinomial", [{"chances": [[0.5, 0.5], "float32"]}, 3], {}),
    ("multinomial", [{"chances": [[0.0, 0.0], "float32"]}, 1], {}),
    ("multinomial", [{"chances": [[0.5, -0.5], "float32"]}, 1], {}),
    ("poisson", [{"chances": [[-1.0], "float32"]}], {}),
    ("uniform_", [1, 0], {"of": [[2], "float32", False]}),
    ("uniform_", [], {"of": [[2], "int64", False]}),
    ("normal_", [0, -1], {"of": [[2], "float32", False]}),
    ("random_", [5, 2], {"of": [[2], "float32", False]}),
    ("bernoulli_", [2.0], {"of": [[2], "float32", False]}),
    ("exponential_", [0.0], {"of": [[2], "float32", False]}),
    ("log_normal_", [0.0, 0.0], {"of": [[2], "float32", False]}),
    ("cauchy_", [0.0, 0.0], {"of": [[2], "float32", False]}),
    ("geometric_", [1.0], {"of": [[2], "float32", False]}),
]


def drawn(torch: Any, draw: Any) -> dict[str, Any]:
    """What a draw gives: dtype, shape and numbers (of large tensors the ends alone), or the error."""
    name, given, named = draw
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            result = _call(torch, name, [_argument(torch, each) for each in given], dict(named))
        except Exception as error:
            kinds = [kind.__name__ for kind in type(error).__mro__ if kind.__module__ == "builtins"]
            return {"error": kinds[0], "says": str(error)[:160]}
    numbers = result.reshape(-1).tolist()
    kept = numbers if len(numbers) <= 40 else [*numbers[:6], *numbers[-18:]]
    return {"dtype": str(result.dtype), "shape": list(result.shape), "numbers": kept}


def _argument(torch: Any, given: Any) -> Any:
    if isinstance(given, dict):
        numbers, dtype = given["chances"]
        return torch.tensor(numbers).to(getattr(torch, dtype))
    return given


def _call(torch: Any, name: str, given: list[Any], named: dict[str, Any]) -> Any:
    if "dtype" in named:
        named["dtype"] = getattr(torch, named["dtype"])
    if not name.endswith("_"):
        return getattr(torch, name)(*given, **named)
    shape, dtype, transposed = named.pop("of")
    tensor = torch.zeros(*shape, dtype=getattr(torch, dtype))
    return getattr(tensor.t() if transposed else tensor, name)(*given, **named)


def figures() -> list[dict[str, Any]]:
    """The stored sequences with what PyTorch gave."""
    stored: list[dict[str, Any]] = json.loads(FIGURES.read_text())
    return stored
