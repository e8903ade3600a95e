"""`state`, `audit` and `deals` as whole runs."""

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.cli.small import AT, run, small_ledger


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_ledger(tmp_path_factory.mktemp("answers") / "events.db")


def test_state_shows_the_headline_figures_and_what_stands_against_them(ledger: Path) -> None:
    shown = run(ledger, "state", "acme-b", "-t", *AT)
    assert shown.exit_code == 0
    assert shown.stderr == ""
    assert shown.stdout == (
        """\
Acme's Series B (acme-b)  signed (implied)
as of 2026-03-01 · known at 2026-06-01 · on-record-first

figure              value  standing   stage   since       last word   origins
Funding round
  round.size        $450m  contested  signed  2026-02-01  2026-02-10        1
    contests: $500m, signed · The Times, 2026-02-10
    why: latest on the record; a later report says otherwise

Parties
  north.commitment  $200m  confirmed  agreed  2026-02-01  2026-02-01        1

Derived
  commitments against $450m: $200m at least agreed

1 more figure: --all
"""
    )


def test_state_with_all_tells_how_each_derived_figure_was_made(ledger: Path) -> None:
    shown = run(ledger, "state", "acme-b", "-t", "--all", *AT).stdout
    assert (
        """
Derived
  round.coverage  $200m  confirmed  in talks
    commitments, at least in talks: north.commitment (reported: $450m)
  round.coverage  $200m  confirmed  agreed
    commitments, at least agreed: north.commitment (reported: $450m)
"""
        in shown
    )


def test_state_as_json_gives_the_inputs_of_a_derived_figure_with_their_events(
    ledger: Path,
) -> None:
    found = json.loads(run(ledger, "state", "acme-b", "--json", *AT).stdout)
    figures = {each["field"]: each for each in found["figures"]}
    agreed = next(each for each in found["derived"] if each["stage"] == "agreed")
    assert agreed == {
        "name": "round.coverage",
        "field": "round.size",
        "label": "commitments, at least agreed",
        "value": {
            "type": "money",
            "currency": "USD",
            "amount": "200000000",
            "qualifier": "exactly",
            "step": "1000000",
            "text": "$200m",
            "low": "199500000",
            "high": "200500000",
        },
        "stage": "agreed",
        "standing": "confirmed",
        "rule": "north.commitment",
        "inputs": [
            {
                "field": "north.commitment",
                "value": figures["north.commitment"]["value"],
                "events": figures["north.commitment"]["events"],
            }
        ],
        "reported": figures["round.size"]["value"],
    }


def test_what_is_derived_of_one_field_has_its_inputs_from_others(ledger: Path) -> None:
    words = ("state", "acme-b", "--field", "round", "--json", *AT)
    (agreed, *_) = json.loads(run(ledger, *words).stdout)["derived"]
    assert agreed["inputs"][0]["value"]["text"] == "$200m"


def test_one_field_of_a_state_has_only_what_is_derived_of_it(ledger: Path) -> None:
    shown = run(ledger, "state", "acme-b", "-t", "--field", "north", *AT).stdout
    assert "Derived" not in shown


def test_state_with_all_shows_every_figure_and_words_a_label_that_says_more(ledger: Path) -> None:
    shown = run(ledger, "state", "acme-b", "-t", "--all", "--as-of", "2026-01-22")
    assert "  round.lead        North Capital  lead investor  rumored" in shown.stdout


def test_state_on_a_narrow_screen_keeps_what_matters_most(ledger: Path) -> None:
    shown = run(ledger, "state", "acme-b", "-t", "--all", *AT, width=60)
    assert "last word" not in shown.stdout
    assert all(len(line) <= 60 for line in shown.stdout.splitlines())
    assert (
        "\n  round               2026-04  confirmed          2026-02-01\n    .expected_close\n"
        in (shown.stdout)
    )


def test_state_in_a_pipe_is_tabs_with_nothing_cut_and_the_clocks_on_stderr(ledger: Path) -> None:
    piped = run(ledger, "state", "acme-b", "--field", "round.size", *AT)
    head, row = piped.stdout.splitlines()
    assert head.split("\t") == [
        *("field", "label", "value", "low", "high", "unit", "qualifier", "standing", "stage"),
        *("since", "last_word", "origins", "events", "rule"),
    ]
    assert row.split("\t") == [
        *("round.size", "round size", "$450m", "450000000", "450000000", "USD", "exactly"),
        *("contested", "signed", "2026-02-01", "2026-02-10", "1", "acme-b#17"),
        "latest on the record; a later report says otherwise",
    ]
    assert piped.stderr == (
        "Acme's Series B (acme-b): as of 2026-03-01 · known at 2026-06-01 · on-record-first\n"
    )


