"""Text to plain data: YAML, JSON or JSON Lines, within limits, and every part of it as text.

Nothing is read as more than text, so that `2026-01` stays a month and `no` stays a word.
`domain.documents` says what the data has to be.
"""

import json
from collections.abc import Iterator
from typing import Any

import yaml

from domain.errors import Refused

MAX_BYTES = 5 * 1024 * 1024
MAX_DEPTH = 20
MAX_ALIASES = 100
MAX_ALIASED = 10_000  # parts of a document that one alias may stand for


def kind_of_file(name: str) -> str:
    """The format that a file name promises: `yaml`, `json` or `jsonl`."""
    if name.endswith((".jsonl", ".ndjson")):
        return "jsonl"
    return "json" if name.endswith(".json") else "yaml"


def load(text: str, place: str, kind: str) -> Iterator[tuple[Any, str]]:
    """Each document of a text as plain data, with its place where that is not the text's own.

    In JSON Lines a line that cannot be read comes as its `Refused`; else that is raised.
    """
    if len(text.encode("utf-8", "replace")) > MAX_BYTES:
        raise Refused(
            f"more than {MAX_BYTES:,} bytes", code="E-SIZE", place=place, hint="split the file"
        )
    if not text.strip():
        raise Refused("there is nothing in it", code="E-EMPTY", place=place)
    if kind == "jsonl":
        for count, line in enumerate(text.split("\n"), start=1):  # JSON may hold other breaks
            if line.strip():
                where = f"{place}, line {count}"
                try:
                    yield _from_json(line, where), where
                except Refused as refusal:  # one bad line does not hide the next
                    yield refusal, where
    elif kind == "json":
        found = _from_json(text, place)
        for each in found if isinstance(found, list) else [found]:
            yield each, ""
    else:
        yield from ((each, "") for each in _from_yaml(text, place))


def _too_deep(place: str) -> Refused:
    return Refused(
        f"nested deeper than {MAX_DEPTH} levels",
        code="E-DEPTH",
        place=place,
        hint="no document of ours is: is this the right file?",
    )


# -- JSON ------------------------------------------------------------------------------------------


def _from_json(text: str, place: str) -> Any:
    try:
        found = json.loads(
            text,
            parse_float=str,
            parse_int=str,
            parse_constant=_no_constant,
            object_pairs_hook=_no_twice,
        )
    except Refused as refusal:
        refusal.place = place
        raise
    except RecursionError:
        raise _too_deep(place) from None
    except json.JSONDecodeError as error:
        raise Refused(
            f"this is not JSON: {error.msg}",
            code="E-PARSE",
            place=f"{place}, line {error.lineno} column {error.colno}",
            hint="a file in YAML ends in .yaml, one document a line in .jsonl",
        ) from None
    return _as_text(found, place)


def _no_constant(name: str) -> Any:
    raise Refused(
        "not a number that can be kept", code="E-AMOUNT", seen=name, hint="write the digits in full"
    )


def _no_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(key for key, _ in pairs if sum(key == other for other, _ in pairs) > 1)
        raise Refused(
            "the same key stands here twice",
            code="E-PARSE",
            seen=twice,
            hint="leave one of them out",
        )
    return found


def _as_text(found: Any, place: str, depth: int = 0) -> Any:
    """JSON's own true, false and null become the words that YAML has; null is left out."""
    if depth > MAX_DEPTH:
        raise _too_deep(place)
    if isinstance(found, dict):
        return {
            key: _as_text(each, place, depth + 1) for key, each in found.items() if each is not None
        }
    if isinstance(found, list):
        return [_as_text(each, place, depth + 1) for each in found]
    if isinstance(found, bool):
        return "true" if found else "false"
    return found


# -- YAML ------------------------------------------------------------------------------------------


class _TextLoader(yaml.SafeLoader):
    """YAML without implicit types, without the same key twice, without floods of aliases."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, Any]]] = {}  # noqa: RUF012 - theirs

    def __init__(self, stream: str) -> None:
        super().__init__(stream)
        self.aliases = 0
        self.depth = 0
        self.size = 0  # of what was composed so far, every alias written out
        self.sizes: dict[Any, int] = {}

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            mark = parent.start_mark if parent else None
            self.aliases += 1
            node = super().compose_node(parent, index)
            if node not in self.sizes:
                raise yaml.constructor.ConstructorError(
                    None, None, "an alias inside of what it stands for", mark
                )
            self.size += self.sizes[node]
            if self.aliases > MAX_ALIASES or self.sizes[node] > MAX_ALIASED:
                raise yaml.constructor.ConstructorError(
                    None, None, f"more than {MAX_ALIASES} aliases, or too large", mark
                )
            return node
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise _too_deep("")
        before = self.size
        node = super().compose_node(parent, index)
        self.depth -= 1
        self.size += 1
        self.sizes[node] = self.size - before
        return node

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:  # noqa: FBT001, FBT002 - theirs
        seen: set[str] = set()
        for key_node, _ in node.value:
            if not isinstance(key_node.value, str):
                raise yaml.constructor.ConstructorError(
                    None, None, "a key is plain text", key_node.start_mark
                )
            if key_node.value in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key {key_node.value!r} stands here twice", key_node.start_mark
                )
            seen.add(key_node.value)
        node.value = [(key, value) for key, value in node.value if not _left_empty(value)]
        return super().construct_mapping(node, deep=deep)

    def construct_sequence(self, node: Any, deep: bool = False) -> list[Any]:  # noqa: FBT001, FBT002 - theirs
        node.value = [each for each in node.value if not _left_empty(each)]
        return super().construct_sequence(node, deep=deep)


def _left_empty(node: yaml.Node) -> bool:
    """Whether nothing was written there, as after `url:`; that is not given, as null in JSON."""
    match node:
        case yaml.ScalarNode(tag="tag:yaml.org,2002:str", value="", style=None):
            return True
        case yaml.MappingNode(tag="tag:yaml.org,2002:map", value=pairs) if pairs:
            return all(_left_empty(value) for _, value in pairs)
        case yaml.SequenceNode(tag="tag:yaml.org,2002:seq", value=items) if items:
            return all(map(_left_empty, items))
    return False


_YAML_HINTS = (
    ("twice", "leave one of them out"),
    ("stream end", "a bracket, a brace or a quote was not closed"),
    ("end of stream", "a bracket, a brace or a quote was not closed"),
    ("alias", "write out what the aliases stand for"),
    ("constructor", "tags such as !!python are not read; write plain text"),
    ("", "a text with ': ' or '#' in it needs quotes around it"),
)


def _from_yaml(text: str, place: str) -> list[Any]:
    try:
        return [each for each in yaml.load_all(text, Loader=_TextLoader) if each not in (None, "")]
    except Refused as refusal:
        refusal.place = place
        raise
    except yaml.reader.ReaderError as error:
        raise Refused(
            f"control character U+{int(error.character):04X} at position {error.position + 1}",
            code="E-CHAR",
            place=place,
            hint="remove it",
        ) from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        where = f", line {mark.line + 1} column {mark.column + 1}" if mark else ""
        problem = getattr(error, "problem", None) or getattr(error, "reason", None) or str(error)
        raise Refused(
            f"this is not YAML: {problem}",
            code="E-PARSE",
            place=f"{place}{where}",
            hint=next((hint for mark, hint in _YAML_HINTS if mark in problem), ""),
        ) from None
