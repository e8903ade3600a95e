"""Our record of a deal: what was logged, our own fixes applied, as it stood at any instant."""

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.errors import DealtrailError, NewerVersion
from domain.events import REGISTRY
from domain.history import Item
from domain.known import FOLD, REFOLD, Known, known
from domain.values import text
from tests.telling import Story, change, confirm, rumor

COMMITMENT = "amazon.commitment"


def record(story: Story, known_at: str | None = None) -> Known:
    return known(story.deal, story.items, known_at)


def said(story: Story, claim: str) -> str:
    """What the record has a claim say now; `gone` where it has none."""
    found = record(story).claims.get(claim)
    return text(found.value) if found else "gone"


@pytest.fixture
def told() -> Story:
    """One report with two claims."""
    story = Story()
    story.report("wsj", "2026-01-29", rumor(f"{COMMITMENT} = $50bn"), rumor("round.size = $100bn"))
    return story


# -- amendments and withdrawals -------------------------------------------------------------------


def test_an_amendment_replaces_what_a_claim_says_and_keeps_its_number(told: Story) -> None:
    number = record(told).claims["wsj#1"].number
    told.fix(amend="wsj#1", claim=rumor(f"{COMMITMENT} = up to $50bn"))
    claim = record(told).claims["wsj#1"]
    assert text(claim.value) == "up to $50bn"
    assert (claim.number, claim.verb) == (number, "rumor")
    assert [each.id for each in claim.report.claims] == ["wsj#1", "wsj#2"]


def test_an_amendment_may_be_amended_again_and_each_step_is_kept(told: Story) -> None:
    told.fix(amend="wsj#1", claim=rumor(f"{COMMITMENT} = $40bn"), why="misread")
    told.fix(amend="wsj#1", claim=rumor(f"{COMMITMENT} = $45bn"))
    told.fix(amend="wsj#1", claim=rumor(f"{COMMITMENT} = up to $50bn"))
    acts = record(told).acts
    assert [act.step for act in acts] == ["amends"] * 3
    assert [(text(act.former.value), text(act.becomes.value)) for act in acts
            if act.former and act.becomes] == [
        ("$50bn", "$40bn"),
        ("$40bn", "$45bn"),
        ("$45bn", "up to $50bn"),
    ]  # fmt: skip
    assert acts[0].why == "misread"
    assert said(told, "wsj#1") == "up to $50bn"


def test_an_amendment_may_turn_a_rumour_into_another_kind_of_claim(told: Story) -> None:
    told.fix(amend="wsj#1", claim={"deny": COMMITMENT})
    claim = record(told).claims["wsj#1"]
    assert (claim.verb, claim.value, claim.field) == ("deny", None, COMMITMENT)


def test_an_amendment_may_move_a_claim_to_another_field(told: Story) -> None:
    told.fix(amend="wsj#1", claim=rumor("nvidia.commitment = $50bn"))
    assert record(told).claims["wsj#1"].field == "nvidia.commitment"


def test_a_withdrawn_claim_is_gone_and_the_others_of_its_report_stay(told: Story) -> None:
    told.fix(withdraw="wsj#1", why="of another deal")
    found = record(told)
    assert set(found.claims) == {"wsj#2"}
    assert [claim.id for claim in found.reports["wsj"].claims] == ["wsj#2"]
    (act,) = found.acts
    assert (act.step, act.becomes, act.why) == ("withdraws", None, "of another deal")


def test_a_withdrawn_amendment_is_gone_too(told: Story) -> None:
    told.fix(amend="wsj#1", claim=rumor(f"{COMMITMENT} = $40bn"))
    told.fix(withdraw="wsj#1")
    assert said(told, "wsj#1") == "gone"


