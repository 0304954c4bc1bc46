"""A line search that ends where the strong Wolfe conditions hold (Nocedal & Wright, 2006, algorithms 3.5 and 3.6)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

__all__ = ["Point", "strong_wolfe"]

# A Python float, or a numpy scalar of the parameters' dtype.
Real: TypeAlias = Any


@dataclass(frozen=True, slots=True)
class Point:
    """A place on the line: the step that leads there, and loss, gradient and slope (along the line) found there."""

    step: Real
    loss: float
    gradient: npt.NDArray[Any]
    slope: Real


class _Search:
    def __init__(self, evaluate: Callable[[Real], Point], start: Point, most: int) -> None:
        self.evaluate = evaluate
        self.start = start
        self.most = most
        self.iteration = 0
        self.evaluations = 0
        self.done = False

    def at(self, step: Real) -> Point:
        self.evaluations += 1
        return self.evaluate(step)

    def too_high(self, point: Point) -> bool:
        """Whether the loss has not fallen by a part of what the first slope promised."""
        return bool(point.loss > self.start.loss + 1e-4 * point.step * self.start.slope)

    def flat_enough(self, point: Point) -> bool:
        return bool(abs(point.slope) <= -0.9 * self.start.slope)

    def bracket(self, step: Real) -> list[Point]:
        """Two places with a good one between them, or a good one alone: ever longer steps until the loss rises."""
        before, here = self.start, self.at(step)
        while self.iteration < self.most:
            if self.too_high(here) or (self.iteration > 1 and here.loss >= before.loss):
                return [before, here]
            if self.flat_enough(here):
                self.done = True
                return [here]
            if here.slope >= 0:
                return [before, here]
            bounds = here.step + 0.01 * (here.step - before.step), here.step * 10
            before, here = here, self.at(_cubic_minimum(before, here, bounds))
            self.iteration += 1
        return [self.start, here]

    def zoom(self, ends: list[Point], longest: Real, tolerance: float) -> Point:
        """The good place between two, or the better end of what is left when the interval is too small to divide."""
        low, high = _by_loss(ends)
        slow = False
        while not self.done and self.iteration < self.most:
            first, last = ends
            if abs(last.step - first.step) * longest < tolerance:
                break
            step = _cubic_minimum(first, last, tuple(sorted((first.step, last.step))))
            step, slow = _away_from_ends(step, first.step, last.step, slow)
            here = self.at(step)
            self.iteration += 1
            if self.too_high(here) or here.loss >= ends[low].loss:
                ends[high] = here
                low, high = _by_loss(ends)
                continue
            if self.flat_enough(here):
                self.done = True
            elif here.slope * (ends[high].step - ends[low].step) >= 0:
                ends[high] = ends[low]
            ends[low] = here
        return ends[low]


def strong_wolfe(
    evaluate: Callable[[Real], Point], start: Point, step: Real, longest: Real, tolerance: float, most: int
) -> tuple[Point, int]:
    """Search along a line for a place where loss and slope have fallen enough.

    Args:
        evaluate: What is found at a step.
        start: The place at step 0, with a slope below zero.
        step: The first step to try.
        longest: The largest element of the direction.
        tolerance: The change of a parameter below which the search ends.
        most: How often it may go on from the first step.

    Returns:
        The place, and how often `evaluate` was called.
    """
    search = _Search(evaluate, start, most)
    place = search.zoom(search.bracket(step), longest, tolerance)
    return place, search.evaluations


def _by_loss(ends: list[Point]) -> tuple[int, int]:
    """Which end has the lower loss, and which the higher."""
    return (0, 1) if ends[0].loss <= ends[-1].loss else (1, 0)


def _cubic_minimum(a: Point, b: Point, bounds: tuple[Real, ...]) -> Real:
    """Where the cubic through two places, with their slopes, is lowest within bounds (Nocedal & Wright, 3.59)."""
    least, most = bounds
    if not a.step <= b.step:
        a, b = b, a
    d1 = a.slope + b.slope - 3 * (a.loss - b.loss) / (a.step - b.step)
    square = d1**2 - a.slope * b.slope
    if not square >= 0:
        return (least + most) / 2.0
    d2 = np.sqrt(square)
    lowest = b.step - (b.step - a.step) * ((b.slope + d2 - d1) / (b.slope - a.slope + 2 * d2))
    return min(max(lowest, least), most)


def _away_from_ends(step: Real, first: Real, last: Real, slow: bool) -> tuple[Real, bool]:
    """A step that, the second time it comes near an end of the interval, is moved in by a tenth of its length."""
    low, high = min(first, last), max(first, last)
    margin = 0.1 * (high - low)
    if not min(high - step, step - low) < margin:
        return step, False
    if not (slow or step >= high or step <= low):
        return step, True
    return (high - margin if abs(step - high) < abs(step - low) else low + margin), False
