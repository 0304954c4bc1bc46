"""A session: messages in, answers out, and nothing that comes in can end it."""

from __future__ import annotations

import json
import pathlib
import zlib
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from viz_autograd import gallery, io
from viz_autograd.canvas import codec
from viz_autograd.ui import calculation
from viz_autograd.ui.session import Session

EDITS = ("apply", "undo", "redo", "open", "open_gallery")


class Page:
    """The other end of a session: sends commands, keeps the answers, holds the scene that the patches make."""

    def __init__(self, circuit: str | None = None, file: pathlib.Path | None = None) -> None:
        self.answers: list[dict[str, Any]] = []
        self.session = Session(self.receive, file)
        self.nodes: dict[str, dict[str, Any]] = {}
        self.edges: dict[tuple[str, str], dict[str, Any]] = {}
        self.columns: dict[str, Any] = {}
        self.count = 0
        self.edits = 0
        self.log: list[dict[str, Any]] = []
        self.say("hello")
        self.say("begin", circuit=circuit)

    def receive(self, answer: dict[str, Any]) -> None:
        self.answers.append(answer)
        if answer["type"] != "update":
            return
        if answer["reset"]:
            self.nodes, self.edges = {}, {}
        scene = answer["scene"]
        for name in scene.get("removed_nodes", []):
            del self.nodes[name]
        for target, port in scene.get("removed_edges", []):
            del self.edges[target, port]
        self.nodes |= {node["name"]: node for node in scene.get("nodes", [])}
        self.edges |= {(edge["target"], edge["port"]): edge for edge in scene.get("edges", [])}
        self.columns |= {name: each for name, each in answer.items() if isinstance(each, np.ndarray)}
        if "plan" in answer:
            self.columns |= answer["plan"]

    def say(self, kind: str, **fields: object) -> dict[str, Any]:
        """Send a message, an edit with its number; the answer to it."""
        self.count += 1
        message = {"type": kind, "id": self.count, **fields}
        if kind in EDITS:
            self.edits += 1
            message["edit"] = self.edits
            self.log.append(message)
        self.session.dispatch(message)
        return self.answers[-1]

    def state(self) -> bytes:
        """What the browser keeps."""
        state: bytes = self.say("ask_state")["state"]
        return state

    def do(self, kind: str, gesture: str | None = None, **fields: object) -> dict[str, Any]:
        return self.say("apply", command={"type": kind, **fields}, gesture=gesture)

    def number(self, column: str, name: str) -> float | None:
        """A node's value or grad, from the columns."""
        at = self.columns[column][self.columns["nodes"].index(name)]
        return None if at < 0 else float(self.columns["block"][at])

    def file(self) -> bytes:
        return io.encode(self.session.document)


@pytest.fixture
def page() -> Page:
    return Page()


def test_the_first_answers_are_a_welcome_and_the_opening_circuit(page: Page) -> None:
    welcome, update = page.answers
    assert welcome["type"] == "welcome"
    assert [entry["id"] for entry in welcome["gallery"]] == ["four-weights", "tanh-mse", "squared-plus-five", "empty"]
    assert {"add", "mul", "tanh", "mse", "matmul"} <= {op["name"] for op in welcome["ops"]}
    assert update["type"] == "update"
    assert len(page.nodes) == 12
    assert len(page.edges) == 12
    assert len(page.columns["kind"]) == 23
    assert page.number("value_at", "L") == -202
    assert page.number("grad_at", "a") == -53
    json.dumps({name: each for name, each in update.items() if not isinstance(each, np.ndarray)}, allow_nan=False)


def test_a_slider_sends_numbers_only(page: Page) -> None:
    answer = page.do("set_value", name="a", value=5.0, gesture="g1")
    assert answer["ack"] == page.count
    assert "plan" not in answer
    assert answer["scene"] == {}
    assert page.number("value_at", "b") == 10
    page.do("set_value", name="a", value=6.0, gesture="g1")
    assert page.say("undo")["undo"] is None
    assert page.number("value_at", "a") == 4


def test_local_derivatives_stand_beside_the_block(page: Page) -> None:
    edges = [tuple(edge) for edge in page.columns["edges"]]
    locals_ = page.columns["locals"]
    assert locals_[edges.index(("d", "a"))] == 1
    assert locals_[edges.index(("L", "b"))] == -1
    assert np.isnan(locals_[edges.index(("L", "a"))])
    assert sorted(locals_[edges.index(("b", port))] for port in "ab") == [2, 4]


