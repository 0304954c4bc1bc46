"""One page's session: messages in, edits applied, the circuit run, answers out.

`dispatch` is the only door. Whatever goes wrong behind it is rolled back and answered; the session stays alive.

A session keeps nothing that the browser does not have too: what it holds follows from the last `Begin` and the edits
since then, which are numbered and each done once. So any other session, in any other process, can go on from there.
"""

from __future__ import annotations

import hashlib
import logging
import pathlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Literal

import numpy as np

import viz_autograd
from viz_autograd import gallery, io
from viz_autograd.canvas import codec
from viz_autograd.canvas.columns import Static, block_of, static_of, summaries
from viz_autograd.canvas.palette import op_views
from viz_autograd.canvas.scene import Scene, difference, scene_of
from viz_autograd.circuit import Circuit
from viz_autograd.editor import Document, History, commands, from_array, from_number, pack, snapshot_of, unpack
from viz_autograd.editor.apply import flatten
from viz_autograd.editor.file_format import MAX_FILE
from viz_autograd.editor.history import DEPTH
from viz_autograd.engine import Run, root_problem, run
from viz_autograd.errors import CommandError, FileError, VizAutogradError, shown

LOGGER = logging.getLogger("viz_autograd")
OPENING = "four-weights"


class Session:
    """A document, its history, and what the page has been shown of it.

    Args:
        send: takes each answer, a dict of plain data, numpy arrays and bytes.
        file: what is open unless the page asks for something else, and what Save replaces.
    """

    def __init__(self, send: Callable[[dict[str, Any]], None], file: pathlib.Path | None = None) -> None:
        self.send = send
        self.file = file
        self.history = History(Document())
        # The id of the last `Begin`, and the number of the last edit done or refused; None until there was one.
        self.began = 0
        self.edits: int | None = None
        # The file whose circuit was opened, and how many others took its place, less those undone.
        self.opened: str | None = None
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
        ack, edit = (whole(data.get(field)) for field in ("id", "edit")) if isinstance(data, dict) else (None, None)
        try:
            try:
                self.handle(codec.decode(data))
            except VizAutogradError as error:
                self.refuse(ack or 0, error, edit)
        except Exception as error:  # the last door: a defect must not end anyone's session
            LOGGER.exception("A message could not be handled: %s", type(error).__name__)
            self.report(ack or 0, error, edit)

    def report(self, ack: int, error: Exception, edit: int | None) -> None:
        """Tell the page of a defect; never raises, since the page may be what is gone."""
        text = f"Something went wrong inside ({type(error).__name__}: {error}). Nothing was changed; please report it."
        try:
            self.answer(codec.Refusal(ack, "defect", text, edit))
        except Exception:
            LOGGER.exception("The page could not be told of a defect")

    def handle(self, message: codec.BrowserMessage) -> None:
        """Do what a decoded message says. Raises VizAutogradError when it cannot be, and then nothing has changed."""
        match message:
            case codec.Hello():
                self.welcome(message)
            case codec.Begin():
                self.begin(message)
            case codec.Edit():
                self.edit(message)
            case codec.Save():
                self.save(message)
            case codec.AskFile():
                self.look_from(message.view)
                self.answer(codec.Saved(message.id, file_name(self.document.title), text=self.text().decode()))
            case codec.AskState():
                self.tell_state(message)
            case codec.Ping():
                self.answer(codec.Pong(message.id, self.began, self.edits or 0, self.runs))
            case codec.AskPorts():
                self.answer(codec.Ports(message.id, self.port_answers(message)))
            case codec.AskArray():
                self.answer(self.piece(message))

    def welcome(self, message: codec.Hello) -> None:
        """Tell the page what there is."""
        entries = [codec.GalleryView(entry.id, entry.title, entry.says) for entry in gallery.GALLERY.values()]
        file = None if self.file is None else file_view(self.file)
        self.answer(codec.Welcome(message.id, op_views(), entries, viz_autograd.__version__, file))

    def begin(self, message: codec.Begin) -> None:
        """Open what the page asks for, do the edits it has kept since, and show it all.

        Edits that are refused are told one by one. Raises a VizAutogradError where there is nothing to begin with, and
        what was open before stays.
        """
        if message.id <= self.began:
            return
        self.began = message.id
        if message.state is not None:
            kept = unpack(message.state)
            history, edits, opened, replacements = kept.history(), kept.edits, kept.file, kept.replacements
        else:
            history, edits, replacements = History(self.first(message)), 0, 0
            opened = None if self.file is None or asks(message) else str(self.file)
        self.history, self.edits, self.opened, self.replacements = history, edits, opened, replacements
        refused = [refusal for data in message.log if (refusal := self.repeat(data)) is not None]
        self.edits = max(self.edits, message.edits)
        self.shown = None
        self.update(message.id, refused)

    def first(self, message: codec.Begin) -> Document:
        """What a document begins as. Raises a VizAutogradError where what the page asks for is not there."""
        if message.text is not None:
            with naming(message.name or "the text"):
                return io.decode(message.text)
        if message.circuit is not None:
            return gallery_entry(message.circuit).build()
        return gallery.GALLERY[OPENING].build() if self.file is None else io.load(self.file)

    def repeat(self, data: object) -> codec.Refusal | None:
        """Do an edit of the page's log, if it is not done already; the refusal where it cannot be."""
        number = whole(data.get("edit")) if isinstance(data, dict) else None
        try:
            edit = codec.decode_edit(data)
            if self.edits is None or edit.edit > self.edits:
                self.edits = edit.edit
                with self.history.tentatively():
                    self.change(edit)
        except VizAutogradError as error:
            return refusal(0, error, number)
        return None

    def tell_state(self, message: codec.AskState) -> None:
        """Hand the page what it is to keep."""
        edits = self.edits or 0
        kept = snapshot_of(self.history, edits=edits, file=self.opened, replacements=self.replacements)
        self.send({**codec.encode(codec.State(message.id, edits)), "state": pack(kept)})

    def edit(self, message: codec.Edit) -> None:
        """Do the edit that comes next and run; if the run fails, it is taken back. One that was done is ignored."""
        if self.edits is None or message.edit > self.edits + 1:
            said = "nothing was begun" if self.edits is None else f"edit {self.edits + 1} comes first"
            self.answer(codec.Refusal(message.id, "gap", f"Edit {message.edit} cannot be done: {said}."))
            return
        if message.edit <= self.edits:
            return
        self.edits = message.edit
        opened, replacements = self.opened, self.replacements
        try:
            with self.history.tentatively():
                self.change(message)
                self.update(message.id)
        except BaseException:
            self.opened, self.replacements = opened, replacements
            raise

    def change(self, message: codec.Edit) -> None:
        """What an edit does to the document. Raises a VizAutogradError where it cannot be done."""
        match message:
            case codec.Apply():
                self.do(message.command, message.edit, message.gesture)
            case codec.Undo():
                self.step("undone", message)
            case codec.Redo():
                self.step("redone", message)
            case codec.Open():
                with naming(message.name):
                    self.replace(message, message.text, message.name)
            case codec.OpenGallery():
                text = io.encode(gallery_entry(message.circuit).build()).decode()
                self.replace(message, text, message.circuit)

    def do(self, command: commands.Command, edit: int, gesture: str | None = None) -> None:
        """Do a command and remember it."""
        self.history.do(command, gesture, edit=edit)
        self.replacements += replacements_in(command)

    def replace(self, message: codec.Edit, text: str, name: str) -> None:
        """Put another circuit in the open one's place, as one step of undo."""
        self.do(commands.Replace(text=text, label=f"load {name}"[:100]), message.edit)

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

    def step(self, what: Literal["undone", "redone"], message: codec.Undo | codec.Redo) -> None:
        """Undo or redo several steps. Raises CommandError where there are fewer, and takes none."""
        step, entries = (self.undo, self.history.done) if what == "undone" else (self.redo, self.history.undone)
        if message.of is not None and (not entries or entries[-1].edit != message.of):
            return
        steps, there = message.steps, len(entries)
        if not 1 <= steps <= DEPTH:
            raise CommandError(f"{steps} steps cannot be taken; ask for 1 to {DEPTH}.")
        if steps > max(there, 1):
            raise CommandError(f"{steps} steps cannot be {what}; there {'is' if there == 1 else 'are'} {there}.")
        for _ in range(steps):
            step()

    @property
    def open_file(self) -> pathlib.Path | None:
        """The file whose circuit is open, which Save replaces."""
        return self.file if self.replacements == 0 and self.file and self.opened == str(self.file) else None

    def save(self, message: codec.Save) -> None:
        """Write the file that the app was started with, or hand its text to the page."""
        self.look_from(message.view)
        data = self.text()
        if self.open_file is not None:
            io.write(self.open_file, data)
            view = codec.FileView(self.open_file.name, str(self.open_file), digest(data))
            self.answer(codec.Saved(message.id, self.open_file.name, view))
        else:
            self.answer(codec.Saved(message.id, file_name(self.document.title), text=data.decode()))

    def look_from(self, view: codec.View | None) -> None:
        """Have the file remember where the canvas stands."""
        if view is not None:
            self.document.view = {"x": view.x, "y": view.y, "zoom": view.zoom}

    def text(self) -> bytes:
        """The circuit file. Raises FileError where it would be too large."""
        return io.encode(self.document)

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

    def update(self, ack: int, refused: Sequence[codec.Refusal] = ()) -> None:
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
            edits=self.edits or 0,
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
            refused=list(refused),
        )
        columns = {} if same else static.columns
        numbers = {"block": block_of(done, static), "locals": static.locals.of(document.circuit, done)}
        self.send({**codec.encode(reply), **columns, **numbers})
        self.runs += 1
        self.shown, self.scene, self.static, self.last = document.circuit, scene, static, done

    def refuse(self, ack: int, error: VizAutogradError, edit: int | None = None) -> None:
        """Tell the page what could not be."""
        self.answer(refusal(ack, error, edit))

    def answer(self, reply: codec.ServerReply) -> None:
        """Send an answer that carries no columns."""
        self.send(codec.encode(reply))


