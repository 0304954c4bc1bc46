"""The page: one canvas that fills the window, and a session of its own."""

from __future__ import annotations

import pathlib

import panel as pn
from bokeh.events import ConnectionLost

from viz_autograd.canvas import codec
from viz_autograd.canvas.component import Canvas
from viz_autograd.ui.session import Session
from viz_autograd.ui.worker import Worker

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


def page(file: pathlib.Path | None = None) -> pn.Template:
    """A page for one person. A file opens in it, unless the browser kept something newer, and Save replaces it."""
    canvas = Canvas(name="canvas", styles={"position": "fixed", "inset": "0"}, sizing_mode="stretch_both", margin=0)
    document = pn.state.curdoc
    session = Session(canvas.send, file, None if document is None else Worker(document))
    canvas.receive = lambda posted: session.dispatch(codec.read(posted))
    if document is not None:
        document.on_event(ConnectionLost, lambda event: session.close())
    template = pn.Template(TEMPLATE)
    template.add_panel("canvas", canvas)
    return template
