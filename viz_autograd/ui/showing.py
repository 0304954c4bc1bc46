"""A circuit that a program made, opened in the browser."""

from __future__ import annotations

import pathlib
import tempfile

from viz_autograd.circuit import Circuit
from viz_autograd.editor import Document
from viz_autograd.io import save
from viz_autograd.ui.cli import listen, serve


def show_circuit(circuit: Circuit, *, port: int = 5006, open_browser: bool = True, title: str = "shown") -> None:
    """Serve the editor on this circuit until interrupted; its address is printed.

    It lies in a file of its own for as long as that, so that Save and reloading work. Raises OSError when the port
    cannot be had.
    """
    listener = listen(port)
    with tempfile.TemporaryDirectory(prefix="viz_autograd-") as folder:
        file = pathlib.Path(folder) / f"{title}.vizgrad.json"
        save(file, Document(circuit, title=title))
        serve(listener, file, open_browser)
