"""Lines of PyTorch code about nn, by family, which the tests run with PyTorch and with this package."""

from __future__ import annotations

from tests.nn import (
    activations_lines,
    argument_lines,
    gradients_lines,
    images_lines,
    layers_lines,
    losses_lines,
    modules_lines,
    parts_lines,
    recurrent_lines,
)


def _split(text: str) -> list[str]:
    """One entry a line; the statements, which begin with @, have their own lines parted by a written newline."""
    lines = text.strip().split("\n")
    return [line.replace("\\n", "\n") if line.startswith("@") else line for line in lines]


FAMILIES: dict[str, list[str]] = {
    "arguments": argument_lines.LINES,
    "activations": _split(activations_lines.LINES),
    "gradients": _split(gradients_lines.LINES),
    "images": _split(images_lines.LINES),
    "layers": _split(layers_lines.LINES),
    "losses": _split(losses_lines.LINES),
    "modules": _split(modules_lines.LINES),
    "parts": _split(parts_lines.LINES),
    "recurrent": _split(recurrent_lines.LINES),
}
