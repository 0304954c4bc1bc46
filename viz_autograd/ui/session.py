"""One page's session: messages in, edits applied, the circuit run, answers out.

`dispatch` is the only door. Whatever goes wrong behind it is rolled back and answered; the session stays alive.

A session keeps nothing that the browser does not have too: what it holds follows from the last `Begin` and the edits
since then, which are numbered and each done once. So any other session, in any other process, can go on from there.

What a message asks for is done by a generator. Where that takes a long run it hands out how to start that, and is gone
on with once there are numbers; what it has done so far, and would take back, stays as it is until then.
"""

from __future__ import annotations

import hashlib
import logging
import pathlib
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal, Protocol, TypeAlias

import numpy as np

import viz_autograd
from viz_autograd import gallery, io
from viz_autograd.canvas import codec
from viz_autograd.canvas.palette import op_views
from viz_autograd.canvas.scene import Scene, difference, scene_of
from viz_autograd.circuit import Circuit
from viz_autograd.editor import Document, History, commands, from_array, from_number, pack, snapshot_of, unpack
from viz_autograd.editor.apply import flatten
from viz_autograd.editor.file_format import MAX_FILE
from viz_autograd.editor.history import DEPTH
from viz_autograd.editor.labels import label
from viz_autograd.engine import Watch
from viz_autograd.errors import CancelledError, CommandError, FileError, LimitError, VizAutogradError, shown
from viz_autograd.ui.calculation import Calculation, Numbers

LOGGER = logging.getLogger("viz_autograd")
OPENING = "four-weights"

MOST_WAITING = 10_000
"""Messages that wait for a run to end."""

Ended: TypeAlias = Callable[[Numbers | Exception], None]
Told: TypeAlias = Callable[[float], None]


class Task(Protocol):
    """A run that is under way in another thread."""

    def cancel(self) -> None:
        """Have it end soon."""


class Worker(Protocol):
    """What runs calculations in another thread."""

    def start(self, job: Callable[[Watch], Numbers], ended: Ended, told: Told) -> Task:
        """Have a job done; `ended` is called later, with what came of it, and `told` before with the part done."""


Steps: TypeAlias = Generator[Callable[[Ended, Told], Task], Numbers, None]
"""What a message asks for, up to each run that takes long: how to start that is handed out."""


@dataclass(slots=True)
class Turn:
    """A message that is being handled; with a task while that waits for a run. `edit`: the number of an edit."""

    ack: int
    edit: int | None
    steps: Steps
    task: Task | None = None
    cancelled: bool = False

    @property
    def cancellable(self) -> bool:
        """Whether its run can be ended: an edit is then taken back; a document has to be shown."""
        return self.edit is not None and not self.cancelled

    def cancel(self) -> None:
        """End its run."""
        self.cancelled = True
        if self.task is not None:
            self.task.cancel()


