"""The published JSON Schema of report files: what it says and what it admits."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from domain import fields
from domain.documents import MARKS, DistinguishDocument, IdentifyDocument, ReportDocument, parse
from domain.events import VERBS
from domain.files import load
from domain.schema import schema

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").rglob("*.yaml"))
REPORT = "deal: openai-2026\nsource: WSJ\npublished: 2026-01-29\n"


def test_the_schema_is_one_of_json_schema_2020_12_and_refers_to_nothing_outside() -> None:
    found = schema()
    assert found["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert json.loads(json.dumps(found)) == found
    for reference in references(found):
        assert reference.startswith("#/$defs/")
        assert reference.removeprefix("#/$defs/") in found["$defs"]


def references(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        if isinstance(part.get("$ref"), str):
            yield part["$ref"]
        for each in part.values():
            yield from references(each)
    elif isinstance(part, list):
        for each in part:
            yield from references(each)


def test_every_kind_of_document_is_in_the_schema() -> None:
    definitions = schema()["$defs"]
    for document in {*MARKS.values(), ReportDocument, IdentifyDocument, DistinguishDocument}:
        assert definitions[document.__name__]["additionalProperties"] is False
        assert set(definitions[document.__name__]["properties"]) == set(document.model_fields)


def test_every_field_kind_verb_and_word_of_the_catalogue_is_in_the_schema() -> None:
    definitions = schema()["$defs"]
    pattern = definitions["FieldName"]["pattern"]
    assert all(f"{entry.name}" in pattern for entry in fields.every_field())
    assert definitions["ElementItem"]["properties"]["kind"]["enum"] == sorted(fields.KINDS)
    assert set(VERBS) <= set(definitions["Claim"]["properties"])
    words = definitions["Choice"]["properties"]["choice"]["anyOf"][0]["enum"]
    assert {word for entry in fields.every_field() for word in entry.words} <= set(words)


def test_a_new_kind_of_term_appears_in_the_schema_without_another_change(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    entry = fields.Field(
        name="golden_parachute",
        kinds=("party",),
        type="choice",
        label="golden parachute",
        meaning="What its managers are paid if they leave.",
        compare="ex",
        words={"doubled_salary": ""},
        examples=(),
    )
    monkeypatch.setitem(fields.CATALOGUE, ("party", "golden_parachute"), entry)
    monkeypatch.setitem(fields.KINDS, "parachute", fields.KINDS["party"])
    definitions = schema()["$defs"]
    assert "|golden_parachute|" in definitions["FieldName"]["pattern"]
    assert "doubled_salary" in definitions["Choice"]["properties"]["choice"]["anyOf"][0]["enum"]
    assert "parachute" in definitions["ElementItem"]["properties"]["kind"]["enum"]


def admits(part: dict[str, Any], data: Any, whole: dict[str, Any]) -> bool:
    """Whether a schema of the few words that ours is made of admits plain data."""
    if "$ref" in part:
        part = whole["$defs"][part["$ref"].removeprefix("#/$defs/")] | {
            name: said for name, said in part.items() if name != "$ref"
        }
    if "anyOf" in part and not any(admits(each, data, whole) for each in part["anyOf"]):
        return False
    if "oneOf" in part and sum(admits(each, data, whole) for each in part["oneOf"]) != 1:
        return False
    if "enum" in part and data not in part["enum"]:
        return False
    if "const" in part and data != part["const"]:
        return False
    kinds = {
        "string": str,
        "object": dict,
        "array": list,
        "boolean": bool,
        "integer": int,
        "null": type(None),
    }
    wanted = part.get("type", [])
    if wanted and not isinstance(
        data, tuple(kinds[each] for each in ([wanted] if isinstance(wanted, str) else wanted))
    ):
        return False
    if isinstance(data, str):
        return not ("pattern" in part and not re.search(part["pattern"], data)) and len(
            data
        ) <= part.get("maxLength", len(data))
    if isinstance(data, list):
        return len(data) >= part.get("minItems", 0) and all(
            admits(part.get("items", {}), each, whole) for each in data
        )
    if isinstance(data, dict):
        known = dict(part.get("properties", {}))
        for pattern, each in part.get("patternProperties", {}).items():
            known |= {name: each for name in data if re.search(pattern, name)}
        more = part.get("additionalProperties", {})
        return set(part.get("required", ())) <= set(data) and all(
            admits(known[name], each, whole)
            if name in known
            else more is not False and admits(more if isinstance(more, dict) else {}, each, whole)
            for name, each in data.items()
        )
    return True


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: str(path.stem))
def test_the_shipped_example_is_read_and_is_admitted_by_the_schema(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert parse(text, path.name)
    whole = schema()
    for data, _ in load(text, path.name, "yaml"):
        assert admits(whole, data, whole)


@pytest.mark.parametrize(
    "text",
    [
        f"{REPORT}claims: [{{rumor: a.b = c, stge: signed}}]",
        f"{REPORT}claims: [{{rumor: a.b = c, deny: a.b}}]",
        f"{REPORT}claims: [{{rumor: {{field: a.no_such_field, value: x}}}}]",
        f"{REPORT}claims: [{{rumor: {{field: amazon.commitment, value: {{amuont: '5'}}}}}}]",
        f"{REPORT}elements: {{a: {{kind: no_such_kind}}}}",
        f"{REPORT}sorcing: filing",
        "deal: a",
        "open: a\nname: A\ntype: loan",
    ],
)
def test_the_schema_does_not_admit_what_is_no_document(text: str) -> None:
    whole = schema()
    for data, _ in load(text, "file.yaml", "yaml"):
        assert not admits(whole, data, whole)


def test_there_are_shipped_examples() -> None:
    assert len(EXAMPLES) > 100
