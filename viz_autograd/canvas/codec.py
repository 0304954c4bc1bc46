"""What the browser and the server say to each other.

The browser sends a `Message` (commands and questions), the server answers with a `Reply`. Both are msgspec structs;
`viz_autograd/canvas/src/protocol.ts` is generated from them (`python -m viz_autograd.canvas.protocol`), and a test
fails when the two differ. Numbers of a run travel as typed arrays beside the reply, never as JSON.
"""

from __future__ import annotations

import json
from typing import Any, Literal, get_args

import msgspec

from viz_autograd.editor.commands import AttributeValue, Binary, Command, Number, Struct, Value, snake_case
from viz_autograd.editor.decoding import check_characters
from viz_autograd.editor.history import Count
from viz_autograd.errors import CommandError, shown


class Message(Struct, tag_field="type", tag=snake_case):
    """Base of what the browser sends; `id` counts up from 1 and comes back with the answer."""

    id: int


class Hello(Message):
    """The page is there."""


class Edit(Message):
    """Base of what changes the document: `edit` counts the edits of a document's life from 1, without a gap.

    An edit that was done already is not done again, and one that comes too early is refused: the page then begins anew.
    """

    edit: Count


class Apply(Edit):
    """Do a command. Commands with the same `gesture` (a slider's drag) become one step of undo."""

    command: Command
    gesture: str | None = None


class Undo(Edit):
    """Take the last step back, or `steps` of them.

    With `of` it is meant for the step whose newest edit has that number, and nothing is done where another one is the
    last: the page chose it without the server, which then refused the edit.
    """

    steps: int = 1
    of: int | None = None


class Redo(Edit):
    """Do the last undone step again, or `steps` of them; `of` as in `Undo`."""

    steps: int = 1
    of: int | None = None


class Open(Edit):
    """Put a circuit file's text in place of what is open; `name` is the file's, for the error."""

    name: str
    text: str


class OpenGallery(Edit):
    """Put a gallery circuit in place of what is open."""

    circuit: str


DocumentEdit = Apply | Undo | Redo | Open | OpenGallery

EDITS = frozenset(kind.__struct_config__.tag for kind in get_args(DocumentEdit))
"""What edits say that they are."""


class Begin(Message):
    """Open a document: one that the browser kept (`state`), a file's text, a gallery circuit, or what there is.

    `state` is what `AskState` gave, and `log` are the edits (each a `DocumentEdit`) since then, in order, without those
    that were refused; `edits` is the number of the newest one, whether it is among them or not. May be said
    again at any time: what the session had before is then forgotten. One with an id that is not newer is ignored.
    """

    circuit: str | None = None
    name: str | None = None
    text: str | None = None
    state: bytes | None = None
    # Decoded one by one: an edit that is not understood must not keep the others from being done.
    log: list[Any] = []
    edits: Count = 0


class View(Struct):
    """Where the canvas stands: the pan in CSS pixels, and the zoom."""

    x: float
    y: float
    zoom: float


class Save(Message):
    """Ask for the circuit file; where the app was started with a file, replace that one.

    `known` is the digest of the content that the page takes the file to have. A file with another one, which some other
    program wrote, is not replaced: the answer is `Changed`.
    """

    view: View | None = None
    known: str | None = None


class AskFile(Message):
    """Ask for the circuit file's text, and replace no file."""

    view: View | None = None


class AskState(Message):
    """Ask for the document with its history, for the browser to keep."""


class Ping(Message):
    """Is the server there?"""


class Cancel(Message):
    """End the run of the edit whose message had the id `of`; the edit is then taken back and refused.

    Answers nothing itself, and does nothing where that run is over or none to be cancelled.
    """

    of: int


class AskPorts(Message):
    """What could this end be joined to? Asked once when a drag begins.

    With `target` and `port` unset the drag starts at `source`'s output, and the answers are input ports; else it
    starts at an input port and the answers are nodes. `ignoring` is the (target, port) of an edge that is being
    moved.
    """

    source: str | None = None
    target: str | None = None
    port: str | None = None
    ignoring: tuple[str, str] | None = None


class AskArray(Message):
    """A whole array, in pieces: a node's value or grad, or what an edge (`node`, `port`) carries back."""

    of: Literal["value", "grad", "contribution"]
    node: str
    port: str | None = None
    offset: int = 0
    limit: int = 1000