def test_an_amended_header_changes_the_report_and_not_its_claims(told: Story) -> None:
    told.fix(amend_report="wsj", header={"published": "2026-01-28", "byline": "A. Reporter"})
    report = record(told).reports["wsj"]
    assert (report.published, report.byline, report.source) == (
        "2026-01-28",
        "A. Reporter",
        "wsj",
    )
    assert report.last == "2026-01-28T23:59:59.999999Z"
    assert len(report.claims) == 2
    told.fix(amend_report="wsj", header={"cites": ["ft"]})
    assert record(told).reports["wsj"].published == "2026-01-28"


# -- undoing --------------------------------------------------------------------------------------


def test_what_was_undone_is_as_if_it_had_never_been(told: Story) -> None:
    before = told.items.copy()
    numbers = told.report("ft", "2026-01-30", rumor(f"{COMMITMENT} = $20bn"))
    told.fix(undo=numbers)
    found = record(told)
    assert set(found.reports) == {"wsj"}
    assert found.undone == set(numbers)
    assert snapshot(found)["claims"] == snapshot(known(told.deal, before))["claims"]
    assert found.last_number == len(told.items)


def test_undoing_an_undo_brings_back_what_it_took_and_so_on(told: Story) -> None:
    numbers = told.report("ft", "2026-01-30", rumor(f"{COMMITMENT} = $20bn"))
    undo = told.fix(undo=numbers)
    for expected in ("$20bn", "gone", "$20bn", "gone"):
        undo = told.fix(undo=undo)
        assert said(told, "ft#1") == expected


def test_an_undo_of_an_undo_does_not_bring_back_what_another_undo_took(told: Story) -> None:
    first = told.report("ft", "2026-01-30", rumor(f"{COMMITMENT} = $20bn"))
    second = told.report("cnbc", "2026-01-31", rumor(f"{COMMITMENT} = $30bn"))
    undo = told.fix(undo=first)
    told.fix(undo=second)
    told.fix(undo=undo)
    assert said(told, "ft#1") == "$20bn"
    assert said(told, "cnbc#1") == "gone"


def test_undoing_an_amendment_restores_the_claim_as_it_was_before(told: Story) -> None:
    told.fix(amend="wsj#1", claim=rumor(f"{COMMITMENT} = $40bn"))
    last = told.fix(amend="wsj#1", claim=rumor(f"{COMMITMENT} = $45bn"))
    told.fix(undo=last)
    assert said(told, "wsj#1") == "$40bn"


def test_undoing_the_first_of_two_amendments_keeps_the_second(told: Story) -> None:
    first = told.fix(amend="wsj#1", claim=rumor(f"{COMMITMENT} = $40bn"))
    told.fix(amend="wsj#1", claim=rumor(f"{COMMITMENT} = $45bn"))
    told.fix(undo=first)
    assert said(told, "wsj#1") == "$45bn"


def test_undoing_a_withdrawal_brings_the_claim_back(told: Story) -> None:
    told.fix(undo=told.fix(withdraw="wsj#1"))
    assert said(told, "wsj#1") == "$50bn"


def test_undoing_a_report_takes_its_claims_and_what_was_done_to_them_with_it(
    told: Story,
) -> None:
    told.fix(amend="wsj#1", claim=rumor(f"{COMMITMENT} = $40bn"))
    told.fix(undo=[record(told).reports["wsj"].number])
    found = record(told)
    assert (found.reports, found.claims, found.acts) == ({}, {}, [])


def test_undoing_a_retraction_restores_the_report(told: Story) -> None:
    told.fix(undo=told.fix(retract="wsj", published="2026-02-01"))
    assert record(told).acts == []


def test_a_report_may_be_logged_again_after_it_was_undone(told: Story) -> None:
    told.fix(undo=[record(told).reports["wsj"].number])
    told.report("wsj", "2026-01-29", rumor(f"{COMMITMENT} = up to $50bn"))
    assert said(told, "wsj#1") == "up to $50bn"
    assert said(told, "wsj#2") == "gone"


