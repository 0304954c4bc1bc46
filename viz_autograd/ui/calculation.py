"""What a document's numbers follow from, how long they take, and what a run of it gives the page."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from viz_autograd.canvas.codec import Summary
from viz_autograd.canvas.columns import Static, block_of, static_of, summaries
from viz_autograd.circuit import Circuit, Value
from viz_autograd.editor import Document
from viz_autograd.engine import Run, Watch, root_problem, run, work_of
from viz_autograd.errors import RootError

WIRING = 10_000
"""What flattening a node costs after an edit of the wiring, in elements computed."""

LONG = 12_000_000
"""Elements computed in about 100 ms, what the page is told of them included."""


@dataclass(frozen=True)
class Numbers:
    """A run, what the page is told of it, and what it is the run of."""

    circuit: Circuit
    version: int
    structure: int
    root: str | None
    seed: Value | None
    run: Run
    static: Static
    columns: dict[str, np.ndarray]
    large: dict[str, Summary]

    def are_of(self, document: Document) -> bool:
        """Whether running the document would give these."""
        circuit = document.circuit
        same = self.circuit is circuit and self.version == circuit.version
        return same and self.root == document.effective_root() and self.seed is document.seed

    def moved_to(self, document: Document) -> Numbers:
        """The same for a document that is as the one was that these are of."""
        circuit = document.circuit
        return replace(self, circuit=circuit, version=circuit.version, seed=document.seed)


@dataclass(frozen=True)
class Calculation:
    """A run that is due: of the circuit as it is now, which must not change before it has ended."""

    circuit: Circuit
    root: str | None
    problem: RootError | None
    seed: Value | None
    before: Numbers | None

    @staticmethod
    def of(document: Document, before: Numbers | None) -> Calculation:
        """What a document's numbers follow from; of those before, what depends on the wiring alone is kept."""
        circuit, root, seed = document.circuit, document.effective_root(), document.seed
        problem = None if root is None else root_problem(circuit, root, seed)
        return Calculation(circuit, root, problem, seed, before)

    @property
    def long(self) -> bool:
        """Whether it is likely to take more than 100 ms."""
        before, circuit = self.before, self.circuit
        wired = before is not None and before.circuit is circuit and before.structure == circuit.structure
        wiring = 0 if wired else WIRING * len(circuit)
        return wiring > LONG or wiring + work_of(circuit) > LONG

    def do(self, watch: Watch | None = None) -> Numbers:
        """Run. Raises what the engine's `run` raises, and what `watch` does."""
        circuit, root, seed, before = self.circuit, self.root, self.seed, self.before
        backward = root is not None and self.problem is None
        done = run(circuit, root if backward else None, seed if backward else None, backward=backward, watch=watch)
        same = before is not None and done.trace is before.run.trace
        static = before.static if same and before is not None else static_of(circuit, done)
        columns = {"block": block_of(done, static), "locals": static.locals.of(circuit, done)}
        return Numbers(circuit, circuit.version, circuit.structure, root, seed, done, static, columns, summaries(done))
