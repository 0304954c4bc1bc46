"""One person's session: messages in, edits applied, the circuit run, answers out.

`dispatch` is the only door. Whatever goes wrong behind it is rolled back and answered; the session stays alive.
"""

from __future__ import annotations

import logging
import pathlib
from collections.abc import Callable
from typing import Any, Literal

import numpy as np

import viz_autograd
from viz_autograd import gallery, io
from viz_autograd.canvas import codec
from viz_autograd.canvas.columns import Static, block_of, static_of, summaries
from viz_autograd.canvas.palette import op_views
from viz_autograd.canvas.scene import Scene, difference, scene_of
from viz_autograd.circuit import Circuit
from viz_autograd.editor import Document, History, commands, from_array, from_number
from viz_autograd.editor.apply import flatten
from viz_autograd.editor.history import DEPTH
from viz_autograd.engine import Run, root_problem, run
from viz_autograd.errors import CommandError, FileError, VizAutogradError, shown

LOGGER = logging.getLogger("viz_autograd")
OPENING = "four-weights"


class Session:
    """A document, its history, and what the page has been shown of it.

    Args:
        send: takes each answer, a dict of plain data and numpy arrays.
        document: what is open at first; the page's URL may ask for a gallery circuit instead, when there is none.
        file: what Save replaces.
        problem: what could not be opened, to be told with the welcome.
    """

    def __init__(
        self,
        send: Callable[[dict[str, Any]], None],
        document: Document | None = None,
        file: pathlib.Path | None = None,
        problem: VizAutogradError | None = None,
    ) -> None:
        self.send = send
        self.file = file
        self.problem = problem
        self.given = document is not None
        self.history = History(document or gallery.GALLERY[OPENING].build())
        # How many circuits were put in the place of the file's, less those undone: Save replaces the file only at 0.
        self.replacements = 0
        self.runs = 0
        self.shown: Circuit | None = None
        self.scene = Scene()
        self.static: Static | None = None
        self.last: Run | None = None

    @property
    def document(self) -> Document:
        """What is open."""
        return self.history.document

    def dispatch(self, data: object) -> None:
        """Handle one message from the page; never raises."""
        ack = data["id"] if isinstance(data, dict) and isinstance(data.get("id"), int) else 0
        try:
            try:
                self.handle(codec.decode(data))
            except VizAutogradError as error:
                self.refuse(ack, error)
        except Exception as error:  # the last door: a defect must not end anyone's session
            LOGGER.exception("A message could not be handled: %s", type(error).__name__)
            self.report(ack, error)

    def report(self, ack: int, error: Exception) -> None:
        """Tell the page of a defect; never raises, since the page may be what is gone."""
        text = f"Something went wrong inside ({type(error).__name__}: {error}). Nothing was changed; please report it."
        try:
            self.answer(codec.Refusal(ack, "defect", text))
        except Exception:
            LOGGER.exception("The page could not be told of a defect")

    def handle(self, message: codec.BrowserMessage) -> None:
        """Do what a decoded message says. Raises VizAutogradError when it cannot be, and then nothing has changed."""
        match message:
            case codec.Hello():
                self.welcome(message)
            case codec.Apply():
                self.edit(message.id, lambda: self.do(message.command, message.gesture))
            case codec.Undo():
                self.edit(message.id, lambda: self.repeat("undone", message.steps))
            case codec.Redo():
                self.edit(message.id, lambda: self.repeat("redone", message.steps))
            case codec.Open():
                self.replace(message.id, message.text, f"load {message.name}"[:100])
            case codec.OpenGallery():
                self.replace(message.id, gallery_text(message.circuit), f"load {message.circuit}")
            case codec.Save():
                self.save(message)
            case codec.AskPorts():
                self.answer(codec.Ports(message.id, self.port_answers(message)))
            case codec.AskArray():
                self.answer(self.piece(message))

    def welcome(self, message: codec.Hello) -> None:
        """Tell the page what there is, and show what is open.

        A circuit that is not known is said, and the opening one is shown.
        """
        entries = [codec.GalleryView(entry.id, entry.title, entry.says) for entry in gallery.GALLERY.values()]
        self.answer(codec.Welcome(op_views(), entries, viz_autograd.__version__))
        if message.circuit is not None and not self.given:
            try:
                gallery_text(message.circuit)
                self.history = History(gallery.GALLERY[message.circuit].build())
            except VizAutogradError as error:
                self.problem = error
        self.given = True
        self.shown = None
        self.update(message.id)
        if self.problem is not None:
            self.refuse(0, self.problem)
            self.problem = None

    def edit(self, ack: int, change: Callable[[], object]) -> None:
        """Apply a change and run; if the run fails, the change is taken back."""
        replacements = self.replacements
        try:
            with self.history.tentatively():
                change()
                self.update(ack)
        except BaseException:
            self.replacements = replacements
            raise

    def do(self, command: commands.Command, gesture: str | None = None) -> None:
        """Do a command and remember it."""
        self.history.do(command, gesture)
        self.replacements += replacements_in(command)

    def undo(self) -> None:
        """Take the last step back."""
        last = self.history.done[-1:]
        self.history.undo()
        self.replacements -= sum(replacements_in(entry.command) for entry in last)

    def redo(self) -> None:
        """Do the last undone step again."""
        next_ = self.history.undone[-1:]
        self.history.redo()
        self.replacements += sum(replacements_in(entry.command) for entry in next_)

    @property
    def open_file(self) -> pathlib.Path | None:
        """The file whose circuit is open, which Save replaces."""
        return self.file if self.replacements == 0 else None

    def repeat(self, what: Literal["undone", "redone"], steps: int) -> None:
        """Undo or redo several steps. Raises CommandError where there are fewer, and takes none."""
        if not 1 <= steps <= DEPTH:
            raise CommandError(f"{steps} steps cannot be taken; ask for 1 to {DEPTH}.")
        step, entries = (self.undo, self.history.done) if what == "undone" else (self.redo, self.history.undone)
        there = len(entries)
        if steps > max(there, 1):
            raise CommandError(f"{steps} steps cannot be {what}; there {'is' if there == 1 else 'are'} {there}.")
        for _ in range(steps):
            step()

    def replace(self, ack: int, text: str, label: str) -> None:
        """Open another circuit as one step of undo."""
        self.edit(ack, lambda: self.do(commands.Replace(text=text, label=label)))

    def save(self, message: codec.Save) -> None:
        """Write the file that the app was started with, or hand its text to the page."""
        if message.view is not None:
            self.document.view = {"x": message.view.x, "y": message.view.y, "zoom": message.view.zoom}
        data = io.encode(self.document)
        if self.open_file is not None:
            io.write(self.open_file, data)
            self.answer(codec.Saved(message.id, self.open_file.name, path=str(self.open_file)))
        else:
            self.answer(codec.Saved(message.id, file_name(self.document.title), text=data.decode()))

    def port_answers(self, message: codec.AskPorts) -> list[codec.PortAnswer]:
        """Which ports, or which sources, the dragged end can be joined to.

        Raises CommandError for a question that names neither end.
        """
        circuit = self.document.circuit
        if message.source is not None:
            found = circuit.refusals_from(message.source, message.ignoring)
            return [codec.PortAnswer(target, port, reason) for (target, port), reason in found.items()]
        if message.target is not None and message.port is not None:
            sources = circuit.refusals_into(message.target, message.port, message.ignoring)
            return [codec.PortAnswer(source, None, reason) for source, reason in sources.items()]
        raise CommandError("A question about ports names a source, or a target and its port.")

    def piece(self, message: codec.AskArray) -> codec.Piece:
        """A part of an array of the last run. Raises CommandError where there is none."""
        if not (message.offset >= 0 and 1 <= message.limit <= 10_000):
            raise CommandError("A piece of an array starts at 0 or later and has 1 to 10,000 elements.")
        array = self.array(message)
        if array is None:
            raise CommandError(f"{message.node} has no {message.of} in this run.")
        elements = array.reshape(-1)[message.offset : message.offset + message.limit]
        return codec.Piece(
            message.id, list(array.shape), message.offset, [from_number(element) for element in elements.tolist()]
        )

    def array(self, message: codec.AskArray) -> np.ndarray | None:
        """The array that a question is about, or None."""
        self.document.circuit.node(message.node)
        if self.last is None:
            return None
        if message.of == "value":
            return self.last.value(message.node)
        if message.of == "grad":
            return self.last.grad(message.node)
        edge = self.document.circuit.inputs(message.node).get(message.port or "")
        return None if edge is None else self.last.contribution(edge)

    def update(self, ack: int) -> None:
        """Run the circuit and send what the page does not know yet."""
        document = self.document
        reset = document.circuit is not self.shown
        name = document.effective_root()
        problem = None if name is None else root_problem(document.circuit, name, document.seed)
        backward = name is not None and problem is None
        done = run(document.circuit, name if backward else None, document.seed if backward else None, backward=backward)
        scene = scene_of(document, Scene() if reset else self.scene)
        same = self.static is not None and self.last is not None and done.trace is self.last.trace and not reset
        static = self.static if same and self.static is not None else static_of(document.circuit, done)
        view = document.view
        reply = codec.Update(
            ack=ack,
            run=self.runs + 1,
            reset=reset,
            title=document.title,
            undo=self.history.undo_label,
            redo=self.history.redo_label,
            file=None if self.open_file is None else self.open_file.name,
            root=codec.Root(
                name,
                document.root is not None,
                None if document.seed is None else from_array(document.seed),
                None if problem is None else str(problem),
            ),
            scene=difference(Scene() if reset else self.scene, scene),
            view=codec.View(**view) if reset and view else None,
            plan=None if same else static.plan,
            large=summaries(done),
        )
        columns = {} if same else static.columns
        numbers = {"block": block_of(done, static), "locals": static.locals.of(document.circuit, done)}
        self.send({**codec.encode(reply), **columns, **numbers})
        self.runs += 1
        self.shown, self.scene, self.static, self.last = document.circuit, scene, static, done

    def refuse(self, ack: int, error: VizAutogradError) -> None:
        """Tell the page what could not be."""
        place = error.place if isinstance(error, FileError) else None
        text = str(error)
        self.answer(codec.Refusal(ack, type(error).__name__, text, error.node, error.port, place))

    def answer(self, reply: codec.ServerReply) -> None:
        """Send an answer that carries no columns."""
        self.send(codec.encode(reply))


def replacements_in(command: commands.Command) -> int:
    """How often a command puts another circuit in the open one's place."""
    return sum(isinstance(each, commands.Replace) for each in flatten(command))


def gallery_text(name: str) -> str:
    """A gallery circuit's file. Raises CommandError, with the names that there are, for another name."""
    entry = gallery.GALLERY.get(name)
    if entry is None:
        raise CommandError(
            f'There is no circuit "{shown(name)}" in the gallery; there are {", ".join(gallery.GALLERY)}.'
        )
    return io.encode(entry.build()).decode()


def file_name(title: str) -> str:
    """A title as the name of a file."""
    kept = "".join(letter if letter.isalnum() or letter in "-_" else "-" for letter in title).strip("-")
    return f"{kept[:80] or 'circuit'}.vizgrad.json"
