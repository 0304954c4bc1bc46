"""What PyTorch says to arguments that fit none of a function's forms."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NoReturn

import numpy as np

from viz_autograd.errors import DtypeError
from viz_autograd.tensor.tensor import Tensor


def kind_of(given: Any) -> str:
    """The type of an argument as PyTorch's messages name it."""
    if isinstance(given, Tensor):
        return "Parameter" if type(given).__name__ == "Parameter" else "Tensor"
    if isinstance(given, np.ndarray):
        return "numpy.ndarray"
    return f"numpy.{type(given).__name__}" if isinstance(given, np.generic) else type(given).__name__


def refused(name: str, given: Sequence[Any], named: Mapping[str, Any], *forms: str) -> NoReturn:
    """Raise DtypeError: these arguments fit none of the function's forms."""
    raise RefusedError(name, given, named, forms)


class RefusedError(DtypeError):
    """Arguments that fit none of a function's forms."""

    def __init__(self, name: str, given: Sequence[Any], named: Mapping[str, Any], forms: Sequence[str]) -> None:
        self.parts = (name, given, named, forms)
        kinds = ", ".join([*map(kind_of, given), *[f"{at}={kind_of(each)}" for at, each in named.items()]])
        listed = "".join(f" * {form}\n{_mismatch(form, given, named)}" for form in forms)
        super().__init__(
            f"{name}() received an invalid combination of arguments - got ({kinds}), but expected one of:\n{listed}"
        )

    def of_method(self) -> RefusedError:
        """The same of the method, where the tensor itself does not count and no `out` is taken."""
        name, given, named, forms = self.parts
        own = []
        for form in forms:
            first, *rest = form[1:-1].split(", ")
            if first in ("Tensor input", "Tensor self"):
                rest = [each for each in rest if each != "Tensor out = None"]
                own.append(f"({', '.join(rest[:-1] if rest and rest[-1] == '*' else rest)})")
        return RefusedError(name, given[1:], named, own)


def _mismatch(form: str, given: Sequence[Any], named: Mapping[str, Any]) -> str:
    """Which arguments a form does not take, where it has as many as are given."""
    parts = form[1:-1].split(", ")
    if named or len(parts) != len(given):
        return ""
    kinds = []
    for part, each in zip(parts, given, strict=True):
        fits, kind = _FITS.get(part.split(" ")[0], lambda each: False)(each), kind_of(each)
        if isinstance(each, list | tuple) and each:
            inner = ", ".join(map(kind_of, each))
            kind = f"list of [{inner}]" if isinstance(each, list) else f"tuple of ({inner})"
        kinds.append(kind if fits else f"!{kind}!")
    return f"      didn't match because some of the arguments have invalid types: ({', '.join(kinds)})\n"


def _whole(each: Any) -> bool:
    return isinstance(each, int) and not isinstance(each, bool)


_FITS: Mapping[str, Callable[[Any], bool]] = {
    "Tensor": lambda each: isinstance(each, Tensor),
    "Number": lambda each: isinstance(each, int | float) and not isinstance(each, bool),
    "int": _whole,
    "bool": lambda each: isinstance(each, bool),
    "tuple": lambda each: isinstance(each, list | tuple) and all(map(_whole, each)),
}
