"""Text to plain data: YAML, JSON or JSON Lines, within limits, and every part of it as text.

Nothing is read as more than text, so that `2026-01` stays a month and `no` stays a word.
`domain.documents` says what the data has to be.
"""

import json
from collections.abc import Iterator
from typing import Any

from domain.errors import Refused

MAX_BYTES = 5 * 1024 * 1024
MAX_DEPTH = 20


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
        from domain.yaml_files import from_yaml  # a report by options has no use for that library

        yield from ((each, "") for each in from_yaml(text, place))


def too_deep(place: str) -> Refused:
    """The refusal of what is nested too deep."""
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
        raise too_deep(place) from None
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
        raise too_deep(place)
    if isinstance(found, dict):
        return {
            key: _as_text(each, place, depth + 1) for key, each in found.items() if each is not None
        }
    if isinstance(found, list):
        return [_as_text(each, place, depth + 1) for each in found]
    if isinstance(found, bool):
        return "true" if found else "false"
    return found
