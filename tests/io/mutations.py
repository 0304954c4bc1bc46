"""Circuit files with something wrong in them, and what must hold of any: refused with its place, or a circuit."""

from __future__ import annotations

import base64
import copy
import json
import random
import unicodedata
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np

from tests.editor.random_commands import MAKERS, replace
from viz_autograd.circuit import Circuit
from viz_autograd.editor import Document, History
from viz_autograd.engine import root_problem, run
from viz_autograd.errors import FileError, VizAutogradError
from viz_autograd.gallery import GALLERY
from viz_autograd.io import decode, encode

VALID = encode(GALLERY["four-weights"].build())
VECTORS = b"""{"format":"viz-autograd","version":1,"name":"v","nodes":[
{"name":"u","op":"leaf","value":[1,2,3],"requires_grad":true,"x":0,"y":0},
{"name":"v","op":"leaf","value":[1,2],"requires_grad":false,"x":0,"y":90},
{"name":"p","op":"mul","constants":{"b":2},"x":200,"y":0},
{"name":"s","op":"sum","attributes":{"dim":0},"x":200,"y":90}],
"edges":[{"source":"u","target":"p","port":"a"}],"root":null,"seed":null,"view":null}"""

Change = Callable[[dict[str, Any]], object]


def changed(change: Change, data: bytes = VALID) -> bytes:
    """A valid file with one thing changed."""
    fields = json.loads(data)
    change(fields)
    return json.dumps(fields).encode()


def put(place: str, value: object) -> Change:
    """`nodes.3.value` becomes `value`."""

    def change(fields: dict[str, Any]) -> None:
        *path, last = [int(part) if part.isdigit() else part for part in place.split(".")]
        target: Any = fields
        for part in path:
            target = target[part]
        target[last] = value

    return change


def vectors(place: str, value: object) -> bytes:
    return changed(put(place, value), VECTORS)


RICH = vectors("view", {"x": 1, "y": 2, "zoom": 1}).replace(
    b'"value": [1, 2]', b'"value": {"shape":[1],"base64":"AAAAAAAA8D8="}'
)


@cache
def starts() -> list[bytes]:
    """Valid files, as different as random commands make them."""
    found = [VALID, VECTORS, RICH, *(encode(entry.build()) for entry in GALLERY.values())]
    kinds = [maker for maker in MAKERS if maker is not replace]
    for seed in range(30):
        rng = random.Random(seed)
        history = History(Document(Circuit()) if seed % 2 else GALLERY["tanh-mse"].build())
        for _ in range(rng.choice([10, 30, 80])):
            try:
                history.do(rng.choice(kinds)(rng, history.document))
            except VizAutogradError:
                continue
        found.append(encode(history.document))
    return found


SMALL = [b"", b"\x00", b'"', b"{", b"}", b"[", b"]", b",", b":", b"\\", b"\\u", b"\xff", b"-", b"9" * 30, b"e5",
         b"null", b"true", b"nan", b"leaf", b"mul", b"sum", b'"a"', b'"b"', b"1e400",
         b"\xef\xbb\xbf", b"\xed\xa0\x80"]  # fmt: skip


def mutated(rng: random.Random, data: bytes) -> bytes:
    """`data` with a few pieces cut out, doubled, swapped, flipped, or replaced by what stands elsewhere in it."""
    text = bytearray(data)
    for _ in range(rng.choice([1, 1, 1, 2, 5])):
        at = rng.randrange(len(text) + 1)
        end = min(len(text), at + rng.choice([0, 1, 1, 2, 8, 40]))
        kind = rng.randrange(5)
        if kind == 0:
            del text[at:end]
        elif kind == 1:
            text[at:end] = rng.choice(SMALL)
        elif kind == 2:
            text[at:at] = text[at:end]
        elif kind == 3:
            other = rng.randrange(len(text) + 1)
            text[at:end] = text[other : other + (end - at)]
        elif end > at:
            text[at] ^= 1 << rng.randrange(8)
    return bytes(text)


class Verbatim(str):
    """Text that is written as it is: numbers, and what is no JSON."""


class Members(list[Any]):
    """An object as lists of key and value, so that a key may stand twice."""


