"""Each optimizer's update as a pure function: `UPDATES["NAdam"].update(parameter, gradient, state, settings)`.

The eager optimizers and the training of a circuit take the same steps because they call the same functions. These are
plain arithmetic on Python floats, numpy scalars or arrays, in the order in which PyTorch 2.13 computes on a CPU.
"""

from viz_autograd.updates.adadelta import ADADELTA
from viz_autograd.updates.adagrad import ADAGRAD
from viz_autograd.updates.adam import ADAM
from viz_autograd.updates.adamax import ADAMAX
from viz_autograd.updates.adamw import ADAMW
from viz_autograd.updates.asgd import ASGD
from viz_autograd.updates.nadam import NADAM
from viz_autograd.updates.radam import RADAM
from viz_autograd.updates.rmsprop import RMSPROP
from viz_autograd.updates.rprop import RPROP
from viz_autograd.updates.sgd import SGD
from viz_autograd.updates.update import Settings, State, Update

__all__ = ["UPDATES", "Settings", "State", "Update"]

UPDATES: dict[str, Update] = {
    update.name: update for update in (SGD, ADAM, ADAMW, NADAM, RADAM, ADAGRAD, ADADELTA, ADAMAX, RMSPROP, RPROP, ASGD)
}
