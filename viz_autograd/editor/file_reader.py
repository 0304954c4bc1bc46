"""The document that a circuit file writes, or the place and the reason why there is none."""

from __future__ import annotations

import json
import re

import msgspec

from viz_autograd.circuit import MAX_ELEMENTS, MAX_NODES, Circuit, OpNode
from viz_autograd.editor.commands import AttributeValue, Binary, Value
from viz_autograd.editor.complaints import explain, join, shortened
from viz_autograd.editor.document import Document, Place, check_position, check_title, seed_problem, view_problem
from viz_autograd.editor.file_format import (
    FORMAT,
    MAX_FILE,
    VERSION,
    FileEdge,
    FileHeader,
    FileNode,
    FileView,
    Whole,
    megabytes,
)
from viz_autograd.editor.json_text import check_text, position, utf8
from viz_autograd.editor.values import Array, to_array
from viz_autograd.errors import (
    DuplicateNameError,
    FileError,
    InvalidNameError,
    LimitError,
    OccupiedPortError,
    UnknownNodeError,
    UnknownPortError,
    VizAutogradError,
)
from viz_autograd.ops import GATES

_HEADER = msgspec.json.Decoder(FileHeader)
_FILE = msgspec.json.Decoder(Whole)
_VALUE: msgspec.json.Decoder[Value | Binary] = msgspec.json.Decoder(Value | Binary)
# What a value's lists hold: anything but lists and objects, and of texts only those that are numbers.
_ARRAY = re.compile(r'\[(?:[^\[\]{}"]++|"-?(?:nan|inf)")*+\]')
_MOST_LOOKED_AT = 1000
_ATTRIBUTE: msgspec.json.Decoder[AttributeValue] = msgspec.json.Decoder(AttributeValue)


def decode(text: bytes | str) -> Document:
    """The document that a circuit file writes. Nodes that have no place are arranged.

    Raises FileError whose `place` says where ("nodes[3].value", "line 3, column 14"): a file larger than 32 MB or
    nested more than 200 deep, no JSON, another format, a newer version, an unknown field, op or port, and everything
    that a circuit refuses.
    """
    if len(text) > MAX_FILE:
        message = f"the file is too large: {megabytes(len(text))}; the limit is {megabytes(MAX_FILE)}"
        raise FileError(message, place="file")
    document = read(text)
    _check_keys(text)
    with _At("seed"):
        if problem := seed_problem(document):
            raise problem
    return document


def read(text: bytes | str, serials: list[int] | None = None) -> Document:
    """As `decode`, of any size, the nodes numbered with `serials` (rising, one a node) instead of from 0 on.

    Whether the seed fits the root is left open: what a command takes back may stand in the middle of a batch.
    """
    data = utf8(text)
    check_text(data)
    file = _structure(data)
    if serials is None:
        serials = list(range(len(file.nodes)))
    elif len(serials) != len(file.nodes) or sorted(set(serials)) != serials or (serials and serials[0] < 0):
        raise FileError("serials: they must rise from 0 or more, one for each node", place="serials")
    circuit = Circuit()
    layout: dict[str, Place] = {}
    with _At("nodes"):
        if len(file.nodes) > MAX_NODES:
            raise FileError(f"{len(file.nodes):,} nodes; a circuit holds at most {MAX_NODES:,}")
    for index, (node, serial) in enumerate(zip(file.nodes, serials, strict=True)):
        _add_node(circuit, layout, node, serial, f"nodes[{index}]")
    for index, edge in enumerate(file.edges):
        _add_edge(circuit, edge, f"edges[{index}]")
    return _document(file, circuit, layout)


def _structure(data: bytes) -> Whole:
    """The file's fields, every one known and of its type; format and version come first, for what they explain."""
    try:
        header = _HEADER.decode(data)
        _check_format(header.format)
        _check_version(header.version)
        return _FILE.decode(data)
    except msgspec.ValidationError as error:
        place, said = explain(error)
        place = place or "file"
        raise FileError(f"{place}: {said}", place=place) from None
    except msgspec.DecodeError as error:
        place, said = _malformed(data, str(error))
        raise FileError(f"{place}: {said}", place=place) from None


