"""Runs that take long: what a session does until they end, and how a thread runs them."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest

from tests.conftest import serve
from tests.proofs import client
from viz_autograd import Circuit, io
from viz_autograd.editor import Document
from viz_autograd.engine import Watch
from viz_autograd.errors import CancelledError
from viz_autograd.ui import calculation, session
from viz_autograd.ui.calculation import Numbers
from viz_autograd.ui.session import Ended, Session, Told

FORTH = {"type": "set_value", "name": "a", "value": 5.0}


class Job:
    """A run that ends when the test says so."""

    def __init__(self, job: Callable[[Watch], Numbers], ended: Ended, told: Told) -> None:
        self.job, self.ended, self.told = job, ended, told
        self.cancelled = False

    def cancel(self) -> None:
        self.cancelled = True

    def watch(self, part: float) -> None:
        if self.cancelled:
            raise CancelledError("cancelled")

    def end(self) -> None:
        outcome: Numbers | Exception
        try:
            outcome = self.job(self.watch)
        except Exception as error:
            outcome = error
        self.ended(outcome)


class Page:
    """The other end of a session whose runs take long."""

    def __init__(self) -> None:
        self.answers: list[dict[str, Any]] = []
        self.session = Session(self.answers.append, worker=self)
        self.jobs: list[Job] = []
        self.count = 0

    def start(self, job: Callable[[Watch], Numbers], ended: Ended, told: Told) -> Job:
        self.jobs.append(Job(job, ended, told))
        return self.jobs[-1]

    def end(self) -> list[dict[str, Any]]:
        """End the run that is under way; what is said then."""
        there = len(self.answers)
        self.jobs.pop(0).end()
        return self.answers[there:]

    def say(self, kind: str, **fields: object) -> list[dict[str, Any]]:
        self.count += 1
        there = len(self.answers)
        self.session.dispatch({"type": kind, "id": self.count, **fields})
        return self.answers[there:]

    def do(self, edit: int, **command: object) -> list[dict[str, Any]]:
        return self.say("apply", edit=edit, command=command)

    def state(self) -> tuple[bytes, list[str], list[str]]:
        history = self.session.history
        done, undone = ([entry.label for entry in entries] for entries in (history.done, history.undone))
        return io.encode(self.session.document), done, undone


@pytest.fixture(autouse=True)
def all_is_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calculation, "LONG", -1)


@pytest.fixture
def page() -> Page:
    page = Page()
    page.say("hello")
    assert page.say("begin", circuit="four-weights") == []
    assert [answer["type"] for answer in page.end()] == ["update"]
    return page


def kinds(answers: list[dict[str, Any]]) -> list[str]:
    return [answer["type"] for answer in answers]


def test_an_edit_is_answered_when_its_run_has_ended(page: Page) -> None:
    assert page.do(1, **FORTH) == []
    [update] = page.end()
    assert (update["ack"], update["edits"], update["undo"]) == (page.count, 1, "set a = 5")
    assert update["block"][0] == 5


def test_others_wait_in_order_and_a_ping_does_not(page: Page) -> None:
    page.do(1, **FORTH)
    assert page.do(2, type="set_value", name="a", value=6.0) == []
    assert page.say("ask_file") == []
    assert page.do(3, type="set_title", title="three") == []
    [pong] = page.say("ping")
    assert (pong["edits"], pong["runs"], pong["began"]) == (3, 1, 2)
    assert kinds(page.end()) == ["update"]
    assert page.say("ask_array", of="value", node="a") == []
    first, text, title, piece = page.end()
    assert (first["edits"], title["edits"], title["title"]) == (2, 3, "three")
    assert '"three"' not in text["text"]
    assert piece["elements"] == [6.0]
    assert page.jobs == []


def test_what_changes_no_number_needs_no_run(page: Page) -> None:
    [moved] = page.do(1, type="move", positions={"a": [3.0, 4.0]})
    assert kinds([moved]) == ["update"]
    assert "plan" not in moved
    assert moved["block"][0] == 4
    assert page.say("undo", edit=2)[0]["redo"] == "move a"
    page.do(3, type="set_root", name="p")
    [rooted] = page.end()
    assert rooted["root"]["name"] == "p"


def test_progress_says_how_far_it_is_and_whether_it_can_be_cancelled(page: Page) -> None:
    page.do(1, **FORTH)
    page.jobs[0].told(0.25)
    assert page.answers[-1] == {"type": "progress", "ack": page.count, "done": 0.25, "cancellable": True}
    edit = page.count
    page.say("cancel", of=edit)
    page.jobs[0].told(0.5)
    assert page.answers[-1] == {"type": "progress", "ack": edit, "done": 0.5, "cancellable": False}


@pytest.mark.parametrize(
    ("edit", "name"),
    [
        ({"type": "apply", "command": FORTH}, "set a = 5"),
        ({"type": "undo"}, "Undo: set b1 = 3"),
        ({"type": "open_gallery", "circuit": "tanh-mse"}, "load tanh-mse"),
        ({"type": "apply", "command": {"type": "remove", "names": ["a", "b"]}}, "delete 2 nodes"),
    ],
)
def test_a_cancelled_edit_is_taken_back(page: Page, edit: dict[str, Any], name: str) -> None:
    page.do(1, type="add_leaf", name="b1", value=2.0)
    page.end()
    page.do(2, type="set_value", name="b1", value=3.0)
    page.end()
    before = page.state()
    fields = {field: each for field, each in edit.items() if field != "type"}
    assert page.say(edit["type"], edit=3, **fields) == []
    cancelled = page.count
    assert page.say("cancel", of=cancelled) == []
    [refusal] = page.end()
    assert (refusal["ack"], refusal["edit"], refusal["kind"]) == (cancelled, 3, "CancelledError")
    assert refusal["message"] == f'cancelled: "{name}" was taken back'
    assert page.state() == before
    # It is as it was: nothing is shown anew, and nothing run.
    [update] = page.do(4, type="set_title", title="after")
    assert not update["reset"]
    assert update["undo"] == "name the circuit after"
    assert update["scene"] == {}


def test_only_the_run_that_is_meant_is_cancelled(page: Page) -> None:
    page.do(1, **FORTH)
    first = page.count
    page.do(2, type="set_value", name="a", value=6.0)
    page.say("cancel", of=page.count)
    assert kinds(page.end()) == ["update"]
    page.say("cancel", of=first)
    assert not page.jobs[0].cancelled
    assert kinds(page.end()) == ["update"]
    assert page.say("cancel", of=first) == []


def test_a_beginning_cannot_be_cancelled(page: Page) -> None:
    page.say("begin", circuit="tanh-mse")
    page.jobs[0].told(0.5)
    assert page.answers[-1]["cancellable"] is False
    page.say("cancel", of=page.count)
    assert not page.jobs[0].cancelled
    assert kinds(page.end()[-1:]) == ["update"]


def test_a_beginning_that_waits_counts_as_come(page: Page) -> None:
    page.do(1, **FORTH)
    begin = {"circuit": "four-weights", "log": [{"type": "apply", "id": 0, "edit": 1, "command": FORTH}], "edits": 1}
    page.say("begin", **begin)
    began = page.count
    page.do(2, type="set_title", title="two")
    [pong] = page.say("ping")
    assert (pong["began"], pong["edits"]) == (began, 2)
    assert kinds(page.end()) == ["update"]
    shown, titled = page.end()
    assert (shown["ack"], shown["reset"], shown["edits"], titled["edits"]) == (began, True, 1, 2)


def test_a_run_that_fails_is_taken_back_and_the_rest_goes_on(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    before = page.state()

    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError("a defect")

    page.do(1, **FORTH)
    page.say("ask_file")
    with monkeypatch.context() as patch:
        patch.setattr(calculation, "run", fail)
        refusal, text = page.end()
    assert (refusal["kind"], refusal["edit"]) == ("defect", 1)
    assert text["text"].encode() == before[0]
    assert page.state() == before


def test_no_more_wait_than_there_is_room_for(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "MOST_WAITING", 2)
    page.do(1, **FORTH)
    assert page.do(2, type="set_title", title="two") == []
    assert page.do(3, type="set_title", title="three") == []
    [refusal] = page.do(4, type="set_title", title="four")
    assert (refusal["kind"], refusal["ack"]) == ("LimitError", page.count)
    assert "edit" not in refusal
    assert page.say("ping")[0]["edits"] == 3
    assert [update["edits"] for update in page.end()] == [1, 2, 3]


def test_a_page_that_goes_away_ends_its_run(page: Page) -> None:
    page.do(1, **FORTH)
    page.say("ask_file")
    page.session.close()
    assert page.jobs[0].cancelled
    assert kinds(page.end()) == ["refusal"]
    page.session.close()


def test_a_worker_that_cannot_start_leaves_the_document_as_it_was(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    before = page.state()

    def full(*_: object) -> Job:
        raise RuntimeError("no threads")

    with monkeypatch.context() as patch:
        patch.setattr(page.session, "worker", type("Full", (), {"start": full})())
        [refusal] = page.do(1, **FORTH)
    assert refusal["kind"] == "defect"
    assert page.state() == before
    assert page.do(2, **FORTH) == []
    assert kinds(page.end()) == ["update"]


@pytest.mark.parametrize("seed", range(20))
def test_random_talk_comes_to_the_same_as_with_runs_at_once(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = random.Random(seed)
    page, log, cancelled = Page(), [], set()
    page.say("begin", circuit="four-weights")
    edits = 0
    for _ in range(60):
        what = rng.random()
        if what < 0.5:
            edits += 1
            log.append(
                rng.choice(
                    [
                        {"type": "apply", "command": {"type": "set_value", "name": "a", "value": rng.random()}},
                        {"type": "apply", "command": {"type": "add_leaf", "name": f"n{edits}", "value": 1.0}},
                        {"type": "apply", "command": {"type": "move", "positions": {"a": [rng.random(), 1.0]}}},
                        {"type": "apply", "command": {"type": "set_value", "name": "nobody", "value": 1.0}},
                        {"type": "undo"},
                        {"type": "redo"},
                        {"type": "open_gallery", "circuit": "tanh-mse"},
                    ]
                )
                | {"edit": edits}
            )
            page.say(log[-1]["type"], **{field: each for field, each in log[-1].items() if field != "type"})
        elif what < 0.6:
            assert page.say("ping")[0]["edits"] == edits
        elif what < 0.7 and page.session.turn is not None and page.session.turn.edit is not None:
            cancelled.add(page.session.turn.edit)
            page.say("cancel", of=page.session.turn.ack)
        elif page.jobs:
            page.end()
    while page.jobs:
        page.end()
    refused = {answer["edit"] for answer in page.answers if answer["type"] == "refusal"}
    assert cancelled <= refused
    assert page.session.edits == edits

    monkeypatch.setattr(calculation, "LONG", 10**9)
    again = Page()
    kept = [{**edit, "id": 0} for edit in log if edit["edit"] not in cancelled]
    again.say("begin", circuit="four-weights", log=kept, edits=edits)
    assert again.state() == page.state()
    run, other = page.session.last, again.session.last
    assert run is not None
    assert other is not None
    assert np.array_equal(run.run.block, other.run.block)


def products(count: int) -> str:
    """A circuit's file: a chain of products of 1000 × 1000 matrices, some seconds of work."""
    rng = np.random.default_rng(1)
    circuit = Circuit()
    circuit.leaf("a", rng.normal(size=(1000, 1000)), requires_grad=True)
    last = "a"
    for number in range(count):
        last = circuit.op("matmul", last, "a", name=f"m{number}").name
    circuit.op("sum", last, name="L")
    return io.encode(Document(circuit)).decode()


