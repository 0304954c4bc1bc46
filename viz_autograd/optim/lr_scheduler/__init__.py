"""Schedules of the learning rate, importable like torch.optim.lr_scheduler."""

from viz_autograd.optim.lr_scheduler.combined import ChainedScheduler, SequentialLR
from viz_autograd.optim.lr_scheduler.cosine import CosineAnnealingLR, CosineAnnealingWarmRestarts
from viz_autograd.optim.lr_scheduler.cyclic import CyclicLR
from viz_autograd.optim.lr_scheduler.decays import ExponentialLR, MultiStepLR, StepLR
from viz_autograd.optim.lr_scheduler.lambdas import LambdaLR, MultiplicativeLR
from viz_autograd.optim.lr_scheduler.one_cycle import OneCycleLR
from viz_autograd.optim.lr_scheduler.plateau import ReduceLROnPlateau
from viz_autograd.optim.lr_scheduler.ramps import ConstantLR, LinearLR, PolynomialLR
from viz_autograd.optim.lr_scheduler.scheduler import LRScheduler

__all__ = [
    "ChainedScheduler",
    "ConstantLR",
    "CosineAnnealingLR",
    "CosineAnnealingWarmRestarts",
    "CyclicLR",
    "ExponentialLR",
    "LRScheduler",
    "LambdaLR",
    "LinearLR",
    "MultiStepLR",
    "MultiplicativeLR",
    "OneCycleLR",
    "PolynomialLR",
    "ReduceLROnPlateau",
    "SequentialLR",
    "StepLR",
]

# The name of the base class before PyTorch 2.0, which older programs inherit from.
_LRScheduler = LRScheduler
