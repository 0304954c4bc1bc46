"""Do an op of the table on tensors, at once, and record it for the way back."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np

from viz_autograd.errors import DtypeError
from viz_autograd.ops import Op
from viz_autograd.tensor.dtypes import common_dtype, default_numpy_dtype
from viz_autograd.tensor.grad_mode import MODES
from viz_autograd.tensor.graph import node_class
from viz_autograd.tensor.tensor import Tensor

NUMBERS = (int, float, bool, np.number, np.bool_)

_quiet = np.errstate

# The stamp of a node that saved no tensor.
_NUMBERS = (([0], 0, None),)


def apply(op: Op, *inputs: Any, **attributes: Any) -> Any:
    """`op` of tensors and Python numbers (None for an optional port): a Tensor, or a tuple of them.

    Inputs are cast as the op's rule for dtypes says. The result requires a gradient when an input does, recording is
    on and the result is of a floating dtype. Raises TypeError for an input that is neither, and what the op raises.
    """
    arrays, cast = _arrays(op, inputs)
    with _quiet(all="ignore"):  # nan and inf are values like any other
        try:
            out = op.forward(*arrays, **attributes)
        except ValueError:
            # numpy's words for shapes that clash; the op has PyTorch's.
            op.shape(*[None if array is None else array.shape for array in arrays], **attributes)
            raise
    if len(op.outputs) == 1 and not isinstance(out, tuple):
        if out.__class__ is not np.ndarray:
            out = np.asarray(out)
        result = Tensor._of(out)
        if op.view:
            _share(result, inputs[0], op, attributes)
        if MODES.enabled:
            for given in inputs:
                if isinstance(given, Tensor) and given._requires_grad:
                    if out.dtype.kind == "f":
                        _record(op, inputs, arrays, attributes, cast, (result,), out)
                    break
        return result
    outs = tuple([np.asarray(each) for each in out])
    results = tuple([Tensor._of(each) for each in outs])
    if op.view:
        for result in results:
            _share(result, inputs[0], op, attributes, several=True)
    if MODES.enabled and any(isinstance(given, Tensor) and given._requires_grad for given in inputs):
        _record(op, inputs, arrays, attributes, cast, results, outs)
    return results


def _arrays(op: Op, inputs: tuple[Any, ...]) -> tuple[list[Any], bool]:
    """The inputs as arrays of the dtypes that the op wants, and whether a tensor had to be cast."""
    numbers = op.numbers
    if len(inputs) == 1 and isinstance(inputs[0], Tensor):
        array = inputs[0]._array
        if numbers == "float" and array.dtype.kind != "f":
            return [array.astype(default_numpy_dtype())], True
        return [array], False
    arrays: list[Any] = []
    dtype = None
    alike = True
    for given in inputs:
        if isinstance(given, Tensor):
            array = given._array
            if dtype is None:
                dtype = array.dtype
            elif array.dtype != dtype:
                alike = False
            arrays.append(array)
        elif given is None:
            arrays.append(None)
        elif isinstance(given, NUMBERS):
            alike = False
            arrays.append(given)
        else:
            raise DtypeError(_not_a_tensor(op, inputs, given))
    if dtype is None:
        raise DtypeError(_not_a_tensor(op, inputs, inputs[0]))
    if numbers == "own":
        return [
            array if array is None or isinstance(array, np.ndarray) else np.asarray(array) for array in arrays
        ], False
    if alike and (numbers == "promote" or dtype.kind == "f"):
        return arrays, False
    typed = [
        array for at, array in enumerate(arrays) if array is not None and op.ports[at % len(op.ports)] not in op.indices
    ]
    common = common_dtype(typed)
    if numbers == "float" and common.kind != "f":
        common = default_numpy_dtype()
    cast = False
    for at, array in enumerate(arrays):
        if array is None or (op.indices and op.ports[at] in op.indices):
            continue
        if isinstance(array, np.ndarray):
            if array.dtype != common:
                arrays[at] = array.astype(common)
                cast = True
        else:
            arrays[at] = _number(array, common)
    return arrays, cast


def _number(number: Any, dtype: np.dtype[Any]) -> Any:
    try:
        return np.asarray(number, dtype)
    except OverflowError:
        if isinstance(number, int) and -(2**63) <= number < 2**63:
            return np.asarray(number).astype(dtype)  # wraps around
        raise DtypeError(f"value cannot be converted to type {dtype.name}_t without overflow") from None


def _not_a_tensor(op: Op, inputs: tuple[Any, ...], found: Any) -> str:
    at = next(at for at, given in enumerate(inputs) if given is found)
    name = {"a": "input", "b": "other"}.get(op.ports[at % len(op.ports)], op.ports[at % len(op.ports)])
    kind = "NoneType" if found is None else type(found).__name__
    spelled = f"numpy.{kind}" if isinstance(found, np.ndarray) else kind
    return f"{op.name}(): argument '{name}' (position {at + 1}) must be Tensor, not {spelled}"


def _share(result: Tensor, given: Tensor, op: Op, attributes: Mapping[str, Any], several: bool = False) -> None:
    """Make `result` a view of `given`, if it shares its memory: in-place changes of either are changes of both."""
    array, source = result._array, given._array
    base = array.base
    if base is None or (base is not source and base is not source.base):
        return
    whole = given._base if given._base is not None else given
    result._base = whole
    result._path = (*given._path, (op, attributes))
    result._counter = given._version_counter()
    result._epoch = whole._epoch
    result._view_of = (
        "several" if several or given._view_of == "several" else ("recorded" if MODES.enabled else "unrecorded")
    )


@cache
def _saved(op: Op, needs: tuple[bool, ...]) -> tuple[tuple[int, ...], bool, bool]:
    """What backward reads of an op whose inputs want gradients as `needs` says.

    The places of inputs among it, whether the output is, and whether it reads anything.
    """
    ports = op.ports
    if len(needs) > len(ports):
        read = {name for port in ports for name in op.reads(port)}
        return (tuple(range(len(needs))) if read else ()), "out" in read, bool(read)
    read = {name for port, need in zip(ports, needs, strict=False) if need for name in op.reads(port)}
    return tuple([at for at in range(len(needs)) if ports[at] in read]), "out" in read, bool(read)


def _record(
    op: Op,
    inputs: tuple[Any, ...],
    arrays: list[Any],
    attributes: Mapping[str, Any],
    cast: bool,
    results: tuple[Tensor, ...],
    out: Any,
) -> None:
    name = op.grad_fn
    if not isinstance(name, str):
        shapes = tuple([given._array.shape if isinstance(given, Tensor) else None for given in inputs])
        name = name(shapes, attributes)
    kind = node_class(name or f"{op.name.capitalize()}Backward0")
    targets: list[Any] = []
    numbers: list[int] = []
    needs: list[bool] = []
    tensors: list[Any] = []
    for given in inputs:
        if isinstance(given, Tensor):
            tensors.append(given)
            if given._requires_grad:
                if given._base is not None and given._epoch != given._base._epoch:
                    given._follow_base()
                made = given._grad_fn
                targets.append(given if made is None else made)
                numbers.append(given._output)
                needs.append(True)
                continue
        else:
            tensors.append(None)
        targets.append(None)
        numbers.append(0)
        needs.append(False)
    node = kind(tuple(targets), tuple(numbers), len(results))
    node.op = op
    node.attributes = attributes
    node.inputs = arrays
    node.out = out
    node.needs = wanted = tuple(needs)
    node.tensors = tuple(tensors)
    node.cast = cast
    node.freed = False
    places, reads_out, reads = _saved(op, wanted)
    if reads:
        stamps = []
        for at in places:
            given = tensors[at]
            if given is not None:
                counter = given._counter
                if counter is None:
                    counter = given._counter = [0]
                stamps.append((counter, counter[0], given))
        if reads_out:
            counter = results[0]._version_counter()
            stamps.append((counter, counter[0], None))
        # Where all that was saved is plain numbers, it is freed all the same.
        node.stamps = tuple(stamps) or _NUMBERS
    else:
        node.stamps = ()
    for number, result in enumerate(results):
        if result._array.dtype.kind == "f":
            result._requires_grad = True
            result._grad_fn = node
            if number:
                result._output = number
