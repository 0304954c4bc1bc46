"""torch.autograd.functional: derivatives of functions, as matrices and as products with vectors."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from viz_autograd.errors import BackwardError, DtypeError
from viz_autograd.tensor.differentiate import grad
from viz_autograd.tensor.grad_mode import enable_grad
from viz_autograd.tensor.tensor import Tensor

__all__ = ["hessian", "hvp", "jacobian", "jvp", "vhp", "vjp"]

Function = Callable[..., Any]


def jacobian(
    func: Function,
    inputs: Any,
    create_graph: bool = False,
    strict: bool = False,
    vectorize: bool = False,
    strategy: str = "reverse-mode",
) -> Any:
    """The Jacobian of func at `inputs`: of shape output.shape + input.shape.

    A tuple for each tuple of outputs, of inputs. Raises DtypeError for what is neither tensor nor tuple of them and,
    with `strict`, BackwardError for an output that does not depend on an input.
    """
    with enable_grad():
        given, single_input = _tensors(inputs, "inputs", "jacobian")
        given = _prepared(given, create_graph)
        outputs, single_output = _results(func(*given), "jacobian")
        rows = []
        for number, output in enumerate(outputs):
            _must_depend(output, number, strict)
            rows.append(_rows(output, given, number, create_graph, strict))
    told: Any = tuple([row[0] if single_input else tuple(row) for row in rows])
    return told[0] if single_output else told


def _rows(output: Tensor, inputs: Sequence[Tensor], number: int, create_graph: bool, strict: bool) -> list[Tensor]:
    from viz_autograd.tensor.joining import stack

    columns: list[list[Tensor]] = [[] for _ in inputs]
    for place in np.ndindex(output._array.shape):
        found: Sequence[Any] = [None] * len(inputs)
        if output._requires_grad:
            seed = np.zeros_like(output._array)
            seed[place] = 1
            found = grad(
                output, inputs, Tensor._of(seed), retain_graph=True, create_graph=create_graph, allow_unused=True
            )
        for at, (each, given) in enumerate(zip(found, inputs, strict=True)):
            if each is None:
                if strict:
                    raise BackwardError(
                        f"Output {number} of the user-provided function is independent of input {at}. This is not "
                        "allowed in strict mode."
                    )
                each = Tensor._of(np.zeros_like(given._array))
            columns[at].append(each)
    shape = output._array.shape
    made = []
    for column, given in zip(columns, inputs, strict=True):
        if not column:
            made.append(Tensor._of(np.zeros((*shape, *given._array.shape), given._array.dtype)))
        else:
            made.append(stack(column, dim=0).view((*shape, *given._array.shape)))
    return made


def hessian(
    func: Function,
    inputs: Any,
    create_graph: bool = False,
    strict: bool = False,
    vectorize: bool = False,
    outer_jacobian_strategy: str = "reverse-mode",
) -> Any:
    """The second derivatives of func, which returns one element, by each pair of inputs.

    Raises BackwardError when func returns more than one element.
    """
    given, single = _tensors(inputs, "inputs", "hessian")

    def slope(*values: Tensor) -> Any:
        outputs, _ = _results(func(*values), "hessian")
        if len(outputs) != 1 or outputs[0]._array.size != 1:
            if len(outputs) != 1:
                raise BackwardError("The function given to hessian should return a single Tensor")
            raise BackwardError("The Tensor returned by the function given to hessian should contain a single element")
        _must_depend(outputs[0], 0, strict)
        if not outputs[0]._requires_grad:
            return tuple([each * 0 for each in values])
        found = grad(outputs[0].squeeze(), values, create_graph=True, allow_unused=True)
        return tuple(
            [Tensor._of(np.zeros_like(x._array)) if g is None else g for g, x in zip(found, values, strict=True)]
        )

    told = jacobian(slope, given, create_graph=create_graph, strict=strict)
    return told[0][0] if single else told


def vjp(func: Function, inputs: Any, v: Any = None, create_graph: bool = False, strict: bool = False) -> Any:
    """(func(inputs), v times the Jacobian): the gradients when `v` is put in at the outputs."""
    with enable_grad():
        given, single_input = _tensors(inputs, "inputs", "vjp")
        given = _prepared(given, create_graph)
        outputs, single_output = _results(func(*given), "vjp")
        vectors = _vectors(
            v,
            outputs,
            "The vector v can only be None if the user-provided function returns a single Tensor with a single "
            "element.",
        )
        found = _slopes(outputs, given, vectors, create_graph, strict)
    return _told(outputs, single_output, create_graph), _told(found, single_input, create_graph)


def jvp(func: Function, inputs: Any, v: Any = None, create_graph: bool = False, strict: bool = False) -> Any:
    """(func(inputs), the Jacobian times v), by going back twice."""
    with enable_grad():
        given, _ = _tensors(inputs, "inputs", "jvp")
        given = _prepared(given, create_graph)
        vectors = _vectors(
            v,
            given,
            "The vector v can only be None if the input to the user-provided function is a single Tensor with a single "
            "element.",
        )
        outputs, single_output = _results(func(*given), "jvp")
        dummies = [Tensor._of(np.zeros_like(each._array)).requires_grad_() for each in outputs]
        slopes = _slopes(outputs, given, dummies, True, strict)
        found = _slopes(slopes, dummies, vectors, create_graph, strict)
    return _told(outputs, single_output, create_graph), _told(found, single_output, create_graph)


def vhp(func: Function, inputs: Any, v: Any = None, create_graph: bool = False, strict: bool = False) -> Any:
    """(func(inputs), v times the Hessian) of a function of one element."""
    with enable_grad():
        given, single_input = _tensors(inputs, "inputs", "vhp")
        given = _prepared(given, create_graph)
        vectors = _vectors(
            v,
            given,
            "The vector v can only be None if the input to the user-provided function is a single Tensor with a single "
            "element.",
        )
        outputs, single_output = _results(func(*given), "vhp")
        if len(outputs) != 1 or outputs[0]._array.size != 1:
            raise BackwardError("The Tensor returned by the function given to vhp should contain a single element")
        slopes = _slopes(outputs, given, None, True, strict)
        found = _slopes(slopes, given, vectors, create_graph, strict)
    return _told(outputs, single_output, create_graph), _told(found, single_input, create_graph)


def hvp(func: Function, inputs: Any, v: Any = None, create_graph: bool = False, strict: bool = False) -> Any:
    """(func(inputs), the Hessian times v) of a function of one element; the Hessian is symmetric, so as `vhp`."""
    return vhp(func, inputs, v, create_graph, strict)


def _tensors(given: Any, what: str, name: str) -> tuple[tuple[Tensor, ...], bool]:
    single = not isinstance(given, tuple)
    several = (given,) if single else given
    for at, each in enumerate(several):
        if not isinstance(each, Tensor):
            if single:
                raise DtypeError(
                    f"The {what} given to {name} must be either a Tensor or a tuple of Tensors but the given {what} "
                    f"has type {type(each)}."
                )
            raise DtypeError(
                f"The {what} given to {name} must be either a Tensor or a tuple of Tensors but the value at index {at} "
                f"has type {type(each)}."
            )
    return several, single


def _results(told: Any, name: str) -> tuple[tuple[Tensor, ...], bool]:
    return _tensors(told, "outputs of the user-provided function", name)


def _prepared(inputs: Sequence[Tensor], create_graph: bool) -> tuple[Tensor, ...]:
    if create_graph:
        # Views, so that what the caller has of them in the graph stays.
        return tuple([each.view_as(each) if each._requires_grad else each.detach().requires_grad_() for each in inputs])
    return tuple([each.detach().requires_grad_() for each in inputs])


def _must_depend(output: Tensor, number: int, strict: bool) -> None:
    if strict and not output._requires_grad:
        raise BackwardError(
            f"Output {number} of the user-provided function does not require gradients. The outputs must be computed "
            "in a differentiable manner from the input when running in strict mode."
        )


def _vectors(v: Any, like: Sequence[Tensor], missing: str) -> tuple[Tensor, ...]:
    if v is None:
        if len(like) != 1 or like[0]._array.size != 1:
            raise BackwardError(missing)
        return (Tensor._of(np.ones_like(like[0]._array)),)
    vectors: tuple[Tensor, ...] = v if isinstance(v, tuple) else (v,)
    if len(vectors) != len(like):
        raise BackwardError(f"v is a tuple of invalid length: should be {len(like)} but got {len(vectors)}.")
    for at, (vector, other) in enumerate(zip(vectors, like, strict=True)):
        if vector._array.shape != other._array.shape:
            where = f"Entry {at} in " if len(like) > 1 else ""
            raise BackwardError(
                f"{where}v has invalid size: should be torch.Size({list(other._array.shape)}) but got "
                f"torch.Size({list(vector._array.shape)})."
            )
    return vectors


def _slopes(
    outputs: Sequence[Tensor],
    inputs: Sequence[Tensor],
    vectors: Sequence[Tensor] | None,
    create_graph: bool,
    strict: bool,
) -> tuple[Tensor, ...]:
    live = [at for at, each in enumerate(outputs) if each._requires_grad]
    for number, output in enumerate(outputs):
        _must_depend(output, number, strict)
    found: Sequence[Any] = [None] * len(inputs)
    if live:
        found = grad(
            [outputs[at] for at in live],
            inputs,
            None if vectors is None else [vectors[at] for at in live],
            retain_graph=True,
            create_graph=create_graph,
            allow_unused=True,
        )
    told = []
    for at, (each, given) in enumerate(zip(found, inputs, strict=True)):
        if each is None and strict:
            raise BackwardError(
                f"The output of the user-provided function is independent of input {at}. This is not allowed in strict "
                "mode."
            )
        told.append(Tensor._of(np.zeros_like(given._array)) if each is None else each)
    return tuple(told)


def _told(tensors: Sequence[Tensor], single: bool, create_graph: bool) -> Any:
    kept = tuple(tensors) if create_graph else tuple([each.detach() for each in tensors])
    return kept[0] if single else kept
