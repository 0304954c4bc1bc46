"""Do a command to a document, all or nothing, and give back the command that undoes it."""

from __future__ import annotations

from viz_autograd.circuit import Edge, Leaf, OpNode
from viz_autograd.editor.commands import (
    AddLeaf,
    AddOp,
    Batch,
    Command,
    Connect,
    Disconnect,
    Move,
    Remove,
    Rename,
    Replace,
    SetAttribute,
    SetConstant,
    SetRequiresGrad,
    SetRoot,
    SetSeed,
    SetTitle,
    SetValue,
)
from viz_autograd.editor.document import Document, check_position, check_title, seed_problem
from viz_autograd.editor.file_reader import decode, read
from viz_autograd.editor.file_writer import write
from viz_autograd.editor.values import from_array, from_attribute, to_array
from viz_autograd.errors import CommandError, InvalidValueError, OccupiedPortError, UnknownNodeError, shown
from viz_autograd.ops import GATES


def apply(document: Document, command: Command) -> Command:
    """Change `document` as `command` says; returns the inverse, which restores it to the byte.

    Raises a VizAutogradError and leaves the document as it was when anything in the command does not apply. The seed
    belongs to its root: an edit after which another node is the root, or the root has another shape, drops it, and the
    inverse brings it back.
    """
    seed, root = document.seed, _root_serial(document)
    inverses: list[Command] = []
    try:
        for step in flatten(command):
            inverses.append(_step(document, step))
        if document.seed is not None:
            inverses.extend(_settle_seed(document, root, changed=document.seed is not seed))
    except BaseException:
        for inverse in flatten(*reversed(inverses)):
            _step(document, inverse)
        raise
    if len(inverses) == 1:
        return inverses[0]
    inverses.reverse()
    return Batch(label=command.label if isinstance(command, Batch) else "undo", commands=flatten(*inverses))


def flatten(*commands: Command) -> list[Command]:
    """The single commands in order, batches within batches opened."""
    steps: list[Command] = []
    waiting = list(reversed(commands))
    while waiting:
        command = waiting.pop()
        if isinstance(command, Batch):
            waiting.extend(reversed(command.commands))
        else:
            steps.append(command)
    return steps


def _settle_seed(document: Document, root_before: int | None, *, changed: bool) -> list[Command]:
    """See that the seed fits the root: one that this command put there must, one from before is dropped."""
    problem = seed_problem(document)
    if changed:
        if problem:
            raise problem
        return []
    root = _root_serial(document)
    if problem or (root is not None and root_before is not None and root != root_before):
        return [_set_seed(document, SetSeed())]
    return []


def _root_serial(document: Document) -> int | None:
    """Which node is the root, whatever it is called. Asked for only where there is a seed to keep with it."""
    if document.seed is None:
        return None
    root = document.effective_root()
    return None if root is None else document.circuit.node(root).serial


def _step(document: Document, command: Command) -> Command:
    match command:
        case AddLeaf():
            return _add_leaf(document, command)
        case AddOp():
            return _add_op(document, command)
        case Remove():
            return _remove(document, command)
        case Connect():
            return _connect(document, command)
        case Disconnect():
            edge = document.circuit.disconnect(command.target, command.port)
            return Connect(*edge)
        case Move():
            return _move(document, command)
        case Rename():
            return _rename(document, command)
        case SetValue():
            return _set_value(document, command)
        case SetConstant():
            return _set_constant(document, command)
        case SetRequiresGrad():
            return _set_requires_grad(document, command)
        case SetAttribute():
            return _set_attribute(document, command)
        case SetRoot():
            return _set_root(document, command)
        case SetSeed():
            return _set_seed(document, command)
        case SetTitle():
            old, document.title = document.title, check_title(command.title)
            return SetTitle(old)
        case Replace():
            return _replace(document, command)
    raise CommandError(f"there is no command {type(command).__name__}")


def _add_leaf(document: Document, command: AddLeaf) -> Command:
    place = check_position(command.x, command.y, command.name)
    document.circuit.leaf(command.name, to_array(command.value), command.requires_grad, serial=command.serial)
    document.layout[command.name] = place
    return Remove([command.name])


def _add_op(document: Document, command: AddOp) -> Command:
    circuit, name = document.circuit, command.name
    place = check_position(command.x, command.y, name)
    circuit.op(command.op, name=name, serial=command.serial)
    try:
        for attribute, value in command.attributes.items():
            circuit.set_attribute(name, attribute, value)
        for port, constant in command.constants.items():
            circuit.set_constant(name, port, to_array(constant))
    except BaseException:
        circuit.remove(name)
        raise
    document.layout[name] = place
    return Remove([name])


def _remove(document: Document, command: Remove) -> Command:
    circuit = document.circuit
    names = list(dict.fromkeys(command.names))
    nodes = sorted((circuit.node(name) for name in names), key=lambda node: node.serial)
    restore: list[Command] = [_added(document, node) for node in nodes]
    gone: list[tuple[Leaf | OpNode, list[Edge]]] = []
    try:
        for node in nodes:
            gone.append(circuit.remove(node.name))
    except BaseException:
        for node, _ in gone:
            circuit.restore(node)
        for _, edges in gone:
            for edge in edges:
                circuit.connect(*edge)
        raise
    for node, edges in gone:
        document.layout.pop(node.name, None)
        restore.extend(Connect(*edge) for edge in edges)
    if document.root is not None and document.root not in circuit:
        restore.append(_set_root(document, SetRoot()))
    return Batch(label="undo", commands=restore)


