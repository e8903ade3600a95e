"""What a claim may say: one claim of a report read from its short or long form, and checked.

    read_claim(draft, {"rumor": "amazon.commitment = up to $50bn"}, "1", header, report)

The draft notes all that is wrong and every element that is introduced on the way; a reader that
returns None has noted why.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from domain import doubts, fields, reading
from domain.documents import ReadDate, build
from domain.draft import Draft
from domain.errors import Problems, Refused
from domain.events import CLAIMS, VERBS, Claim, ClaimBody, HeaderParts
from domain.known import ON_RECORD
from domain.names import meant, near_hint, near_report
from domain.reading.context import Context
from domain.reading.dates import has_slashed
from domain.values import Stored, leaves

_CLASS: dict[str, type[Claim]] = {
    verb: claim for verb, name in VERBS.items() for claim in CLAIMS if claim.stored_name == name
}
_PARTS = (
    *(name for name in ClaimBody.model_fields if name not in ("field", "value")),
    "as_quoted",
    "field",
    "value",
    "of_report",
)
_STATES_A_VALUE = ("rumor", "change", "confirm")
_OF_A_FIELD = ("field", "value", "was", "as_quoted", "stage", "part_of", "on_top_of")
_ADD_UP = ("money", "per_share", "percent", "count", "quantity")

Body = dict[str, Any]


def read_claim(
    draft: Draft, item: Mapping[str, Any], claim_id: str, header: HeaderParts, report: str
) -> Claim | None:
    """One claim of a report."""
    place = f"claim {claim_id}"
    parts = read_parts(draft, item, place, header, report)
    if parts is None:
        return None
    verb, body = parts
    try:
        return build(_CLASS[verb], {"report": report, "claim": claim_id, **body}, "")
    except Problems as problems:
        draft.adopt(problems, place)
        return None


def read_parts(
    draft: Draft, item: Mapping[str, Any], place: str, header: HeaderParts, report: str
) -> tuple[str, Body] | None:
    """The verb of a claim and its parts, read and checked against the catalogue."""
    verb = _verb(draft, item, place)
    body = _given(draft, verb, item, place) if verb else None
    if verb is None or body is None:
        return None
    if body.get("of_report"):
        return (verb, body) if _may_deny_report(draft, verb, body, place) else None
    entry = _field(draft, verb, body, place, report)
    if entry is None:
        return None
    place_of_value = f"{place} {body['field']}"
    if not _read_values(draft, body, entry, header.published, place, report):
        return None
    if (
        _value_agrees(draft, verb, body, place_of_value)
        and _other_figures(draft, entry, body, place)
        and sourcing_agrees(draft, verb, body.get("sourcing", header.sourcing), place_of_value)
        and _stage_agrees(draft, entry, body, place_of_value)
    ):
        return verb, body
    return None


# -- its verb and parts --------------------------------------------------------------------------


def _verb(draft: Draft, item: Mapping[str, Any], place: str) -> str | None:
    verbs = [verb for verb in VERBS if verb in item]
    if len(verbs) == 1:
        return verbs[0]
    draft.refuse(
        "a claim has one verb",
        code="E-VERB",
        place=place,
        seen=", ".join(verbs or map(str, item)),
        hint=f"write one of: {', '.join(VERBS)}",
    )
    return None


def _given(draft: Draft, verb: str, item: Mapping[str, Any], place: str) -> Body | None:
    """The parts as given, those under the verb and those beside it in one."""
    outer = {name: part for name, part in item.items() if name != verb}
    said = item[verb]
    if isinstance(said, str):
        inner: Body = dict(short_form(said))
    elif isinstance(said, Mapping):
        inner = dict(said)
    else:
        draft.refuse(
            "a claim is 'element.field = text', or a field with its value",
            code="E-CLAIM",
            place=place,
            seen=str(said)[:80],
        )
        return None
    if twice := [name for name in inner if name in outer]:
        draft.refuse(
            "said twice, beside the claim and in it", code="E-CLAIM", place=place, seen=twice[0]
        )
        return None
    body = {**inner, **outer}
    return body if _parts_known(draft, body, place) else None


def short_form(text: str) -> dict[str, str]:
    """`amazon.commitment = up to $50bn` apart; `report ID` for the denial of a whole report."""
    field, equals, value = (part.strip() for part in text.partition("="))
    if not equals and field.startswith("report "):
        return {"of_report": field.removeprefix("report ").strip()}
    return {"field": field, **({"value": value} if equals else {})}


def _parts_known(draft: Draft, body: Body, place: str) -> bool:
    for name in body:
        if name not in _PARTS:
            draft.refuse(
                "a claim has no such part",
                code="E-KEY",
                place=place,
                seen=name,
                hint=near_hint(name, _PARTS),
            )
            return False
    for name in ("stage", "sourcing", "of_report"):
        if not isinstance(body.get(name, ""), str):
            draft.refuse(
                f"{name} is one word",
                code="E-VALUE",
                place=place,
                seen=type(body[name]).__name__,
                hint="write it without brackets",
            )
            return False
    return True


def _may_deny_report(draft: Draft, verb: str, body: Body, place: str) -> bool:
    report = body["of_report"]
    more = [part for part in _OF_A_FIELD if part in body]
    if verb != "deny":
        draft.refuse(
            "only a denial can speak of a whole report",
            code="E-CLAIM",
            place=place,
            seen=verb,
            hint=f"write 'deny: report {report}', or name the field that it speaks of",
        )
    elif more:
        draft.refuse(
            "the denial of a whole report is of no field or value",
            code="E-CLAIM",
            place=place,
            seen=more[0],
            hint=f"write 'deny: report {report}', or leave of_report out to deny a field",
        )
    elif report not in draft.known.reports:
        draft.refuse(
            "there is no such report in this deal",
            code="E-NOTFOUND",
            place=place,
            seen=report,
            hint=near_report(report, draft.known.reports, draft.known.deal),
        )
    else:
        return True
    return False


def _field(draft: Draft, verb: str, body: Body, place: str, report: str) -> fields.Field | None:
    """The catalogue's entry of the field that it is about."""
    field = body.get("field")
    if isinstance(field, str) and "." in field:
        entry = draft.entry(field, place, report)
        if entry is not None:
            draft.spoken.add(field)
        return entry
    draft.refuse(
        "a claim names a field of an element",
        code="E-CLAIM",
        place=place,
        seen=field,
        hint=f"write '{verb}: amazon.commitment = up to $50bn'",
    )
    return None


