"""The loops of the compiled tier: Python that numba turns into machine code, and that is right without it too.

The codes are this file's own, in the order of OPS_HERE, because what numba keeps on disk is known by this file alone.
"""

from __future__ import annotations

import math
from typing import Any

OPS_HERE = (
    "add",
    "sub",
    "mul",
    "div",
    "neg",
    "pow",
    "max",
    "min",
    "square",
    "exp",
    "log",
    "sqrt",
    "abs",
    "sin",
    "cos",
    "tanh",
    "sigmoid",
    "relu",
    "mse",
)

# Of a contribution: twice the op's code, and the port's number.
PORTS = 2


def forward(code: Any, out: Any, a_at: Any, b_at: Any, row: Any) -> None:
    """Line by line row[out] = op(row[a], row[b]); codes and places int64, the row float64."""
    for line in range(len(code)):
        op = code[line]
        a = row[a_at[line]]
        b = row[b_at[line]]
        if op == 0:
            found = a + b
        elif op == 1:
            found = a - b
        elif op == 2:
            found = a * b
        elif op == 3:
            found = a / b
        elif op == 4:
            found = -a
        elif op == 5:
            found = a**b
        elif op == 6:
            found = a if a > b or a != a else b
        elif op == 7:
            found = a if a < b or a != a else b
        elif op == 8:
            found = a * a
        elif op == 9:
            found = math.exp(a)
        elif op == 10:
            found = math.log(a)
        elif op == 11:
            found = math.sqrt(a)
        elif op == 12:
            found = abs(a)
        elif op == 13:
            found = math.sin(a)
        elif op == 14:
            found = math.cos(a)
        elif op == 15:
            found = math.tanh(a)
        elif op == 16:
            found = 1.0 / (1.0 + math.exp(-a))
        elif op == 17:
            found = a if a > 0.0 or a != a else 0.0
        else:
            found = (a - b) * (a - b)
        row[out[line]] = found


def longest(head: Any, tail: Any, level: Any, sweeps: Any) -> Any:
    """Raise level[head] above level[tail], unless that is below 0, until nothing changes; all int32.

    Goes over the edges there and back, at most `sweeps` times in all; whether nothing changed in the end.
    """
    for sweep in range(sweeps):
        changed = False
        for number in range(len(head)):
            edge = number if sweep % 2 == 0 else len(head) - 1 - number
            of = level[tail[edge]]
            if of >= 0 and of >= level[head[edge]]:
                level[head[edge]] = of + 1
                changed = True
        if not changed:
            return True
    return False


def backward(code: Any, up_at: Any, out_at: Any, a_at: Any, b_at: Any, to: Any, keep: Any, row: Any) -> None:
    """Line by line the contribution, and its addition to a gradient; codes and places int64, the row float64."""
    for line in range(len(code)):
        op = code[line]
        up = row[up_at[line]]
        out = row[out_at[line]]
        a = row[a_at[line]]
        b = row[b_at[line]]
        if op == 0 or op == 1 or op == 2:
            share = up
        elif op == 3:
            share = -up
        elif op == 4:
            share = up * b
        elif op == 5:
            share = up * a
        elif op == 6:
            share = up / b
        elif op == 7:
            share = -up * ((a / b) / b)
        elif op == 8:
            share = -up
        elif op == 10:
            share = 0.0 if b == 0.0 else up * (b * a ** (b - 1.0))
        elif op == 11:
            share = up * (0.0 if a == 0.0 and b >= 0.0 else out * math.log(a))
        elif op == 12:
            share = up / 2.0 if a == b else 0.0 if a < b else up
        elif op == 13 or op == 14:
            share = up / 2.0 if a == b else 0.0 if b < a else up
        elif op == 15:
            share = up / 2.0 if a == b else 0.0 if a < b else up
        elif op == 16:
            share = up * (2.0 * a)
        elif op == 18:
            share = up * out
        elif op == 20:
            share = up / a
        elif op == 22:
            share = up / (2.0 * out)
        elif op == 24:
            share = up * (1.0 if a > 0.0 else -1.0 if a < 0.0 else 0.0)
        elif op == 26:
            share = up * math.cos(a)
        elif op == 28:
            share = up * -math.sin(a)
        elif op == 30:
            share = up * (1.0 - out * out)
        elif op == 32:
            share = up * (1.0 - out) * out
        elif op == 34:
            share = 0.0 if a <= 0.0 else up
        elif op == 36:
            share = 2.0 * (a - b) * up
        else:
            share = -(2.0 * (a - b) * up)
        row[keep[line]] = share
        row[to[line]] += share