def test_state_as_json_names_its_schema_and_its_clocks(ledger: Path) -> None:
    found = json.loads(run(ledger, "state", "acme-b", "--json", *AT).stdout)
    assert found["schema"] == "dealtrail.state/1"
    assert found["clocks"] == {
        "known_at": "2026-06-01",
        "as_of": "2026-03-01",
        "true_at": "2026-03-01",
    }
    assert [each["field"] for each in found["figures"]] == [
        "round.size",
        "north.commitment",
        "round.expected_close",
    ]
    assert found["figures"][0]["challengers"][0]["event"] == "acme-b#21"


def test_state_as_json_lines_is_a_figure_a_line_as_in_the_json(ledger: Path) -> None:
    lines = run(ledger, "state", "acme-b", "--jsonl", *AT).stdout.splitlines()
    whole = json.loads(run(ledger, "state", "acme-b", "--json", *AT).stdout)
    assert [json.loads(line) for line in lines] == whole["figures"]


def test_what_was_recorded_later_is_unknown_at_the_record_clock(ledger: Path) -> None:
    before = ("--as-of", "2026-01-31", "--known-at", "2026-03-31", "--field", "north")
    after = ("--as-of", "2026-01-31", "--known-at", "2026-04-30", "--field", "north")
    assert "\tup to $250m\t" in run(ledger, "state", "acme-b", *before).stdout
    assert "\tup to $260m\t" in run(ledger, "state", "acme-b", *after).stdout


def test_what_was_published_later_is_unknown_at_the_publication_clock(ledger: Path) -> None:
    shown = run(ledger, "state", "acme-b", "--published-by", "2026-01-10", "--field", "round.size")
    assert "\tabout $400m\t" in shown.stdout


@pytest.mark.parametrize("date", ["10 Jan 2026", "January 10, 2026", "10 janvier 2026"])
def test_a_date_may_be_typed_as_people_say_it(ledger: Path, date: str) -> None:
    shown = run(ledger, "state", "acme-b", "--as-of", date, "--json")
    assert json.loads(shown.stdout)["clocks"]["as_of"] == "2026-01-10"


def test_yesterday_is_counted_from_today_and_shown_as_its_date(ledger: Path) -> None:
    shown = run(ledger, "state", "acme-b", "--as-of", "yesterday", "--json")
    yesterday = datetime.now(UTC) - timedelta(days=1)
    assert json.loads(shown.stdout)["clocks"]["as_of"] in (
        f"{yesterday:%Y-%m-%d}",
        f"{yesterday - timedelta(days=1):%Y-%m-%d}",  # midnight passed between the two
    )


def test_leaving_a_report_out_answers_as_if_it_were_not_there(ledger: Path) -> None:
    shown = run(ledger, "state", "acme-b", "--without", "The Times", "--field", "round.size")
    assert "\tconfirmed\t" in shown.stdout
    assert "without The Times" in shown.stderr


def test_before_the_first_report_the_answer_is_empty_and_no_failure(ledger: Path) -> None:
    shown = run(ledger, "state", "acme-b", "-t", "--as-of", "2025-12-01")
    assert shown.exit_code == 0
    assert "Nothing had been published about this deal by then." in shown.stdout


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (("state", "acme-c"), "did you mean acme-b?"),
        (("audit", "acme-c", "round.size"), "did you mean acme-b?"),
        (("state", "acme-b", "--field", "nord"), "did you mean north?"),
        (("audit", "acme-b", "north.comitment"), "did you mean north.commitment"),
        (("state", "acme-b", "--as-of", "03/04/2026"), "--as-of: 2026-04-03 or 2026-03-04?"),
        (
            ("state", "acme-b", "--as-of", "2026-03-29T02:30 Europe/Rome"),
            "--as-of: there was no such time in Europe/Rome",
        ),
        (("state", "acme-b", "--known-at", "soon"), "E-DATE --known-at: not a date"),
        (("state", "acme-b", "--true-at", "mid-2026"), "E-DATE --true-at: not a date"),
        (("replay", "acme-b", "--from", "2026-02-30"), "E-DATE --from: not a day"),
        (("state", "acme-b", "--without", "The Tims"), "did you mean The Times?"),
    ],
)
def test_a_mistyped_name_is_answered_with_what_is_near_and_no_data(
    ledger: Path, words: tuple[str, ...], hint: str
) -> None:
    refused = run(ledger, *words)
    assert refused.exit_code == 2
    assert refused.stdout == ""
    assert hint in refused.stderr


def test_audit_marks_the_steps_that_led_and_counts_the_moves(ledger: Path) -> None:
    shown = run(ledger, "audit", "acme-b", "north.commitment", "-t", *AT)
    assert shown.stdout == (
        """\
north.commitment  Acme's Series B (acme-b)
as of 2026-03-01 · known at 2026-06-01 · on-record-first

   published   step      from → to                     stage              source         sourcing            event
→  2026-01-05  opens     at least $100m                in talks           The Wire       one unnamed source  #7
→  2026-01-20  revises   at least $100m → up to $250m  in talks           The Paper      unnamed sources     #11
→  2026-01-20  amends    up to $250m → up to $260m     in talks           The Paper      unnamed sources     #24
    The paper had 260.
→  2026-02-01  revises   up to $260m → $200m           in talks → agreed  Acme           company statement   #18
·  2026-02-10  declines  no comment                                       North Capital  unnamed sources     #22

now $200m, confirmed, agreed, since 2026-02-01, 1 origin (latest on the record)
    over: up to $260m (The Paper, 2026-01-20), at least $100m (The Wire, 2026-01-05)
    without #18: up to $260m, rumored (#11)
the deal moved 0 times; reports revised the figure 2 times

Only if the round reaches $500m: $300m  north.commitment · The Paper (read through copies.example) 2026-01-20
"""  # noqa: E501 -- the page as it is shown
    )