def read(data: bytes) -> Any:
    return json.loads(
        data,
        object_pairs_hook=lambda pairs: Members([list(pair) for pair in pairs]),
        parse_int=Verbatim,
        parse_float=Verbatim,
    )


def written(part: Any, quoted: Callable[[str], str]) -> str:
    """JSON of what `read` gave, after whatever was done to it; `quoted` writes the texts."""
    if isinstance(part, str):
        return part if isinstance(part, Verbatim) else quoted(part)
    if isinstance(part, Members):
        return "{" + ",".join([f"{written(key, quoted)}:{written(value, quoted)}" for key, value in part]) + "}"
    if isinstance(part, list):
        return "[" + ",".join([written(item, quoted) for item in part]) + "]"
    return json.dumps(part)


STRINGS = [
    "", " ", "a", "b", "L", "nan", "inf", "leaf", "mul", "sum", "viz-autograd", "__proto__", "constructor", "x" * 101,
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "\"><svg/onload=alert(1)>", "javascript:alert(1)",
    "{{7*7}}", "${alert(1)}", "'; DROP TABLE nodes; --", "../../etc/passwd", "%s%n", "\\", "\x00", "\x07", "a\x1b[31mb",
    "a\nb", "a\r\nb", "\t", "\x7f", "\x85", "\u2028", "\u2029", "\u200b", "\u202eabc", "a\u0301", "\ufeff", "\ufffe",
    "é", "𝛛", "👩\u200d🔬", "\U0010ffff", "\U000e0001", "e\u0301" * 60, "\ud800", "\udfff", "a\ud83d", "ﷺ" * 100,
]  # fmt: skip
NUMBERS = [
    "0", "-0", "-0.0", "1", "-1", "0.5", "1.0", "2", "1e3", "1E+2", "5e-324", "1e-400", "1.8e308", "1e309", "-1e999",
    "1e7", "10000001", "-1e8", "9" * 30, "9" * 400, "9" * 5000, "-" + "9" * 5000, "0." + "0" * 400 + "1",
    "1" + "0" * 22, "9007199254740993", "9223372036854775807", "9223372036854775808", "-9223372036854775809",
    "18446744073709551616", "0.1e1000000000", "123456789012345678901234567890.5", "1.0000000000000000000000000000001",
]  # fmt: skip
NO_JSON = [
    "NaN", "Infinity", "-Infinity", "nan", "undefined", "None", "True", "tru", "01", "+1", ".5", "1.", "0x10", "1_000",
    "--1", "-", "1e", "'a'", '"\t"', '"\\x41"', '"\\u12"', '"\\ud83d\\u0041"', '"\\ude00\\ud83d"', "// c", "/* c */ 1",
    "", ",", "1 2", "{1:2}", '{"a"}', "[1,]", "(1)", "!", "\x00", '"', "\ufeff1",
]  # fmt: skip
# Nothing that anybody reads, in every place and as every key.
HOSTILE: list[Callable[[random.Random], Any]] = [
    lambda rng: rng.choice(STRINGS),
    lambda rng: rng.choice(STRINGS),
    lambda rng: Verbatim(rng.choice(NUMBERS)),
    lambda rng: Verbatim(rng.choice(NUMBERS)),
    lambda rng: Verbatim(rng.choice(NO_JSON)),
    lambda rng: rng.choice([None, True, False, [], [[]], Members(), [None], [True], Members([["a", 1]])]),
    lambda rng: [Verbatim(rng.choice(NUMBERS)) for _ in range(rng.choice([1, 2, 3, 1001]))],
    lambda rng: [[Verbatim("1")] * rng.choice([0, 1, 2, 3]) for _ in range(rng.choice([1, 2, 3]))],
    lambda rng: array(rng),
    lambda rng: nested(rng),
]


