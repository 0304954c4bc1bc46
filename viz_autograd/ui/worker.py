"""What takes long, in a thread: the server goes on answering, and a page hears how far its run is."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Generic, TypeVar

from bokeh.document import Document
from panel.io.state import set_curdoc
from tornado.ioloop import IOLoop

from viz_autograd.engine import Watch
from viz_autograd.errors import CancelledError

T = TypeVar("T")

# All pages' together: numpy uses every core for what is large.
THREADS = ThreadPoolExecutor(2, "run")

EVERY = 200
"""Milliseconds between two words about how far a job is, and before the first."""


class Worker:
    """Does a page's jobs. Whatever it calls back is called on the event loop, with the page's document locked."""

    def __init__(self, document: Document) -> None:
        self.document = document

    def start(
        self, job: Callable[[Watch], T], ended: Callable[[T | Exception], None], told: Callable[[float], None]
    ) -> Task[T]:
        """Have a job done; called on the event loop.

        `ended` is called once, with what came of it or with what it raised, `told` now and then before with the part
        that is done.
        """
        return Task(self.document, job, ended, told)


class Task(Generic[T]):
    """A job that is under way, or waits for a thread."""

    def __init__(
        self,
        document: Document,
        job: Callable[[Watch], T],
        ended: Callable[[T | Exception], None],
        told: Callable[[float], None],
    ) -> None:
        self.document = document
        self.job = job
        self.ended = ended
        self.told = told
        self.part = 0.0
        self.cancelled = False
        self.loop = IOLoop.current()
        self.timer = document.add_periodic_callback(self.tell, EVERY)
        self.future = THREADS.submit(self.work)

    def cancel(self) -> None:
        """Have the job end soon, with CancelledError unless it was at its end."""
        self.cancelled = True
        if self.future.cancel():
            self.back(CancelledError("cancelled"))

    def work(self) -> None:
        """In the thread: do the job."""
        outcome: T | Exception
        try:
            outcome = self.job(self.watch)
        except Exception as error:
            outcome = error
        # Nothing of a document may be touched from here.
        self.loop.add_callback(self.back, outcome)

    def watch(self, part: float) -> None:
        """In the thread: note how far the job is. Raises CancelledError once it is cancelled."""
        self.part = part
        if self.cancelled:
            raise CancelledError("cancelled")

    def tell(self) -> None:
        """Say how far the job is."""
        with set_curdoc(self.document):
            self.told(self.part)

    def back(self, outcome: T | Exception) -> None:
        """On the event loop again: wait for the document's lock, unless its page is gone."""
        if self.document.session_context is not None:
            self.document.add_next_tick_callback(partial(self.end, outcome))

    def end(self, outcome: T | Exception) -> None:
        """Say what came of the job."""
        self.document.remove_periodic_callback(self.timer)
        with set_curdoc(self.document):
            self.ended(outcome)