def _added(document: Document, node: Leaf | OpNode) -> AddLeaf | AddOp:
    """The command that puts a node back as it is, but for its edges."""
    x, y = document.layout.get(node.name, (0.0, 0.0))
    if isinstance(node, Leaf):
        return AddLeaf(node.name, from_array(node.value), node.requires_grad, x, y, node.serial)
    constants = {port: from_array(value) for port, value in node.constants.items()}
    attributes = {name: from_attribute(value) for name, value in node.attributes.items()}
    return AddOp(node.name, node.op, attributes, constants, x, y, node.serial)


def _connect(document: Document, command: Connect) -> Command:
    circuit = document.circuit
    target = circuit.node(command.target)
    displaced = target.constants.get(command.port) if isinstance(target, OpNode) else None
    inverse: Command = Disconnect(command.target, command.port)
    if displaced is not None:
        inverse = Batch("undo", [inverse, SetConstant(command.target, command.port, from_array(displaced))])
    circuit.connect(command.source, command.target, command.port)
    return inverse


def _move(document: Document, command: Move) -> Command:
    places = {name: check_position(x, y, name) for name, (x, y) in command.positions.items()}
    for name in places:
        document.circuit.node(name)
    old = {name: document.layout.get(name, (0.0, 0.0)) for name in places}
    document.layout.update(places)
    return Move(old)


def _rename(document: Document, command: Rename) -> Command:
    old, new = command.old, command.new
    document.circuit.node(old)
    if new != old:
        document.circuit.rename(old, new)
        if old in document.layout:
            document.layout[new] = document.layout.pop(old)
        if document.root == old:
            document.root = new
    return Rename(new, old)


def _set_value(document: Document, command: SetValue) -> Command:
    inverse = SetValue(command.name, from_array(_leaf(document, command.name).value))
    document.circuit.set_value(command.name, to_array(command.value))
    return inverse


def _set_requires_grad(document: Document, command: SetRequiresGrad) -> Command:
    old = _leaf(document, command.name).requires_grad
    document.circuit.set_requires_grad(command.name, command.requires_grad)
    return SetRequiresGrad(command.name, old)


def _set_constant(document: Document, command: SetConstant) -> Command:
    circuit, name, port = document.circuit, command.name, command.port
    node = _op(document, name)
    old = node.constants.get(port)
    if command.value is not None and port in circuit.inputs(name):
        raise OccupiedPortError(f"port {port} of {shown(name)} has an edge; disconnect it first", node=name, port=port)
    inverse = SetConstant(name, port, None if old is None else from_array(old))
    circuit.set_constant(name, port, None if command.value is None else to_array(command.value))
    return inverse


def _set_attribute(document: Document, command: SetAttribute) -> Command:
    node = _op(document, command.name)
    defaults = {attribute.name: attribute.default for attribute in GATES[node.op].attributes}
    old = node.attributes.get(command.attribute, defaults.get(command.attribute))
    inverse = SetAttribute(command.name, command.attribute, from_attribute(old))
    document.circuit.set_attribute(command.name, command.attribute, command.value)
    return inverse


def _set_root(document: Document, command: SetRoot) -> Command:
    if command.name is not None and command.name not in document.circuit:
        raise UnknownNodeError(f"there is no node {shown(command.name)!r} to make the root", node=command.name)
    seed = None if command.seed is None else to_array(command.seed)
    inverse = SetRoot(document.root, None if document.seed is None else from_array(document.seed))
    document.root, document.seed = command.name, seed
    return inverse


def _set_seed(document: Document, command: SetSeed) -> Command:
    inverse = SetSeed(None if document.seed is None else from_array(document.seed))
    document.seed = None if command.value is None else to_array(command.value)
    return inverse


def _replace(document: Document, command: Replace) -> Command:
    # Only an inverse carries serials, and it must always apply: what stood there may be larger than a file may be.
    new = decode(command.text) if command.serials is None else read(command.text, command.serials)
    serials = [node.serial for node in document.circuit.nodes()]
    inverse = Replace(write(document).decode(), command.label, serials)
    document.circuit, document.layout, document.title = new.circuit, new.layout, new.title
    document.root, document.seed, document.view = new.root, new.seed, new.view
    return inverse


def _leaf(document: Document, name: str) -> Leaf:
    node = document.circuit.node(name)
    if not isinstance(node, Leaf):
        raise InvalidValueError(
            f"{shown(name)} is computed by {node.op}; only a leaf's value and requires_grad can be set", node=name
        )
    return node


def _op(document: Document, name: str) -> OpNode:
    node = document.circuit.node(name)
    if isinstance(node, Leaf):
        raise InvalidValueError(f"{shown(name)} is a leaf; it has neither ports nor attributes", node=name)
    return node
