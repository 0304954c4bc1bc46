"""One step of each recurrent layer: (what it shows, its next state) from the input, the state and the weights."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from viz_autograd.nn import functional as F  # noqa: N812 - its usual name

Step = Callable[[Any, Any, list[Any], bool], tuple[Any, Any]]

# How many gates each has, whose weights are stacked in one matrix.
GATES = {"RNN_TANH": 1, "RNN_RELU": 1, "LSTM": 4, "GRU": 3}


def _sides(x: Any, h: Any, weights: list[Any], bias: bool) -> tuple[Any, Any]:
    """What the input says, and what the state says."""
    biases = weights[2:4] if bias else (None, None)
    return F.linear(x, weights[0], biases[0]), F.linear(h, weights[1], biases[1])


def _plain(name: str) -> Step:
    def step(x: Any, h: Any, weights: list[Any], bias: bool) -> tuple[Any, Any]:
        by_input, by_state = _sides(x, h, weights, bias)
        state = getattr(by_state + by_input, name)()
        return state, state

    return step


def gru_step(x: Any, h: Any, weights: list[Any], bias: bool) -> tuple[Any, Any]:
    """The gates are reset, update and new."""
    by_input, by_state = _sides(x, h, weights, bias)
    reset_in, update_in, new_in = by_input.chunk(3, -1)
    reset_h, update_h, new_h = by_state.chunk(3, -1)
    reset = (reset_h + reset_in).sigmoid()
    update = (update_h + update_in).sigmoid()
    new = (new_in + new_h * reset).tanh()
    state = (h - new) * update + new
    return state, state


def lstm_step(x: Any, state: tuple[Any, Any], weights: list[Any], bias: bool) -> tuple[Any, Any]:
    """The gates are input, forget, cell and output; a projection, where there is one, is the last weight."""
    h, c = state
    by_input, by_state = _sides(x, h, weights, bias)
    enter, forget, cell, leave = (by_state + by_input).chunk(4, -1)
    c = forget.sigmoid() * c + enter.sigmoid() * cell.tanh()
    h = leave.sigmoid() * c.tanh()
    if len(weights) == (5 if bias else 3):
        h = F.linear(h, weights[-1])
    return h, (h, c)


STEPS: dict[str, Step] = {
    "RNN_TANH": _plain("tanh"),
    "RNN_RELU": _plain("relu"),
    "LSTM": lstm_step,
    "GRU": gru_step,
}