def replacements_in(command: commands.Command) -> int:
    """How often a command puts another circuit in the open one's place."""
    return sum(isinstance(each, commands.Replace) for each in flatten(command))


def refusal(ack: int, error: VizAutogradError, edit: int | None) -> codec.Refusal:
    """What could not be, as the page is told of it."""
    place = error.place if isinstance(error, FileError) else None
    return codec.Refusal(ack, type(error).__name__, str(error), edit, error.node, error.port, place)


def asks(message: codec.Begin) -> bool:
    """Whether the page asks for something of its own."""
    return message.text is not None or message.circuit is not None


def whole(number: object) -> int | None:
    """A whole number from a message that may be anything."""
    return number if isinstance(number, int) and not isinstance(number, bool) else None


@contextmanager
def naming(name: str) -> Iterator[None]:
    """Inside, a FileError names the file that it is about."""
    try:
        yield
    except FileError as error:
        message = f"cannot open {shown(name)}: {error}"
        raise FileError(message, place=error.place, node=error.node, port=error.port) from error


def file_view(file: pathlib.Path) -> codec.FileView | None:
    """The file as the page is told of it; None where it cannot be read, which is said when it is opened."""
    try:
        if file.stat().st_size > MAX_FILE:
            return None
        return codec.FileView(file.name, str(file), digest(file.read_bytes()))
    except OSError:
        return None


def digest(data: bytes) -> str:
    """What tells a file's content from another one."""
    return hashlib.sha256(data).hexdigest()


def gallery_entry(name: str) -> gallery.Entry:
    """A gallery circuit. Raises CommandError, with the names that there are, for another name."""
    entry = gallery.GALLERY.get(name)
    if entry is None:
        raise CommandError(
            f'There is no circuit "{shown(name)}" in the gallery; there are {", ".join(gallery.GALLERY)}.'
        )
    return entry


def file_name(title: str) -> str:
    """A title as the name of a file."""
    kept = "".join(letter if letter.isalnum() or letter in "-_" else "-" for letter in title).strip("-")
    return f"{kept[:80] or 'circuit'}.vizgrad.json"