def array(rng: random.Random) -> Members:
    """An array in base64 whose parts need not agree: 10⁹ elements, no elements, other bytes, other letters."""
    lengths = ["0", "1", "2", "3", "1000000", "1000001", "1000000000", "-1", "1e9", "1.5", "9" * 40, '"1"', "null"]
    shape = [Verbatim(rng.choice(lengths)) for _ in range(rng.choice([0, 1, 1, 1, 2, 2, 3]))]
    elements = rng.choice([0, 1, 1, 2, 3, 6])
    text = base64.b64encode(np.arange(elements, dtype="<f8").tobytes()).decode()
    if rng.random() < 0.3:
        text = rng.choice([text[:-1], text + "=", text + "A", text.replace("A", "é"), " " + text, "\n", "*" * 8])
    if rng.random() < 0.001:
        text = "A" * rng.choice([10**5, 4 * 10**6])
    found = Members([["shape", shape], ["base64", text]])
    if rng.random() < 0.1:
        found.append(rng.choice([["dtype", "<f8"], ["shape", [Verbatim("1")]], ["base64", ""]]))
    return found


def nested(rng: random.Random) -> Verbatim:
    """Lists or objects within each other, closed or not."""
    depth = rng.choice([1, 2, 3, 5, 150, 195, 200, 201, 300, 1000, 20_000])
    opening, closing = rng.choice([("[", "]"), ('{"a":', "}"), ('[{"a":', "}]")])
    closed = depth if rng.random() < 0.9 else rng.randrange(depth)
    return Verbatim(opening * depth + rng.choice(["1", "[]", '""']) + closing * closed)


Slot = tuple[list[Any], int]


def slots(tree: Any) -> list[Slot]:
    """Every place where something stands: keys, values and items."""
    found: list[Slot] = []
    waiting = [tree]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Members):
            found.extend((pair, at) for pair in part for at in (0, 1, 1))
            waiting.extend(pair[1] for pair in part)
        elif isinstance(part, list):
            found.extend((part, at) for at in range(len(part)))
            waiting.extend(part)
    return found


def damage(rng: random.Random, tree: Members, other: Members) -> None:
    """Do one thing to the tree; pieces may come from another."""
    places = slots(tree)
    if not places:
        return
    holder, at = rng.choice(places)
    kind = rng.randrange(13)
    if kind < 3:
        holder[at] = rng.choice(HOSTILE)(rng)
    elif kind == 3:
        there, where = rng.choice(slots(other) or places)
        holder[at] = copy.deepcopy(there[where])
    elif kind == 4:
        there, where = rng.choice(places)
        holder[at], there[where] = copy.deepcopy(there[where]), copy.deepcopy(holder[at])
    elif kind == 5:
        _wrong_length(rng, [part for each in places if isinstance(part := each[0][each[1]], list)] or [tree])
    elif kind == 6:
        holder[at] = rng.choice([[holder[at]], [holder[at], holder[at]], Members([["value", holder[at]]])])
    elif kind == 7:
        holder[at] = _texts(rng, holder[at])
    else:
        rewire(rng, tree)


def _wrong_length(rng: random.Random, parts: list[list[Any]]) -> None:
    """Take something out of a list or an object, double it, or put something in that nobody knows."""
    part = rng.choice(parts)
    kind = rng.randrange(4)
    if kind == 0 and isinstance(part, Members):
        part.insert(rng.randrange(len(part) + 1), [rng.choice(STRINGS), rng.choice(HOSTILE)(rng)])
    elif kind == 0:
        part.insert(rng.randrange(len(part) + 1), rng.choice(HOSTILE)(rng))
    elif part:
        at = rng.randrange(len(part))
        if kind == 1:
            del part[at]
        else:
            part.insert(rng.choice([at, len(part)]), copy.deepcopy(part[at]))


def _texts(rng: random.Random, part: Any) -> Any:
    """Another text where there is one: characters put in, at either end, or in the place of others."""
    if isinstance(part, list):
        return part
    text = part if isinstance(part, str) else str(part)
    at, more = rng.randrange(len(text) + 1), rng.choice(STRINGS)
    longer = text * rng.choice([2, 60])
    return rng.choice([text[:at] + more + text[at:], text + more, more + text, text.upper(), longer])


