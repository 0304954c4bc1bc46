"""Sums of products over named dimensions (Einstein's convention), with PyTorch's rules for the equation."""

from __future__ import annotations

import math
import string
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from viz_autograd.errors import TensorError
from viz_autograd.ops.broadcasting import unbroadcast
from viz_autograd.ops.call import call
from viz_autograd.ops.dtype_names import scalar_name
from viz_autograd.ops.indexing import INDEX_BACK
from viz_autograd.ops.op import Attribute, Contributions, Op, Shape
from viz_autograd.ops.structure import Numbers, unseen

FAMILY = "linear algebra"

EQUATION = Attribute("equation", "text", "", "a letter for each dimension: ij,jk->ik")

_LETTERS = string.ascii_uppercase + string.ascii_lowercase

# Above this many multiplications numpy's planning costs less than it saves.
_WORTH_PLANNING = 2_000


class Plan(NamedTuple):
    """An equation for operands of known shapes: letters by operand and of the result, sizes by letter."""

    operands: tuple[str, ...]
    result: str
    sizes: Mapping[str, int]

    def of(self, shape: str) -> Shape:
        """The shape that letters stand for."""
        return tuple([self.sizes[letter] for letter in shape])


@lru_cache(maxsize=256)
def _plan(equation: str, shapes: tuple[Shape, ...]) -> Plan:
    """Raises TensorError in PyTorch's words."""
    left, arrow, right = equation.partition("->")
    terms = _terms(left, len(shapes))
    widest = 0
    for number, (term, shape) in enumerate(zip(terms, shapes, strict=True)):
        named = len(term.replace(".", ""))
        if "." in term:
            if named > len(shape):
                raise TensorError(_wrong_rank(named, len(shape), number, ellipsis=True))
            widest = max(widest, len(shape) - named)
        elif named != len(shape):
            raise TensorError(_wrong_rank(named, len(shape), number, ellipsis=False))
    free = [letter for letter in _LETTERS if letter not in left and letter not in right][:widest]
    operands = tuple(
        term.replace(".", "".join(free[widest - (len(shape) - len(term) + 1) :]) if "." in term else "")
        for term, shape in zip(terms, shapes, strict=True)
    )
    sizes = _sizes(operands, shapes)
    result = _result(right, "".join(free), operands, len(left) + 2) if arrow else _implied("".join(free), operands)
    return Plan(operands, result, sizes)


def _terms(left: str, count: int) -> list[str]:
    """The letters of each operand, an ellipsis as one dot."""
    terms: list[str] = [""]
    at = 0
    while at < len(left):
        letter = left[at]
        number = len(terms) - 1
        if letter == ",":
            terms.append("")
            if len(terms) > count:
                raise TensorError("einsum(): fewer operands were provided than specified in the equation")
        elif letter == ".":
            if "." in terms[-1]:
                raise TensorError(f"einsum(): found '.' for operand {number} for which an ellipsis was already found")
            if left[at : at + 3] != "...":
                raise TensorError(f"einsum(): found '.' for operand {number} that is not part of any ellipsis")
            terms[-1] += "."
            at += 2
        elif letter in _LETTERS:
            terms[-1] += letter
        elif letter != " ":
            raise TensorError(
                f"einsum(): invalid subscript given at index {at} in the equation string, "
                "subscripts must be in [a-zA-Z]"
            )
        at += 1
    if len(terms) < count:
        raise TensorError("einsum(): more operands were provided than specified in the equation")
    return terms


def _wrong_rank(named: int, rank: int, operand: int, ellipsis: bool) -> str:
    if ellipsis:
        return (
            f"einsum(): the number of subscripts in the equation ({named}) is more than the number of dimensions "
            f"({rank}) for operand {operand}"
        )
    return (
        f"einsum(): the number of subscripts in the equation ({named}) does not match the number of dimensions "
        f"({rank}) for operand {operand} and no ellipsis was given"
    )


def _sizes(operands: tuple[str, ...], shapes: tuple[Shape, ...]) -> dict[str, int]:
    sizes: dict[str, int] = {}
    for number, (letters, shape) in enumerate(zip(operands, shapes, strict=True)):
        own: dict[str, int] = {}
        for letter, n in zip(letters, shape, strict=True):
            if own.setdefault(letter, n) != n:
                raise TensorError(
                    f"einsum(): subscript {letter} is repeated for operand {number} but the sizes don't match, "
                    f"{n} != {own[letter]}"
                )
        for letter, n in own.items():
            known = sizes.get(letter, 1)
            if known != 1 and n not in (1, known):
                raise TensorError(
                    f"einsum(): subscript {letter} has size {n} for operand {number} which does not broadcast with "
                    f"previously seen size {known}"
                )
            sizes[letter] = n if known == 1 else known
    return sizes


