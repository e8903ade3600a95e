"""The published JSON Schema of a document, for editors and other programs."""

from typing import Any, get_args

from pydantic import BaseModel, TypeAdapter

from domain import fields
from domain.documents import DOCUMENTS, Content, Correction, ElementItem
from domain.events import VERBS, ClaimBody, Several

_VALUE = {"anyOf": [{"type": "string"}, {"$ref": "#/$defs/Value"}]}
_FIELD = {"$ref": "#/$defs/FieldName"}
_REPORT = {"type": "string", "description": "the id of a report, to deny all of it"}


def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of one document, the catalogue's fields and words in it."""
    found: dict[str, Any] = TypeAdapter(Content).json_schema()
    definitions = found["$defs"]
    claim = ClaimBody.model_json_schema(ref_template="#/$defs/{model}")
    definitions.update(claim.pop("$defs", {}))
    for model in (*DOCUMENTS, Correction, ElementItem):
        _let_one_stand_alone(model, definitions[model.__name__]["properties"])
    _from_the_catalogue(definitions)
    # Any of them, not one: where the type is left out, its parts may suit two.
    definitions["Value"] = {"anyOf": claim["properties"]["value"]["anyOf"][0]["oneOf"]}
    options = _options(claim["properties"])
    definitions["Claim"] = _claim(options)
    one = {"$ref": "#/$defs/Claim"}
    report = definitions["ReportDocument"]["properties"]
    report["claims"]["items"] = {"anyOf": [one, {"type": "array", "items": one}]}
    report["own_sources"] = options["own_sources"]
    definitions["AmendDocument"]["properties"]["claim"] = one
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A document of dealtrail's file format",
        **found,
    }


def _from_the_catalogue(definitions: dict[str, Any]) -> None:
    """The names of fields, the words of choices and the kinds of element."""
    names = sorted({entry.name for entry in fields.every_field()})
    definitions["FieldName"] = {
        "type": "string",
        "pattern": rf"^[a-z0-9-]+\.({'|'.join(names)})$",
        "description": "element.field, of the catalogue's fields",
    }
    words = sorted({word for entry in fields.every_field() for word in entry.words} | {"other"})
    choice = definitions["Choice"]["properties"]
    choice["choice"]["anyOf"][0]["enum"] = words
    choice["choices"]["anyOf"][0]["items"]["enum"] = words
    element = definitions["ElementItem"]
    element["properties"]["kind"] = {"enum": sorted(fields.KINDS)}
    element["additionalProperties"] = {"description": "a field of the kind, with its value"}


def _options(parts: dict[str, Any]) -> dict[str, Any]:
    """What a claim may have beside its field and value, as it may be written."""
    options = {name: part for name, part in parts.items() if name not in ("field", "value")}
    _let_one_stand_alone(ClaimBody, options)
    part = {"anyOf": [_FIELD, _mapping({"of": _FIELD, "portion": _VALUE}, "of")]}
    return options | {
        "was": _VALUE,
        "part_of": {"anyOf": [part, {"type": "array", "items": part}]},
        "as_quoted": {"type": "string"},
        "own_sources": {"type": ["boolean", "string"]},
    }


def _claim(options: dict[str, Any]) -> dict[str, Any]:
    """A claim: one verb with what it says, in its short or long form."""
    said = {
        "anyOf": [
            {"type": "string", "description": "element.field = text"},
            _mapping({"field": _FIELD, "value": _VALUE, **options}, "field"),
            _mapping({"of_report": _REPORT, **options}, "of_report"),
        ]
    }
    return {
        **_mapping({**dict.fromkeys(VERBS, said), **options}),
        "oneOf": [{"required": [verb]} for verb in VERBS],
    }


def _mapping(parts: dict[str, Any], *required: str) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": parts,
        "required": list(required),
        "additionalProperties": False,
    }


def _let_one_stand_alone(model: type[BaseModel], parts: dict[str, Any]) -> None:
    """Where a list is read, one alone is a list of one."""
    read_so = get_args(Several[str])[1]
    for name, field in model.model_fields.items():
        if read_so in field.metadata:
            parts[name] = {"anyOf": [parts[name], parts[name]["items"]]}