class Session:
    """A document, its history, and what the page has been shown of it.

    Args:
        send: takes each answer, a dict of plain data, numpy arrays and bytes.
        file: what is open unless the page asks for something else, and what Save replaces.
        worker: does runs that take long; without one they are done at once.
    """

    def __init__(
        self, send: Callable[[dict[str, Any]], None], file: pathlib.Path | None = None, worker: Worker | None = None
    ) -> None:
        self.send = send
        self.file = file
        self.worker = worker
        # The message whose run is under way, and those that came since.
        self.turn: Turn | None = None
        self.waiting: deque[object] = deque()
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
        self.last: Numbers | None = None

    @property
    def document(self) -> Document:
        """What is open."""
        return self.history.document

    def dispatch(self, data: object) -> None:
        """Handle one message from the page; never raises. While a run is under way, most wait for its end."""
        if self.turn is None or (type_of(data) in ("ping", "cancel")):
            self.take(data)
        elif len(self.waiting) < MOST_WAITING:
            self.waiting.append(data)
        else:
            # Not by its number: edits before it wait yet. The page will find out that it is missing.
            with self.telling(field_of(data, "id") or 0, None):
                raise LimitError(f"{MOST_WAITING:,} messages wait for the run to end; no more can.")

    def take(self, data: object) -> None:
        """Handle a message, up to its end or to a run that takes long. An edit that was done is ignored.

        Whatever else stands in it: told as a refusal of its number, it would be undone in the page's log.
        """
        edit = field_of(data, "edit")
        done = edit is not None and self.edits is not None and 0 <= edit <= self.edits
        if done and type_of(data) in codec.EDITS:
            return
        self.go_on(Turn(field_of(data, "id") or 0, None if done else edit, self.handle(data)))

    def go_on(self, turn: Turn, outcome: Numbers | Exception | None = None) -> None:
        """Handle a message's next part, with what came of the run that it waited for."""
        with self.telling(turn.ack, turn.edit):
            try:
                if outcome is None:
                    start = next(turn.steps)
                elif isinstance(outcome, Exception):
                    start = turn.steps.throw(outcome)
                else:
                    start = turn.steps.send(outcome)
            except StopIteration:
                return
            try:
                turn.task = start(partial(self.ended, turn), partial(self.tell_progress, turn))
                self.turn = turn
            except Exception as error:
                turn.steps.throw(error)

    def ended(self, turn: Turn, outcome: Numbers | Exception) -> None:
        """A run is over: go on with its message, and with those that waited; never raises."""
        self.turn = None
        self.go_on(turn, CancelledError("cancelled") if turn.cancelled else outcome)
        while self.waiting and self.turn is None:
            self.take(self.waiting.popleft())

    def tell_progress(self, turn: Turn, part: float) -> None:
        """Tell the page how far a run is."""
        self.answer(codec.Progress(turn.ack, part, turn.cancellable))

    def close(self) -> None:
        """The page is gone: what it waits for need not be run."""
        self.waiting.clear()
        if self.turn is not None:
            self.turn.cancel()

    @contextmanager
    def telling(self, ack: int, edit: int | None) -> Iterator[None]:
        """What is raised inside is told to the page, and goes no further."""
        try:
            try:
                yield
            except VizAutogradError as error:
                self.refuse(ack, error, edit)
        except Exception as error:  # the last door: a defect must not end anyone's session
            LOGGER.exception("A message could not be handled: %s", type(error).__name__)
            self.report(ack, error, edit)

    def report(self, ack: int, error: Exception, edit: int | None) -> None:
        """Tell the page of a defect; never raises, since the page may be what is gone."""
        text = f"Something went wrong inside ({type(error).__name__}: {error}). Nothing was changed; please report it."
        try:
            self.answer(codec.Refusal(ack, "defect", text, edit))
        except Exception:
            LOGGER.exception("The page could not be told of a defect")

    def handle(self, data: object) -> Steps:
        """Do what a message says. Raises VizAutogradError when it cannot be, and then nothing has changed."""
        message = codec.decode(data)
        match message:
            case codec.Hello():
                self.welcome(message)
            case codec.Begin():
                yield from self.begin(message)
            case codec.Edit():
                yield from self.edit(message)
            case codec.Save():
                self.save(message)
            case codec.AskFile():
                self.look_from(message.view)
                self.answer(codec.Saved(message.id, file_name(self.document.title), text=self.text().decode()))
            case codec.AskState():
                self.tell_state(message)
            case codec.Ping():
                self.answer(codec.Pong(message.id, *self.received(), self.runs))
            case codec.Cancel():
                if self.turn is not None and self.turn.ack == message.of and self.turn.cancellable:
                    self.turn.cancel()
            case codec.AskPorts():
                self.answer(codec.Ports(message.id, self.port_answers(message)))
            case codec.AskArray():
                self.answer(self.piece(message))

    def received(self) -> tuple[int, int]:
        """The id of the last `Begin` that came and the number of the last edit, those that wait included."""
        began, edits = self.began, self.edits or 0
        for data in self.waiting:
            if type_of(data) == "begin":
                began, edits = max(began, field_of(data, "id") or 0), field_of(data, "edits") or 0
            elif field_of(data, "edit") == edits + 1:
                edits += 1
        return began, edits

    def welcome(self, message: codec.Hello) -> None:
        """Tell the page what there is."""
        entries = [codec.GalleryView(entry.id, entry.title, entry.says) for entry in gallery.GALLERY.values()]
        file = None if self.file is None else file_view(self.file)
        self.answer(codec.Welcome(message.id, op_views(), entries, viz_autograd.__version__, file))

    def begin(self, message: codec.Begin) -> Steps:
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
        yield from self.update(message.id, refused)

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
        number = field_of(data, "edit")
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

    def edit(self, message: codec.Edit) -> Steps:
        """Do the edit that comes next and run; if the run fails, it is taken back."""
        if self.edits is None or message.edit > self.edits + 1:
            said = "nothing was begun" if self.edits is None else f"edit {self.edits + 1} comes first"
            self.answer(codec.Refusal(message.id, "gap", f"Edit {message.edit} cannot be done: {said}."))
            return
        self.edits = message.edit
        with self.tentatively():
            self.change(message)
            try:
                yield from self.update(message.id)
            except CancelledError as error:
                raise CancelledError(f'cancelled: "{self.name_of(message)}" was taken back') from error

    @contextmanager
    def tentatively(self) -> Iterator[None]:
        """What an edit does inside is taken back when the block raises; the exception goes on."""
        opened, replacements = self.opened, self.replacements
        circuit, last = self.document.circuit, self.last
        known = last is not None and last.are_of(self.document)
        try:
            with self.history.tentatively():
                yield
        except BaseException:
            self.opened, self.replacements = opened, replacements
            # What is back is the same, if not the same object: it need be neither shown nor run anew.
            if circuit is self.shown:
                self.shown = self.document.circuit
            if last is not None and known:
                self.last = last.moved_to(self.document)
            raise

    def name_of(self, message: codec.Edit) -> str:
        """What an edit is called that was just done."""
        match message:
            case codec.Apply():
                return label(message.command)
            case codec.Undo():
                return f"Undo: {self.history.redo_label}"
            case codec.Redo():
                return f"Redo: {self.history.undo_label}"
        return self.history.undo_label or "this edit"

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
        """Write the file that the app was started with, or hand its text to the page.

        A file that has another content than the page knows is left as it is, and the page is told.
        """
        self.look_from(message.view)
        data = self.text()
        file = self.open_file
        if file is not None:
            there = digest_on_disk(file)
            if there is not None and there not in (message.known, digest(data)):
                self.answer(codec.Changed(message.id, codec.FileView(file.name, str(file), there)))
                return
            io.write(file, data)
            self.answer(codec.Saved(message.id, file.name, codec.FileView(file.name, str(file), digest(data))))
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
            raise CommandError(f"{shown(message.node)} has no {message.of} in this run.")
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
            return self.last.run.value(message.node)
        if message.of == "grad":
            return self.last.run.grad(message.node)
        edge = self.document.circuit.inputs(message.node).get(message.port or "")
        return None if edge is None else self.last.run.contribution(edge)

    def update(self, ack: int, refused: Sequence[codec.Refusal] = ()) -> Steps:
        """Run the circuit and send what the page does not know yet."""
        due = Calculation.of(self.document, self.last)
        if self.last is not None and self.last.are_of(self.document):
            numbers = self.last
        elif self.worker is None or not due.long:
            numbers = due.do()
        else:
            numbers = yield partial(self.worker.start, due.do)
        self.tell(ack, numbers, due, refused)

    def tell(self, ack: int, numbers: Numbers, due: Calculation, refused: Sequence[codec.Refusal]) -> None:
        """Send what the page does not know yet of a document and its numbers."""
        document = self.document
        reset = document.circuit is not self.shown
        scene = scene_of(document, Scene() if reset else self.scene)
        wired = reset or self.last is None or numbers.static is not self.last.static
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
                due.root,
                document.root is not None,
                None if document.seed is None else from_array(document.seed),
                None if due.problem is None else str(due.problem),
            ),
            scene=difference(Scene() if reset else self.scene, scene),
            view=codec.View(**view) if reset and view else None,
            plan=numbers.static.plan if wired else None,
            large=numbers.large,
            refused=list(refused),
        )
        columns = numbers.static.columns if wired else {}
        self.send({**codec.encode(reply), **columns, **numbers.columns})
        self.runs += 1
        self.shown, self.scene, self.last = document.circuit, scene, numbers

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


def field_of(data: object, field: str) -> int | None:
    """A whole number in a message that may be anything."""
    return whole(data.get(field)) if isinstance(data, dict) else None


def type_of(data: object) -> str | None:
    """What a message says it is, which may be anything."""
    said = data.get("type") if isinstance(data, dict) else None
    return said if isinstance(said, str) else None


def whole(number: object) -> int | None:
    """What is a whole number, and None for the rest."""
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


def digest_on_disk(file: pathlib.Path) -> str | None:
    """What tells the file's present content from another one; None where there is no file.

    Raises FileError where it cannot be read: what cannot be compared is not replaced.
    """
    try:
        if not file.is_file():
            return None
        with file.open("rb") as content:
            return hashlib.file_digest(content, "sha256").hexdigest()
    except FileNotFoundError:
        return None
    except OSError as error:
        reason = f"whether it has changed cannot be seen ({error.strerror})"
        raise FileError(f"cannot save {shown(file.name)}: {reason}", place=str(file)) from error


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
