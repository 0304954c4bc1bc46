"""Reading traces: what a number is made of."""

from viz_autograd.debugger.local_derivatives import LocalDerivatives

__all__ = ["LocalDerivatives"]