def test_a_refused_command_changes_nothing_and_the_next_works(page: Page) -> None:
    before = page.file()
    answer = page.do("connect", source="L", target="b", port="a")
    assert answer["type"] == "refusal"
    assert answer["ack"] == page.count
    assert page.file() == before
    assert page.do("set_value", name="a", value=1.0)["type"] == "update"


@pytest.mark.parametrize(
    "message",
    [None, 5, [], {}, {"id": []}, {"type": "apply", "id": 9}, {"type": "apply", "id": 9, "command": {"type": "exec"}}],
)
def test_a_malformed_message_is_answered(page: Page, message: object) -> None:
    before = page.file()
    page.session.dispatch(message)
    assert page.answers[-1]["type"] == "refusal"
    assert page.file() == before
    assert page.do("set_value", name="a", value=1.0)["type"] == "update"


def test_any_exception_is_rolled_back_and_told(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    before = page.file()
    with monkeypatch.context() as patch:

        def fail(*_: object, **__: object) -> None:
            raise ZeroDivisionError("a defect")

        patch.setattr(calculation, "run", fail)
        answer = page.do("set_value", name="a", value=9.0)
    assert answer["type"] == "refusal"
    assert answer["kind"] == "defect"
    assert page.file() == before
    assert page.do("set_value", name="a", value=9.0)["undo"] is not None
    assert page.say("undo")["undo"] is None
    assert page.file() == before


def test_opening_a_damaged_file_keeps_what_is_open(page: Page) -> None:
    before = page.file()
    answer = page.say("open", name="x.vizgrad.json", text='{"format":"viz-autograd","version":1,"nodes":5,"edges":[]}')
    assert answer["type"] == "refusal"
    assert "nodes" in answer["message"]
    assert page.file() == before
    assert not page.do("move", positions={"a": [1, 2]})["reset"]


def test_opening_can_be_undone(page: Page) -> None:
    before = page.file()
    assert page.say("open_gallery", circuit="tanh-mse")["reset"]
    assert page.number("value_at", "d") == pytest.approx(0.1342089469634184, abs=1e-15)
    page.say("undo")
    assert page.file() == before
    assert page.number("grad_at", "a") == -53
    page.say("redo")
    assert page.number("grad_at", "x") == pytest.approx(-0.5092054452161812, abs=1e-12)


def test_an_unknown_gallery_circuit_is_said_and_another_can_be_asked_for() -> None:
    page = Page(circuit="nonsense")
    assert page.answers[-1]["type"] == "refusal"
    assert "four-weights" in page.answers[-1]["message"]
    page.say("begin")
    assert page.number("value_at", "L") == -202


@pytest.mark.parametrize("circuit", ["four-weights", "tanh-mse", "squared-plus-five", "empty"])
def test_the_url_opens_a_gallery_circuit(circuit: str) -> None:
    page = Page(circuit=circuit)
    assert page.answers[-1]["type"] == "update"


def test_a_non_scalar_root_asks_for_a_seed_and_still_shows_values(page: Page) -> None:
    page.say("open_gallery", circuit="empty")
    page.do("add_leaf", name="p1", value=[1.0, 2.0], requires_grad=True)
    page.do("add_op", name="exp1", op="exp")
    answer = page.do("connect", source="p1", target="exp1", port="a")
    assert answer["root"]["name"] == "exp1"
    assert "scalar" in answer["root"]["problem"]
    assert page.number("value_at", "exp1") == pytest.approx(np.e)
    answer = page.do("set_seed", value=[1.0, 1.0])
    assert answer["root"].get("problem") is None
    assert page.number("grad_at", "p1") == pytest.approx(np.e)


def test_asking_for_ports_changes_nothing(page: Page) -> None:
    before = page.file()
    answers = {(each["node"], each["port"]): each["reason"] for each in page.say("ask_ports", source="d")["answers"]}
    assert "already" in answers["b", "a"]
    assert answers["L", "b"] is not None
    page.do("add_op", name="add1", op="add")
    answers = {(each["node"], each["port"]): each["reason"] for each in page.say("ask_ports", source="d")["answers"]}
    assert answers["add1", "a"] is None
    sources = {each["node"]: each["reason"] for each in page.say("ask_ports", target="add1", port="b")["answers"]}
    assert sources["a"] is None
    assert "cycle" in sources["add1"]
    page.say("undo")
    assert page.file() == before


def test_a_large_array_is_summed_up_and_can_be_had_in_pieces() -> None:
    page = Page(circuit="empty")
    page.do("add_leaf", name="x", value=[float(number) for number in range(2000)], requires_grad=True)
    page.do("add_op", name="m", op="mean")
    answer = page.do("connect", source="x", target="m", port="a")
    assert answer["large"]["value x"]["maximum"] == 1999
    assert answer["large"]["grad x"]["mean"] == pytest.approx(1 / 2000)
    assert page.number("value_at", "m") == 999.5
    assert page.number("value_at", "x") is None
    piece = page.say("ask_array", of="value", node="x", offset=1990, limit=1000)
    assert piece["elements"] == [float(number) for number in range(1990, 2000)]
    assert page.say("ask_array", of="contribution", node="m", port="a", limit=1)["elements"] == [1 / 2000]


def test_saving_hands_over_the_file_or_replaces_it(page: Page, tmp_path: pathlib.Path) -> None:
    answer = page.say("save", view={"x": 1, "y": 2, "zoom": 0.5})
    assert answer["name"] == "four-weights.vizgrad.json"
    assert io.decode(answer["text"]).title == "four weights"
    path = tmp_path / "mine.vizgrad.json"
    io.save(path, gallery.GALLERY["tanh-mse"].build())
    other = Page(file=path)
    assert len(other.nodes) == 7
    other.do("set_title", title="mine")
    answer = other.say("save", known=other.answers[0]["file"]["digest"])
    assert answer["file"]["path"] == str(path)
    assert answer["file"] == Page(file=path).answers[0]["file"]
    assert io.decode(path.read_bytes()).title == "mine"
    assert [each.name for each in tmp_path.iterdir()] == ["mine.vizgrad.json"]


def test_a_file_that_cannot_be_written_is_told_and_the_work_stays(page: Page, tmp_path: pathlib.Path) -> None:
    path = tmp_path / "folder" / "mine.vizgrad.json"
    path.parent.mkdir()
    io.save(path, gallery.GALLERY["four-weights"].build())
    other = Page(file=path)
    path.unlink()
    path.parent.rmdir()
    answer = other.say("save")
    assert answer["type"] == "refusal"
    assert "mine.vizgrad.json" in answer["message"]
    assert other.do("set_value", name="a", value=1.0)["type"] == "update"


def test_a_file_that_another_program_wrote_is_not_replaced_unasked(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "mine.vizgrad.json"
    io.save(path, gallery.GALLERY["four-weights"].build())
    page = Page(file=path)
    known = page.answers[0]["file"]["digest"]
    page.do("set_value", name="a", value=7.0)
    io.save(path, gallery.GALLERY["tanh-mse"].build())
    theirs = path.read_bytes()
    for each in (known, None):
        answer = page.say("save", known=each)
        assert answer["type"] == "changed"
        assert path.read_bytes() == theirs
    # The page says that it knows what is there now: it may be replaced.
    saved = page.say("save", known=answer["file"]["digest"])
    assert saved["type"] == "saved"
    assert io.load(path).circuit.node("a").value == 7
    # One that was deleted is written anew; so is one that has this very content already.
    path.unlink()
    assert page.say("save", known=saved["file"]["digest"])["type"] == "saved"
    assert page.say("save")["type"] == "saved"
    assert path.exists()


def test_a_file_that_cannot_be_compared_is_not_replaced(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "mine.vizgrad.json"
    io.save(path, gallery.GALLERY["four-weights"].build())
    page = Page(file=path)

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(pathlib.Path, "open", refuse)
    answer = page.say("save")
    assert answer["type"] == "refusal"
    assert "mine.vizgrad.json" in answer["message"]
    assert "Permission denied" in answer["message"]


def test_many_steps_of_undo_come_back_byte_for_byte(page: Page) -> None:
    before = page.file()
    for number in range(1_100):
        page.do("set_value", name="a", value=float(number))
    after = page.file()
    page.say("undo", steps=1_100)
    assert page.file() == before
    page.say("redo", steps=1_100)
    assert page.file() == after


def test_save_replaces_the_file_only_while_its_circuit_is_open(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "mine.vizgrad.json"
    io.save(path, gallery.GALLERY["four-weights"].build())
    page = Page(file=path)
    assert page.say("save")["file"]["path"] == str(path)
    kept = path.read_bytes()
    page.say("open_gallery", circuit="empty")
    assert page.answers[-1].get("file") is None
    answer = page.say("save")
    assert answer.get("file") is None
    assert path.read_bytes() == kept
    page.say("undo")
    assert page.answers[-1]["file"] == path.name
    assert page.say("save")["file"]["path"] == str(path)
    page.say("redo")
    assert page.say("save").get("file") is None
    assert path.read_bytes() == kept


def test_a_view_that_is_no_number_is_not_saved(page: Page) -> None:
    for view in ({"x": 1.0, "y": np.nan, "zoom": 1.0}, {"x": np.nan, "y": 1.0, "zoom": 1.0}):
        answer = page.say("save", view=view)
        assert io.decode(answer["text"]).view is None


def test_a_page_that_is_gone_does_not_make_dispatch_raise(page: Page, caplog: pytest.LogCaptureFixture) -> None:
    def gone(answer: object) -> None:
        raise ConnectionError("the page is gone")

    page.session.send = gone
    for message in (None, {"type": "undo", "id": 5, "edit": 1}, {"type": "hello", "id": 6}):
        page.session.dispatch(message)
    assert "the page is gone" in caplog.text


def test_a_dimension_too_large_for_a_file_is_refused(page: Page) -> None:
    page.do("add_op", name="s", op="sum")
    before = page.file()
    for dim in (10**400, -(10**400), 2**63):
        answer = page.do("set_attribute", name="s", attribute="dim", value=dim)
        assert (answer["type"], answer["kind"]) == ("refusal", "InvalidValueError")
    assert page.file() == before


def test_half_a_surrogate_pair_is_no_defect(page: Page) -> None:
    before = page.file()
    half = "a\ud800"
    for command in (
        {"type": "rename", "old": "a", "new": half},
        {"type": "rename", "old": half, "new": "b"},
        {"type": "set_root", "name": half},
        {"type": "add_leaf", "name": half},
        {"type": "move", "positions": {half: [1, 2]}},
        {"type": "batch", "label": half, "commands": [{"type": "set_title", "title": "x"}]},
        {half: 1},
    ):
        answer = page.say("apply", command=command)
        assert answer["kind"] in ("CommandError", "InvalidNameError")
        assert "surrogate" in answer["message"]
        answer["message"].encode()
    assert page.file() == before


def test_more_steps_than_there_are_is_refused_and_takes_none(page: Page) -> None:
    page.do("set_value", name="a", value=5.0)
    answer = page.say("undo", steps=5)
    assert answer["message"] == "5 steps cannot be undone; there is 1."
    assert page.session.history.undo_label == "set a = 5"
    page.say("undo")
    assert page.say("redo", steps=2)["message"] == "2 steps cannot be redone; there is 1."
    assert page.say("undo")["message"] == "there is nothing to undo"


def test_a_file_that_is_gone_is_told_and_another_circuit_can_be_opened(tmp_path: pathlib.Path) -> None:
    page = Page(file=tmp_path / "gone.vizgrad.json")
    assert page.answers[0].get("file") is None
    assert page.answers[-1]["type"] == "refusal"
    assert "gone.vizgrad.json" in page.answers[-1]["message"]
    assert page.say("begin", circuit="four-weights")["type"] == "update"
    assert page.say("save")["text"]


def edited(page: Page) -> None:
    """Edits of every kind, one of them refused."""
    page.do("set_value", name="a", value=5.0, gesture="drag")
    page.do("set_value", name="a", value=6.0, gesture="drag")
    page.do("add_op", name="t", op="tanh")
    page.do("connect", source="L", target="L", port="a")
    page.do("connect", source="L", target="t", port="a")
    page.say("undo")
    page.say("open_gallery", circuit="tanh-mse")
    page.say("open", name="x", text=gallery_text("squared-plus-five"))
    page.say("undo", steps=2)
    page.say("redo")


def gallery_text(name: str) -> str:
    return io.encode(gallery.GALLERY[name].build()).decode()


def steps(page: Page) -> list[list[str]]:
    return [[entry.label for entry in entries] for entries in (page.session.history.done, page.session.history.undone)]


@pytest.mark.parametrize("packed", [0, 3, 7, 10])
def test_another_session_goes_on_from_what_was_kept(packed: int) -> None:
    page = Page()
    state, log = page.state(), 0
    for count, (kind, fields) in enumerate(recorded(edited)):
        if count == packed:
            state, log = page.state(), page.edits
        page.say(kind, **fields)
    other = Page()
    other.say("begin", state=state, log=page.log[log:])
    assert other.file() == page.file()
    assert steps(other) == steps(page)
    assert other.answers[-1]["edits"] == page.edits
    assert other.session.history.done[0].edit == 2
    while page.answers[-1]["undo"] is not None:
        page.say("undo")
        other.edits = page.edits - 1
        other.say("undo")
        assert other.file() == page.file()


def recorded(edits: Callable[[Any], None]) -> list[tuple[str, dict[str, Any]]]:
    """What is said while editing."""
    said: list[tuple[str, dict[str, Any]]] = []

    class Recorder:
        def say(self, kind: str, **fields: Any) -> None:
            said.append((kind, fields))

        def do(self, kind: str, gesture: str | None = None, **fields: Any) -> None:
            said.append(("apply", {"command": {"type": kind, **fields}, "gesture": gesture}))

    edits(Recorder())
    return said


def test_a_refused_edit_of_the_log_is_told_with_its_number_and_the_others_are_done(page: Page) -> None:
    state = page.state()
    edited(page)
    log = [*page.log, {"type": "apply", "id": 0, "edit": 11, "command": {"type": "exec"}}, {"edit": []}, 7]
    other = Page()
    update = other.say("begin", state=state, log=log)
    assert [refusal.get("edit") for refusal in update["refused"]] == [4, 11, None, None]
    assert "already has" in update["refused"][0]["message"]
    assert other.file() == page.file()


def test_an_edit_is_done_once_and_in_its_turn(page: Page) -> None:
    page.do("set_value", name="a", value=5.0)
    before, answers = page.file(), len(page.answers)
    page.session.dispatch(page.log[0])
    assert (page.file(), len(page.answers)) == (before, answers)
    page.edits = 4
    answer = page.do("set_value", name="a", value=7.0)
    assert (answer["type"], answer["kind"]) == ("refusal", "gap")
    assert page.file() == before


def test_edits_before_the_beginning_are_refused() -> None:
    answers: list[dict[str, Any]] = []
    Session(answers.append).dispatch({"type": "undo", "id": 1, "edit": 1})
    assert answers[0]["kind"] == "gap"


@pytest.mark.parametrize(
    "odd",
    [{"extra": 1}, {"type": "undo", "steps": "all"}, {"command": None}, {"id": None}, {"command": {"type": "\ud800"}}],
)
def test_the_number_of_an_edit_that_was_done_is_never_refused(page: Page, odd: dict[str, Any]) -> None:
    """The page would take the edit out of its log."""
    page.do("set_value", name="a", value=6.0)
    file, there = page.file(), len(page.answers)
    page.session.dispatch({**page.log[-1], "id": 90, **odd})
    assert page.answers[there:] == []
    page.session.dispatch({"type": "launch", "id": 91, "edit": 1})
    assert [answer.get("edit") for answer in page.answers[there:]] == [None]
    assert page.file() == file
    assert page.do("set_value", name="a", value=7.0)["edits"] == 2


def test_a_beginning_that_comes_twice_or_late_is_ignored(page: Page) -> None:
    page.do("set_value", name="a", value=5.0)
    before, answers = page.file(), len(page.answers)
    for late in (1, 2):
        page.session.dispatch({"type": "begin", "id": late, "circuit": "empty"})
    assert (page.file(), len(page.answers)) == (before, answers)


def test_a_pong_tells_how_far_the_session_is(page: Page) -> None:
    page.do("set_value", name="a", value=5.0)
    assert page.say("ping") == {"type": "pong", "ack": page.count, "began": 2, "edits": 1, "runs": 2}


def test_an_undo_that_means_another_step_does_nothing(page: Page) -> None:
    page.do("set_value", name="a", value=5.0)
    page.do("connect", source="L", target="L", port="a")
    assert page.say("undo", of=2)["undo"] == "set a = 5"
    assert page.say("undo", of=1)["undo"] is None
    assert page.say("redo", of=2)["redo"] == "set a = 5"
    assert page.say("redo", of=1)["redo"] is None
    assert page.number("value_at", "a") == 5


@pytest.mark.parametrize(
    "state", [b"", b"nonsense", zlib.compress(b"[" * 10**6), zlib.compress(b"{}"), zlib.compress(bytes(10**8))]
)
def test_what_was_kept_and_is_damaged_is_refused_and_what_is_open_stays(page: Page, state: bytes) -> None:
    page.do("set_value", name="a", value=5.0)
    before = page.file()
    answer = page.say("begin", state=state)
    assert (answer["type"], answer["kind"]) == ("refusal", "CommandError")
    assert "kept" in answer["message"]
    assert page.file() == before
    assert page.do("set_value", name="a", value=6.0)["type"] == "update"


def test_what_was_kept_does_not_make_save_replace_another_file(tmp_path: pathlib.Path) -> None:
    """What the browser hands over is data: it names no file that the server was not started with."""
    mine, other = tmp_path / "mine.vizgrad.json", tmp_path / "other.vizgrad.json"
    for path in (mine, other):
        io.save(path, gallery.GALLERY["four-weights"].build())
    state = Page(file=other).state()
    page = Page(file=mine)
    assert page.say("begin", state=state).get("file") is None
    assert page.say("save")["text"]
    page.say("begin", state=Page(file=mine).state())
    assert page.say("save")["file"]["path"] == str(mine)


def test_the_file_can_be_had_without_saving(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "mine.vizgrad.json"
    io.save(path, gallery.GALLERY["four-weights"].build())
    kept = path.read_bytes()
    page = Page(file=path)
    page.do("set_value", name="a", value=5.0)
    assert io.decode(page.say("ask_file")["text"]).circuit.node("a").value == 5
    assert path.read_bytes() == kept


@pytest.mark.parametrize("title", ["half \ud800", [[["deep"]]] * 3, np.zeros(3), 10**30])
def test_one_edit_of_the_log_that_nobody_understands_does_not_cost_the_others(page: Page, title: object) -> None:
    state = page.state()
    page.do("set_value", name="a", value=5.0)
    bad = {"type": "apply", "id": 0, "edit": 2, "command": {"type": "set_title", "title": title}}
    other = Page()
    update = other.say("begin", state=state, log=[*page.log, bad])
    assert update["type"] == "update"
    assert [refusal["edit"] for refusal in update["refused"]] == [2]
    assert other.file() == page.file()


@pytest.mark.parametrize("kind", [np.zeros(2), [], {}, 5])
def test_a_message_of_no_known_kind_is_answered(page: Page, kind: object) -> None:
    page.session.dispatch({"type": kind, "id": 9})
    assert page.answers[-1]["type"] == "refusal"
    assert page.do("set_value", name="a", value=1.0)["type"] == "update"


@pytest.mark.parametrize("name", ["constructor", "__proto__", "toString", "hasOwnProperty", "valueOf"])
def test_a_message_comes_as_one_text_whatever_is_named_in_it(page: Page, name: str) -> None:
    page.do("add_op", name=name, op="add")
    move = {"type": "move", "positions": {name: [3, 4], "a": [5, 6]}}
    message = {"type": "apply", "id": 90, "edit": 2, "command": move, "gesture": None}
    page.session.dispatch(codec.read({"json": json.dumps(message)}))
    assert page.answers[-1]["edits"] == 2
    assert (page.nodes[name]["x"], page.nodes[name]["y"]) == (3, 4)
    begin = {"json": json.dumps({"type": "begin", "id": 91, "log": [message | {"edit": 3}]}), "state": page.state()}
    page.session.dispatch(codec.read(begin))
    assert page.answers[-1].get("refused", []) == []


@pytest.mark.parametrize(
    "posted",
    [
        {"json": "{"},
        {"json": "[" * 10**5},
        {"json": "1" * 5000},
        {"json": 5},
        {"json": "{}", "other": 1},
        {"json": "7"},
        3,
    ],
)
def test_what_is_no_text_of_a_message_is_refused(page: Page, posted: object) -> None:
    page.session.dispatch(codec.read(posted))
    assert page.answers[-1]["type"] == "refusal"
    assert "not understood" in page.answers[-1]["message"]


def test_half_of_a_surrogate_pair_is_refused_by_the_number_of_its_edit(page: Page) -> None:
    text = '{"type":"apply","id":90,"edit":1,"command":{"type":"set_title","title":"\\ud800"}}'
    page.session.dispatch(codec.read({"json": text}))
    assert (page.answers[-1]["type"], page.answers[-1]["edit"]) == ("refusal", 1)
