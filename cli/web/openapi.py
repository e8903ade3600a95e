"""The OpenAPI 3.1 document of the API, made from its routes and from the schema of documents."""

import json
import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from cli.main import VERBS
from cli.web.address import CLOCKS
from cli.web.api import ROOT, ROUTES, Post, Read
from domain.schema import schema
from projections.policies import DEFAULT, POLICIES

_TEXT = {"type": "string"}
PARTS: dict[str, tuple[str, dict[str, Any]]] = {
    "as_of": ("only what was published by then, EDTF or as people type a date", _TEXT),
    "known_at": ("only what this ledger had recorded by then", _TEXT),
    "true_at": ("what held then; else the as_of date", _TEXT),
    "policy": (
        f"which claim leads; {DEFAULT} if not said",
        {"type": "string", "enum": list(POLICIES)},
    ),
    "without": (
        "as if this source, report or event were not there",
        {"type": "array", "items": _TEXT},
    ),
    "parts": ("with the parts that add up to it: any text", _TEXT),
    "vs": ("the other date", _TEXT),
    "name": ("one source alone", _TEXT),
    "q": ("words, all of which are found", _TEXT),
    "type": ("deals of this type", _TEXT),
    "stage": ("deals at this stage", _TEXT),
    "standing": ("deals whose headline stands so", _TEXT),
    "sort": ("their order", {"type": "string", "enum": ["last", "name", "stage", "reports"]}),
    "deal": ("of this deal", _TEXT),
    "since": ("published since then", _TEXT),
    "limit": ("at most so many, 0 for all", {"type": "integer", "minimum": 0, "maximum": 999999}),
    "all": ("with those that were decided: any text", _TEXT),
    "dry_run": ("store nothing, and answer what would be stored", {"enum": ["true", "false"]}),
    "seen": ("the last entry of the deal that was seen", {"type": "integer", "minimum": 0}),
}
PATH_PARTS = {
    "deal": "id of a deal",
    "field": "`amazon.commitment`, an element, or a prefix",
    "name": "an event (`openai-2026#17`), a report, or a claim (`REPORT#2`)",
    "number": "number of a proposal",
}
STATUSES = {
    "400": "the address or the body cannot be read",
    "401": "without the token, where it is needed",
    "403": "from another page, or where nothing may be changed",
    "404": "there is nothing of that name",
    "405": "that method is not taken here",
    "409": "a duplicate, or somebody else was first; nothing was stored",
    "413": "the body is too large",
    "415": "the body is no JSON",
    "421": "asked for under another host",
    "422": "the document is read and not taken; nothing was stored",
    "500": "the ledger cannot be read or written",
}


@cache
def openapi() -> dict[str, Any]:
    """The document; everything in it is JSON."""
    paths: dict[str, dict[str, Any]] = {}
    for each in ROUTES:
        method = "get" if isinstance(each, Read) else "post"
        paths.setdefault(f"{ROOT}{plain_path(each)}", {})[method] = operation(each)
    documents = json.loads(
        json.dumps(schema()["$defs"]).replace("#/$defs/", "#/components/schemas/")
    )
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "dealtrail",
            "version": "1",
            "description": "What `dealtrail serve` answers to programs of this computer.",
        },
        "paths": paths,
        "components": {
            "schemas": {**documents, "Error": _error()},
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def operation(each: Read | Post) -> dict[str, Any]:
    """One method of a path."""
    found: dict[str, Any] = {
        "operationId": _name(each),
        "summary": summary(each),
        "parameters": [*_in_path(plain_path(each)), *_in_query(each)],
        "responses": {
            **_answers(each),
            "default": {
                "description": "it failed, and nothing was stored",
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}},
            },
        },
    }
    if isinstance(each, Post):
        found["security"] = [{"token": []}]
        found["parameters"].append(
            {
                "name": "Idempotency-Key",
                "in": "header",
                "description": "makes it safe to send again: it is stored once",
                "schema": {
                    "type": "string",
                    "minLength": 1,
                    "maxLength": 200,
                    "pattern": "^[!-~]+$",
                },
            }
        )
        found["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": _body(each)}},
        }
    return found


def plain_path(each: Read | Post) -> str:
    """Its path with the names of its parts alone."""
    return each.path.replace(":path}", "}")


def summary(each: Read | Post) -> str:
    """What it is for, on one line."""
    if isinstance(each, Post):
        return each.summary
    words = VERBS[each.verb.partition(" ")[0]][2]
    return f"As `{each.verb} --json`: {words[0].lower()}{words[1:]}"


def parts_of(each: Read | Post) -> Sequence[str]:
    """The parts of the address that it takes."""
    if isinstance(each, Post):
        return (*each.own, *(("dry_run",) if each.stores else ()))
    shared = (*CLOCKS, "policy", "without") if each.clocks else ()
    return (*each.own, *shared)


def _name(each: Read | Post) -> str:
    stem = re.sub(r"[{}]", "", plain_path(each)).strip("/").replace("/", "-")
    return f"{'read' if isinstance(each, Read) else 'post'}-{stem}"


def _in_path(path: str) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "in": "path",
            "required": True,
            "description": PATH_PARTS[name],
            "schema": {"type": "integer", "minimum": 1} if name == "number" else _TEXT,
        }
        for name in re.findall(r"{(\w+)}", path)
    ]


def _in_query(each: Read | Post) -> list[dict[str, Any]]:
    needs = each.needs if isinstance(each, Read) else ()
    return [
        {
            "name": name,
            "in": "query",
            "required": name in needs,
            "description": PARTS[name][0],
            "schema": PARTS[name][1],
        }
        for name in parts_of(each)
    ]


def _answers(each: Read | Post) -> dict[str, Any]:
    answer = {
        "content": {
            "application/json": {
                "schema": {
                    "type": "object",
                    "required": ["schema"],
                    "properties": {"schema": {"const": each.schema}},
                }
            }
        }
    }
    if isinstance(each, Read) or each.path.endswith("/reject"):
        return {"200": {"description": each.schema, **answer}}
    return {
        "201": {"description": f"{each.schema}: it is stored", **answer},
        "200": {"description": f"{each.schema}: nothing new was stored", **answer},
    }


def _body(each: Post) -> Mapping[str, Any]:
    if isinstance(each.takes, Mapping):
        return each.takes
    refs = [{"$ref": f"#/components/schemas/{name}"} for name in each.takes]
    return refs[0] if len(refs) == 1 else {"anyOf": refs}


def _error() -> dict[str, Any]:
    text = {"type": ["string", "null"]}
    problem = {
        "type": "object",
        "required": ["code", "place", "seen", "message", "hint"],
        "additionalProperties": False,
        "properties": {
            "code": {"type": "string", "pattern": "^E-"},
            "place": text,
            "seen": text,
            "message": {"type": "string"},
            "hint": text,
        },
    }
    return {
        "type": "object",
        "required": ["schema", "status", "problems"],
        "properties": {
            "schema": {"const": "dealtrail.error/1"},
            "status": {"enum": [int(status) for status in STATUSES]},
            "problems": {"type": "array", "minItems": 1, "items": problem},
        },
    }