def test_of_a_report_that_came_in_twice_the_later_one_stands_whole(told: Story) -> None:
    undo = told.fix(undo=[record(told).reports["wsj"].number])
    told.report("wsj", "2026-01-29", rumor(f"{COMMITMENT} = up to $50bn"))
    told.items.append(
        Item(len(told.items) + 1, "entry-undone", {"entries": undo}, "2026-08-02", "tester", "x")
    )
    found = record(told)
    assert set(found.claims) == {"wsj#1"}
    assert text(found.claims["wsj#1"].value) == "up to $50bn"
    assert found.claims["wsj#1"].report is found.reports["wsj"]


# -- elements that are one thing ------------------------------------------------------------------


@pytest.fixture
def funds() -> Story:
    """Four unnamed funds, each with a claim."""
    story = Story()
    story.report(
        "wsj",
        "2026-01-29",
        *(rumor(f"fund-{letter}.commitment = ${place}bn")
          for place, letter in enumerate("abcd", start=1)),
    )  # fmt: skip
    return story


def fields_of(story: Story) -> list[str]:
    return sorted({claim.element for claim in record(story).claims.values()})


def test_two_ids_that_are_one_thing_are_read_as_the_first(funds: Story) -> None:
    funds.fix(identify=["fund-a", "fund-b"])
    assert fields_of(funds) == ["fund-a", "fund-c", "fund-d"]
    assert record(funds).claims["wsj#2"].field == "fund-a.commitment"


def test_what_is_logged_under_the_other_id_later_is_read_as_the_first_too(funds: Story) -> None:
    funds.fix(identify=["fund-a", "fund-b"])
    funds.report("ft", "2026-01-30", rumor("fund-b.commitment = $9bn"))
    assert record(funds).claims["ft#1"].field == "fund-a.commitment"


def test_references_and_conditions_follow_the_identification() -> None:
    story = Story()
    story.report(
        "wsj",
        "2026-01-29",
        rumor("fund-a.commitment = $1bn"),
        rumor("fund-b.commitment = $2bn"),
        rumor({"field": "round.lead", "value": {"to": ["fund-a", "fund-b"]}}),
        rumor("amazon-2.condition = agi-leg or ipo-leg"),
    )
    story.fix(identify=["fund-a", "fund-b"])
    story.fix(identify=["ipo-leg", "agi-leg"])
    found = record(story)
    assert text(found.claims["wsj#3"].value) == "fund-a"
    assert text(found.claims["wsj#4"].value) == "ipo-leg or ipo-leg"
    assert found.claims["wsj#4"].key == ("condition", "ipo-leg")


def test_a_condition_keeps_the_words_of_its_report_where_ids_are_merged() -> None:
    story = Story()
    words = {"all": ["agi-leg"], "as_quoted": "once AGI is reached"}
    story.report("wsj", "2026-01-29", rumor({"field": "amazon-2.condition", "value": words}))
    story.fix(identify=["ipo-leg", "agi-leg"])
    value = record(story).claims["wsj#1"].value
    assert value == {"type": "condition", "all": ["ipo-leg"], "as_quoted": words["as_quoted"]}


def test_prices_name_the_element_that_an_id_was_found_to_be() -> None:
    story = Story("acquisition")
    parties = {each: {"kind": "party"} for each in ("bidco", "acme")}
    cvr = {each: {"kind": "instrument"} for each in ("cvr", "right")}
    floating = {"ratio": "0.2", "of": "bidco", "at": "vwap_10d"}
    parts = [{"stock": "0.2", "of": "bidco"}, {"cvr": "1", "instrument": "right"}]
    value = {"currency": "USD", "floating": floating}
    story.report(
        "wsj",
        "2026-01-29",
        rumor({"field": "bid-a.price_per_share", "value": value}),
        rumor({"field": "bid-a.consideration", "value": {"parts": parts}}),
        elements={**parties, **cvr},
    )
    story.fix(identify=["acme", "bidco"])
    story.fix(identify=["cvr", "right"])
    price, paid = (record(story).claims[each].value for each in ("wsj#1", "wsj#2"))
    assert price is not None
    assert price["floating"] == {**floating, "of": "acme"}
    assert paid is not None
    assert paid["parts"] == [{**parts[0], "of": "acme"}, {**parts[1], "instrument": "cvr"}]


