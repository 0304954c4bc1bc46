"""Which of several equal elements PyTorch names as the k-th: its index depends on the algorithm, so here are those.

Musser's introselect and introsort as C++ libraries have them (Musser, 1997), and Hoare's selection with a median of
three as pivot (Press et al., Numerical Recipes, section 8.5). All move a list of indices; `less` compares two of them.
They are only run on rows with ties, where the index is not settled by the numbers alone.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

Less: TypeAlias = Callable[[int, int], bool]

_SMALL = 16


def nth_element(order: list[int], n: int, less: Less) -> None:
    """Bring the n-th smallest to its place, none smaller behind it and none larger before it."""
    first, last = 0, len(order)
    if n >= last:
        return
    while last - first > 3:
        cut = _partition_around_pivot(order, first, last, less)
        if cut <= n:
            first = cut
        else:
            last = cut
    _insertion_sort(order, first, last, less)


def sort(order: list[int], end: int, less: Less) -> None:
    """Sort the first `end`."""
    if end > 1:
        _sort_roughly(order, 0, end, less)
        _insertion_sort(order, 0, min(end, _SMALL), less)
        for at in range(_SMALL, end):
            _insert(order, at, less)


def partial_sort(order: list[int], middle: int, less: Less) -> None:
    """Bring the smallest `middle` to the front, sorted: by way of a heap."""

    def sift(hole: int, value: int, length: int) -> None:
        top, child = hole, hole
        while child < (length - 1) // 2:
            child = 2 * (child + 1)
            if less(order[child], order[child - 1]):
                child -= 1
            order[hole] = order[child]
            hole = child
        if length % 2 == 0 and child == (length - 2) // 2:
            child = 2 * (child + 1)
            order[hole] = order[child - 1]
            hole = child - 1
        parent = (hole - 1) // 2
        while hole > top and less(order[parent], value):
            order[hole] = order[parent]
            hole, parent = parent, (parent - 1) // 2
        order[hole] = value

    for at in range((middle - 2) // 2, -1, -1):
        sift(at, order[at], middle)
    for at in range(middle, len(order)):
        if less(order[at], order[0]):
            value, order[at] = order[at], order[0]
            sift(0, value, middle)
    for end in range(middle - 1, 0, -1):
        value, order[end] = order[end], order[0]
        sift(0, value, end)


def quick_select(order: list[int], k: int, greater: Less) -> None:
    """Bring the k-th smallest to its place."""
    left, right = 0, len(order) - 1

    def swap(i: int, j: int) -> None:
        order[i], order[j] = order[j], order[i]

    while right > left:
        if right == left + 1:
            if greater(order[left], order[right]):
                swap(left, right)
            return
        swap(left + (right - left) // 2, left + 1)
        if greater(order[left + 1], order[right]):
            swap(left + 1, right)
        if greater(order[left], order[right]):
            swap(left, right)
        if greater(order[left + 1], order[left]):
            swap(left + 1, left)
        i, j, pivot = left + 1, right, order[left]
        while True:
            i += 1
            while greater(pivot, order[i]):
                i += 1
            j -= 1
            while greater(order[j], pivot):
                j -= 1
            if j < i:
                break
            swap(i, j)
        swap(left, j)
        if j <= k:
            left = i
        if j >= k:
            right = j - 1


def _partition_around_pivot(order: list[int], first: int, last: int, less: Less) -> int:
    middle = first + (last - first) // 2
    _median_to(order, first, first + 1, middle, last - 1, less)
    pivot = order[first]
    low, high = first + 1, last
    while True:
        while less(order[low], pivot):
            low += 1
        high -= 1
        while less(pivot, order[high]):
            high -= 1
        if low >= high:
            return low
        order[low], order[high] = order[high], order[low]
        low += 1


def _median_to(order: list[int], place: int, a: int, b: int, c: int, less: Less) -> None:
    """Exchange the median of three with what is at `place`."""
    if less(order[a], order[b]):
        median = b if less(order[b], order[c]) else c if less(order[a], order[c]) else a
    else:
        median = a if less(order[a], order[c]) else c if less(order[b], order[c]) else b
    order[place], order[median] = order[median], order[place]


def _sort_roughly(order: list[int], first: int, last: int, less: Less) -> None:
    stretches = [(first, last)]
    while stretches:
        first, last = stretches.pop()
        while last - first > _SMALL:
            cut = _partition_around_pivot(order, first, last, less)
            stretches.append((cut, last))
            last = cut


def _insertion_sort(order: list[int], first: int, last: int, less: Less) -> None:
    for at in range(first + 1, last):
        value = order[at]
        if less(value, order[first]):
            order[first + 1 : at + 1] = order[first:at]
            order[first] = value
        else:
            _insert(order, at, less)


def _insert(order: list[int], at: int, less: Less) -> None:
    value = order[at]
    while less(value, order[at - 1]):
        order[at] = order[at - 1]
        at -= 1
    order[at] = value
