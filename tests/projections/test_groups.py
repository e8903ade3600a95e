"""Who joined and left a group, and who turned out to be whom."""

from typing import Any

from domain.values import text
from projections.structure import structure_json
from tests.projections.shaping import (
    PARTIES,
    alive,
    element,
    ending,
    group,
    history,
    relation,
    shape,
)
from tests.telling import Story, change, confirm, deny, rumor

# -- groups, joining and leaving -----------------------------------------------------------------


def test_a_groups_joint_amount_is_not_divided_among_its_members(story: Story) -> None:
    group(story)
    assert element(story, "fund-a").parent == "consortium"
    assert element(story, "fund-a").terms == ()
    assert [text(each.value) for each in element(story, "consortium").terms] == ["$10bn"]


def test_a_member_who_leaves_the_list_has_left_and_stays_visible(story: Story) -> None:
    group(story)
    story.official("b", "2026-02-05", change("consortium.member = fund-a, fund-c"))
    assert shape(story).named("consortium.member") == ["fund-a", "fund-c"]
    assert relation(story, "consortium.member", "fund-a").since == "2026-01-05"
    assert relation(story, "consortium.member", "fund-c").since == "2026-02-05"
    assert ending(story, "fund-b", as_of="2026-01-31") == ("alive", None)
    assert ending(story, "fund-b") == ("left", "2026-02-05")
    assert element(story, "fund-b").parent == "consortium"
    assert history(story) == [
        "2026-02-05 fund-b left consortium.member",
        "2026-02-05 fund-c joined consortium.member",
    ]


def test_a_member_whose_own_stage_is_an_end_has_ended_though_the_list_names_it(
    story: Story,
) -> None:
    group(story)
    story.official("b", "2026-02-05", confirm("fund-b.stage = withdrawn"), source="Fund B")
    assert ending(story, "fund-b") == ("withdrawn", "2026-02-05")
    assert ending(story, "consortium") == ("alive", None)


def test_a_member_named_only_as_former_was_there_before(story: Story) -> None:
    story.official(
        "a",
        "2026-02-05",
        change("consortium.member = fund-a", was="fund-a, fund-b"),
        elements=PARTIES,
    )
    assert ending(story, "fund-b", as_of="2026-03-01") == ("left", "2026-02-05")
    assert alive(story, as_of="2026-03-01", true_at="2026-01-01") == {
        "consortium",
        "fund-a",
        "fund-b",
    }


def test_a_member_denied_alone_is_out_and_the_others_stay(story: Story) -> None:
    story.report("a", "2026-01-05", rumor("consortium.member = fund-a, fund-b"), elements=PARTIES)
    story.official("b", "2026-02-05", deny("consortium.member = fund-b"), source="Fund B")
    assert shape(story).named("consortium.member") == ["fund-a"]
    assert ending(story, "fund-b") == ("denied", "2026-02-05")
    story.report("c", "2026-03-05", rumor("consortium.member = fund-a, fund-b"))
    assert ending(story, "fund-b") == ("alive", None)


def test_a_member_denied_by_an_unnamed_source_is_contested(story: Story) -> None:
    group(story)
    story.report("b", "2026-02-05", deny("consortium.member = fund-b"))
    assert relation(story, "consortium.member", "fund-b").standing == "contested"
    assert relation(story, "consortium.member", "fund-a").standing == "confirmed"


def test_a_list_that_is_not_full_leaves_nobody_out(story: Story) -> None:
    story.report("a", "2026-01-05", rumor("round.lead = fund-a"), elements=PARTIES)
    story.report("b", "2026-02-05", rumor("round.lead = fund-b and others"))
    assert relation(story, "round.lead", "fund-a").why == "not named"
    assert "fund-a" in alive(story)


def test_a_full_list_by_another_report_leaves_out_and_nobody_has_left(story: Story) -> None:
    story.report("a", "2026-01-05", rumor("round.lead = fund-a"), elements=PARTIES)
    story.report("b", "2026-02-05", rumor("round.lead = fund-b"))
    assert ending(story, "fund-a") == ("left out", "2026-02-05")
    assert history(story) == []


