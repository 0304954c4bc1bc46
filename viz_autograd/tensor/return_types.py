"""What functions of several results return: tuples with names, as torch.return_types."""

from __future__ import annotations

from typing import Any


class _Named(tuple[Any, ...]):
    """A tuple whose elements also have names."""

    __slots__ = ()
    _fields: tuple[str, ...] = ()

    def __new__(cls, given: Any) -> _Named:
        found = tuple(given)
        if len(found) != len(cls._fields):
            raise TypeError(
                f"{cls.__module__}.{cls.__name__}() takes a {len(cls._fields)}-sequence ({len(found)}-sequence given)"
            )
        return tuple.__new__(cls, found)

    def __getattr__(self, name: str) -> Any:
        try:
            return self[type(self)._fields.index(name)]
        except ValueError:
            raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'") from None

    def __repr__(self) -> str:
        named = ",\n".join(f"{name}={value!r}" for name, value in zip(type(self)._fields, self, strict=True))
        return f"torch.return_types.{type(self).__name__}(\n{named})"

    def __reduce__(self) -> Any:
        return type(self), (tuple(self),)


def _named(name: str, *fields: str) -> type[_Named]:
    return type(name, (_Named,), {"__slots__": (), "_fields": fields, "__module__": "torch.return_types"})


max, min, sort, topk, median, nanmedian, mode, kthvalue, cummax, cummin = (
    _named(name, "values", "indices")
    for name in ("max", "min", "sort", "topk", "median", "nanmedian", "mode", "kthvalue", "cummax", "cummin")
)
aminmax = _named("aminmax", "min", "max")
slogdet = _named("slogdet", "sign", "logabsdet")
linalg_slogdet = _named("linalg_slogdet", "sign", "logabsdet")
linalg_eigh = _named("linalg_eigh", "eigenvalues", "eigenvectors")
linalg_svd = _named("linalg_svd", "U", "S", "Vh")
linalg_qr = _named("linalg_qr", "Q", "R")
linalg_lstsq = _named("linalg_lstsq", "solution", "residuals", "rank", "singular_values")
svd = _named("svd", "U", "S", "V")
qr = _named("qr", "Q", "R")