def _check_format(raw: msgspec.Raw | msgspec.UnsetType) -> None:
    text = b"" if raw is msgspec.UNSET else bytes(raw)
    # Its letters may be written as escapes, each six bytes.
    if not text.startswith(b'"') or len(text) > 6 * len(FORMAT) + 2 or msgspec.json.decode(text) != FORMAT:
        message = f'format: this is no circuit file: its format is {_found(raw)}, not "{FORMAT}"'
        raise FileError(message, place="format")


def _check_version(raw: msgspec.Raw | msgspec.UnsetType) -> None:
    digits = b"" if raw is msgspec.UNSET else bytes(raw)
    number = 0
    if digits.isdigit():
        # Of many digits the first few say enough.
        number = int(digits[:9])
    if number > VERSION:
        newer = f"the file is of version {_found(raw)}, newer than this program, which reads up to {VERSION}"
        raise FileError(f"version: {newer}; update the program", place="version")
    if number < 1:
        raise FileError(f"version: expected a whole number from 1 to {VERSION}, found {_found(raw)}", place="version")


def _check_keys(text: bytes | str) -> None:
    """Raise FileError for a key that stands twice in one object: which of the two is meant, nobody can say."""
    # Numbers are not looked at, and lists of them not even made: large arrays cost nothing.
    outline = _ARRAY.sub("0", _ARRAY.sub("0", utf8(text).decode()))
    whole = json.JSONDecoder(object_pairs_hook=tuple, parse_int=len, parse_float=len).decode(outline)
    waiting: list[tuple[str, object]] = [("", whole)]
    while waiting:
        place, part = waiting.pop()
        if isinstance(part, list):
            waiting.extend([(f"{place}[{index}]", item) for index, item in enumerate(part)])
        elif isinstance(part, tuple):
            keys = [key for key, _ in part]
            if len(set(keys)) < len(keys):
                twice = next(key for key in keys if keys.count(key) > 1)
                at = join(place, f".{shortened(twice)}")
                message = f"{at}: {_shown(twice)} stands twice in the same place; take one of the two away"
                raise FileError(message, place=at)
            waiting.extend([(join(place, f".{shortened(key)}"), item) for key, item in part])


def _malformed(data: bytes, said: str) -> tuple[str, str]:
    """(place, message) of a syntax error."""
    if not data.strip():
        return "line 1, column 1", "the file is empty"
    byte = int(said.rpartition("(byte ")[2].rstrip(")")) if "(byte " in said else len(data.rstrip())
    # It points behind a character too many, and behind the sign of what is no number.
    if "trailing characters" in said or data[byte - 1 : byte + 1] == b"-I":
        byte -= 1
    place = position(data, byte)
    for word, name in (("NaN", "nan"), ("Infinity", "inf"), ("-Infinity", "-inf")):
        if data.startswith(word.encode(), byte):
            return place, f'JSON has no {word}; write it as the text "{name}"'
    if "truncated" in said:
        return place, "the file ends in the middle; it was cut off"
    reason = said.removeprefix("JSON is malformed: ").partition(" (byte ")[0]
    return place, f"this is not JSON: {reason}"


def _add_node(circuit: Circuit, layout: dict[str, Place], entry: FileNode, serial: int, place: str) -> None:
    if entry.op == "leaf":
        _add_leaf(circuit, entry, serial, place)
    else:
        _add_op(circuit, entry, serial, place)
    with _At(place):
        if (entry.x is msgspec.UNSET) != (entry.y is msgspec.UNSET):
            raise FileError("x and y go together; one of them is missing")
        if entry.x is not msgspec.UNSET and entry.y is not msgspec.UNSET:
            layout[entry.name] = check_position(entry.x, entry.y, entry.name)


def _add_leaf(circuit: Circuit, entry: FileNode, serial: int, place: str) -> None:
    for field in ("attributes", "constants"):
        if getattr(entry, field) is not msgspec.UNSET:
            raise FileError(f"{place}.{field}: a leaf has none", place=f"{place}.{field}", node=entry.name)
    if entry.value is msgspec.UNSET:
        raise FileError(f"{place}.value: this field is missing", place=f"{place}.value", node=entry.name)
    with _At(f"{place}.value"):
        value = _value(entry.value)
    with _At(place):
        circuit.leaf(entry.name, value, entry.requires_grad is True, serial=serial)


