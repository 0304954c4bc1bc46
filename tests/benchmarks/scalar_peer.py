"""The engine's peer without a package: one object a number, which knows how to send its gradient on."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

Send = Callable[["Number"], None]


class Number:
    """A value, its gradient, and what it was made of."""

    __slots__ = ("grad", "inputs", "send", "value")

    def __init__(self, value: float, inputs: tuple[Number, ...] = (), send: Send | None = None) -> None:
        self.value = value
        self.grad = 0.0
        self.inputs = inputs
        self.send = send


def add(a: Number, b: Number) -> Number:
    def send(out: Number) -> None:
        a.grad += out.grad
        b.grad += out.grad

    return Number(a.value + b.value, (a, b), send)


def sub(a: Number, b: Number) -> Number:
    def send(out: Number) -> None:
        a.grad += out.grad
        b.grad -= out.grad

    return Number(a.value - b.value, (a, b), send)


def mul(a: Number, b: Number) -> Number:
    def send(out: Number) -> None:
        a.grad += out.grad * b.value
        b.grad += out.grad * a.value

    return Number(a.value * b.value, (a, b), send)


def sin(a: Number) -> Number:
    def send(out: Number) -> None:
        a.grad += out.grad * math.cos(a.value)

    return Number(math.sin(a.value), (a,), send)


def tanh(a: Number) -> Number:
    def send(out: Number) -> None:
        a.grad += out.grad * (1 - out.value * out.value)

    return Number(math.tanh(a.value), (a,), send)


FUNCTIONS: dict[str, Callable[..., Number]] = {"add": add, "sub": sub, "mul": mul, "sin": sin, "tanh": tanh}


def backward(root: Number) -> None:
    """Sort what the root hangs on, and send from the root on down."""
    root.grad = 1.0
    for number in reversed(sort(root)):
        if number.send is not None:
            number.send(number)


def sort(root: Number) -> Sequence[Number]:
    order: list[Number] = []
    seen = {root}
    waiting = [(root, iter(root.inputs))]
    while waiting:
        number, inputs = waiting[-1]
        following = next((each for each in inputs if each not in seen), None)
        if following is None:
            order.append(number)
            waiting.pop()
        else:
            seen.add(following)
            waiting.append((following, iter(following.inputs)))
    return order
