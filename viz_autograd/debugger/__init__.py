"""Reading traces: what a number is made of."""

from viz_autograd.debugger.local_derivatives import local_derivatives

__all__ = ["local_derivatives"]