def _result(right: str, free: str, operands: tuple[str, ...], before: int) -> str:
    letters = ""
    at = 0
    while at < len(right):
        letter = right[at]
        if letter == ".":
            if free and free in letters:
                raise TensorError("einsum(): found '.' for output but an ellipsis (...) was already found")
            if right[at : at + 3] != "...":
                raise TensorError("einsum(): found '.' for output that is not part of any ellipsis (...)")
            letters += free
            at += 2
        elif letter in _LETTERS:
            if letter in letters:
                raise TensorError(f"einsum(): output subscript {letter} appears more than once in the output")
            if not any(letter in operand for operand in operands):
                raise TensorError(
                    f"einsum(): output subscript {letter} does not appear in the equation for any input operand"
                )
            letters += letter
        elif letter != " ":
            raise TensorError(
                f"einsum(): invalid subscript given at index {before + at} in the equation string, "
                "subscripts must be in [a-zA-Z]"
            )
        at += 1
    return letters


def _implied(free: str, operands: tuple[str, ...]) -> str:
    together = "".join(operands)
    once = sorted(letter for letter in set(together) if letter not in free and together.count(letter) == 1)
    return free + "".join(once)


def _einsum(*arrays: Numbers, equation: str = "") -> Numbers:
    plan = _plan(equation, tuple([a.shape for a in arrays]))
    for a in arrays[1:]:
        if a.dtype != arrays[0].dtype:
            raise TensorError(f"expected scalar type {scalar_name(arrays[0].dtype)} but found {scalar_name(a.dtype)}")
    return _contract(plan.operands, plan.result, arrays, plan.sizes)


def _contract(operands: Sequence[str], result: str, arrays: Sequence[Numbers], sizes: Mapping[str, int]) -> Numbers:
    written = f"{','.join(operands)}->{result}"
    work = math.prod(sizes.values())
    found: Numbers = np.einsum(written, *arrays, optimize=work > _WORTH_PLANNING and len(arrays) > 1)
    # Of one operand numpy gives a view.
    return found.copy() if len(arrays) == 1 else found


def _einsum_vjp(
    upstream: Numbers, out: Numbers, inputs: Sequence[Numbers], needs: Sequence[bool], equation: str = ""
) -> Contributions:
    plan = _plan(equation, tuple([a.shape for a in inputs]))
    return tuple([_by_operand(at, upstream, inputs, plan) if needed else None for at, needed in enumerate(needs)])


def _by_operand(at: int, upstream: Numbers, inputs: Sequence[Numbers], plan: Plan) -> Numbers:
    a, letters = inputs[at], plan.operands[at]
    wanted = "".join(dict.fromkeys(letters))
    others = [number for number in range(len(inputs)) if number != at]
    terms = [plan.result, *[plan.operands[number] for number in others]]
    there = "".join([letter for letter in wanted if any(letter in term for term in terms)])
    grad = call(EINSUM, upstream, *[inputs[number] for number in others], equation=f"{','.join(terms)}->{there}")
    # Where all were of size 1, what was summed over alone, or stretched, has its place of size 1 by now.
    kept = tuple([grad.shape[there.index(letter)] if letter in there else 1 for letter in wanted])
    own = dict(zip(letters, a.shape, strict=True))
    full = tuple([max(own[letter], n) for letter, n in zip(wanted, kept, strict=True)])
    spread = np.broadcast_to(grad.reshape(kept), full)
    grad = unbroadcast(spread, tuple([own[letter] for letter in wanted]))
    if wanted == letters:
        return grad
    # A letter given twice means a diagonal: the gradient goes there.
    steps = [np.arange(own[letter]) for letter in wanted]
    places = np.meshgrid(*steps, indexing="ij")
    index = tuple([places[wanted.index(letter)] for letter in letters])
    back: Numbers = call(INDEX_BACK, grad, shape=a.shape, index=index)
    return back


def _einsum_shape(*shapes: Shape, equation: str = "") -> Shape:
    EQUATION.check(equation)
    plan = _plan(equation, shapes)
    return plan.of(plan.result)


def _einsum_grad_fn(shapes: tuple[Any, ...], attributes: Mapping[str, Any]) -> str:
    plan = _plan(attributes["equation"], shapes)
    summed = any(letter not in plan.result for letter in plan.sizes)
    if len(shapes) == 1:
        return "SumBackward1" if summed else "PermuteBackward0"
    return "ViewBackward0" if summed else "MulBackward0"


EINSUM = unseen(
    name="einsum",
    family=FAMILY,
    title="sums of products over named dimensions",
    ports=("a", "b"),
    forward=_einsum,
    vjp=_einsum_vjp,
    saves={"a": ("a", "b"), "b": ("a", "b")},
    shape=_einsum_shape,
    formula="sum(a * b)",
    torch="torch.einsum({a}, {b})",
    attributes=(EQUATION,),
    variadic=True,
    numbers="own",
    grad_fn=_einsum_grad_fn,
)

OPS: tuple[Op, ...] = (EINSUM,)
