"""Optimizers and schedules of the learning rate, importable like torch.optim."""

from viz_autograd.optim import lr_scheduler
from viz_autograd.optim.adadelta import Adadelta
from viz_autograd.optim.adagrad import Adagrad
from viz_autograd.optim.adam import Adam
from viz_autograd.optim.adamax import Adamax
from viz_autograd.optim.adamw import AdamW
from viz_autograd.optim.asgd import ASGD
from viz_autograd.optim.lbfgs import LBFGS
from viz_autograd.optim.nadam import NAdam
from viz_autograd.optim.optimizer import Optimizer
from viz_autograd.optim.radam import RAdam
from viz_autograd.optim.rmsprop import RMSprop
from viz_autograd.optim.rprop import Rprop
from viz_autograd.optim.sgd import SGD

__all__ = [
    "ASGD",
    "LBFGS",
    "SGD",
    "Adadelta",
    "Adagrad",
    "Adam",
    "AdamW",
    "Adamax",
    "NAdam",
    "Optimizer",
    "RAdam",
    "RMSprop",
    "Rprop",
    "lr_scheduler",
]

# What PyTorch has here and this package does not.
_ABSENT = frozenset({"Adafactor", "Muon", "SparseAdam", "swa_utils", "swap_in_optimizer_params_and_state"})


def __getattr__(name: str) -> object:
    if name in _ABSENT:
        raise AttributeError(
            f"torch.optim.{name} is not part of viz_autograd; the optimizers are: {', '.join(__all__)}"
        )
    raise AttributeError(f"module 'torch.optim' has no attribute '{name}'")