async def while_it_runs(url: str) -> tuple[list[float], list[float], dict[str, Any]]:
    """The parts that a page is told while a run is under way, how long another page waits then, and how it ends."""
    page, other = await client.Page.open(url), await client.Page.open(url)
    page.edits += 1
    await page.send({"type": "open", "edit": page.edits, "name": "products", "text": products(7)})
    parts: list[float] = []
    waits: list[float] = []
    under_way = asyncio.Event()

    async def hear() -> dict[str, Any]:
        while (answer := await page.receive())["type"] == "progress":
            parts.append(answer["done"])
            under_way.set()
            if len(parts) == 2:
                await page.send({"type": "cancel", "of": answer["ack"]})
        under_way.set()
        return answer

    hearing = asyncio.create_task(hear())
    await under_way.wait()
    while not hearing.done():
        begun = time.perf_counter()
        await other.edit({"type": "set_value", "name": "a", "value": begun})
        waits.append(time.perf_counter() - begun)
    answer = await hearing
    page.close()
    other.close()
    return parts, waits, answer


def test_a_server_goes_on_answering_while_it_runs() -> None:
    # In a thread of its own: the browser's tests leave an event loop running in this one.
    with serve() as url, ThreadPoolExecutor(1) as thread:
        parts, waits, answer = thread.submit(lambda: asyncio.run(while_it_runs(url))).result()
    assert parts == sorted(parts)
    assert len(parts) >= 2
    assert answer["kind"] == "CancelledError"
    assert answer["message"] == 'cancelled: "load products" was taken back'
    assert len(waits) >= 2
