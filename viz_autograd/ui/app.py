"""The page: one canvas that fills the window, and a session of its own."""

from __future__ import annotations

import pathlib

import panel as pn

from viz_autograd.canvas.component import Canvas
from viz_autograd.editor import Document
from viz_autograd.errors import FileError, VizAutogradError
from viz_autograd.io import load
from viz_autograd.ui.session import Session

TEMPLATE = """
{% extends base %}
{% block title %}viz_autograd{% endblock %}
{% block postamble %}
<link rel="icon" href="data:,">
<style>
html, body {
  margin: 0; height: 100%; overflow: hidden; overscroll-behavior: none; background: Canvas; color-scheme: light dark;
}
</style>
{% endblock %}
{% block contents %}{{ embed(roots.canvas) }}{% endblock %}
"""


def page(
    document: Document | None = None, file: pathlib.Path | None = None, problem: VizAutogradError | None = None
) -> pn.Template:
    """A page for one person.

    Args:
        document: what opens; the opening circuit, or the one that the URL names, when it is None.
        file: what Save replaces; without one, Save downloads.
        problem: what could not be opened, to be told when the page is there.
    """
    canvas = Canvas(name="canvas", styles={"position": "fixed", "inset": "0"}, sizing_mode="stretch_both", margin=0)
    session = Session(canvas.send, document, file, problem)
    canvas.receive = session.dispatch
    template = pn.Template(TEMPLATE)
    template.add_panel("canvas", canvas)
    return template


def page_of(file: pathlib.Path) -> pn.Template:
    """A page on a file, read anew for each visitor, so that a reload shows what is saved.

    A file that has become unreadable is told, and Save will not replace it.
    """
    try:
        return page(load(file), file)
    except FileError as error:
        return page(problem=error)