# -- its values ----------------------------------------------------------------------------------


def _read_values(
    draft: Draft, body: Body, entry: fields.Field, published: str, place: str, report: str
) -> bool:
    """Bring `value` and `was` to their stored form, the words that were read beside the value."""
    field = body["field"]
    quoted = body.pop("as_quoted", None)
    if quoted and isinstance(body.get("value"), Mapping):
        body["value"] = {**body["value"], "as_quoted": quoted}
    context = draft.context(published).but(increment="on_top_of" in body)
    for part in ("value", "was"):
        if part in body:
            value = _value(draft, body[part], entry, context, f"{place} {field}", report)
            if value is None:
                return False
            body[part] = value
            draft.warnings += doubts.of_value(value, field, published)
            if part == "value" and "on_top_of" not in body:
                draft.warnings += doubts.of_increment(value, field)
            _note_order(draft, value, f"{place} {field}")
    if quoted:
        if "value" not in body:
            draft.refuse("as_quoted belongs to a value", code="E-CLAIM", place=place)
            return False
        body["value"] = {**body["value"], "as_quoted": quoted}
    return True


def _note_order(draft: Draft, value: Stored, place: str) -> None:
    """Note a date that the order of day and month decided; its words stand beside it."""
    words = value.get("as_quoted", "")
    if draft.day_first is not None and value["type"] == "date" and has_slashed(words):
        where = ": ".join(filter(None, (draft.place, place)))
        draft.read.append(ReadDate(place=where, text=words, date=value["edtf"]))


def _value(
    draft: Draft,
    given: Any,
    entry: fields.Field,
    context: Context,
    place: str,
    report: str | None = None,
) -> Stored | None:
    """A value as stored, from text or from its long form."""
    try:
        read = isinstance(given, str)
        value = reading.read(given, entry, context) if read else reading.check(given, entry)
    except Refused as refusal:
        draft.adopt(refusal, place)
        return None
    refers = [draft.refers(element, entry, place, report) for element in _named_in(value)]
    return value if all(refers) else None


def _named_in(value: Stored) -> list[str]:
    """The elements that a value refers to."""
    match value["type"]:
        case "refs":
            return list(value["to"])
        case "condition":
            return leaves(value)
        case "consideration":
            return [
                part[name]
                for part in value["parts"]
                for name in ("of", "instrument")
                if name in part
            ]
        case "per_share" if "floating" in value:
            return [value["floating"]["of"]]
    return []


# -- other figures and claims that it names ------------------------------------------------------


def _other_figures(draft: Draft, own: fields.Field, body: Body, place: str) -> bool:
    """Check the figures that a claim lies inside of or adds to.

    Brings `part_of` to its stored form: a list of figures, each perhaps with its portion.
    """
    if "on_top_of" in body and not _adds_up(draft, own, body["on_top_of"], place):
        return False
    if "part_of" not in body:
        return True
    given = body["part_of"]
    parts = []
    for part in given if isinstance(given, list | tuple) else [given]:
        one = dict(part) if isinstance(part, Mapping) else {"of": part}
        entry = _figure(draft, one.get("of"), place)
        if entry is None:
            return False
        if draft.known_field(one["of"]) == draft.known_field(body["field"]) and not body.get(
            "scope"
        ):
            draft.refuse(
                "a figure is no part of itself",
                code="E-CLAIM",
                place=place,
                seen=one["of"],
                hint="say with 'scope' which part of it this is, or name the figure around it",
            )
            return False
        if "portion" in one:
            one["portion"] = _value(draft, one["portion"], entry, draft.context(None), place)
            if one["portion"] is None:
                return False
        parts.append(one)
    body["part_of"] = parts
    return True