def test_identifications_chain_in_whatever_order_they_came(funds: Story) -> None:
    funds.fix(identify=["fund-b", "fund-c"])
    funds.fix(identify=["fund-a", "fund-b"])
    assert record(funds).same_as == {"fund-b": "fund-a", "fund-c": "fund-a"}
    funds.fix(identify=["fund-d", "fund-c"])
    assert fields_of(funds) == ["fund-d"]


def test_two_ids_are_told_apart_again(funds: Story) -> None:
    funds.fix(identify=["fund-a", "fund-b"])
    funds.fix(distinguish=["fund-a", "fund-b"])
    assert record(funds).same_as == {}


def test_telling_one_id_apart_leaves_the_others_together(funds: Story) -> None:
    funds.fix(identify=["fund-a", "fund-b", "fund-c"])
    funds.fix(distinguish=["fund-a", "fund-b"])
    assert record(funds).same_as == {"fund-c": "fund-a"}


def test_two_ids_that_are_one_only_through_a_third_are_told_apart_too(funds: Story) -> None:
    funds.fix(identify=["fund-a", "fund-b"])
    funds.fix(identify=["fund-b", "fund-c"])
    funds.fix(distinguish=["fund-a", "fund-c"])
    assert record(funds).same_as == {"fund-b": "fund-a"}


def test_two_ids_identified_with_the_same_third_are_told_apart(funds: Story) -> None:
    funds.fix(identify=["fund-a", "fund-b", "fund-c"])
    funds.fix(distinguish=["fund-b", "fund-c"])
    assert record(funds).same_as == {"fund-b": "fund-a"}


def test_what_was_told_apart_can_be_identified_again(funds: Story) -> None:
    funds.fix(identify=["fund-a", "fund-b"])
    funds.fix(distinguish=["fund-a", "fund-b"])
    funds.fix(identify=["fund-b", "fund-a"])
    assert record(funds).same_as == {"fund-a": "fund-b"}


def test_undoing_an_identification_tells_the_two_apart(funds: Story) -> None:
    undo = funds.fix(undo=funds.fix(identify=["fund-a", "fund-b"]))
    assert record(funds).same_as == {}
    funds.fix(undo=undo)
    assert record(funds).same_as == {"fund-b": "fund-a"}


# -- descriptions ---------------------------------------------------------------------------------


def test_names_and_identifiers_of_an_element_add_up_and_the_last_name_stands(
    told: Story,
) -> None:
    told.fix(describe="amazon", name="Amazon", aliases=["AMZN"], identifiers={"ticker": "AMZN"})
    told.fix(describe="amazon", name="Amazon.com", aliases="Amazon Inc", identifiers={"lei": "ZX"})
    element = record(told).elements["amazon"]
    assert (element.kind, element.name) == ("party", "Amazon.com")
    assert element.aliases == ("AMZN", "Amazon Inc")
    assert element.identifiers == {"ticker": "AMZN", "lei": "ZX"}
    assert record(told).names() == {"amazon": "Amazon.com"}


def test_an_element_that_nobody_described_has_no_kind(told: Story) -> None:
    assert record(told).kind_of("nobody") == ""
    assert record(told).kind_of("amazon") == "party"


# -- the record clock -----------------------------------------------------------------------------


def test_an_event_that_this_version_does_not_know_is_never_skipped(told: Story) -> None:
    row = Item(len(told.items) + 1, "offer-made", {}, "2026-08-02T00:00:00.000000Z", "a", "b")
    with pytest.raises(NewerVersion, match="newer dealtrail") as refused:
        known(told.deal, [*told.items, row])
    assert refused.value.place == f"deal-x#{row.number}"
    assert refused.value.seen == "offer-made"
    assert refused.value.code == "E-TYPE"


