"""An optimizer's state as plain dicts keyed by numbers, and back, in the layout of PyTorch's state_dict."""

from __future__ import annotations

import copy
from collections import defaultdict
from collections.abc import Mapping
from itertools import chain
from typing import Any

from viz_autograd.errors import ArgumentError
from viz_autograd.tensor.tensor import Tensor

__all__ = ["pack", "unpack"]


def pack(state: Mapping[Any, Any], groups: list[dict[str, Any]]) -> dict[str, Any]:
    """The state by the parameters' numbers, counted through all groups, and the groups with these numbers."""
    numbers: dict[int, int] = {}
    packed_groups = []
    start = 0
    for group in groups:
        for number, parameter in enumerate(group["params"], start):
            numbers.setdefault(id(parameter), number)
        start += len(group["params"])
        packed = {name: value for name, value in group.items() if name != "params"}
        packed["params"] = [numbers[id(parameter)] for parameter in group["params"]]
        packed_groups.append(packed)
    by_number = {numbers[id(key)] if isinstance(key, Tensor) else key: value for key, value in state.items()}
    return {"state": by_number, "param_groups": packed_groups}


def unpack(
    state_dict: Mapping[str, Any], groups: list[dict[str, Any]]
) -> tuple[defaultdict[Any, Any], list[dict[str, Any]]]:
    """The state keyed by the parameters of `groups`, and new groups: the saved settings with these parameters.

    Raises:
        ArgumentError (ValueError): When the groups differ in number or in their sizes.
    """
    saved = copy.deepcopy(state_dict["param_groups"])
    if len(groups) != len(saved):
        raise ArgumentError("loaded state dict has a different number of parameter groups")
    if any(len(own["params"]) != len(new["params"]) for own, new in zip(groups, saved, strict=True)):
        raise ArgumentError(
            "loaded state dict contains a parameter group that doesn't match the size of optimizer's group"
        )
    numbers = chain.from_iterable(group["params"] for group in saved)
    parameters = dict(zip(numbers, chain.from_iterable(group["params"] for group in groups), strict=True))

    state: defaultdict[Any, Any] = defaultdict(dict)
    for key, value in state_dict["state"].items():
        if key in parameters:
            state[parameters[key]] = _fitted(value, parameters[key])
        else:
            state[key] = value
    for own, new in zip(groups, saved, strict=True):
        new["params"] = own["params"]
        if "param_names" in own:
            new.setdefault("param_names", own["param_names"])
    return state, saved


def _fitted(value: Any, parameter: Tensor, name: str | None = None) -> Any:
    """A part of a state in the parameter's dtype, except the count of steps, which keeps its own."""
    if isinstance(value, Tensor):
        dtype = parameter._array.dtype
        if name == "step" or dtype.kind != "f" or value._array.dtype == dtype:
            return value
        return Tensor._of(value._array.astype(dtype))
    if isinstance(value, dict):
        return {key: _fitted(each, parameter, key) for key, each in value.items()}
    if isinstance(value, list | tuple | set):
        return type(value)(_fitted(each, parameter) for each in value)
    return value
