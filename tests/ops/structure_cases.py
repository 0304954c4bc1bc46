"""What the tests of the structural ops and PyTorch's figures for them are both made from."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

FIGURES = Path(__file__).with_name("structure_figures.json")

INF, NAN = math.inf, math.nan

# Where a gradient may differ by more than rounding between two right answers, it is not compared.
Numbers = Any


class Case(NamedTuple):
    """Inputs (nested lists, None for an optional port, or a shape as a tuple) and attributes for an op."""

    op: str
    inputs: tuple[Any, ...]
    attributes: dict[str, Any]


def numbers_of(given: Any, at: int = 0) -> Any:
    """An input as an array: of whole numbers and truth values as they are, of others in float64."""
    if given is None:
        return None
    if isinstance(given, tuple):
        size = math.prod(given)
        # All different, of both signs, none of them 0.
        return (((np.arange(size) * 7 + 3 * at + 1) % (2 * size + 5) - size - 0.25) / 4.0).reshape(given)
    array = np.asarray(given)
    return array if array.dtype.kind in "ib" and array.size else array.astype(np.float64)


def cases() -> Iterator[Case]:
    """Every op at ranks 0 to 4, at nothing, at ties and at numbers that are none."""
    for op, inputs, attributes in _listed():
        yield Case(op, inputs, attributes)


_RANKS: list[tuple[int, ...]] = [(), (1,), (4,), (2, 3), (1, 3), (2, 3, 2), (2, 1, 2, 3), (0,), (0, 3), (2, 0)]
_TIES: list[Any] = [
    [2.0, 1.0, 2.0, 1.0],
    [3.0, 3.0, 3.0],
    [[2.0, 2.0, 1.0], [2.0, 0.5, 1.0]],
    [0.0, -0.0, 0.0],
]
_STRANGE: list[Any] = [[1.0, NAN, 3.0], [INF, 1.0, -INF], [[NAN, 1.0], [2.0, NAN]], [-INF, -INF], [INF, 2.0]]
_ZEROS: list[Any] = [[2.0, 0.0, 3.0], [0.0, 0.0, 3.0], [[0.0, 2.0], [3.0, 0.0]], 0.0, [INF, 0.0, 2.0]]


def _listed() -> Iterator[tuple[str, tuple[Any, ...], dict[str, Any]]]:
    yield from _reductions()
    yield from _along()
    yield from _shapes()
    yield from _joined()
    yield from _picked()
    yield from _products()
    yield from _normalised()


def _reductions() -> Iterator[tuple[str, tuple[Any, ...], dict[str, Any]]]:
    everywhere: list[Any] = [*_RANKS, *_TIES, *_STRANGE, *_ZEROS]
    for op in ("sum", "mean", "nansum", "amax", "amin", "var", "std", "norm", "logsumexp", "prod"):
        for a in everywhere:
            rank = np.ndim(numbers_of(a))
            dims: list[Any] = [None, *range(-rank, rank)] if rank else [None, 0, -1]
            if rank > 1 and op != "prod":
                dims += [(0, 1), (-1, 0), ()]
            if rank > 2 and op != "prod":
                dims.append((0, 2))
            for dim in dims:
                yield op, (a,), {"dim": dim}
                if dim is not None and rank == 2 and isinstance(a, tuple):
                    yield op, (a,), {"dim": dim, "keepdim": True}
    for a in [*_TIES, (2, 3), (4,), (), [1.0], [0.0, 0.0], [[0.0, 1.0], [0.0, 2.0]], *_STRANGE]:
        for p in (0.0, 0.5, 1.0, 1.5, 3.0, INF, -INF, -1.0):
            yield "norm", (a,), {"p": p}
            yield "norm", (a,), {"p": p, "dim": 0}
        for correction in (0, 1, 2, 3, 0.5):
            yield "var", (a,), {"correction": correction}
            yield "std", (a,), {"correction": correction, "dim": 0}
    for op in ("max_all", "min_all", "median", "nanmedian"):
        for a in everywhere:
            yield op, (a,), {}
    for a in ([[1, 2], [3, 4]], [True, False, True], [3, 1, 2, 2]):
        for op in ("sum", "prod", "amax", "amin", "nansum", "max_all", "min_all"):
            yield op, (a,), {}


def _along() -> Iterator[tuple[str, tuple[Any, ...], dict[str, Any]]]:
    everywhere: list[Any] = [*_RANKS, *_TIES, *_STRANGE, *_ZEROS]
    choosing = ("max_dim", "min_dim", "median_dim", "nanmedian_dim", "mode")
    for op in ("cumsum", "cumprod", "logcumsumexp", "cummax", "cummin", "sort", *choosing):
        for a in everywhere:
            rank = np.ndim(numbers_of(a))
            for dim in range(-rank, max(rank, 1)):
                yield op, (a,), {"dim": dim}
                if op in choosing and rank == 2 and isinstance(a, tuple):
                    yield op, (a,), {"dim": dim, "keepdim": True}
                if op == "sort":
                    yield op, (a,), {"dim": dim, "descending": True}
    rows: list[Any] = [*_TIES, (4,), (2, 3), (2, 3, 2), (), [1.0, 1.0, 2.0, 1.0], [1.0, NAN, 2.0, 1.0]]
    rows.append([3.0, 2.0, 3.0, 1.0, 2.0])
    rows.append([float(n % 5) for n in range(23)])
    for a in rows:
        last = np.shape(numbers_of(a))[-1] if np.ndim(numbers_of(a)) else 1
        for k in sorted({1, 2, (last + 1) // 2, last} & set(range(last + 1))):
            yield "kthvalue", (a,), {"k": k}
            yield "kthvalue", (a,), {"k": k, "keepdim": True}
            for largest in (True, False):
                yield "topk", (a,), {"k": k, "largest": largest}
        yield "topk", (a,), {"k": 1, "dim": 0}
        yield "median_dim", (a,), {"dim": -1}
        yield "mode", (a,), {"dim": -1}


def _shapes() -> Iterator[tuple[str, tuple[Any, ...], dict[str, Any]]]:
    yield from (("reshape", ((2, 3),), {"shape": shape}) for shape in [(6,), (-1,), (3, 2), (1, -1, 3), (2, 3)])
    yield from (("reshape", ((),), {"shape": shape}) for shape in [(1,), (), (1, 1)])
    yield from (("reshape", ((0, 3),), {"shape": shape}) for shape in [(0,), (-1,), (3, 0), (-1, 3)])
    yield from (("transpose", (a,), {"dim0": 0, "dim1": -1}) for a in _RANKS)
    yield "transpose", ((2, 3, 4, 1),), {"dim0": 1, "dim1": 2}
    yield from (("t", (a,), {}) for a in _RANKS if len(a) < 3)
    yield from (("permute", ((2, 3, 4),), {"dims": dims}) for dims in [(2, 0, 1), (0, 1, 2), (-1, 0, 1)])
    yield "permute", ((),), {"dims": ()}
    for dim in (None, 0, 1, -1, (0, 2), ()):
        yield "squeeze", ((1, 3, 1),), {"dim": dim}
    yield "squeeze", ((),), {"dim": None}
    yield "squeeze", ((),), {"dim": 0}
    for a in _RANKS:
        yield from (("unsqueeze", (a,), {"dim": dim}) for dim in (0, -1, len(a)))
    yield from (("expand", ((3,),), {"size": size}) for size in [(2, 3), (2, -1), (3,), (2, 2, 3), (0, 3)])
    yield from (("expand", ((2, 1),), {"size": size}) for size in [(2, 3), (-1, 3), (2, 1), (4, 2, 5)])
    yield "expand", ((),), {"size": (2, 2)}
    yield "expand", ((),), {"size": ()}
    for a in _RANKS:
        rank = len(a)
        yield "flip", (a,), {"dims": tuple(range(rank))}
        yield "roll", (a,), {"shifts": (1,), "dims": ()}
        yield "clone", (a,), {}
        if rank:
            yield "flip", (a,), {"dims": (-1,)}
            yield "roll", (a,), {"shifts": (-2,), "dims": (-1,)}
            yield "repeat", (a,), {"repeats": (2,) * rank}
            yield "repeat", (a,), {"repeats": (3, *(1,) * rank)}
        if rank > 1:
            yield "roll", (a,), {"shifts": (1, 2), "dims": (0, 1)}
            for diagonal in (-1, 0, 1, 2):
                yield "tril", (a,), {"diagonal": diagonal}
                yield "triu", (a,), {"diagonal": diagonal}
                yield "diagonal", (a,), {"offset": diagonal}
            yield "diagonal", (a,), {"dim1": -1, "dim2": 0}
    yield "repeat", ((),), {"repeats": (3,)}
    yield "repeat", ((2, 3),), {"repeats": (0, 1)}
    yield from (("diag_embed", (a,), {"offset": o, "dim1": -2, "dim2": -1}) for a in [(3,), (2, 3)] for o in (-1, 0, 2))
    yield "diag_embed", ((2, 3),), {"offset": 0, "dim1": 0, "dim2": 2}


def _joined() -> Iterator[tuple[str, tuple[Any, ...], dict[str, Any]]]:
    yield "cat", ((2, 3), (1, 3)), {}
    yield "cat", ((2, 3), (2, 1), (2, 2)), {"dim": 1}
    yield "cat", ((2, 3), (2, 3)), {"dim": -1}
    yield "cat", ((2, 3), (0,)), {}
    yield "cat", ((0, 3), (2, 3)), {}
    yield "cat", ((3,),), {}
    yield "cat", ((2, 2, 2), (2, 1, 2)), {"dim": -2}
    for dim in (0, 1, -1):
        yield "stack", ((3,), (3,), (3,)), {"dim": dim}
        yield "stack", ((2, 3), (2, 3)), {"dim": dim}
    yield "stack", ((), ()), {"dim": 0}
    yield "split", ((5, 2),), {"split_size": 2}
    yield "split", ((2, 5),), {"split_size": (1, 4), "dim": 1}
    yield "split", ((2, 5),), {"split_size": 5, "dim": -1}
    yield "split", ((0, 2),), {"split_size": 2}
    for a in _RANKS:
        if a and a[0]:
            yield "unbind", (a,), {"dim": 0}
            if a[-1]:
                yield "unbind", (a,), {"dim": -1}


def _picked() -> Iterator[tuple[str, tuple[Any, ...], dict[str, Any]]]:
    for a in [(4,), (2, 3), (2, 3, 2)]:
        for dim in range(-len(a), len(a)):
            yield "select", (a,), {"dim": dim, "index": -1}
            yield "select", (a,), {"dim": dim, "index": 0}
            yield "slice", (a,), {"dim": dim, "start": 1}
            yield "slice", (a,), {"dim": dim, "end": -1}
            yield "slice", (a,), {"dim": dim, "step": 2}
            yield "slice", (a,), {"dim": dim, "start": 2, "end": 1}
    yield "gather", ((2, 3), [[0, 1, 1]]), {"dim": 0}
    yield "gather", ((2, 3), [[0, 0, 2, 1], [2, 2, 2, 0]]), {"dim": 1}
    yield "gather", ((2, 3), [[2], [0]]), {"dim": -1}
    yield "gather", ((4,), [3, 3, 0]), {"dim": 0}
    yield "gather", ((2, 2, 2), [[[0, 1]], [[1, 1]]]), {"dim": 1}
    for op in ("scatter", "scatter_add"):
        yield op, ((2, 3), [[0, 2], [1, 0]], (2, 2)), {"dim": 1}
        yield op, ((3, 2), [[0, 2], [1, 0]], (2, 2)), {"dim": 0}
        yield op, ((4,), [3, 0], (2,)), {"dim": 0}
    yield "scatter_add", ((2, 3), [[0, 0, 0], [1, 1, 2]], (2, 3)), {"dim": 1}
    yield "scatter_value", ((2, 3), [[0, 2], [1, 1]]), {"dim": 1, "value": 5.0}
    for dim in (0, 1, -1):
        yield "index_select", ((3, 3), [2, 0, 0]), {"dim": dim}
        yield "index_add", ((3, 3), [2, 0, 0], (3, 3)), {"dim": dim}
        yield "index_add", ((3, 3), [2, 0, 0], (3, 3)), {"dim": dim, "alpha": -2.0}
        yield "index_copy", ((3, 3), [2, 0, 1], (3, 3)), {"dim": dim}
        yield "index_fill", ((3, 3), [2, 0]), {"dim": dim, "value": 1.5}
    yield "take", ((2, 3), [[0, 5], [5, -1]]), {}
    yield "take", ((4,), [1]), {}
    yield "embedding", ((4, 2), [0, 3, 3]), {}
    yield "embedding", ((4, 2), [[0, 3], [1, 3]]), {"padding_idx": 3}
    yield "embedding", ((4, 2), 2), {}
    mask = [[True, False, True], [False, True, False]]
    yield "masked_fill", ((2, 3), mask), {"value": -1.0}
    yield "masked_fill", ((3,), mask), {"value": INF}
    yield "masked_fill", ((2, 3), [True, False, False]), {"value": 0.0}
    yield "masked_fill_by", ((2, 3), mask, ()), {}
    yield "masked_select", ((2, 3), mask), {}
    yield "masked_select", ((3,), mask), {}
    yield "masked_select", ((2, 3), [False, True, True]), {}
    yield "masked_scatter", ((2, 3), mask, (4,)), {}
    yield "masked_scatter", ((3,), mask, (2, 2)), {}


def _products() -> Iterator[tuple[str, tuple[Any, ...], dict[str, Any]]]:
    yield "dot", ((3,), (3,)), {}
    yield "dot", ((0,), (0,)), {}
    yield "mv", ((2, 3), (3,)), {}
    yield "mm", ((2, 3), (3, 4)), {}
    yield "mm", ((2, 0), (0, 3)), {}
    yield "bmm", ((2, 3, 4), (2, 4, 1)), {}
    pairs: list[tuple[tuple[int, ...], tuple[int, ...]]] = [
        ((3,), (3,)),
        ((2, 3), (3,)),
        ((3,), (3, 2)),
        ((2, 3), (3, 2)),
        ((2, 3, 4), (4,)),
        ((4,), (2, 4, 3)),
        ((2, 3, 4), (4, 2)),
        ((3, 4), (2, 4, 2)),
        ((2, 3, 4), (2, 4, 2)),
        ((2, 1, 3, 4), (3, 4, 2)),
        ((1, 3, 4), (2, 4, 2)),
        ((2, 2, 3, 1), (1, 2)),
        ((0, 3), (3, 2)),
        ((2, 0, 3), (3, 2)),
        ((2, 3, 0), (2, 0, 2)),
    ]
    yield from (("matmul", pair, {}) for pair in pairs)
    for given in [(3,), (2, 3), (2, 2, 3), (2, 1, 2, 3), (0, 3)]:
        yield "linear", (given, (4, 3), (4,)), {}
        yield "linear", (given, (4, 3), None), {}
        yield "linear", (given, (3,), None), {}
    yield "linear", ((2, 3), (4, 3), (1,)), {}
    yield "linear", ((3,), (3,), ()), {}
    equations: list[tuple[str, tuple[tuple[int, ...], ...]]] = [
        ("ij,jk->ik", ((2, 3), (3, 4))),
        ("ij,jk", ((2, 3), (3, 4))),
        ("ij->", ((2, 3),)),
        ("ij->ji", ((2, 3),)),
        ("ij->j", ((2, 3),)),
        ("ba", ((2, 3),)),
        ("ii->i", ((3, 3),)),
        ("ii", ((3, 3),)),
        ("iij->ij", ((2, 2, 3),)),
        ("i,i", ((3,), (3,))),
        ("i,j->ij", ((3,), (2,))),
        ("i,i->i", ((3,), (1,))),
        ("bij,bjk->bik", ((2, 3, 2), (2, 2, 3))),
        ("...ij,...jk->...ik", ((2, 3, 2), (2, 2, 3))),
        ("...ij,...jk->...ik", ((2, 1, 3, 2), (4, 2, 3))),
        ("...i,...i->...", ((2, 3), (3,))),
        ("i...->...", ((2, 3),)),
        ("...", ((2, 3),)),
        ("ij->i...", ((2, 3),)),
        ("ij,kj,kl->il", ((2, 3), (4, 3), (4, 2))),
        ("bi,oij,bj->bo", ((2, 3), (2, 3, 4), (2, 4))),
        ("kj,ji->", ((2, 3), (3, 2))),
        ("ii,i->i", ((3, 3), (3,))),
        ("iJ,Jk->ik", ((2, 3), (3, 2))),
        (" i j , j -> i ", ((2, 3), (3,))),
        ("", ((),)),
        (",ij->ij", ((), (2, 3))),
    ]
    yield from (("einsum", shapes, {"equation": equation}) for equation, shapes in equations)
    yield "trace", ((2, 3),), {}
    yield "trace", ((3, 3),), {}
    square = [[2.0, 1.0], [-0.5, 3.0]]
    batch = [square, [[1.0, 4.0], [0.25, -2.0]]]
    for a in (square, batch, [[4.0]]):
        yield "inverse", (a,), {}
        yield "det", (a,), {}
    yield "solve", (square, (2,)), {}
    yield "solve", (square, (2, 3)), {}
    yield "solve", (batch, (2, 2)), {}
    yield "solve", (batch, (2, 2, 1)), {}
    yield "cross", ((2, 3), (2, 3)), {}
    yield "cross", ((3, 2), (3, 2)), {"dim": 0}
    yield "cross", ((1, 3), (2, 3)), {}
    yield "cholesky", ([[4.0, 1.0], [1.0, 3.0]],), {}


def _normalised() -> Iterator[tuple[str, tuple[Any, ...], dict[str, Any]]]:
    for given, last in [((2, 3), (3,)), ((3,), (3,)), ((2, 3), (2, 3)), ((2, 2, 3), (2, 3)), ((0, 3), (3,))]:
        yield "layer_norm", (given, last, last), {"normalized_shape": last}
        yield "layer_norm", (given, None, None), {"normalized_shape": last, "eps": 0.01}
        yield "layer_norm", (given, last, None), {"normalized_shape": last}
    for given, groups in [((2, 4), 2), ((2, 4, 3), 1), ((2, 4, 3, 2), 4)]:
        yield "group_norm", (given, (4,), (4,)), {"num_groups": groups}
        yield "group_norm", (given, None, None), {"num_groups": groups}
    for given in [(4, 3), (2, 3, 2), (2, 3, 2, 2)]:
        yield "batch_norm", (given, (3,), (3,), None, None), {"training": True}
        yield "batch_norm", (given, None, None, None, None), {"training": True}
        yield "batch_norm", (given, (3,), (3,), [0.5, -1.0, 0.0], [1.0, 2.0, 0.5]), {}