def test_what_was_recorded_later_is_not_known_yet_even_if_it_could_not_be_read(
    told: Story,
) -> None:
    row = Item(len(told.items) + 1, "offer-made", {}, "2026-08-02T00:00:00.000000Z", "a", "b")
    found = known(told.deal, [*told.items, row], known_at="2026-08-01T23:59:59.999999Z")
    assert set(found.claims) == {"wsj#1", "wsj#2"}


def test_yesterdays_record_shows_yesterdays_mistake(told: Story) -> None:
    before = told.recorded(len(told.items))
    told.fix(amend="wsj#1", claim=rumor(f"{COMMITMENT} = up to $50bn"))
    told.fix(withdraw="wsj#2")
    found = record(told, before)
    assert text(found.claims["wsj#1"].value) == "$50bn"
    assert "wsj#2" in found.claims
    assert found.acts == []


def test_before_anything_was_recorded_nothing_is_known(told: Story) -> None:
    found = record(told, "2026-07-31T23:59:59.999999Z")
    assert (found.reports, found.last_number, found.openings) == ({}, 0, set())


def test_a_source_has_its_latest_grade_as_known_at_the_time(told: Story) -> None:
    grades = [
        Item(place, "source-graded", {"source": "Reuters", "grade": grade}, instant, "a", "b")
        for place, (grade, instant) in enumerate(
            (("C", "2026-08-01T00:00:00.000000Z"), ("A", "2026-08-03T00:00:00.000000Z")), start=1
        )
    ]
    assert known("deal-x", told.items, None, grades).grades == {"reuters": "A"}
    assert known("deal-x", told.items, "2026-08-02T00:00:00.000000Z", grades).grades == {
        "reuters": "C"
    }


# -- what hypothesis makes up ---------------------------------------------------------------------


def snapshot(found: Known) -> dict[str, Any]:
    """All that a record says, as plain data."""
    return {
        "name": (found.deal, found.name, found.type, found.currency),
        "reports": {
            report.id: (report.number, report.header, [claim.id for claim in report.claims])
            for report in found.reports.values()
        },
        "claims": {
            claim.id: (claim.number, claim.verb, claim.field, claim.value, claim.recorded_at)
            for claim in found.claims.values()
        },
        "elements": {
            element.id: [getattr(element, part) for part in element.__slots__]
            for element in found.elements.values()
        },
        "same_as": found.same_as,
        "acts": [(act.step, act.number, act.targets, act.report.id) for act in found.acts],
        "undone": found.undone,
        "last": (found.last_number, found.recorded_at, found.openings),
    }


DEEDS = st.one_of(
    st.tuples(st.just("report"), st.sampled_from("pqrs"), st.sampled_from(("a", "b", "c"))),
    st.tuples(st.just("official"), st.sampled_from("pqrs"), st.sampled_from(("a", "b"))),
    st.tuples(st.just("amend"), st.sampled_from("pqrs"), st.sampled_from(("1", "2", "3"))),
    st.tuples(st.just("withdraw"), st.sampled_from("pqrs")),
    st.tuples(st.just("retract"), st.sampled_from("pqrs")),
    st.tuples(st.just("correct"), st.sampled_from("pqrs"), st.sampled_from("tuv")),
    st.tuples(st.just("header"), st.sampled_from("pqrs"), st.sampled_from(("28", "27"))),
    st.tuples(st.just("identify"), st.permutations(("a", "b", "c"))),
    st.tuples(st.just("distinguish"), st.permutations(("a", "b", "c"))),
    st.tuples(st.just("describe"), st.sampled_from("abc"), st.sampled_from(("Fund", "Kapital"))),
    st.tuples(st.just("undo"), st.integers(1, 40)),
)