SGD, ADAM = 0, 1


def train(
    method: Any,
    settings: Any,
    code: Any,
    out: Any,
    a_at: Any,
    b_at: Any,
    back_code: Any,
    up_at: Any,
    out_at: Any,
    back_a_at: Any,
    back_b_at: Any,
    to: Any,
    keep: Any,
    row: Any,
    places: Any,
    state: Any,
    losses: Any,
    history: Any,
) -> None:
    """As many iterations as `losses` is long: forward, backward, and the update of each parameter.

    `settings` float64: those of the update, flat. `places` int64: where the gradients begin and end, the root's value
    and gradient, and then of each parameter the value and the gradient. `state` float64 (parts of it, parameters).
    `history` float64 (iterations, parameters): the parameters before each update; none is kept when it is empty.
    """
    parameters = (len(places) - 4) // 2
    for iteration in range(len(losses)):
        row[places[0] : places[1]] = -0.0
        row[places[3]] = 1.0
        forward(code, out, a_at, b_at, row)
        backward(back_code, up_at, out_at, back_a_at, back_b_at, to, keep, row)
        losses[iteration] = row[places[2]]
        for number in range(parameters):
            at = places[4 + 2 * number]
            value = row[at]
            if len(history) > 0:
                history[iteration, number] = value
            gradient = row[places[5 + 2 * number]]
            if method == SGD:
                row[at] = sgd(settings, value, gradient, state, number)
            else:
                row[at] = adam(settings, value, gradient, state, number)


def sgd(settings: Any, value: Any, gradient: Any, state: Any, number: Any) -> Any:
    """As `updates.sgd`; the state is the momentum's buffer, and whether there is one."""
    lr, momentum, dampening, weight_decay, nesterov, maximize = settings
    if maximize != 0.0:
        gradient = -gradient
    if weight_decay != 0.0:
        gradient = gradient + weight_decay * value
    if momentum != 0.0:
        if state[1, number] == 0.0:
            state[1, number] = 1.0
            state[0, number] = 1.0 * gradient
        else:
            state[0, number] = state[0, number] * momentum + (1.0 - dampening) * gradient
        gradient = gradient + momentum * state[0, number] if nesterov != 0.0 else state[0, number]
    return value - lr * gradient


def adam(settings: Any, value: Any, gradient: Any, state: Any, number: Any) -> Any:
    """As `updates.adam`; the state is the number of steps, both moments, and the largest second one."""
    lr, beta1, beta2, eps, weight_decay, amsgrad, decoupled, maximize = settings
    if maximize != 0.0:
        gradient = -gradient
    state[0, number] += 1.0
    if weight_decay != 0.0:
        if decoupled != 0.0:
            value = value * (1.0 - lr * weight_decay)
        else:
            gradient = gradient + weight_decay * value
    first, weight = state[1, number], 1.0 - beta1
    between = gradient - first
    first = first + weight * between if weight < 0.5 else gradient - between * (1.0 - weight)
    second = state[2, number] * beta2 + (1.0 - beta2) * gradient * gradient
    state[1, number], state[2, number] = first, second
    if amsgrad != 0.0:
        largest = state[3, number]
        second = largest if largest > second or largest != largest else second
        state[3, number] = second
    count = state[0, number]
    rate = lr / (1.0 - beta1**count)
    denominator = math.sqrt(second) / (1.0 - beta2**count) ** 0.5 + eps
    return value - rate * first / denominator
