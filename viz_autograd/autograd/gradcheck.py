"""torch.autograd.gradcheck: analytical gradients against central differences."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from viz_autograd.errors import ArgumentError, VizAutogradError
from viz_autograd.tensor.differentiate import grad
from viz_autograd.tensor.grad_mode import enable_grad, no_grad
from viz_autograd.tensor.tensor import Tensor

Function = Callable[..., Any]


class GradcheckError(VizAutogradError, RuntimeError):
    """The gradients disagree; the message shows both, as PyTorch's does."""


def gradcheck(
    func: Function,
    inputs: Any,
    *,
    eps: float = 1e-06,
    atol: float = 1e-05,
    rtol: float = 0.001,
    raise_exception: bool = True,
    nondet_tol: float = 0.0,
    check_undefined_grad: bool = True,
    check_grad_dtypes: bool = False,
    check_batched_grad: bool = False,
    check_batched_forward_grad: bool = False,
    check_forward_ad: bool = False,
    check_backward_ad: bool = True,
    fast_mode: bool = False,
    masked: bool | None = None,
) -> bool:
    """Whether the gradients of func(*inputs) agree with (f(x + eps) − f(x − eps)) / (2 eps), to atol + rtol.

    All inputs that require a gradient are tried, element by element; they should be float64. Returns True, or raises
    GradcheckError with both Jacobians (returns False without `raise_exception`). `fast_mode` compares one random
    projection of each Jacobian. The other settings are accepted as PyTorch's and change nothing here.
    """
    given = (inputs,) if isinstance(inputs, Tensor) else tuple(inputs)
    for at, each in enumerate(given):
        if isinstance(each, Tensor) and each._requires_grad and each._array.dtype != np.float64:
            warnings.warn(
                f"Input #{at} requires gradient and is not a double precision floating point or complex. This check "
                "will likely fail if all the inputs are not of double precision floating point or complex. ",
                UserWarning,
                stacklevel=2,
            )
    try:
        _check(func, given, eps, atol, rtol, fast_mode)
    except GradcheckError:
        if raise_exception:
            raise
        return False
    return True


def gradgradcheck(
    func: Function,
    inputs: Any,
    grad_outputs: Any = None,
    *,
    eps: float = 1e-06,
    atol: float = 1e-05,
    rtol: float = 0.001,
    gen_non_contig_grad_outputs: bool = False,
    raise_exception: bool = True,
    nondet_tol: float = 0.0,
    check_undefined_grad: bool = True,
    check_grad_dtypes: bool = False,
    check_batched_grad: bool = False,
    check_fwd_over_rev: bool = False,
    check_rev_over_rev: bool = True,
    fast_mode: bool = False,
    masked: bool = False,
) -> bool:
    """As `gradcheck`, of the gradients themselves: whether second derivatives are right.

    `grad_outputs` are the gradients put in; None takes random ones.
    """
    given = (inputs,) if isinstance(inputs, Tensor) else tuple(inputs)
    outputs = _outputs(func(*given))
    if grad_outputs is None:
        rng = np.random.default_rng(0)
        seeds: tuple[Any, ...] = tuple(
            [
                Tensor._of(np.asarray(rng.standard_normal(each._array.shape), each._array.dtype)).requires_grad_()
                for each in outputs
            ]
        )
    else:
        seeds = (grad_outputs,) if isinstance(grad_outputs, Tensor) else tuple(grad_outputs)
    count = len(given)
    leading = [at for at, each in enumerate(given) if isinstance(each, Tensor) and each._requires_grad]

    def gradients(*all_inputs: Any) -> Any:
        inner = all_inputs[:count]
        with enable_grad():  # differences are taken without recording, and yet need the gradients' own graph
            pairs = [
                (result, seed)
                for result, seed in zip(_outputs(func(*inner)), all_inputs[count:], strict=True)
                if result._requires_grad
            ]
            found = grad(
                [result for result, _ in pairs],
                [inner[at] for at in leading],
                [seed for _, seed in pairs],
                create_graph=True,
                allow_unused=True,
            )
        return tuple([each for each in found if each is not None and each._requires_grad])

    return gradcheck(
        gradients, (*given, *seeds), eps=eps, atol=atol, rtol=rtol, raise_exception=raise_exception, fast_mode=fast_mode
    )