def _add_op(circuit: Circuit, entry: FileNode, serial: int, place: str) -> None:
    with _At(f"{place}.op"):
        if entry.op not in GATES:
            raise FileError(f"there is no op {_shown(entry.op)}", node=entry.name)
    for field in ("value", "requires_grad"):
        if getattr(entry, field) is not msgspec.UNSET:
            raise FileError(f"{place}.{field}: only a leaf has one", place=f"{place}.{field}", node=entry.name)
    with _At(place):
        circuit.op(entry.op, name=entry.name, serial=serial)
    for attribute, raw in (entry.attributes or {}).items():
        with _At(_inside(place, "attributes", attribute)):
            circuit.set_attribute(entry.name, attribute, _attribute(raw))
    for port, raw in (entry.constants or {}).items():
        with _At(_inside(place, "constants", port)):
            circuit.set_constant(entry.name, port, _value(raw))


def _add_edge(circuit: Circuit, edge: FileEdge, place: str) -> None:
    for end, name in (("source", edge.source), ("target", edge.target)):
        if name not in circuit:
            raise FileError(f"{place}.{end}: there is no node {_shown(name)}", place=f"{place}.{end}", node=name)
    with _At(place):
        node = circuit.node(edge.target)
        if isinstance(node, OpNode) and edge.port in node.constants:
            message = f"port {edge.port} of {edge.target} already holds a constant; take one of the two away"
            raise OccupiedPortError(message, node=edge.target, port=edge.port)
        circuit.connect(edge.source, edge.target, edge.port)


def _document(file: Whole, circuit: Circuit, layout: dict[str, Place]) -> Document:
    with _At("name"):
        title = check_title(file.name)
    with _At("root"):
        if file.root is not None and file.root not in circuit:
            raise UnknownNodeError(f"there is no node {_shown(file.root)}", node=file.root)
    with _At("seed"):
        seed = None if bytes(file.seed) == b"null" else _value(file.seed)
    return Document(circuit, layout, title, file.root, seed, _view(file.view))


def _view(entry: FileView | None) -> dict[str, float] | None:
    if entry is None:
        return None
    view = {"x": entry.x, "y": entry.y, "zoom": entry.zoom}
    with _At("view"):
        if problem := view_problem(view):
            raise FileError(problem)
    return view


def _value(raw: msgspec.Raw) -> Array:
    """The array that stands there; errors carry the place within it."""
    text = bytes(raw)
    # Counted before they are made: sixteen million lists take a gigabyte.
    if (elements := text.count(b",") + 1) > MAX_ELEMENTS:
        raise LimitError(f"a node holds at most {MAX_ELEMENTS:,} elements; here are {elements:,}")
    try:
        return to_array(_VALUE.decode(text))
    except msgspec.DecodeError as error:
        place, said = explain(error)
        raise FileError(said, place=place or None) from None


def _attribute(raw: msgspec.Raw) -> AttributeValue:
    try:
        return _ATTRIBUTE.decode(raw)
    except msgspec.DecodeError as error:
        raise FileError(explain(error)[1]) from None


def _inside(place: str, field: str, key: str) -> str:
    return f"{place}.{field}.{shortened(key)}"


def _shown(found: str) -> str:
    """A text that stands in the file, in few characters."""
    return f'"{shortened(found)}"'


def _found(raw: msgspec.Raw | msgspec.UnsetType) -> str:
    """What stands in the file, in few characters, or that nothing does."""
    if raw is msgspec.UNSET:
        return "nothing"
    text = bytes(raw)
    if text.startswith(b'"') and len(text) <= _MOST_LOOKED_AT:
        return _shown(msgspec.json.decode(text, type=str))
    return shortened(text[:_MOST_LOOKED_AT].decode("utf-8", "ignore"))


# Errors that are about one field of a node or an edge point at that field.
_FIELDS: dict[type[VizAutogradError], str] = {
    InvalidNameError: ".name",
    DuplicateNameError: ".name",
    UnknownPortError: ".port",
    OccupiedPortError: ".port",
}


class _At:
    """Inside `with _At(place)`, an error becomes a FileError that names the place in the file."""

    __slots__ = ("place",)

    def __init__(self, place: str) -> None:
        self.place = place

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if not isinstance(error, VizAutogradError):
            return
        place = self.place
        if place.endswith("]"):
            place += _FIELDS.get(type(error), "")
        if error.place and not place.endswith(error.place):
            path = error.place if error.place.startswith(("[", ".")) else "." + error.place
            place = join(place, path)
        raise FileError(f"{place}: {error}", node=error.node, port=error.port, place=place) from None
