"""Recurrent layers: one or more layers over a sequence, in one direction or both."""

from __future__ import annotations

import math
import warnings
from typing import Any

from viz_autograd.errors import ArgumentError, DtypeError, TensorError
from viz_autograd.nn import functional as F  # noqa: N812 - its usual name
from viz_autograd.nn import init
from viz_autograd.nn.modules.module import Module
from viz_autograd.nn.modules.recurrent_steps import GATES, STEPS
from viz_autograd.nn.parameter import Parameter
from viz_autograd.ops import OPS
from viz_autograd.tensor.apply import apply
from viz_autograd.tensor.creation import empty
from viz_autograd.tensor.tensor import Tensor

__all__ = ["GRU", "LSTM", "RNN", "RNNBase"]


class RNNBase(Module):
    """What RNN, LSTM and GRU have in common.

    Input: (length, batch, input_size), the batch first if `batch_first`, or (length, input_size). Result: the states
    of the last layer at all times, (length, batch, directions · hidden_size), and the last state of every layer and
    direction, (layers · directions, batch, hidden_size). Raises ArgumentError (ValueError) and DtypeError (TypeError)
    for settings that do not fit, TensorError (RuntimeError) for sizes that do not.
    """

    def __init__(
        self,
        mode: str,
        input_size: int,
        hidden_size: int,
        num_layers: int = 1,
        bias: bool = True,
        batch_first: bool = False,
        dropout: float = 0.0,
        bidirectional: bool = False,
        proj_size: int = 0,
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        super().__init__()
        self.mode = mode
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.num_layers = num_layers
        self.bias = bias
        self.batch_first = batch_first
        self.dropout = float(dropout)
        self.bidirectional = bidirectional
        self.proj_size = proj_size
        self._check_settings(dropout)
        self._names: list[list[str]] = []
        state_size = proj_size or hidden_size
        rows = GATES[mode] * hidden_size
        directions = ("", "_reverse") if bidirectional else ("",)
        for layer in range(num_layers):
            columns = input_size if layer == 0 else state_size * len(directions)
            for direction in directions:
                shapes = {"weight_ih": (rows, columns), "weight_hh": (rows, state_size)}
                if bias:
                    shapes |= {"bias_ih": (rows,), "bias_hh": (rows,)}  # type: ignore[dict-item]
                if proj_size:
                    shapes["weight_hr"] = (proj_size, hidden_size)
                names = [f"{name}_l{layer}{direction}" for name in shapes]
                for name, shape in zip(names, shapes.values(), strict=True):
                    setattr(self, name, Parameter(empty(shape, device=device, dtype=dtype)))
                self._names.append(names)
        self.reset_parameters()

    def _check_settings(self, dropout: Any) -> None:
        if not 0 <= self.dropout <= 1 or isinstance(dropout, bool):
            raise ArgumentError(
                "dropout should be a number in range [0, 1] representing the probability of an element being zeroed"
            )
        if self.dropout > 0 and self.num_layers == 1:
            warnings.warn(
                "dropout option adds dropout after all but last recurrent layer, so non-zero dropout expects "
                f"num_layers greater than 1, but got dropout={dropout} and num_layers={self.num_layers}",
                stacklevel=4,
            )
        for name in ("input_size", "hidden_size"):
            size = getattr(self, name)
            if not isinstance(size, int):
                raise DtypeError(f"{name} should be of type int, got: {type(size).__name__}")
        for name in ("hidden_size", "num_layers"):
            if getattr(self, name) <= 0:
                raise ArgumentError(f"{name} must be greater than zero")
        if self.proj_size < 0:
            raise ArgumentError("proj_size should be a positive integer or zero to disable projections")
        if self.proj_size >= self.hidden_size:
            raise ArgumentError("proj_size has to be smaller than hidden_size")

    def reset_parameters(self) -> None:
        """Draw all parameters anew, evenly from ±1/√hidden_size."""
        bound = 1.0 / math.sqrt(self.hidden_size)
        for parameter in self.parameters():
            init.uniform_(parameter, -bound, bound)

    def flatten_parameters(self) -> None:
        """Nothing: there is no other layout of the parameters here."""

    @property
    def all_weights(self) -> list[list[Any]]:
        """The parameters, by layer and direction."""
        return [[getattr(self, name) for name in names] for names in self._names]

    def extra_repr(self) -> str:
        """The sizes, and the settings that are not the usual ones."""
        told = f"{self.input_size}, {self.hidden_size}"
        usual = {
            "proj_size": 0,
            "num_layers": 1,
            "bias": True,
            "batch_first": False,
            "dropout": 0,
            "bidirectional": False,
        }
        for name, value in usual.items():
            own = getattr(self, name)
            if own != value:
                told += f", {name}={own}"
        return told

    # ---- running

    def _name(self) -> str:
        return type(self).__name__

    def _batched(self, input: Any) -> tuple[Any, bool]:
        """The input as (length, batch, size), and whether it has a batch."""
        if input.dim() not in (2, 3):
            raise ArgumentError(f"{self._name()}: Expected input to be 2D or 3D, got {input.dim()}D tensor instead")
        own = self.all_weights[0][0].dtype
        if input.dtype != own:
            raise ArgumentError(
                f"{self._name()} input dtype ({input.dtype!r}) does not match weight dtype ({own!r}). Convert input: "
                f"input.to({own!r}), or convert model: model.to({input.dtype!r})"
            )
        if input.size(-1) != self.input_size:
            raise TensorError(
                f"input.size(-1) must be equal to input_size. Expected {self.input_size}, got {input.size(-1)}"
            )
        if input.dim() == 2:
            return input.unsqueeze(1), False
        return (input.transpose(0, 1) if self.batch_first else input), True

    def _states(self, given: Any, rows: Any, batched: bool, size: int, name: str = "hidden") -> list[Any]:
        """One state per layer and direction, zeros unless given."""
        count = self.num_layers * (2 if self.bidirectional else 1)
        if given is None:
            return [rows.new_zeros((rows.size(1), size))] * count
        states = given if batched else given.unsqueeze(1)
        wanted = (count, rows.size(1), size)
        if tuple(states.shape) != wanted:
            raise TensorError(f"Expected {name} size {wanted}, got {list(states.shape)}")
        return list(states.unbind(0))

    def _check_rank(self, hx: Any, batched: bool) -> None:
        rank = 3 if batched else 2
        if hx is not None and hx.dim() != rank:
            kind = "batched 3-D" if batched else "unbatched 2-D"
            raise TensorError(f"For {kind} input, hx should also be {rank}-D but got {hx.dim()}-D tensor")

    def _run(self, rows: Any, states: list[Any]) -> tuple[Any, list[Any]]:
        """The last layer's states at all times, and every layer's and direction's last."""
        step = STEPS[self.mode]
        directions = 2 if self.bidirectional else 1
        ends = []
        given = rows
        for layer in range(self.num_layers):
            found = []
            for direction in range(directions):
                at = layer * directions + direction
                output, end = self._layer(step, given, states[at], self.all_weights[at], direction == 1)
                found.append(output)
                ends.append(end)
            given = found[0] if directions == 1 else apply(OPS["cat"], *found, dim=-1)
            if self.dropout and layer < self.num_layers - 1:
                given = F.dropout(given, self.dropout, self.training)
        return given, ends

    def _layer(self, step: Any, rows: Any, state: Any, weights: list[Any], backwards: bool) -> tuple[Any, Any]:
        times = list(rows.unbind(0))
        seen = []
        for row in reversed(times) if backwards else times:
            shown, state = step(row, state, weights, self.bias)
            seen.append(shown)
        output: Any = apply(OPS["stack"], *(reversed(seen) if backwards else seen), dim=0)
        return output, state

    def _handed_back(self, output: Any, batched: bool) -> Any:
        if not batched:
            return output.squeeze(1)
        return output.transpose(0, 1) if self.batch_first else output

    def _stacked(self, ends: list[Any], batched: bool) -> Tensor:
        stacked: Any = apply(OPS["stack"], *ends, dim=0)
        return stacked if batched else stacked.squeeze(1)  # type: ignore[no-any-return]

    def forward(self, input: Any, hx: Any = None) -> Any:
        """(output, last states)."""
        rows, batched = self._batched(input)
        self._check_rank(hx, batched)
        output, ends = self._run(rows, self._states(hx, rows, batched, self.hidden_size))
        return self._handed_back(output, batched), self._stacked(ends, batched)


class RNN(RNNBase):
    """h = tanh(W_ih x + b_ih + W_hh h + b_hh), or relu, at each time."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        if len(args) > 3:
            self.nonlinearity = args[3]
            args = args[:3] + args[4:]
        nonlinearity = kwargs.pop("nonlinearity", self.__dict__.get("nonlinearity", "tanh"))
        if nonlinearity not in ("tanh", "relu"):
            raise ArgumentError(f"Unknown nonlinearity '{nonlinearity}'. Select from 'tanh' or 'relu'.")
        _no_projection(kwargs)
        super().__init__(f"RNN_{nonlinearity.upper()}", *args, **kwargs)
        self.nonlinearity = nonlinearity


class GRU(RNNBase):
    """The gated recurrent unit of Cho and others (2014)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        _no_projection(kwargs)
        super().__init__("GRU", *args, **kwargs)


def _no_projection(settings: dict[str, Any]) -> None:
    if "proj_size" in settings:
        raise ArgumentError("proj_size argument is only supported for LSTM, not RNN or GRU")


class LSTM(RNNBase):
    """The long short-term memory of Hochreiter and Schmidhuber (1997); its state is a pair (h, c)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__("LSTM", *args, **kwargs)

    def forward(self, input: Any, hx: Any = None) -> Any:
        """(output, (last h, last c))."""
        rows, batched = self._batched(input)
        h0, c0 = (None, None) if hx is None else (hx[0], hx[1])
        if h0 is not None and c0 is not None:
            rank = 3 if batched else 2
            if h0.dim() != rank or c0.dim() != rank:
                kind = "batched 3-D" if batched else "unbatched 2-D"
                raise TensorError(
                    f"For {kind} input, hx and cx should also be {rank}-D but got ({h0.dim()}-D, {c0.dim()}-D) tensors"
                )
        shown = self._states(h0, rows, batched, self.proj_size or self.hidden_size, "hidden[0]")
        kept = self._states(c0, rows, batched, self.hidden_size, "hidden[1]")
        output, ends = self._run(rows, list(zip(shown, kept, strict=True)))
        last = tuple([self._stacked([end[part] for end in ends], batched) for part in (0, 1)])
        return self._handed_back(output, batched), last
