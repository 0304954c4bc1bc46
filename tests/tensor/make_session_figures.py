"""Play all sessions in PyTorch and keep what it tells: python tests/tensor/make_session_figures.py."""

from __future__ import annotations

import json
import subprocess
import sys

from session_run import FIGURES, SESSIONS, played

if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(played(next(path for path in SESSIONS if path.stem == sys.argv[1]), "torch")))
    else:
        # Each file in a process of its own: many warnings come only once in one.
        told = {
            path.stem: json.loads(
                subprocess.run([sys.executable, __file__, path.stem], capture_output=True, check=True).stdout
            )
            for path in SESSIONS
        }
        FIGURES.write_text(json.dumps(told, indent=0, ensure_ascii=False) + "\n", "utf-8")
