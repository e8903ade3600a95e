"""JSON-LD in a web page: what it says in schema.org's words about the article."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

Node = Mapping[str, Any]

_ARTICLE = re.compile(r"(?:\w*Article|BlogPosting|LiveBlogPosting|Report|PressRelease)")
_WAYS = ("@graph", "mainEntity", "mainEntityOfPage")
"""Where the article itself may stand; not what is related to it, nor what it is part of."""
_MAX_DEPTH = 8


def articles(tree: Any) -> list[Node]:
    """Every article that a page describes, in its order. What is no JSON is passed over."""
    return [node for script in tree.iter("script") if _is_data(script) for node in _in(script.text)]


def _is_data(script: Any) -> bool:
    return str(script.get("type", "")).split(";")[0].strip().lower() == "application/ld+json"


def _in(text: str | None) -> Iterator[Node]:
    plain = re.sub(r"^\s*(?:<!--|//<!\[CDATA\[)|(?:-->|//\]\]>)\s*$", "", text or "")
    try:
        read = json.loads(plain, strict=False)
    except (ValueError, RecursionError):
        return
    yield from _walk(read, 0)


def _walk(part: Any, depth: int) -> Iterator[Node]:
    if depth > _MAX_DEPTH:
        return
    if isinstance(part, list):
        for each in part:
            yield from _walk(each, depth + 1)
    elif isinstance(part, dict):
        if any(_ARTICLE.fullmatch(kind) for kind in strings(part.get("@type"))):
            yield part
        for way in _WAYS:
            yield from _walk(part.get(way), depth + 1)


def strings(value: Any) -> list[str]:
    """The texts in a value: itself, the name of a thing or person, or those of each in a list."""
    if isinstance(value, str):
        return [" ".join(value.split())] if value.strip() else []
    if isinstance(value, list):
        return [text for each in value[:50] for text in strings(each)]
    if isinstance(value, dict):
        for name in ("name", "@value", "@id", "url"):
            if value.get(name):
                return strings(value[name])
    return []


def first(node: Node, name: str) -> str:
    """The first text under a name, '' where there is none."""
    return next(iter(strings(node.get(name))), "")