def _outputs(told: Any) -> tuple[Tensor, ...]:
    several = told if isinstance(told, tuple | list) else (told,)
    return tuple([each for each in several if isinstance(each, Tensor) and each._array.dtype.kind == "f"])


def _check(func: Function, inputs: Sequence[Any], eps: float, atol: float, rtol: float, fast: bool) -> None:
    tried = [at for at, each in enumerate(inputs) if isinstance(each, Tensor) and each._requires_grad]
    if not tried:
        raise ArgumentError(
            "gradcheck expects at least one input tensor to require gradient, but none of them have requires_grad=True."
        )
    for at in tried:
        inputs[at].retain_grad()
    outputs = _outputs(func(*inputs))
    for number, output in enumerate(outputs):
        for position, at in enumerate(tried):
            numerical = _numerical(func, inputs, at, number, eps)
            if not output._requires_grad:
                if np.any(np.abs(numerical) > atol):
                    raise GradcheckError("Numerical gradient for function expected to be zero")
                continue
            analytical = _analytical(output, inputs[at])
            if fast:
                _compare_fast(numerical, analytical, atol, rtol, number, position)
            elif not np.allclose(analytical, numerical, rtol, atol):
                raise GradcheckError(_told(numerical, analytical, number, position))
    _check_undefined(outputs, [inputs[at] for at in tried])


def _check_undefined(outputs: Sequence[Tensor], inputs: Sequence[Tensor]) -> None:
    live = [each for each in outputs if each._requires_grad]
    if live:
        grad(
            live,
            inputs,
            [Tensor._of(np.zeros_like(each._array)) for each in live],
            retain_graph=True,
            allow_unused=True,
        )


def _told(numerical: Any, analytical: Any, output: int, position: int) -> str:
    return (
        f"Jacobian mismatch for output {output} with respect to input {position},\n"
        f"numerical:{Tensor._of(numerical)}\nanalytical:{Tensor._of(analytical)}\n"
    )


def _compare_fast(numerical: Any, analytical: Any, atol: float, rtol: float, output: int, position: int) -> None:
    rng = np.random.default_rng(0)
    u = rng.random(numerical.shape[0])
    v = rng.random(numerical.shape[1])
    u, v = u / np.sqrt(u @ u or 1.0), v / np.sqrt(v @ v or 1.0)
    a, n = float(u @ analytical @ v), float(u @ numerical @ v)
    if np.isclose(a, n, rtol, atol * float(u.sum() * v.sum())):
        return
    worst = float(np.max(np.abs(numerical - analytical), initial=0.0))
    raise GradcheckError(
        f"Jacobian mismatch for output {output} with respect to input {position},\nnumerical:{n}\nanalytical:{a}\n\n"
        "The above quantities relating the numerical and analytical jacobians are computed \nin fast mode. See: "
        "https://github.com/pytorch/pytorch/issues/53876 for more background \nabout fast mode. Below, we recompute "
        "numerical and analytical jacobians in slow mode:\n\n"
        f"Numerical:\n {Tensor._of(numerical)}\nAnalytical:\n{Tensor._of(analytical)}\n\n"
        f"The max per-element difference (slow mode) is: {worst}.\n"
    )


def _numerical(func: Function, inputs: Sequence[Any], at: int, number: int, eps: float) -> Any:
    """The Jacobian by central differences, (elements of the input) × (elements of the output)."""
    array = inputs[at]._array
    places = list(np.ndindex(array.shape))
    rows = []
    with no_grad():
        for place in places:
            before = array[place].copy() if array.ndim else array.item()
            found = []
            for step in (-eps, eps):
                array[place] = before + step
                found.append(_outputs(func(*inputs))[number]._array.astype(array.dtype).ravel().copy())
            array[place] = before
            rows.append((found[1] - found[0]) / (2 * eps))
    width = rows[0].size if rows else 0
    return np.array(rows, dtype=array.dtype).reshape(len(places), width)


def _analytical(output: Tensor, given: Tensor) -> Any:
    """The Jacobian by backward, a column for each element of the output."""
    columns = []
    for place in np.ndindex(output._array.shape):
        seed = np.zeros_like(output._array)
        seed[place] = 1
        (found,) = grad(output, given, Tensor._of(seed), retain_graph=True, allow_unused=True)
        columns.append(np.zeros(given._array.size, given._array.dtype) if found is None else found._array.ravel())
    if not columns:
        return np.zeros((given._array.size, 0), given._array.dtype)
    return np.stack(columns, axis=1)
