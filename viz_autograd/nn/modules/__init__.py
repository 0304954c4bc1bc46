"""The modules of torch.nn, a file a family."""

from __future__ import annotations

from viz_autograd.nn.modules.activation import *  # noqa: F403
from viz_autograd.nn.modules.batchnorm import *  # noqa: F403
from viz_autograd.nn.modules.batchnorm import _BatchNorm, _InstanceNorm
from viz_autograd.nn.modules.container import ModuleDict, ModuleList, ParameterDict, ParameterList, Sequential
from viz_autograd.nn.modules.conv import *  # noqa: F403
from viz_autograd.nn.modules.distance import *  # noqa: F403
from viz_autograd.nn.modules.dropout import *  # noqa: F403
from viz_autograd.nn.modules.flatten import *  # noqa: F403
from viz_autograd.nn.modules.linear import *  # noqa: F403
from viz_autograd.nn.modules.loss import *  # noqa: F403
from viz_autograd.nn.modules.margin_loss import *  # noqa: F403
from viz_autograd.nn.modules.module import Module
from viz_autograd.nn.modules.normalization import *  # noqa: F403
from viz_autograd.nn.modules.own_names import take_own_names
from viz_autograd.nn.modules.padding import *  # noqa: F403
from viz_autograd.nn.modules.pooling import *  # noqa: F403
from viz_autograd.nn.modules.rnn import *  # noqa: F403
from viz_autograd.nn.modules.rnn_cells import *  # noqa: F403
from viz_autograd.nn.modules.sparse import *  # noqa: F403
from viz_autograd.nn.modules.upsampling import *  # noqa: F403

_FAMILIES = [value for value in list(globals().values()) if isinstance(value, type) and issubclass(value, Module)]

__all__ = ["Module", "ModuleDict", "ModuleList", "ParameterDict", "ParameterList", "Sequential"]
__all__ += [kind.__name__ for kind in _FAMILIES if kind.__name__ not in __all__]

take_own_names([_BatchNorm, _InstanceNorm], ("__init__",))
take_own_names(_FAMILIES)
