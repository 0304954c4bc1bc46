"""Tensors as in PyTorch: every operation computes at once and is recorded for the way back.

Import from its modules; `names` gathers what the package `viz_autograd` shows as torch's own.
"""
