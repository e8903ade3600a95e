"""The policies beside the default: who leads, and who is shown against it."""

from tests.telling import Story, confirm, deny, rumor

SIZE = "round.size"


def grade(story: Story, source: str, letter: str) -> None:
    """Judge a source, as `grade` would."""
    story.grades[source.casefold()] = letter


def test_the_latest_leads_whatever_its_sourcing_and_the_record_contests_it(story: Story) -> None:
    story.official("openai", "2026-02-27", confirm(f"{SIZE} = $110bn", stage="agreed"))
    story.report("ft", "2026-03-10", rumor(f"{SIZE} = $90bn", stage="agreed"))
    figure = story.figure(SIZE, policy="latest")
    assert figure.leader is not None
    assert (figure.leader.claim.report.id, figure.standing) == ("ft", "contested")
    assert [each.said.claim.report.id for each in figure.challengers] == ["openai"]


def test_the_latest_is_no_talk_after_an_agreed_figure(story: Story) -> None:
    story.official("openai", "2026-02-27", confirm(f"{SIZE} = $110bn", stage="agreed"))
    story.report("cnbc", "2026-03-20", rumor(f"{SIZE} = $150bn", stage="in_talks"))
    assert story.figure(SIZE, policy="latest").challengers[0].why == "proposed"


def test_the_latest_account_leads_though_it_names_no_original(story: Story) -> None:
    story.report("ft", "2026-03-01", rumor(f"{SIZE} = $90bn"))
    story.report("page", "2026-03-02", rumor(f"{SIZE} = $70bn"), sourcing="aggregated")
    leader = story.figure(SIZE, policy="latest").leader
    assert leader is not None
    assert leader.claim.report.id == "page"


def test_the_best_graded_source_leads_over_a_later_one(story: Story) -> None:
    story.report("ft", "2026-03-01", rumor(f"{SIZE} = $90bn"))
    story.report("blog", "2026-03-02", rumor(f"{SIZE} = $70bn"))
    grade(story, "ft", "B")
    figure = story.figure(SIZE, policy="best-graded")
    assert figure.leader is not None
    assert figure.leader.claim.report.id == "ft"
    assert figure.rule.endswith("among sources graded B; others say otherwise")
    assert [each.said.claim.report.id for each in figure.challengers] == ["blog"]


def test_a_source_known_to_be_unreliable_is_worth_less_than_one_that_nobody_can_judge(
    story: Story,
) -> None:
    story.report("ft", "2026-03-01", rumor(f"{SIZE} = $90bn"))
    story.report("blog", "2026-03-02", rumor(f"{SIZE} = $70bn"))
    grade(story, "blog", "E")
    leader = story.figure(SIZE, policy="best-graded").leader
    assert leader is not None
    assert leader.claim.report.id == "ft"


def test_without_grades_the_best_graded_is_what_the_record_says(story: Story) -> None:
    story.official("openai", "2026-02-27", confirm(f"{SIZE} = $110bn", stage="agreed"))
    story.report("ft", "2026-03-10", rumor(f"{SIZE} = $90bn", stage="agreed"))
    default, graded = story.figure(SIZE), story.figure(SIZE, policy="best-graded")
    assert (graded.value, graded.standing, graded.rule) == (
        default.value,
        default.standing,
        default.rule,
    )


def test_official_only_shows_no_rumour_and_no_figure_that_rests_on_one(story: Story) -> None:
    story.report("ft", "2026-02-10", rumor(f"{SIZE} = $90bn", stage="agreed"))
    assert story.state(policy="official-only").figure(SIZE) is None
    story.official("openai", "2026-02-27", confirm(f"{SIZE} = $110bn", stage="agreed"))
    story.report("blog", "2026-03-10", rumor(f"{SIZE} = $120bn", stage="agreed"))
    figure = story.figure(SIZE, policy="official-only")
    assert (figure.standing, figure.challengers) == ("confirmed", ())


def test_official_only_keeps_what_was_denied_on_the_record(story: Story) -> None:
    story.report("ft", "2026-02-10", rumor(f"{SIZE} = $90bn"))
    story.official("openai", "2026-02-11", deny(f"{SIZE} = $90bn"))
    figure = story.figure(SIZE, policy="official-only")
    assert (figure.value, figure.standing) == (None, "denied")
