"""The events: what was ever stored is read by today's code, and written in the same form."""

import inspect
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from domain import events
from domain.events import CLAIMS, EVENTS, REGISTRY, VERBS, Claim, Event, RumorReported
from domain.known import FOLD, REFOLD, VERB_OF
from domain.shapes import Value

GOLDEN = Path(__file__).parent / "golden"
State = dict[str, Any]


def golden(name: str) -> dict[str, State]:
    """The stored states of one kind of event, each under the name of what it shows."""
    found: dict[str, State] = json.loads((GOLDEN / f"{name}.json").read_text(encoding="utf-8"))
    return found


def states() -> Iterator[Any]:
    for file in sorted(GOLDEN.glob("*.json")):
        for shows, state in golden(file.stem).items():
            yield pytest.param(file.stem, state, id=f"{file.stem}, {shows}")


# Files are added here and never changed: rows like these stand in ledgers.
@pytest.mark.parametrize(("name", "state"), list(states()))
def test_what_was_ever_stored_is_read_and_written_again_to_the_letter(
    name: str, state: State
) -> None:
    row = json.dumps(state, ensure_ascii=False, separators=(",", ":"))
    event = REGISTRY[name].model_validate_json(row)
    assert event.model_dump_json(exclude_defaults=True) == row
    assert event.state() == state


def test_every_kind_of_event_has_a_golden_file_and_every_file_its_kind() -> None:
    assert {file.stem for file in GOLDEN.glob("*.json")} == set(REGISTRY)


@pytest.mark.parametrize("name", REGISTRY)
def test_a_golden_file_shows_the_least_and_all_that_an_event_can_say(name: str) -> None:
    found = golden(name)
    parts = REGISTRY[name].model_fields
    assert {part for state in found.values() for part in state} == set(parts)
    assert set(parts) - set(found["whole"]) <= {"sealed", "proposed"}
    asked = {part for part, field in parts.items() if field.is_required()}
    assert asked <= set(found["minimal"])
    for part in set(found["minimal"]) - asked:
        assert issubclass(REGISTRY[name], Claim), f"{part} need not be there"


@pytest.mark.parametrize("name", REGISTRY)
def test_an_event_that_lacks_a_part_or_has_one_too_many_is_refused(name: str) -> None:
    whole = golden(name)["whole"]
    with pytest.raises(ValidationError, match="Extra inputs"):
        REGISTRY[name].model_validate({**whole, "mood": "good"})
    for part, field in REGISTRY[name].model_fields.items():
        if field.is_required():
            with pytest.raises(ValidationError, match="Field required"):
                REGISTRY[name].model_validate(
                    {each: said for each, said in whole.items() if each != part}
                )


def test_the_golden_rumours_hold_a_value_of_every_type() -> None:
    from pydantic import TypeAdapter

    known = TypeAdapter(Value).json_schema()["discriminator"]["mapping"]
    assert {state["value"]["type"] for state in golden("rumor-reported").values()} == set(known)


# -- stored names ----------------------------------------------------------------------------------


def subclasses(base: type[Event]) -> Iterator[type[Event]]:
    for each in base.__subclasses__():
        yield each
        yield from subclasses(each)


def test_every_event_that_has_a_stored_name_is_in_the_register() -> None:
    named = {each for each in subclasses(Event) if "stored_name" in vars(each)}
    assert named == set(REGISTRY.values()) == set(EVENTS)


def test_a_stored_name_belongs_to_one_event_only() -> None:
    assert len(REGISTRY) == len(EVENTS) == len(set(REGISTRY.values()))
    for name, event in REGISTRY.items():
        assert vars(event)["stored_name"] == name, "an inherited name would be that of another"


@pytest.mark.parametrize("name", REGISTRY)
def test_a_stored_name_is_two_words_of_ours_and_no_place_in_the_code(name: str) -> None:
    assert re.fullmatch(r"[a-z]+-[a-z]+", name)
    assert "." not in name
    assert ":" not in name
    assert not hasattr(events, name)


def test_the_stored_names_are_those_of_the_first_ledger() -> None:
    assert list(REGISTRY) == [
        "deal-opened",
        "report-logged",
        "report-amended",
        "rumor-reported",
        "term-changed",
        "term-confirmed",
        "term-denied",
        "comment-declined",
        "report-corrected",
        "report-retracted",
        "claim-amended",
        "claim-withdrawn",
        "entry-undone",
        "element-described",
        "elements-identified",
        "elements-distinguished",
        "source-graded",
    ]


@pytest.mark.parametrize("event", EVENTS)
def test_an_event_says_in_its_docstring_what_happened(event: type[Event]) -> None:
    assert "__doc__" in vars(event)
    said = inspect.getdoc(event) or ""
    assert said.endswith(".")
    assert len(said.split()) >= 6


@pytest.mark.parametrize("event", EVENTS)
def test_an_event_never_changes(event: type[Event]) -> None:
    found = event.model_validate(golden(event.stored_name)["whole"])
    for part in event.model_fields:
        with pytest.raises(ValidationError, match="frozen"):
            setattr(found, part, None)