BrowserMessage = (
    Hello
    | Begin
    | Apply
    | Undo
    | Redo
    | Open
    | OpenGallery
    | Save
    | AskFile
    | AskState
    | Ping
    | Cancel
    | AskPorts
    | AskArray
)


class Reply(Struct, tag_field="type", tag=snake_case):
    """Base of what the server sends."""


class Rule(Struct):
    """What a port's contribution is. `says` are the lead words, `text` and `latex` the templates.

    For an elementwise op they write the local derivative, which the upstream gradient multiplies; else (`whole`)
    the whole contribution. Placeholders are `{a}`, `{b}`, `{out}`, `{up}`, `{n}` in text and `‹a›` … in LaTeX; with
    `!`
    (`{a!}`) the filling needs parentheses unless it is one unsigned number or name.
    """

    says: str
    text: str
    latex: str
    whole: bool = False


class AttributeView(Struct):
    """An op's attribute; `kind` says what it takes, as in `ops.op.Attribute`, "choice" one of `choices`."""

    name: str
    kind: str
    default: AttributeValue
    says: str
    choices: list[AttributeValue] = []


class OpView(Struct):
    """One op: `text` and `latex` are templates of the value. A `hidden` one is not offered in the palette."""

    name: str
    title: str
    family: str
    symbol: str
    ports: list[str]
    text: str
    latex: str
    rules: dict[str, Rule]
    attributes: list[AttributeView] = []
    hidden: bool = False


class GalleryView(Struct):
    """One entry of the gallery."""

    id: str
    title: str
    says: str


class FileView(Struct):
    """The file that the app was started with; `digest` tells whether its content is still the same."""

    name: str
    path: str
    digest: str


class Welcome(Reply):
    """The answer to `Hello`: what does not change while the page is open.

    `file` is what the app was started with; null where that is nothing, or cannot be read.
    """

    ack: int
    ops: list[OpView]
    gallery: list[GalleryView]
    version: str = ""
    file: FileView | None = None


class NodeView(Struct):
    """A node as the canvas draws it; `op` is "leaf" for leaves.

    `shape` is null while it cannot be computed, and `lacks` says why.
    """

    name: str
    op: str
    serial: int
    x: float
    y: float
    shape: list[int] | None
    requires_grad: bool
    constants: dict[str, Value | Binary] = {}
    attributes: dict[str, AttributeValue] = {}
    lacks: list[str] = []


class EdgeView(Struct):
    """An edge from a node to a port."""

    source: str
    target: str
    port: str


class ScenePatch(Struct):
    """What of the scene changed: nodes and edges to put in (or over the old ones), and those to take away."""

    nodes: list[NodeView] = []
    edges: list[EdgeView] = []
    removed_nodes: list[str] = []
    removed_edges: list[tuple[str, str]] = []


class Summary(Struct):
    """An array too large to send: figures over its elements; NaN elements are counted and left out of the others."""

    shape: list[int]
    minimum: Number
    maximum: Number
    mean: Number
    nans: int


class Plan(Struct):
    """The static half of a trace, sent when the circuit's wiring changed.

    Beside it travel the columns `kind` (uint8: 0 forward, 1 seed, 2 contribution, 3 accumulate), `node`, `edge`,
    `wave` (int32, one entry an event; -1 for none), `value_at`, `grad_at` (int32, one entry a node: where in the
    block, -1 for none),
    `size` (int32, elements of a node) and `contribution_at` (int32, one entry an edge). `nodes` and `edges` name
    what the columns' numbers
    mean. A contribution's `node` is the one that sends it.
    """

    nodes: list[str]
    edges: list[tuple[str, str]]


class Root(Struct):
    """What is differentiated.

    `problem` says why there is no backward pass; `seed` is null while it is the 1 of a scalar.
    """

    name: str | None
    chosen: bool
    seed: Value | Binary | None = None
    problem: str | None = None


class Refusal(Reply):
    """A command or a question that could not be: what is wrong, where, and what to do. Nothing has changed.

    An `ack` of 0 answers no message: the address asked for what is not there, or a message had no id. `edit` is the
    number of the edit that was refused.
    """

    ack: int
    kind: str
    message: str
    edit: int | None = None
    node: str | None = None
    port: str | None = None
    place: str | None = None


