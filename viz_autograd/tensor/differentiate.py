"""torch.autograd's two entrances: `backward` adds into `.grad`, `grad` returns gradients."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np

from viz_autograd.errors import AssertedError, BackwardError, DtypeError
from viz_autograd.tensor.backward import run_backward, where_gradient_goes
from viz_autograd.tensor.tensor import Tensor
from viz_autograd.tensor.warned import warn_once

TensorOrTensors = Any

_CYCLE = (
    "Using backward() with create_graph=True will create a reference cycle between the parameter and its gradient "
    "which can cause a memory leak. We recommend using autograd.grad when creating the graph to avoid this. If you "
    "have to use this function, make sure to reset the .grad fields of your parameters to None after use to break the "
    "cycle and avoid the leak."
)


def _several(given: TensorOrTensors) -> tuple[Any, ...]:
    return (given,) if isinstance(given, Tensor) else tuple(given)


_ONLY_INPUTS = (
    "only_inputs argument is deprecated and is ignored now (defaults to True). To accumulate gradient for other parts "
    "of the graph, please use torch.autograd.backward."
)


def _gradients_of(roots: Sequence[Tensor], seeds: TensorOrTensors | None) -> list[Any]:
    """The gradient given for each root, None for 1. Raises BackwardError when they are not as many."""
    if seeds is None:
        return [None] * len(roots)
    given = list(_several(seeds))
    for each in given:
        if each is not None and not isinstance(each, Tensor):
            raise DtypeError(f"gradients can be either Tensors or None, but got {type(each).__name__}")
    if len(given) != len(roots):
        raise BackwardError(f"got {len(roots)} tensors and {len(given)} gradients")
    return given


def _seeds(roots: Sequence[Tensor], given: Sequence[Tensor | None]) -> list[tuple[Tensor, Tensor]]:
    """Each root with the gradient put in at it. Raises BackwardError where PyTorch does, in its words."""
    pairs = []
    for at, (root, seed) in enumerate(zip(roots, given, strict=True)):
        if seed is None:
            if root._requires_grad and root._array.size != 1:
                raise BackwardError("grad can be implicitly created only for scalar outputs")
            seed = Tensor._of(np.ones(root._array.shape, root._array.dtype))
        elif not isinstance(seed, Tensor):
            raise DtypeError(f"gradients can be either Tensors or None, but got {type(seed).__name__}")
        elif seed._array.shape != root._array.shape:
            raise BackwardError(
                f"Mismatch in shape: grad_output[{at}] has a shape of torch.Size({list(seed._array.shape)}) and "
                f"output[{at}] has a shape of torch.Size({list(root._array.shape)})."
            )
        elif seed._array.dtype != root._array.dtype:
            seed = Tensor._of(seed._array.astype(root._array.dtype)) if not seed._requires_grad else seed
        pairs.append((root, seed))
    for at, root in enumerate(roots):
        if not root._requires_grad:
            raise BackwardError(f"element {at} of tensors does not require grad and does not have a grad_fn")
    return pairs


def backward(
    tensors: TensorOrTensors,
    grad_tensors: TensorOrTensors | None = None,
    retain_graph: bool | None = None,
    create_graph: bool = False,
    grad_variables: Any = None,
    inputs: TensorOrTensors | None = None,
) -> None:
    """Differentiate `tensors` by the leaves they depend on (or by `inputs`), adding into their `.grad`.

    `grad_tensors` are the gradients put in, None for 1 at a tensor of one element. The graph is freed unless
    `retain_graph`; with `create_graph` the gradients can be differentiated in turn. Raises BackwardError,
    GraphFreedError, InPlaceError.
    """
    roots = _several(tensors)
    if inputs is not None:
        chosen = _several(inputs)
        if not chosen:
            raise BackwardError("`inputs` argument to `backward()` cannot be empty.")
        for tensor in chosen:
            if not tensor._requires_grad:
                raise BackwardError("One of the differentiated Tensors does not require grad")
    given = _gradients_of(roots, grad_tensors)
    if create_graph:
        warn_once(_CYCLE)
    run_backward(
        _seeds(roots, given),
        retain_graph=create_graph if retain_graph is None else retain_graph,
        create_graph=create_graph,
        inputs=None if inputs is None else _several(inputs),
    )


def grad(
    outputs: TensorOrTensors,
    inputs: TensorOrTensors,
    grad_outputs: TensorOrTensors | None = None,
    retain_graph: bool | None = None,
    create_graph: bool = False,
    only_inputs: bool = True,
    allow_unused: bool | None = None,
    is_grads_batched: bool = False,
    materialize_grads: bool = False,
) -> tuple[Any, ...]:
    """The gradients of the sum of `outputs` by each of `inputs`; `.grad` stays as it is.

    None for an input that was not used, if `allow_unused`; zeros with `materialize_grads`. Raises BackwardError,
    GraphFreedError, InPlaceError.
    """
    if materialize_grads and allow_unused is False:
        raise BackwardError(
            "Expected allow_unused to be True or not passed when materialize_grads=True, but got: allow_unused=False."
        )
    if not only_inputs:
        warnings.warn(_ONLY_INPUTS, FutureWarning, stacklevel=2)
    roots, wanted = _several(outputs), _several(inputs)
    _checked(roots, wanted)
    given = _gradients_of(roots, grad_outputs)
    if is_grads_batched:
        return _batched(roots, wanted, given, retain_graph, create_graph, allow_unused, materialize_grads)
    pairs = _seeds(roots, given)
    for tensor in wanted:
        if not tensor._requires_grad:
            raise BackwardError("One of the differentiated Tensors does not require grad")
    found = run_backward(
        pairs,
        retain_graph=create_graph if retain_graph is None else retain_graph,
        create_graph=create_graph,
        inputs=wanted,
        accumulate=False,
    )
    gradients: list[Any] = []
    for at, tensor in enumerate(wanted):
        gradient = found.get(where_gradient_goes(tensor))
        if gradient is None:
            if not (allow_unused or materialize_grads):
                raise BackwardError(
                    f"The differentiated Tensor at index {at} appears to not have been used in the graph. Set "
                    "allow_unused=True if this is the desired behavior."
                )
            gradients.append(
                Tensor._of(np.zeros(tensor._array.shape, tensor._array.dtype)) if materialize_grads else None
            )
        elif isinstance(gradient, Tensor):
            gradients.append(gradient)
        else:
            gradients.append(Tensor._of(np.array(gradient, dtype=tensor._array.dtype)))
    return tuple(gradients)


def _checked(roots: Sequence[Any], wanted: Sequence[Any]) -> None:
    """Raise what PyTorch raises for what is no tensor, and BackwardError when nothing is wanted."""
    if not wanted:
        raise BackwardError("`inputs` argument to `grad()` cannot be empty.")
    if not all(isinstance(root, Tensor) for root in roots):
        raise AssertedError("Expected output to be a torch.Tensor")
    for each in wanted:
        if not isinstance(each, Tensor):
            raise BackwardError(f"all inputs have to be Tensors or GradientEdges, but got {type(each).__name__}")


def _batched(
    roots: tuple[Tensor, ...],
    wanted: tuple[Tensor, ...],
    given: Sequence[Tensor],
    retain_graph: bool | None,
    create_graph: bool,
    *settings: Any,
) -> tuple[Any, ...]:
    """As `grad`, once for each slice of the gradients put in, the results stacked."""
    allow_unused, materialize_grads = settings
    from viz_autograd.tensor.joining import stack

    for at, (root, seeds) in enumerate(zip(roots, given, strict=True)):
        if seeds._array.shape[1:] != root._array.shape:
            raise BackwardError(
                f"If `is_grads_batched=True`, we interpret the first dimension of each grad_output as the batch "
                f"dimension. The sizes of the remaining dimensions are expected to match the shape of corresponding "
                f"output, but a mismatch was detected: grad_output[{at}] has a shape of {seeds.shape} and output[{at}] "
                f"has a shape of {root.shape}. If you only want some tensors in `grad_output` to be considered "
                "batched, consider using vmap."
            )
    count = len(given[0])
    kept = create_graph if retain_graph is None else retain_graph
    rows = [
        grad(
            roots, wanted, tuple([seeds[at] for seeds in given]), kept or at + 1 < count, create_graph,
            allow_unused=allow_unused, materialize_grads=materialize_grads,
        )
        for at in range(count)
    ]  # fmt: skip
    return tuple([None if column[0] is None else stack(column) for column in zip(*rows, strict=True)])


def tensor_backward(
    self: Tensor,
    gradient: Tensor | None = None,
    retain_graph: bool | None = None,
    create_graph: bool = False,
    inputs: Any = None,
) -> None:
    """As `backward` of this one tensor."""
    backward(self, None if gradient is None else gradient, retain_graph, create_graph, inputs=inputs)