@pytest.mark.parametrize("event", EVENTS)
def test_what_is_null_or_empty_or_usual_is_not_stored(event: type[Event]) -> None:
    for state in golden(event.stored_name).values():
        assert None not in state.values()
        assert [] not in state.values()
        assert {} not in state.values()
    spelled = {
        part: field.get_default(call_default_factory=True)
        for part, field in event.model_fields.items()
        if not field.is_required()
    }
    minimal = golden(event.stored_name)["minimal"]
    assert event.model_validate({**spelled, **minimal}).state() == minimal


# -- what goes with an event -----------------------------------------------------------------------


def test_the_fold_has_a_case_for_every_event_of_a_deal() -> None:
    assert set(FOLD) == set(REGISTRY) - {"source-graded"}
    assert set(FOLD) >= REFOLD


def test_every_kind_of_claim_has_its_verb() -> None:
    assert set(VERBS.values()) == {claim.stored_name for claim in CLAIMS}
    assert {name: verb for verb, name in VERBS.items()} == VERB_OF


# -- the parts that several events share -----------------------------------------------------------


def claim(**parts: Any) -> RumorReported:
    return RumorReported(report="wsj-1", claim="1", **parts)


@pytest.mark.parametrize("number", ["1", "12", "4.2", "10.11", "amazon-2.payer", "round.size"])
def test_a_claim_is_numbered_in_its_report_or_named_after_the_field_it_was_born_with(
    number: str,
) -> None:
    assert RumorReported(report="wsj-1", claim=number).claim == number


@pytest.mark.parametrize("number", ["", "0", "01", "1.", "1.2.3", "-1", "a", "Amazon.payer", "#1"])
def test_a_claim_has_no_other_number(number: str) -> None:
    with pytest.raises(ValidationError):
        RumorReported(report="wsj-1", claim=number)


@pytest.mark.parametrize("ref", ["wsj-1#1", "wsj-1#4.2", "wsj-1#amazon-2.payer"])
def test_a_claim_is_referred_to_by_its_report_and_number(ref: str) -> None:
    assert claim(sighting_of=[ref]).sighting_of == (ref,)
    assert claim(sighting_of=ref).sighting_of == (ref,), "one alone is a list of one"


@pytest.mark.parametrize("ref", ["wsj-1", "#1", "wsj-1#", "WSJ#1", "a b#1", "wsj-1#1 "])
def test_a_reference_to_a_claim_has_both(ref: str) -> None:
    with pytest.raises(ValidationError):
        claim(sighting_of=ref)


@pytest.mark.parametrize(
    "field", ["commitment", "amazon.", ".size", "Amazon.size", "a.b.c", "a b.c"]
)
def test_a_field_is_an_element_and_a_name(field: str) -> None:
    with pytest.raises(ValidationError):
        claim(field=field)


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "file:///etc/passwd",
        "ftp://example.com/",
        "//example.com",
        "example.com",
        "https://user:secret@example.com/",
        "https://user@example.com/",
        "https://",
        "https://example.com/a b",
        "https://example.com/\njavascript:alert(1)",
        "https://example.com/" + "a" * 2000,
    ],
)
def test_an_address_is_one_of_the_web_without_a_user_name(url: str) -> None:
    with pytest.raises(ValidationError):
        events.ReportLogged(report="wsj-1", source="WSJ", published="2026", url=url)


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com",
        "http://example.com:8080/a?b=c#d",
        "https://example.com/@writer/post",
        "https://exämple.com/é",
        "https://example.com?id=1",
    ],
)
def test_an_ordinary_address_is_kept_as_it_is(url: str) -> None:
    header = events.ReportLogged(report="wsj-1", source="WSJ", published="2026", url=url)
    assert header.url == url


@pytest.mark.parametrize("report", ["WSJ", "a_b", "a--b", "-a", "a-", "../x", "a" * 121, "é"])
def test_the_id_of_a_report_is_kebab_case(report: str) -> None:
    with pytest.raises(ValidationError):
        events.ReportLogged(report=report, source="WSJ", published="2026")


@pytest.mark.parametrize("note", ["", "   ", "a\x00b", "\ud800", "a" * 20_001])
def test_a_note_can_be_stored_and_shown(note: str) -> None:
    with pytest.raises(ValidationError):
        claim(note=note)


@pytest.mark.parametrize(
    "note", ["=HYPERLINK(1)", "<script>", "a\nb\tc", "ignore all instructions", "👩‍👩‍👧 עברית"]
)
def test_a_note_is_kept_as_it_was_written(note: str) -> None:
    assert claim(note=note).state()["note"] == note


def test_a_name_has_a_length_that_fits_a_table() -> None:
    with pytest.raises(ValidationError, match="200"):
        events.DealOpened(deal="a", name="A" * 201, type="merger")


def test_an_undoing_names_what_it_undoes() -> None:
    with pytest.raises(ValidationError):
        events.EntryUndone(entries=())


def test_two_elements_at_least_are_one_or_are_not() -> None:
    with pytest.raises(ValidationError):
        events.ElementsIdentified(same=("amazon",))
    with pytest.raises(ValidationError):
        events.ElementsDistinguished(different=("amazon",))


@pytest.mark.parametrize("grade", ["G", "a", "", "AB"])
def test_a_grade_is_a_letter_of_the_scale(grade: str) -> None:
    with pytest.raises(ValidationError):
        events.SourceGraded.model_validate({"source": "Reuters", "grade": grade})
