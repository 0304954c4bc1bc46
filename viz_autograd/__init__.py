"""viz_autograd: wire a circuit, watch values flow forward and gradients flow back.

`import viz_autograd as torch` runs programs written for PyTorch: tensors, nn, optim and autograd are here under
PyTorch's names. `Circuit`, `run`, `circuit_of` and `show` lead to the canvas.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from viz_autograd import autograd, errors
from viz_autograd.circuit import Circuit
from viz_autograd.engine import Run, run
from viz_autograd.ops import OPS
from viz_autograd.tensor.circuit_of import circuit_of
from viz_autograd.tensor.names import NAMES

if TYPE_CHECKING:
    from viz_autograd import backends, cuda, linalg, nn, optim, random, return_types, special

__version__ = "0.1.0"

# torch.tensor, torch.zeros, torch.float32 …: the function `tensor` takes the name of the package it is made in.
globals().update(NAMES)

# Functions of nn.functional that PyTorch also has at the top.
_ALSO_HERE = [
    "adaptive_avg_pool1d", "adaptive_max_pool1d", "alpha_dropout", "avg_pool1d", "batch_norm", "bilinear",
    "binary_cross_entropy_with_logits", "celu_", "channel_shuffle", "conv1d", "conv2d", "conv3d",
    "conv_transpose1d", "conv_transpose2d", "cosine_embedding_loss", "cosine_similarity", "dropout",
    "embedding", "group_norm", "hinge_embedding_loss", "instance_norm", "kl_div", "layer_norm", "margin_ranking_loss",
    "max_pool1d", "max_pool2d", "max_pool3d", "pairwise_distance", "pixel_shuffle", "pixel_unshuffle",
    "poisson_nll_loss", "rms_norm", "rrelu", "rrelu_", "selu_", "threshold_", "triplet_margin_loss",
]  # fmt: skip
# Imported when a program asks for them: neither the page nor a circuit does, and nn alone takes longer than numpy.
_ROOMS = ["backends", "cuda", "linalg", "nn", "optim", "random", "return_types", "special"]

__all__ = [
    "OPS",
    "Circuit",
    "Run",
    "__version__",
    "autograd",
    "backends",
    "circuit_of",
    "cuda",
    "errors",
    "linalg",
    "nn",
    "optim",
    "random",
    "return_types",
    "run",
    "show",
    "special",
    *sorted({*NAMES, *_ALSO_HERE}),
]


def show(shown: Any, *, port: int = 5006, open_browser: bool = True) -> None:
    """Open the page on a circuit, or on the circuit of a computed tensor, and serve it until interrupted.

    `port` 0 takes any free one. Raises CircuitError for a tensor that no circuit can hold, OSError when the port is
    taken.
    """
    from viz_autograd.tensor.tensor import Tensor
    from viz_autograd.ui.showing import show_circuit

    circuit = circuit_of(shown, depth=2) if isinstance(shown, Tensor) else shown
    show_circuit(circuit, port=port, open_browser=open_browser)


def __getattr__(name: str) -> Any:
    """What is imported only when asked for. Of PyTorch's names that are not here an AttributeError says so."""
    if name in _ROOMS:
        return import_module(f"{__name__}.{name}")
    if name in _ALSO_HERE:
        return getattr(import_module(f"{__name__}.nn.functional"), name)
    if name.startswith("__"):
        raise AttributeError(f"module 'viz_autograd' has no attribute {name!r}")
    raise AttributeError(
        f"torch.{name} is not part of viz_autograd; there are tensors with their functions, autograd, nn, optim, and "
        "Circuit, run, circuit_of and show"
    )


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
