"""Play sessions as a person types them, statement by statement, and tell what each prints, raises and warns of."""

from __future__ import annotations

import ast
import contextlib
import importlib
import io
import pathlib
import re
import sys
import warnings
from typing import Any

HERE = pathlib.Path(__file__).parent
SESSIONS = sorted((HERE / "sessions").glob("*.txt"))
FIGURES = HERE / "session_figures.json"


def swapped(text: str, module: str) -> str:
    """The text with its imports of torch taken from another module."""
    text = re.sub(r"^import torch$", f"import {module} as torch", text, flags=re.M)
    text = re.sub(r"^(import|from) torch\.(?=[\w.]+ (as|import)\b)", rf"\1 {module}.", text, flags=re.M)
    return re.sub(r"^from torch import ", f"from {module} import ", text, flags=re.M)


def played(path: pathlib.Path, module: str) -> list[dict[str, Any]]:
    """Every statement of a file of sessions, with its line, output, errors' types and text, and warnings."""
    torch = importlib.import_module(module)
    once = sys.modules.get("viz_autograd.tensor.warned")
    found: list[dict[str, Any]] = []
    for session in re.split(r"^#---$", path.read_text("utf-8"), flags=re.M):
        names: dict[str, Any] = {"__name__": "__main__", "torch": torch, "np": importlib.import_module("numpy")}
        text = swapped(session, module)
        torch.manual_seed(0)
        torch.set_default_dtype(torch.float32)
        if once is not None:
            once._given.clear()
        for statement, shown in zip(ast.parse(text).body, ast.parse(session).body, strict=True):
            found.append({"line": ast.unparse(shown), **_done(statement, names)})
        torch.set_grad_enabled(True)
    return found


def _done(statement: ast.stmt, names: dict[str, Any]) -> dict[str, Any]:
    told: dict[str, Any] = {}
    out = io.StringIO()
    with contextlib.redirect_stdout(out), warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        try:
            if isinstance(statement, ast.Expr):
                value = eval(compile(ast.Expression(statement.value), "<session>", "eval"), names)  # noqa: S307 - our own lines
                if value is not None:
                    print(repr(value))
            else:
                exec(compile(ast.Module([statement], []), "<session>", "exec"), names)  # noqa: S102
        except Exception as error:  # what it raises is what is looked at
            kinds = [kind.__name__ for kind in type(error).__mro__ if kind.__module__ == "builtins"]
            told |= {"error": kinds, "text": str(error).split("\nException raised from")[0]}
    text = re.sub(r"0x[0-9a-f]+", "0x", out.getvalue())
    if text:
        told["out"] = text.replace("viz_autograd.tensor.graph.RemovableHandle", "torch.utils.hooks.RemovableHandle")
    # numpy's warnings about the ways that it finds PyTorch's tensors are of no concern here.
    said = [str(each.message).split(" (Triggered")[0] for each in warned if each.category is not DeprecationWarning]
    if said:
        told["warned"] = said
    return told