class Update(Reply):
    """A run's answer.

    Beside it travel `block` (float64: values, grads, contributions) and `locals` (float64, one an edge, NaN where an
    edge has no scalar local derivative).

    `edits` is the number of the last edit that was done or refused: all up to it are acknowledged. `refused` are those
    of a `Begin`'s log that could not be done. `reset` says that
    another circuit is open, and `file` names the file that Save replaces. `large` holds summaries
    by "value NAME", "grad NAME", and for an edge "contribution TARGET.PORT" and "sum TARGET.PORT" (the receiver's
    sum once that contribution has arrived).
    """

    ack: int
    edits: int
    run: int
    reset: bool
    title: str
    undo: str | None
    redo: str | None
    root: Root
    scene: ScenePatch
    view: View | None = None
    plan: Plan | None = None
    file: str | None = None
    large: dict[str, Summary] = {}
    refused: list[Refusal] = []


class PortAnswer(Struct):
    """Whether the dragged end can be joined to this node (`port` null) or port; `reason` is null where it can."""

    node: str
    port: str | None
    reason: str | None


class Ports(Reply):
    """The answer to `AskPorts`; `shape` is the dragged node's, or null."""

    ack: int
    answers: list[PortAnswer]


class Piece(Reply):
    """The answer to `AskArray`: elements `offset` to `offset + len(elements)` of the flattened array."""

    ack: int
    shape: list[int]
    offset: int
    elements: list[Number]


class Saved(Reply):
    """The answer to `Save` and `AskFile`: the file was replaced, or here is its text for the browser."""

    ack: int
    name: str
    file: FileView | None = None
    text: str | None = None


class Changed(Reply):
    """The answer to `Save` where the file has another content than the page knows: nothing was written."""

    ack: int
    file: FileView


class State(Reply):
    """The answer to `AskState`. Beside it travels `state`, bytes for the browser to keep and not to look into.

    Edits up to number `edits` are in it.
    """

    ack: int
    edits: int


class Pong(Reply):
    """The answer to `Ping`, by which the page finds out what got lost on the way.

    `began` is the id of the last `Begin` that came, `edits` the number of the last edit, those included that wait for
    a run to end, and `runs` how many runs were told.
    """

    ack: int
    began: int
    edits: int
    runs: int


class Progress(Reply):
    """A run takes long: the part of it that is `done`, from 0 to 1. `ack` is the message that it answers, later on."""

    ack: int
    done: float
    cancellable: bool


ServerReply = Welcome | Update | Refusal | Ports | Piece | Saved | Changed | State | Pong | Progress


def read(posted: object) -> object:
    """The message in what came over the socket: {"json": TEXT}, and with a `Begin` its "state", which is bytes.

    One text, since what BokehJS makes of objects cannot hold every name that a node may have. What has another form
    comes back as it is: `decode` says what is wrong with it.
    """
    if (
        not isinstance(posted, dict)
        or not isinstance(posted.get("json"), str)
        or not posted.keys() <= {"json", "state"}
    ):
        return posted
    try:
        # Not msgspec: half of a surrogate pair is to be refused by the number of its message, not with all of it.
        message: object = json.loads(posted["json"])
    except (ValueError, RecursionError):
        return posted
    return {**message, "state": posted["state"]} if isinstance(message, dict) and "state" in posted else message


def decode(data: object) -> BrowserMessage:
    """Check a message from the page.

    Raises:
        CommandError: it is no message; the text says where.
    """
    begins = isinstance(data, dict) and isinstance(data.get("type"), str) and data["type"] == "begin"
    # The edits of a log are checked one by one, as they are decoded.
    check_characters({**data, "log": []} if isinstance(data, dict) and begins else data)
    message: BrowserMessage = convert(data, BrowserMessage)
    return message


def decode_edit(data: object) -> DocumentEdit:
    """Check one edit of a `Begin`'s log. Raises CommandError where it is none."""
    check_characters(data)
    edit: DocumentEdit = convert(data, DocumentEdit)
    return edit


def convert(data: object, kind: Any) -> Any:
    """`data` as a struct. Raises CommandError, which says where it is none."""
    try:
        return msgspec.convert(data, kind, strict=True, builtin_types=(bytes,))
    # msgspec looks for an attribute of an array where it expects a list, and finds none.
    except (msgspec.ValidationError, RecursionError, AttributeError) as error:
        raise CommandError(f"The page sent a message that is not understood: {shown(str(error), 500)}") from error


def encode(reply: ServerReply) -> dict[str, Any]:
    """A reply as plain dicts and lists, ready for the socket."""
    data: dict[str, Any] = msgspec.to_builtins(reply)
    return data