def do(story: Story, deed: tuple[Any, ...]) -> None:
    """One thing that somebody may want to log; whether it is taken is the rules' business."""
    match deed:
        case ("report", report, fund):
            story.report(
                report,
                "2026-01-29",
                rumor(f"fund-{fund}.commitment = $5bn"),
                rumor("round.size = $100bn"),
            )
        case ("official", report, fund):
            story.official(report, "2026-01-30", confirm(f"fund-{fund}.commitment = $6bn"))
        case ("amend", report, number):
            story.fix(amend=f"{report}#1", claim=rumor(f"fund-c.commitment = ${number}bn"))
        case ("withdraw", report):
            story.fix(withdraw=f"{report}#1")
        case ("retract", report):
            story.fix(retract=report, published="2026-02-01")
        case ("correct", report, by):
            story.report(
                by,
                "2026-01-31",
                rumor("fund-a.commitment = $7bn"),
                corrects={"report": report, "replaces": f"{report}#1"},
            )
        case ("header", report, day):
            story.fix(amend_report=report, header={"published": f"2026-01-{day}"})
        case ("identify" | "distinguish" as deed_, (one, other, _)):
            story.fix(**{deed_: [f"fund-{one}", f"fund-{other}"]})
        case ("describe", fund, name):
            story.fix(describe=f"fund-{fund}", kind="party", name=name)
        case ("undo", number):
            story.fix(undo=[number])


@st.composite
def histories(draw: st.DrawFn) -> Story:
    story = Story()
    for deed in draw(st.lists(DEEDS, min_size=1, max_size=14)):
        with suppress(DealtrailError):
            do(story, deed)
    return story


@settings(max_examples=60, deadline=None)
@given(histories(), st.data())
def test_what_was_known_at_an_instant_is_what_the_entries_up_to_it_say(
    story: Story, data: st.DataObject
) -> None:
    cut = data.draw(st.integers(1, len(story.items)))
    instant = story.recorded(cut)
    prefix = [item for item in story.items if item.recorded_at <= instant]
    then = known(story.deal, story.items, known_at=instant)
    assert snapshot(then) == snapshot(known(story.deal, prefix))


@settings(max_examples=60, deadline=None)
@given(histories())
def test_folding_entry_by_entry_comes_to_the_same_as_folding_them_all(story: Story) -> None:
    found = known(story.deal, story.items[:1])
    for count, item in enumerate(story.items[1:], start=2):
        if item.name in REFOLD:
            found = known(story.deal, story.items[:count])
        else:
            found.add(item)
    assert snapshot(found) == snapshot(known(story.deal, story.items))


@settings(max_examples=60, deadline=None)
@given(histories())
def test_an_undo_and_its_own_undo_leave_the_record_as_it_was(story: Story) -> None:
    before = snapshot(known(story.deal, story.items))
    for number in range(2, len(story.items) + 1):
        if number in before["undone"] or story.items[number - 1].name == "deal-opened":
            continue
        size = len(story.items)
        story.fix(undo=story.fix(undo=[number]))
        after = snapshot(known(story.deal, story.items))
        del story.items[size:]
        for part in ("reports", "claims", "elements", "same_as", "acts"):
            assert after[part] == before[part], part


def test_every_stored_event_of_a_deal_has_its_case_of_the_fold() -> None:
    assert set(FOLD) == {*REGISTRY} - {"source-graded"}


def test_a_share_of_a_company_that_got_another_name_is_a_share_of_that(story: Story) -> None:
    parties = {each: {"kind": "party"} for each in ("northgate", "fund", "orme")}
    story.official("a", "2025-02-10", confirm("orme.stake = 12% of fund"), elements=parties)
    story.official("b", "2025-02-11", change("orme.stake = 15% of fund", was="12% of fund"))
    story.fix(identify=["northgate", "fund"])
    changed = story.view().claims["b#1"]
    assert changed.value is not None
    assert changed.was is not None
    assert (changed.value["of"], changed.was["of"]) == ("northgate", "northgate")