def test_audit_of_an_element_interleaves_its_fields_and_names_them(ledger: Path) -> None:
    rows = run(ledger, "audit", "acme-b", "round", *AT).stdout.splitlines()[1:]
    cells = [row.split("\t") for row in rows]
    assert [(cell[0], cell[1], cell[3]) for cell in cells] == [
        ("2026-01-05", "opens", "round.size"),
        ("2026-01-06", "repeats", "round.size"),
        ("2026-01-20", "repeats", "round.size"),
        ("2026-01-21", "opens", "round.lead"),
        ("2026-01-25", "retracts", "round.lead"),
        ("2026-02-01", "opens", "round.expected_close"),
        ("2026-02-01", "revises", "round.size"),
        ("2026-02-10", "revises", "round.size"),
    ]


def test_audit_as_json_names_its_schema(ledger: Path) -> None:
    found = json.loads(run(ledger, "audit", "acme-b", "round.size", "--json", *AT).stdout)
    assert found["schema"] == "dealtrail.audit/1"
    assert found["steps"][-1]["event"] == "acme-b#21"
    assert found["current"]["standing"] == "contested"


def test_audit_fits_a_narrow_screen(ledger: Path) -> None:
    shown = run(ledger, "audit", "acme-b", "round", "-t", *AT, width=80)
    assert all(len(line) <= 80 for line in shown.stdout.splitlines())


def test_deals_lists_each_deal_with_its_stage_and_size(ledger: Path) -> None:
    shown = run(ledger, "deals", "-t", *AT)
    assert shown.stdout == (
        """\
deal    name             type           stage     headline  last report  reports  events
acme-b  Acme's Series B  funding round  signed *  $450m     2026-02-10         6      24
* implied by the stage of the headline figure
"""
    )


def test_deals_as_json_has_one_object_a_deal(ledger: Path) -> None:
    found = json.loads(run(ledger, "deals", "--json", *AT).stdout)
    assert found["schema"] == "dealtrail.deals/1"
    (deal,) = found["deals"]
    assert deal["deal"] == "acme-b"
    assert deal["headline"]["value"]["text"] == "$450m"
    assert deal["last_report"] == "times-500"


def test_audit_can_leave_out_the_steps_that_changed_nothing(ledger: Path) -> None:
    rows = run(ledger, "audit", "acme-b", "north.commitment", "--changes-only", *AT)
    steps = [row.split("\t")[1] for row in rows.stdout.splitlines()[1:]]
    assert steps == ["opens", "revises", "amends", "revises"]


def test_audit_with_parts_interleaves_them_and_sums_them_up_after_each_step(ledger: Path) -> None:
    words = ("audit", "acme-b", "round.size", "--parts", "--changes-only", "-t", *AT)
    shown = run(ledger, *words, width=170).stdout
    assert "from → to                     parts make      stage" in shown
    lines = [re.split("  +", line)[3:6] for line in shown.splitlines() if line.startswith("→")]
    assert lines == [
        ["round.size", "about $400m", "in talks"],  # nothing adds up to it yet
        ["north.commitment", "at least $100m", "at least $100m"],
        ["north.commitment", "at least $100m → up to $250m", "up to $250m"],
        ["north.commitment", "up to $250m → up to $260m", "up to $260m"],
        ["round.size", "about $400m → $450m (+$50m)", "up to $260m"],
        ["north.commitment", "up to $260m → $200m", "$200m"],
    ]


def test_audit_with_parts_says_so_as_json_and_in_a_pipe(ledger: Path) -> None:
    words = ("audit", "acme-b", "round.size", "--parts", *AT)
    found = json.loads(run(ledger, *words, "--json").stdout)
    assert found["parts"] == ["north.commitment"]
    assert found["steps"][-1]["derived"]["text"] == "$200m"
    head, *_, last = run(ledger, *words).stdout.splitlines()
    assert head.split("\t")[-1] == "derived"
    assert last.split("\t")[-1] == "$200m"


def test_a_field_without_parts_is_refused_with_the_fields_that_have_some(ledger: Path) -> None:
    shown = run(ledger, "audit", "acme-b", "round.lead", "--parts", *AT)
    assert shown.exit_code == 2
    assert "nothing adds up to that field at these clocks" in shown.stderr
    assert "round.size" in shown.stderr
