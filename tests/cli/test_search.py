"""Search: what is found, in which order, and what no text can do."""

import json
import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.errors import Refused
from domain.history import open_ledger
from projections.search import Query, find
from projections.tables import path_of
from tests.cli.desk import Desk, report

pytestmark = pytest.mark.usefixtures("either_store")

AGI = {
    "rumor": "amazon.commitment = up to $50bn",
    "note": "Half of it hangs on a milestone, the Verge of AGI.",
}
MORE = (
    report(
        "bbg-1",
        "2026-02-10",
        AGI,
        {"rumor": "round.purpose = to buy computing power", "place": "fourth paragraph"},
        source="Bloomberg",
        byline="Ana Núñez",
        url="https://www.bloomberg.com/news/amazon-agi",
    ),
    report(
        "echos-1",
        "2026-02-12",
        {"rumor": "round.purpose = acheter de la puissance de calcul à l'été"},
        source="Les Échos",
        language="fr",
    ),
    report(
        "late-1",
        "2026-03-20/2026-03-31",
        {"rumor": "amazon.condition = ipo", "said_by": "Andy Jassy"},
        source="Late Paper",
    ),
    {"deal": "acme", "retract": "r2", "published": "2026-02-15"},
)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A desk whose ledger has some more to find."""
    found = Desk(tmp_path)
    found.ok("import", found.lines(*MORE))
    return found


def hits(desk: Desk, *words: str) -> list[dict[str, Any]]:
    """What a search finds, as JSON."""
    found = json.loads(desk.ok("search", *words, "--json"))
    assert found["schema"] == "dealtrail.search/1"
    listed: list[dict[str, Any]] = found["hits"]
    return listed


def claims(desk: Desk, *words: str) -> list[str]:
    """The claims and reports that a search finds, in order."""
    return [hit["claim"] or hit["report"] for hit in hits(desk, *words)]


# -- what is found -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["milestone"], ["bbg-1#1"]),
        (["MILESTONE"], ["bbg-1#1"]),
        (["mile"], ["bbg-1#1"]),  # a longer word that begins so
        (["verge", "agi"], ["bbg-1#1"]),
        (["verge of", "agi"], ["bbg-1#1"]),
        (['"verge of agi"'], ["bbg-1#1"]),
        (['"agi verge"'], []),
        (['"verge of a"'], []),  # words in quotes are whole
        (["puissance"], ["echos-1#1"]),
        (["ete"], ["echos-1#1"]),  # l'été
        (["Été"], ["echos-1#1"]),
        (["e\u0301te\u0301"], ["echos-1#1"]),  # the same letters, written in two signs each
        (["nunez"], ["bbg-1"]),
        (["echos"], ["echos-1", "echos-1#1"]),
        (["jassy"], ["late-1#1"]),
        (["fourth"], ["bbg-1#2"]),
        (["globex"], ["r1#2"]),
        (["1bn"], ["r1#2"]),
        (["beta", "50"], ["r9#1"]),  # by the name of its deal
        (["nowhere"], []),
    ],
)
def test_words_are_found_wherever_a_report_or_claim_has_them(
    desk: Desk, words: list[str], found: list[str]
) -> None:
    assert claims(desk, *words) == found


def test_what_a_claim_says_comes_before_notes_then_whole_words_then_the_latest(
    desk: Desk,
) -> None:
    log = desk.lines(
        report("n1", "2026-02-20", {"rumor": "round.size = $90bn", "note": "not of amazon's"}),
        report("n2", "2026-02-21", {"rumor": "amazon.participation = expected"}),
        report("n3", "2026-02-22", {"rumor": "round.size = $91bn", "note": "amazonian"}),
    )
    desk.ok("import", log)
    assert claims(desk, "amazon") == [
        "late-1#1",  # says it, the latest
        "n2#1",
        "bbg-1#1",
        "r1#1",
        "n1#1",  # in a note
        "bbg-1",  # in an address
        "n3#1",  # a longer word in a note
    ]
    assert claims(desk, "amaz")[:2] == ["late-1#1", "n2#1"]


def test_a_hit_says_where_it_stands_and_what_the_claim_is(desk: Desk) -> None:
    (hit,) = hits(desk, "milestone")
    value = hit.pop("value")
    assert (value["amount"], value["qualifier"], value["text"]) == (
        "50000000000",
        "at_most",
        "up to $50bn",
    )
    assert hit == {
        "deal": "acme",
        "event": "acme#12",
        "report": "bbg-1",
        "claim": "bbg-1#1",
        "source": "Bloomberg",
        "published": "2026-02-10",
        "url": "https://www.bloomberg.com/news/amazon-agi",
        "sourcing": "anonymous_plural",
        "verb": "rumor",
        "field": "amazon.commitment",
        "label": "commitment",
        "stage": None,
        "fate": None,
        "found_in": "note",
        "snippet": "Half of it hangs on a milestone, the Verge of AGI.",
    }


def test_a_claim_is_found_by_the_names_of_what_it_points_to(desk: Desk) -> None:
    assert claims(desk, "listing") == ["late-1#1"]
    desk.ok("describe", "acme", "ipo", "--alias", "Going public")
    assert claims(desk, "going public") == ["late-1#1"]


# -- filters and clocks --------------------------------------------------------------------------


def test_only_one_deal_and_only_what_was_published_since(desk: Desk) -> None:
    assert claims(desk, "50", "--deal", "beta") == ["r9#1"]
    assert claims(desk, "amazon", "--since", "2026-02-11") == ["late-1#1"]
    assert claims(desk, "amazon", "--since", "2026-02") == ["late-1#1", "bbg-1#1", "bbg-1"]
    done = desk.run("search", "amazon", "--deal", "beat")
    assert done.exit_code == 2
    assert "did you mean beta?" in done.stderr


def test_what_was_published_later_is_not_found_and_changes_no_order(desk: Desk) -> None:
    before = claims(desk, "amazon", "--as-of", "2026-02-28")
    assert before == ["bbg-1#1", "r1#1", "bbg-1"]
    assert claims(desk, "amazon", "--as-of", "2026-03-30") == before, "it may be of the 31st"
    assert claims(desk, "amazon", "--as-of", "2026-03-31") == ["late-1#1", *before]
    more = [
        report(f"x{number}", "2026-03-05", {"rumor": f"amazon.commitment = ${number}bn"})
        for number in range(1, 9)
    ]
    desk.ok("import", desk.lines(*more))
    assert claims(desk, "amazon", "--as-of", "2026-02-28") == before


def test_who_somebody_turned_out_to_be_is_not_found_before_it_was_published(desk: Desk) -> None:
    mystery = {"elements": {"fund-x": {"kind": "party", "name": "A sovereign fund"}}}
    desk.ok(
        "import",
        desk.lines(
            report("m1", "2026-02-05", {"rumor": "fund-x.commitment = $7bn"}) | mystery,
            report("m2", "2026-02-20", {"rumor": "mgx.commitment = $8bn"})
            | {
                "elements": {"mgx": {"kind": "party", "name": "Emirates Tech"}},
                "identify": [["mgx", "fund-x"]],
            },
            report("m3", "2026-02-25", {"rumor": "globex.participation = expected"})
            | {"elements": {"globex": {"name": "Globex Holding", "aliases": ["Umbrella"]}}},
        ),
    )
    assert claims(desk, "emirates") == ["m2#1", "m1#1"]
    assert [hit["field"] for hit in hits(desk, "7bn")] == ["mgx.commitment"]
    assert claims(desk, "umbrella") == ["m3#1", "r1#2"]
    then = ("--as-of", "2026-02-19")
    assert claims(desk, "emirates", *then) == []
    assert [hit["field"] for hit in hits(desk, "7bn", *then)] == ["fund-x.commitment"]
    assert claims(desk, "sovereign", *then) == ["m1#1"]
    assert claims(desk, "amazon", *then) == ["bbg-1#1", "r1#1", "bbg-1"], "with what is the same"
    assert claims(desk, "50", *then) == ["r9#1", "bbg-1#1", "r1#1"], "and other deals"
    assert claims(desk, "umbrella", "--as-of", "2026-02-24") == []
    assert claims(desk, "umbrella", "--as-of", "2026-02-25") == ["m3#1", "r1#2"]


def test_a_report_may_find_two_to_be_one_and_name_nobody(desk: Desk) -> None:
    funds = {each: {"kind": "party", "name": f"Fund {each[-1]}"} for each in ("fund-x", "fund-y")}
    desk.ok(
        "import",
        desk.lines(
            report("m1", "2026-02-05", {"rumor": "fund-x.commitment = $7bn"}) | {"elements": funds},
            report("m2", "2026-02-06", {"rumor": "fund-y.commitment = $8bn"}),
            report("m3", "2026-02-20", {"rumor": "fund-x.participation = expected"})
            | {"identify": [["fund-x", "fund-y"]]},
        ),
    )

    def field(day: str) -> str:
        (hit,) = hits(desk, "8bn", "--as-of", day)
        found: str = hit["field"]
        return found

    assert field("2026-02-19") == "fund-y.commitment"
    assert field("2026-02-20") == "fund-x.commitment"
    assert field("2027-01-01") == "fund-x.commitment"


def test_names_that_a_report_still_to_come_gives_are_found_from_then_on(desk: Desk) -> None:
    desk.ok(
        "import",
        desk.lines(
            report("m1", "2026-02/2099-12-31", {"rumor": "globex.participation = expected"})
            | {"elements": {"globex": {"aliases": ["Umbrella"]}}},
        ),
    )
    assert claims(desk, "umbrella") == []
    assert claims(desk, "umbrella", "--as-of", "2100-01-01") == ["m1#1", "r1#2"]


def test_what_a_publisher_took_back_is_marked_from_that_day_on(desk: Desk) -> None:
    def fates(*clock: str) -> list[str | None]:
        return [hit["fate"] for hit in hits(desk, "100bn", *clock)]

    assert fates() == ["retracted"]
    assert fates("--as-of", "2026-02-14") == [None]
    assert [hit["fate"] for hit in hits(desk, "r2")] == ["retracted"]


def test_what_was_logged_later_is_not_found_in_the_record_of_then(desk: Desk) -> None:
    with closing(open_ledger(desk.place)) as ledger:
        query = "SELECT max(recorded_at) FROM stored_events"
        (until,) = ledger.execute(query).fetchone()
    desk.ok("amend", "bbg-1#1", "--note", "It hangs on nothing.")
    assert claims(desk, "milestone") == []
    assert claims(desk, "milestone", "--known-at", until) == ["bbg-1#1"]
    assert claims(desk, "nothing", "--known-at", until) == []
    assert claims(desk, "amazon", "--known-at", "2020") == []


def test_a_correction_that_was_withdrawn_takes_nothing_back_any_more(desk: Desk) -> None:
    desk.ok(
        "import",
        desk.lines(
            report(
                "bbg-2",
                "2026-02-14",
                {"rumor": "amazon.commitment = up to $40bn"},
                source="Bloomberg",
                corrects={"report": "bbg-1", "replaces": ["bbg-1#1"]},
            ),
            {"deal": "acme", "retract": "bbg-2", "published": "2026-02-18"},
        ),
    )

    def fate(day: str) -> str | None:
        (found,) = hits(desk, "milestone", "--as-of", day)
        told: str | None = found["fate"]
        return told

    assert [fate(f"2026-02-{day}") for day in (13, 14, 17, 18)] == [
        None,
        "corrected",
        "corrected",
        None,
    ]


# -- formats -------------------------------------------------------------------------------------


def test_a_table_shows_the_first_twenty_and_says_how_many_more(desk: Desk) -> None:
    more = [
        report(f"x{number}", "2026-03-05", {"rumor": f"amazon.commitment = ${number}bn"})
        for number in range(1, 31)
    ]
    desk.ok("import", desk.lines(*more))
    table = desk.ok("search", "amazon", "--table", COLUMNS="100")
    assert table.startswith("34 hits\n")
    assert table.rstrip().endswith("14 more hits: --limit 0")
    assert "more hit" not in desk.ok("search", "amazon", "--table", "--limit", "0")
    assert len(claims(desk, "amazon")) == 34
    assert len(claims(desk, "amazon", "--limit", "3")) == 3
    assert json.loads(desk.ok("search", "amazon", "--json", "--limit", "3"))["found"] == 34
    lines = desk.ok("search", "amazon", "--jsonl").splitlines()
    assert json.loads(lines[0])["report"] == "late-1"
    assert desk.ok("search", "amazon", "--csv").splitlines()[0].startswith("deal,published,source")


def test_a_table_shows_the_words_where_they_stand(desk: Desk) -> None:
    table = desk.ok("search", "milestone", "--table", COLUMNS="100")
    assert "amazon.commitment up to $50bn" in table
    assert "    note: Half of it hangs on a milestone, the Verge of AGI.\n" in table


def test_nothing_found_is_an_answer(desk: Desk) -> None:
    done = desk.run("search", "nowhere", "--table")
    assert done.exit_code == 0
    assert "0 hits" in done.stdout
    assert "try fewer" in done.stdout
    assert desk.ok("search", "nowhere").count("\n") == 1


# -- what no text can do -------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["", " ", '"', "...", "$ — %", "\x00", "*", "()"])
def test_a_text_without_words_is_refused(desk: Desk, text: str) -> None:
    done = desk.run("search", text)
    assert done.exit_code == 2
    assert "E-SEARCH TEXT: there is no word to look for" in done.stderr


@pytest.mark.parametrize(
    "text",
    [
        'amazon"',
        '"amazon',
        "amazon OR globex",
        "amazon NOT globex",
        "NEAR(amazon globex)",
        "field:amazon",
        "{field} : amazon",
        "amazon*",
        "^amazon",
        "amazon -globex",
        "amazon + globex",
        "amazon\x00globex",
        "amazon'); DROP TABLE claims; --",
        "amazon\\",
    ],
)
def test_signs_of_a_query_language_are_nothing_but_signs(desk: Desk, text: str) -> None:
    done = desk.run("search", text)
    assert done.exit_code == 0, done.stderr
    assert done.stderr.splitlines()[-1].partition(":")[0].endswith(("hit", "hits"))


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=30))
def test_no_text_is_an_error_of_the_database(text: str) -> None:
    try:
        query = Query(text)
    except Refused as refused:
        assert refused.code == "E-SEARCH"  # noqa: PT017 -- either it is refused, or it is asked
        return
    with closing(sqlite3.connect(":memory:")) as tables:
        tables.execute(
            "CREATE VIRTUAL TABLE t USING fts5 (field, label, names, said, as_quoted, said_by,"
            " scope, hypothesis, tokenize='unicode61 remove_diacritics 2')"
        )
        tables.execute("INSERT INTO t (said) VALUES (?)", (text.replace('"', " "),))
        for tier in query.tiers("claims"):
            tables.execute("SELECT * FROM t WHERE t MATCH ?", (tier,)).fetchall()


def test_a_word_is_what_the_index_takes_for_one() -> None:
    """A sign that we keep and the index does not would find nothing, or everything."""
    with closing(sqlite3.connect(":memory:")) as tables:
        tables.execute(
            "CREATE VIRTUAL TABLE t USING fts5 (said, tokenize='unicode61 remove_diacritics 2')"
        )
        tables.execute("INSERT INTO t VALUES ('amazon2 x½ 五百 ²')")
        for word in ("amazon2", "五百"):
            found = tables.execute("SELECT count(*) FROM t WHERE t MATCH ?", (Query(word).widest,))
            assert found.fetchone() == (1,), word


# -- the file beside the ledger ------------------------------------------------------------------


def test_making_the_tables_is_said_once_and_never_on_stdout(desk: Desk) -> None:
    first, second = (desk.run("search", "milestone") for _ in range(2))
    path = path_of(desk.place)
    assert f"making {os.path.basename(path)}" in first.stderr
    assert ".tables.db" not in second.stderr
    assert first.stdout == second.stdout
    assert os.path.exists(path)


def test_the_python_call_lets_one_read_what_was_found(desk: Desk) -> None:
    then = "2026-12-31T00:00:00.000000Z"
    (hit,) = find(desk.place, "milestone", lambda found: list(found.hits()), as_of=then)
    assert (hit.claim, hit.snippet[1]) == ("bbg-1#1", ("milestone", True))
