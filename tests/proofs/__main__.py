"""`python -m tests.proofs NAME [--count N]`: run one proof and print what was found; exit status 1 if it failed."""

from __future__ import annotations

import importlib
import pkgutil
import sys

from tests import proofs

# What the proofs are made of; every other module here is one.
PARTS = {"__main__", "client", "measured_server", "parallel"}

names = [module.name for module in pkgutil.iter_modules(proofs.__path__) if module.name not in PARTS]


def main(argv: list[str]) -> int:
    """Run the command that `argv` names; its module's `main` gets the rest and returns the exit status."""
    if not argv or argv[0] not in names:
        print(f"usage: python -m tests.proofs NAME [--count N]; NAME is one of {', '.join(names)}", file=sys.stderr)
        return 2
    status: int = importlib.import_module(f"tests.proofs.{argv[0]}").main(argv[1:])
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
