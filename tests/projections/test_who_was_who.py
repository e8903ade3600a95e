"""Who a party was: known from the report that showed it, or found out by us."""

from typing import Any

from tests.telling import Story, change, confirm, rumor


def test_who_an_investor_was_is_not_known_before_the_report_that_named_him(story: Story) -> None:
    story.official("filing", "2025-02-10", confirm("fund.commitment = $60m", stage="agreed"))
    story.report(
        "paper",
        "2025-02-18",
        rumor("northgate.prior_holder = newcomer"),
        elements={"northgate": {"kind": "party", "name": "Northgate"}},
        identify=[["northgate", "fund"]],
    )
    story.official("more", "2025-03-01", change("northgate.commitment = $70m", was="$60m"))
    assert story.value("fund.commitment", as_of="2025-02-10") == "$60m"
    assert story.value("northgate.commitment", as_of="2025-02-18") == "$60m"
    assert story.value("fund.commitment", as_of="2025-02-18") == "absent"
    assert story.words("northgate.commitment") == ["opens*", "moves*"]
    assert "northgate" not in story.view(as_of="2025-02-17").names
    assert story.value("fund.commitment", without=("paper",)) == "$60m"
    story.fix(retract="paper", published="2025-03-10")
    assert story.value("northgate.commitment", as_of="2025-03-09") == "$70m"
    assert story.value("fund.commitment", as_of="2025-03-10") == "$60m"


def test_what_we_found_out_ourselves_about_an_id_is_so_at_every_date(story: Story) -> None:
    story.official("filing", "2025-02-10", confirm("fund.commitment = $60m", stage="agreed"))
    story.fix(describe="northgate", kind="party")
    (number,) = story.fix(identify=["northgate", "fund"])
    assert story.value("northgate.commitment", as_of="2025-02-10") == "$60m"
    before = story.recorded(number - 1)
    assert story.value("fund.commitment", as_of="2025-02-10", known_at=before) == "$60m"


def test_who_was_who_is_read_in_the_order_of_publication() -> None:
    def told(*order: str) -> Story:
        story = Story()
        parties = {each: {"kind": "party"} for each in ("fund", "mgx")}
        acts: dict[str, tuple[str, dict[str, Any]]] = {
            "a": ("2026-01-01", {"elements": parties}),
            "b": ("2026-01-18", {"identify": [["fund", "mgx"]]}),
            "c": ("2026-01-25", {"distinguish": [["fund", "mgx"]]}),
        }
        for name in order:
            day, header = acts[name]
            story.report(name, day, rumor("fund.commitment = $5bn"), **header)
        story.report("d", "2026-01-26", rumor("mgx.commitment = $7bn"))
        return story

    for story in (told("a", "b", "c"), told("a", "c", "b")):
        assert story.value("mgx.commitment") == "$7bn"
        assert story.value("fund.commitment") == "$5bn"
