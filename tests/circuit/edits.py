"""Random edits, most of which fit and some of which are refused."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from tests.strategies import ALL_OPS, attributes, inputs, values
from viz_autograd import Circuit
from viz_autograd.ops import GATES

KINDS = (
    ["connect"] * 6
    + ["disconnect", "constant", "value", "op"] * 2
    + ["leaf", "remove", "rename", "requires_grad", "attribute", "restore", "nonsense"]
)


def edit(data: st.DataObject, circuit: Circuit) -> None:
    """One edit; raises what the circuit refuses."""
    kind = data.draw(st.sampled_from(KINDS))
    names = [node.name for node in circuit.nodes()]
    if not names or kind == "leaf":
        circuit.leaf(
            data.draw(st.sampled_from(["new", "x1", "add1", ""])), data.draw(values()), data.draw(st.booleans())
        )
    elif kind == "op":
        op = GATES[data.draw(st.sampled_from(ALL_OPS))]
        circuit.op(op.name, *data.draw(inputs(op, names, True)), **data.draw(attributes(op)))
    elif kind == "nonsense":
        nonsense(data, circuit, names)
    else:
        change(data, circuit, kind, data.draw(st.sampled_from(names)), names)


def change(data: st.DataObject, circuit: Circuit, kind: str, name: str, names: list[str]) -> None:
    port = data.draw(st.sampled_from(circuit.ports(name) or ("a",)))
    if kind == "connect":
        circuit.connect(data.draw(st.sampled_from(names)), name, port)
    elif kind == "disconnect":
        circuit.disconnect(name, port)
    elif kind == "constant":
        circuit.set_constant(name, port, data.draw(st.none() | values()))
    elif kind == "value":
        circuit.set_value(name, data.draw(values()))
    elif kind == "remove":
        circuit.remove(name)
    elif kind == "restore":
        node, edges = circuit.remove(name)
        circuit.restore(node)
        for edge in edges:
            circuit.connect(edge.source, edge.target, edge.port)
    elif kind == "rename":
        circuit.rename(name, data.draw(st.sampled_from(["new", "x1", "x2", " x", "other"])))
    elif kind == "requires_grad":
        circuit.set_requires_grad(name, data.draw(st.booleans()))
    else:
        attribute = data.draw(st.sampled_from(["dim", "keepdim"]))
        circuit.set_attribute(name, attribute, data.draw(st.sampled_from([None, 0, 1, 2, -1, True, False])))


def nonsense(data: st.DataObject, circuit: Circuit, names: list[str]) -> None:
    """Calls that are wrong whatever the circuit."""
    name = data.draw(st.sampled_from(names))
    attempts: list[Any] = [
        lambda: circuit.connect("nobody", name, "a"),
        lambda: circuit.connect(name, "nobody", "a"),
        lambda: circuit.connect(name, name, "z"),
        lambda: circuit.connect(name, name, "a"),
        lambda: circuit.op("nothing", name),
        lambda: circuit.op("add", name, name, name),
        lambda: circuit.op("add", name, a=name),
        lambda: circuit.op("add", name, dim=1),
        lambda: circuit.op("sum", name, keepdim=1),
        lambda: circuit.op("add", name, "nobody"),
        lambda: circuit.op("add", name, [[1.0], [1.0, 2.0]]),
        lambda: circuit.op("mul", [1.0] * 7, [1.0] * 8),
        lambda: circuit.op("tanh", name, name=name),
        lambda: circuit.leaf(name, 1.0),
        lambda: circuit.leaf("fresh", "text"),
        lambda: circuit.leaf("fresh", 1.0, serial=circuit.node(name).serial),
        lambda: circuit.set_value(name, [[[1.0]]]),
        lambda: circuit.restore(circuit.node(name)),
        lambda: circuit.rename(name, ""),
        lambda: circuit.remove("nobody"),
    ]
    data.draw(st.sampled_from(attempts))()
