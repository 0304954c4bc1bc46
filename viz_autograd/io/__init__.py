"""Circuits in and out of the program."""

from __future__ import annotations

from viz_autograd.io.circuit_file import SUFFIX, decode, encode, load, save, write

__all__ = ["SUFFIX", "decode", "encode", "load", "save", "write"]
