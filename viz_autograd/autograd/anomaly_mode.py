"""torch.autograd.detect_anomaly: a backward that makes a nan says so at once."""

from __future__ import annotations

import warnings

from viz_autograd.tensor.anomaly import ANOMALY


class detect_anomaly:  # noqa: N801 - PyTorch's name
    """Within the with block a backward that returns nan raises, naming the operation."""

    def __init__(self, check_nan: bool = True) -> None:
        warnings.warn(
            "Anomaly Detection has been enabled. This mode will increase the runtime and should only be enabled for "
            "debugging.",
            UserWarning,
            stacklevel=2,
        )
        self._wanted = (True, check_nan)

    def __enter__(self) -> None:
        self._before = (ANOMALY.enabled, ANOMALY.check_nan)
        ANOMALY.enabled, ANOMALY.check_nan = self._wanted

    def __exit__(self, *exception: object) -> None:
        ANOMALY.enabled, ANOMALY.check_nan = self._before


class set_detect_anomaly(detect_anomaly):  # noqa: N801 - PyTorch's name
    """As `detect_anomaly`, or without a with block for all that follows."""

    def __init__(self, mode: bool, check_nan: bool = True) -> None:
        self._before = (ANOMALY.enabled, ANOMALY.check_nan)
        ANOMALY.enabled, ANOMALY.check_nan = mode, check_nan

    def __enter__(self) -> None:
        pass
