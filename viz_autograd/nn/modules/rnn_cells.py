"""One step of a recurrent layer as a module."""

from __future__ import annotations

import math
from typing import Any

from viz_autograd.errors import ArgumentError, TensorError
from viz_autograd.nn import init
from viz_autograd.nn.modules.module import Module
from viz_autograd.nn.modules.recurrent_steps import STEPS
from viz_autograd.nn.parameter import Parameter
from viz_autograd.tensor.creation import empty

__all__ = ["GRUCell", "LSTMCell", "RNNCell", "RNNCellBase"]


class RNNCellBase(Module):
    """(batch, input_size) and the state (batch, hidden_size), or both without a batch, to the next state.

    Raises ArgumentError (ValueError) and TensorError (RuntimeError) for sizes that do not fit.
    """

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        bias: bool,
        num_chunks: int,
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.bias = bias
        rows = num_chunks * hidden_size
        self.weight_ih = Parameter(empty((rows, input_size), device=device, dtype=dtype))
        self.weight_hh = Parameter(empty((rows, hidden_size), device=device, dtype=dtype))
        for name in ("bias_ih", "bias_hh"):
            self.register_parameter(name, Parameter(empty(rows, device=device, dtype=dtype)) if bias else None)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Draw all parameters anew, evenly from ±1/√hidden_size."""
        bound = 1.0 / math.sqrt(self.hidden_size) if self.hidden_size > 0 else 0
        for parameter in self.parameters():
            init.uniform_(parameter, -bound, bound)

    def extra_repr(self) -> str:
        """The sizes, and the settings that are not the usual ones."""
        told = f"{self.input_size}, {self.hidden_size}"
        if not self.bias:
            told += f", bias={self.bias}"
        nonlinearity = self.__dict__.get("nonlinearity", "tanh")
        return told if nonlinearity == "tanh" else f"{told}, nonlinearity={nonlinearity}"

    def _rows(self, input: Any) -> Any:
        if input.dim() not in (1, 2):
            raise ArgumentError(f"{type(self).__name__}: Expected input to be 1D or 2D, got {input.dim()}D instead")
        rows = input if input.dim() == 2 else input.unsqueeze(0)
        if rows.size(1) != self.input_size:
            raise TensorError(f"input has inconsistent input_size: got {rows.size(1)} expected {self.input_size}")
        return rows

    def _state(self, given: Any, rows: Any, batched: bool, number: int = 0) -> Any:
        if given is None:
            return rows.new_zeros((rows.size(0), self.hidden_size))
        if given.dim() not in (1, 2):
            raise ArgumentError(f"{type(self).__name__}: Expected hidden to be 1D or 2D, got {given.dim()}D instead")
        state = given if batched else given.unsqueeze(0)
        if rows.size(0) != state.size(0):
            raise TensorError(
                f"Input batch size {rows.size(0)} doesn't match hidden{number} batch size {state.size(0)}"
            )
        if state.size(1) != self.hidden_size:
            raise TensorError(
                f"hidden{number} has inconsistent hidden_size: got {state.size(1)}, expected {self.hidden_size}"
            )
        return state

    def _weights(self) -> list[Any]:
        return [self.weight_ih, self.weight_hh, self.bias_ih, self.bias_hh][: 4 if self.bias else 2]

    def _step(self, mode: str, input: Any, hx: Any) -> Any:
        rows = self._rows(input)
        batched = input.dim() == 2
        _, state = STEPS[mode](rows, self._state(hx, rows, batched), self._weights(), self.bias)
        return state if batched else state.squeeze(0)


class RNNCell(RNNCellBase):
    """tanh(W_ih x + b_ih + W_hh h + b_hh), or relu."""

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        bias: bool = True,
        nonlinearity: str = "tanh",
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        super().__init__(input_size, hidden_size, bias, 1, device, dtype)
        self.nonlinearity = nonlinearity

    def forward(self, input: Any, hx: Any = None) -> Any:
        """The next state."""
        if self.nonlinearity not in ("tanh", "relu"):
            raise TensorError(f"Unknown nonlinearity: {self.nonlinearity}")
        return self._step(f"RNN_{self.nonlinearity.upper()}", input, hx)


class GRUCell(RNNCellBase):
    """One step of a GRU."""

    def __init__(
        self, input_size: int, hidden_size: int, bias: bool = True, device: Any = None, dtype: Any = None
    ) -> None:
        super().__init__(input_size, hidden_size, bias, 3, device, dtype)

    def forward(self, input: Any, hx: Any = None) -> Any:
        """The next state."""
        return self._step("GRU", input, hx)


class LSTMCell(RNNCellBase):
    """One step of an LSTM, whose state is a pair (h, c)."""

    def __init__(
        self, input_size: int, hidden_size: int, bias: bool = True, device: Any = None, dtype: Any = None
    ) -> None:
        super().__init__(input_size, hidden_size, bias, 4, device, dtype)

    def forward(self, input: Any, hx: Any = None) -> Any:
        """The next (h, c)."""
        rows = self._rows(input)
        batched = input.dim() == 2
        h, c = (None, None) if hx is None else hx
        state = (self._state(h, rows, batched), self._state(c, rows, batched, 1))
        _, after = STEPS["LSTM"](rows, state, self._weights(), self.bias)
        return after if batched else tuple([each.squeeze(0) for each in after])