def rewire(rng: random.Random, tree: Members) -> None:
    """Edges to nowhere, to oneself, back, twice; nodes of one name; another root, seed or op."""
    fields = {key: value for key, value in tree if isinstance(key, str)}
    nodes = [node for node in _listed(fields.get("nodes")) if isinstance(node, Members)]
    edges = [edge for edge in _listed(fields.get("edges")) if isinstance(edge, Members)]
    names = [value for node in nodes for key, value in node if key == "name"] or ["a"]
    kind = rng.randrange(6)
    if kind == 0 and type(fields.get("edges")) is list:
        ends = [["source", rng.choice(names)], ["target", rng.choice(names)], ["port", rng.choice("aabbc")]]
        fields["edges"].insert(rng.randrange(len(fields["edges"]) + 1), Members(copy.deepcopy(ends)))
    elif kind == 1 and edges:
        edge = rng.choice(edges)
        ends = [pair for pair in edge if pair[0] in ("source", "target")]
        if len(ends) == 2:
            ends[0][1], ends[1][1] = ends[1][1], ends[0][1]
    elif kind == 2 and edges:
        rng.choice(rng.choice(edges) or [["", ""]])[1] = rng.choice(names)
    elif kind == 3 and nodes:
        rng.choice(rng.choice(nodes) or [["", ""]])[1] = rng.choice(names)
    elif kind == 4:
        for pair in tree:
            if pair[0] == "root":
                pair[1] = rng.choice(names)
    elif fields.get("nodes"):
        rng.shuffle(_listed(fields["nodes"]))


def _listed(part: object) -> list[Any]:
    return part if isinstance(part, list) else []


def damaged(rng: random.Random) -> bytes | str:
    """A file that is wrong in one or several ways; a few are right again by chance."""
    first, second = rng.choice(starts()), rng.choice(starts())
    kind = rng.random()
    if kind < 0.2:
        data = mutated(rng, first)
    elif kind < 0.25:
        data = first[: rng.randrange(len(first) + 1)] + second[rng.randrange(len(second) + 1) :]
    else:
        tree, other = read(first), read(second)
        for _ in range(rng.choice([1, 1, 1, 1, 1, 1, 2, 3, 8])):
            damage(rng, tree, other)
        quoted = rng.choice([json.encoder.encode_basestring, json.encoder.encode_basestring_ascii])
        data = written(tree, quoted).encode("utf-8", "surrogatepass")
        if rng.random() < 0.05:
            data = mutated(rng, data)
    return _encoded(rng, data)


def _encoded(rng: random.Random, data: bytes) -> bytes | str:
    """Mostly UTF-8; also as the text that a browser sends, and as what old editors save."""
    kind = rng.random()
    if kind < 0.3:
        # The browser's texts may hold halves of surrogate pairs; other bytes that are no UTF-8 become such too.
        return data.decode("utf-8", "surrogateescape" if kind < 0.05 else "replace")
    if kind < 0.31:
        name = rng.choice(["utf-16", "utf-16-be", "utf-32", "latin-1", "utf-8-sig"])
        return data.decode("utf-8", "replace").encode(name, "replace")
    return data


LARGEST_RUN = 100_000
# Control characters, what turns text around or cannot be seen, halves of pairs, line separators.
UNSEEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}


def is_read(data: bytes | str) -> bool:
    """Whether `data` is a circuit file; when it is not, the error says where, in one line that anyone can read."""
    refused: FileError | None = None
    try:
        document = decode(data)
    except FileError as error:
        refused = error
    if refused is not None:
        message, place = str(refused), refused.place
        assert place, f"no place: {message!r}"
        assert len(message) <= 1000, f"{len(message)} characters: {message!r}"
        assert len(place) <= 200, f"{len(place)} characters: {place!r}"
        for text in (message, place):
            unseen = [letter for letter in text if unicodedata.category(letter) in UNSEEN]
            assert text.isprintable() or not unseen, f"{unseen[0]!r} cannot be seen: {text!r}"
        return False
    text = encode(document)
    assert encode(decode(text)) == text
    assert encode(decode(text.decode())) == text
    run_it(document)
    return True


def run_it(document: Document) -> None:
    """What a page does with what it opened: run it, if it is not large. Only typed errors come of it."""
    circuit = document.circuit
    shapes = [circuit.shape(node.name) for node in circuit.nodes()]
    if sum(int(np.prod(shape)) for shape in shapes if shape is not None) > LARGEST_RUN:
        return
    root = document.effective_root()
    backward = root is not None and root_problem(circuit, root, document.seed) is None
    found = run(circuit, root if backward else None, document.seed if backward else None, backward=backward)
    for name, shape in zip(found.names, shapes, strict=True):
        assert (found.value(name) is None) == (shape is None)
    str(found)
