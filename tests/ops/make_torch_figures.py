"""Writes torch_figures.json: what PyTorch gives for every op, so that the tests need no PyTorch.

Run as `python -m tests.ops.make_torch_figures` where the `oracle` extra is installed.
"""

from __future__ import annotations

import ast
import json
import operator
import warnings
from typing import Any

import torch

from tests.ops.cases import (
    FIGURES,
    TRIED,
    WITHOUT_GRADIENT,
    differentiable,
    edges_of,
    inputs_of,
    ports_of,
    shape_cases,
    upstream_for,
)
from viz_autograd.ops import Op

_OPERATORS: dict[type[ast.operator] | type[ast.unaryop] | type[ast.cmpop], Any] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
    ast.MatMult: operator.matmul,
    ast.USub: operator.neg,
    ast.NotEq: operator.ne,
}


def call(op: Op, inputs: list[Any], attributes: dict[str, Any]) -> torch.Tensor:
    """Do what the op's `torch` template says: the figures so prove the template as well."""
    names = {port: f"port_{port}" for port in op.ports}
    written = ast.parse(op.torch.format(**names), mode="eval").body
    values = dict(zip(names.values(), ports_of(op, inputs), strict=True))
    # torch.sum takes keepdim only beside dim, so all attributes are said.
    return _run(written, values, {attribute.name: attribute.default for attribute in op.attributes} | attributes)


def _run(node: ast.expr, values: dict[str, Any], attributes: dict[str, Any]) -> Any:
    match node:
        case ast.Constant():
            return node.value
        case ast.Name(id="torch"):
            return torch
        case ast.Name():
            return values[node.id]
        case ast.Attribute():
            return getattr(_run(node.value, values, {}), node.attr)
        case ast.BinOp():
            return _OPERATORS[type(node.op)](_run(node.left, values, {}), _run(node.right, values, {}))
        case ast.UnaryOp():
            return _OPERATORS[type(node.op)](_run(node.operand, values, {}))
        case ast.Compare():
            return _OPERATORS[type(node.ops[0])](_run(node.left, values, {}), _run(node.comparators[0], values, {}))
        case ast.Call():
            said = {str(each.arg): _run(each.value, values, {}) for each in node.keywords}
            return _run(node.func, values, {})(*(_run(x, values, {}) for x in node.args), **said, **attributes)
    raise ValueError(ast.unparse(node))


def tensors_of(op: Op, inputs: list[Any], dtype: torch.dtype) -> list[torch.Tensor]:
    tensors = []
    for port, given in zip(op.ports, inputs, strict=False):
        if port in op.indices:
            tensors.append(torch.tensor(given, dtype=torch.int64))
        else:
            tensors.append(torch.tensor(given, dtype=dtype, requires_grad=differentiable(op, port)))
    return tensors


def run(
    op: Op, inputs: list[Any], attributes: dict[str, Any], upstream: Any, dtype: torch.dtype = torch.float64
) -> dict[str, Any]:
    """Forward and backward in PyTorch; `upstream` is a number, or a function of the output's shape."""
    tensors = tensors_of(op, inputs, dtype)
    out = call(op, tensors, attributes)
    if op.name in WITHOUT_GRADIENT:
        return {"out": out.tolist(), "grads": []}
    up = upstream(tuple(out.shape)) if callable(upstream) else upstream
    wanted = [tensor for tensor in tensors if tensor.requires_grad]
    grads = torch.autograd.grad(out, wanted, torch.tensor(up, dtype=dtype))
    # A zero that has no memory of its own has no list either.
    grads = [torch.zeros(grad.shape) if grad._is_zerotensor() else grad for grad in grads]
    return {"out": out.tolist(), "grads": [grad.tolist() for grad in grads]}


def shape_or_refusal(op: Op, shapes: list[tuple[int, ...]], attributes: dict[str, Any]) -> dict[str, Any]:
    given = [
        torch.zeros(shape, dtype=torch.int64) if port in op.indices else torch.ones(shape, dtype=torch.float64)
        for port, shape in zip(op.ports, shapes, strict=False)
    ]
    try:
        out = call(op, given, attributes)
    except (RuntimeError, IndexError, ValueError) as error:
        return {"error": type(error).__name__, "text": str(error)}
    return {"shape": list(out.shape)}


def figures() -> str:
    """All figures, as the file has them."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # mse_loss warns when it broadcasts
        return _rows(_figures())


def _figures() -> dict[str, Any]:
    figures: dict[str, Any] = {"torch": torch.__version__.split("+")[0]}
    figures |= {"samples": {}, "single": {}, "edges": {}, "shapes": []}
    for op in TRIED.values():
        for name, dtype in (("samples", torch.float64), ("single", torch.float32)):
            figures[name][op.name] = [
                run(op, inputs_of(sample), dict(sample.attributes), upstream_for, dtype) for sample in op.samples
            ]
        figures["edges"][op.name] = [
            {"inputs": inputs, "upstream": upstream, **run(op, list(inputs), {}, upstream)}
            for inputs, upstream in edges_of(op)
        ]
    for op, shapes, attributes in shape_cases():
        case = {"op": op.name, "shapes": shapes, "attributes": attributes}
        figures["shapes"].append(case | shape_or_refusal(op, shapes, attributes))
    return figures


def _rows(figures: dict[str, Any]) -> str:
    """JSON with one case a line, so that a change of one figure is a change of one line."""
    families = []
    for family in ("samples", "single", "edges"):
        ops = ",\n".join(f"  {json.dumps(name)}: {_list(rows)}" for name, rows in figures[family].items())
        families.append(f'"{family}": {{\n{ops}\n}}')
    families.append(f'"shapes": {_list(figures["shapes"])}')
    return f'{{"torch": {json.dumps(figures["torch"])},\n' + ",\n".join(families) + "}\n"


def _list(rows: list[Any]) -> str:
    return "[" + ",\n".join(json.dumps(row) for row in rows) + "]"


if __name__ == "__main__":
    FIGURES.write_text(figures(), encoding="utf-8")
