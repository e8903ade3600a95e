"""YAML read as plain text: no types, no tags, no flood of aliases, what is left empty not given."""

from typing import Any

import yaml

from domain.errors import Refused
from domain.files import MAX_DEPTH, too_deep

MAX_ALIASES = 100
MAX_ALIASED = 10_000  # parts of a document that one alias may stand for


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
            raise too_deep("")
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


def from_yaml(text: str, place: str) -> list[Any]:
    """The documents of a text in YAML. Raises `Refused`, with line and column where it can."""
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