def _adds_up(draft: Draft, own: fields.Field, given: Any, place: str) -> bool:
    """Whether a claim of a field can be on top of the figure given."""
    base = _figure(draft, given, place)
    if base is None:
        return False
    if own.type == base.type and own.type in _ADD_UP:
        return True
    draft.refuse(
        f"{own.type.replace('_', ' ')} on top of {base.type.replace('_', ' ')} is no sum",
        code="E-INCREMENT",
        place=place,
        seen=given,
        hint="name a figure of the same type, money on top of money; or leave on_top_of out",
    )
    return False


def _figure(draft: Draft, given: Any, place: str) -> fields.Field | None:
    """The catalogue's entry of a figure that a claim names beside its own."""
    if isinstance(given, str) and "." in given:
        return draft.figure(given, place)
    draft.refuse(
        "a figure is named by its element and field",
        code="E-CLAIM",
        place=place,
        seen=given if isinstance(given, str) else type(given).__name__,
        hint="write ELEMENT.FIELD, such as round.size",
    )
    return None


def check_figures(draft: Draft, claim: ClaimBody, ref: str, place: str) -> None:
    """Whether somebody has spoken of the figures that a claim lies inside of or adds to."""
    named = [part.of for part in claim.part_of]
    named += [claim.on_top_of] if claim.on_top_of else []
    spoken = draft.fields_spoken_of(but=ref) if named else set()
    for figure in named:
        if draft.known_field(figure) not in spoken:
            draft.no_figure(figure, place, but=ref)


def check_sightings(
    draft: Draft, claim: str, sighted: Sequence[str], own: Collection[str], place: str
) -> None:
    """Whether the claims that one saw again exist: in the record, or among its report's `own`."""
    for ref in sighted:
        if ref == claim:
            draft.refuse(
                "a claim is no sighting of itself",
                code="E-SIGHTING",
                place=place,
                seen=ref,
                hint="name the claim that it saw",
            )
        elif ref not in own and ref not in draft.known.claims:
            draft.refuse(
                "there is no such claim to have sighted",
                code="E-NOTFOUND",
                place=place,
                seen=ref,
                hint=near_report(ref, draft.known.claims, draft.known.deal),
            )


# -- whether its parts go together ---------------------------------------------------------------


def _value_agrees(draft: Draft, verb: str, body: Body, place: str) -> bool:
    """Whether the verb goes with a value, or without one."""
    if "value" not in body and (verb in _STATES_A_VALUE or "on_top_of" in body):
        draft.refuse(
            "an increment has a value" if "on_top_of" in body else "a claim states a value",
            code="E-CLAIM",
            place=place,
            hint=f"write '{verb}: {body['field']} = …'; 'undisclosed' and 'none' are values",
        )
    elif verb == "no_comment" and not body.keys().isdisjoint(("value", "was")):
        draft.refuse(
            "who would not comment has said no value",
            code="E-CLAIM",
            place=place,
            hint=f"write 'no_comment: {body['field']}', and what was asked in its note",
        )
    else:
        return True
    return False


def sourcing_agrees(draft: Draft, verb: str, sourcing: str, place: str) -> bool:
    """A confirmation is on the record, and a rumour is not."""
    if verb == "confirm" and sourcing not in ON_RECORD:
        draft.refuse(
            "a confirmation is on the record",
            code="E-SOURCING",
            place=place,
            seen=sourcing,
            hint="say 'rumor', or give the sourcing: filing, company_statement or on_record",
        )
    elif verb == "rumor" and sourcing in ON_RECORD:
        draft.refuse(
            "what is said on the record is no rumour",
            code="E-SOURCING",
            place=place,
            seen=sourcing,
            hint="say 'confirm', or give the sourcing of this claim",
        )
    else:
        return True
    return False


def _stage_meant(typed: str, allowed: Sequence[str]) -> str:
    known = f"write one of: {', '.join(allowed)}"
    found = meant(fields.plain(typed).replace(" ", "_"), allowed)
    return f"{found} {known}" if found else known


def _stage_agrees(draft: Draft, entry: fields.Field, body: Body, place: str) -> bool:
    """Whether the field takes the stage; brings it to the word that is stored."""
    if "stage" not in body:
        return True
    word = fields.stage_for(body["stage"])
    allowed = fields.STAGE_GROUPS.get(entry.stages, ())
    if word is None or word not in allowed:
        draft.refuse(
            "this field takes no such stage" if allowed else "this field has no stage",
            code="E-STAGE",
            place=place,
            seen=body["stage"],
            hint=_stage_meant(body["stage"], allowed) if allowed else "leave it out",
        )
        return False
    body["stage"] = word
    return True
