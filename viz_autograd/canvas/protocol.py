"""Write `src/protocol.ts` from the structs in `codec.py`: `python -m viz_autograd.canvas.protocol`."""

from __future__ import annotations

import pathlib
from collections.abc import Iterable

import msgspec.inspect as inspect

from viz_autograd.canvas import codec
from viz_autograd.editor import commands

TARGET = pathlib.Path(__file__).parent / "src" / "protocol.ts"
HEADER = "// Generated from codec.py by `python -m viz_autograd.canvas.protocol`; do not edit.\n"


ALIASES = {"Value": commands.Value, "Command": commands.Command}
NAMED = [(name, inspect.type_info(alias)) for name, alias in ALIASES.items()]


def typescript(kind: inspect.Type) -> str:
    """The TypeScript type of one msgspec type. Raises TypeError for a type that the protocol does not use."""
    if isinstance(kind, inspect.UnionType):
        for name, named in NAMED:
            if isinstance(named, inspect.UnionType) and set(map(repr, named.types)) <= set(map(repr, kind.types)):
                rest = [typescript(member) for member in kind.types if repr(member) not in set(map(repr, named.types))]
                return " | ".join([name, *rest])
    return spelled_out(kind)


def spelled_out(kind: inspect.Type) -> str:
    """The TypeScript type with no alias for its outermost union."""
    match kind:
        case inspect.StructType():
            return kind.cls.__name__
        case inspect.StrType():
            return "string"
        case inspect.IntType() | inspect.FloatType():
            return "number"
        case inspect.BoolType():
            return "boolean"
        case inspect.BytesType():
            return "ArrayBuffer"
        case inspect.AnyType():
            return "unknown"
        case inspect.NoneType():
            return "null"
        case inspect.LiteralType():
            return " | ".join(f'"{value}"' for value in kind.values)
        case inspect.UnionType():
            return " | ".join(dict.fromkeys(typescript(member) for member in kind.types))
        case inspect.ListType():
            inner = typescript(kind.item_type)
            return f"({inner})[]" if " | " in inner else f"{inner}[]"
        case inspect.TupleType():
            return "[" + ", ".join(typescript(item) for item in kind.item_types) + "]"
        case inspect.DictType():
            return f"Record<string, {typescript(kind.value_type)}>"
    raise TypeError(f"no TypeScript for {kind!r}")


def structs(root: inspect.Type) -> Iterable[inspect.StructType]:
    """Every struct reachable from a type, once, in the order met."""
    seen: dict[type, inspect.StructType] = {}
    waiting = [root]
    while waiting:
        kind = waiting.pop(0)
        match kind:
            case inspect.StructType():
                if kind.cls not in seen:
                    seen[kind.cls] = kind
                    waiting.extend(field.type for field in kind.fields)
            case inspect.UnionType():
                waiting.extend(kind.types)
            case inspect.ListType():
                waiting.append(kind.item_type)
            case inspect.TupleType():
                waiting.extend(kind.item_types)
            case inspect.DictType():
                waiting.append(kind.value_type)
    return seen.values()


def interface(struct: inspect.StructType) -> str:
    """One struct as a TypeScript interface; a field with a default may be left out."""
    lines = [f"export interface {struct.cls.__name__} {{"]
    if struct.tag_field is not None:
        lines.append(f'  {struct.tag_field}: "{struct.tag}";')
    lines += [
        f"  {field.encode_name}{'' if field.required else '?'}: {typescript(field.type)};" for field in struct.fields
    ]
    return "\n".join([*lines, "}"])


def members(kind: inspect.Type) -> Iterable[inspect.Type]:
    """The alternatives of a union, or the type itself."""
    return kind.types if isinstance(kind, inspect.UnionType) else (kind,)


def generate() -> str:
    """The whole of protocol.ts."""
    unions = {
        **ALIASES,
        "DocumentEdit": codec.DocumentEdit,
        "BrowserMessage": codec.BrowserMessage,
        "ServerReply": codec.ServerReply,
    }
    described = {name: inspect.type_info(union) for name, union in unions.items()}
    found = {struct.cls.__name__: struct for kind in described.values() for struct in structs(kind)}
    parts = [HEADER]
    parts += [
        f"export type {name} =\n  | " + "\n  | ".join(typescript(member) for member in members(kind)) + ";"
        for name, kind in described.items()
    ]
    parts += [interface(found[name]) for name in sorted(found)]
    return "\n\n".join(part.strip() for part in parts) + "\n"


if __name__ == "__main__":
    TARGET.write_text(generate(), encoding="utf-8")