def test_the_issuer_of_whom_the_deal_says_another_was_replaced(story: Story) -> None:
    story.official("a", "2026-01-05", confirm("round.issuer = fund-a"), elements=PARTIES)
    story.official("b", "2026-02-05", change("round.issuer = fund-b"))
    found = relation(story, "round.issuer", "fund-a")
    assert (found.why, found.by, found.since) == ("replaced", "fund-b", "2026-02-05")
    assert history(story) == ["2026-02-05 fund-a replaced fund-b round.issuer"]


# -- identities ----------------------------------------------------------------------------------


def unnamed(story: Story) -> None:
    people = {**PARTIES, "gulf-fund": {"kind": "party", "name": "A Gulf fund"}}
    story.report("a", "2026-01-05", rumor("gulf-fund.commitment = $5bn"), elements=people)
    story.report("b", "2026-01-09", rumor("round.lead = gulf-fund"))


def test_an_unnamed_party_identified_later_is_one_element_with_all_that_was_said(
    story: Story,
) -> None:
    unnamed(story)
    story.report("c", "2026-02-05", rumor("fund-a.stake = 5%"))
    before = structure_json(shape(story))
    story.fix(identify=["fund-a", "gulf-fund"], why="named by the FT")
    found = shape(story)
    party = found.element("fund-a")
    assert party is not None
    assert party.same == ("gulf-fund",)
    assert [each.field for each in party.terms] == ["fund-a.commitment", "fund-a.stake"]
    assert found.element("gulf-fund") is None
    assert found.named("round.lead") == ["fund-a"]
    assert [(each.act, each.element, each.by) for each in found.history] == [
        ("identified", "fund-a", "gulf-fund")
    ]
    number = story.items[-1].number
    earlier = structure_json(shape(story, known_at=story.recorded(number - 1)))
    assert without_clocks(earlier) == without_clocks(before)


def without_clocks(found: dict[str, Any]) -> dict[str, Any]:
    return {name: part for name, part in found.items() if name != "clocks"}


def test_an_identification_undone_leaves_the_shape_as_it_was(story: Story) -> None:
    unnamed(story)
    before = structure_json(shape(story, as_of="2026-04-01"))
    numbers = story.fix(identify=["fund-a", "gulf-fund"])
    story.fix(undo=[str(number) for number in numbers])
    assert without_clocks(structure_json(shape(story, as_of="2026-04-01"))) == without_clocks(
        before
    )


def test_who_a_party_was_is_known_from_the_report_that_showed_it(story: Story) -> None:
    unnamed(story)
    story.report("ft", "2026-03-05", rumor("fund-a.stake = 5%"), identify=[["fund-a", "gulf-fund"]])
    assert alive(story, as_of="2026-02-01") == {"gulf-fund", "round"}
    assert alive(story, as_of="2026-03-05") == {"fund-a", "round"}
    assert history(story) == ["2026-03-05 fund-a identified gulf-fund"]


def test_an_identification_taken_back_by_a_later_finding_leaves_only_its_history(
    story: Story,
) -> None:
    unnamed(story)
    before = structure_json(shape(story, as_of="2026-04-01"))
    story.fix(identify=["fund-a", "gulf-fund"])
    story.fix(distinguish=["fund-a", "gulf-fund"])
    after = structure_json(shape(story, as_of="2026-04-01"))
    assert [each["act"] for each in after["history"]] == ["identified", "distinguished"]
    after["history"] = before["history"]
    assert without_clocks(after) == without_clocks(before)


def test_an_identification_shows_nothing_of_an_id_that_no_report_had_used_by_then(
    story: Story,
) -> None:
    unnamed(story)
    story.report("c", "2026-02-05", rumor("fund-a.stake = 5%"))
    story.fix(identify=["gulf-fund", "fund-a"])
    assert element(story, "gulf-fund", as_of="2026-01-31").same == ()
    assert history(story, as_of="2026-01-31") == []
    assert element(story, "gulf-fund", as_of="2026-02-28").same == ("fund-a",)
