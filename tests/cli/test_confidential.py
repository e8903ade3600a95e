"""Confidential reports at a desk: what is sealed is in no file, all else is as for any other."""

import json
import os
import re
import shutil
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from domain import heads
from domain.entries import Entry, Write
from domain.ledger import Ledger
from domain.store import Store
from tests import forging
from tests.cli.desk import Desk, report

ROOT = Path(__file__).parents[2]
WORDS = ("Zorro", "quixote", "Penny", "whisper", "fifty-odd", "page five", "hideout", "reread")
CONFIDENTIAL: dict[str, Any] = {
    "deal": "acme",
    "source": "Zorro Quixote",
    "byline": "Penny Wise",
    "published": "2026-03-02",
    "url": "https://hideout.example/zorro",
    "language": "fi",
    "read_through": "a whispering gallery",
    "sourcing": "own_confidential",
    "note": "He whispered it in the hideout.",
    "confidential": "true",
    "claims": [
        {
            "rumor": {
                "field": "amazon.commitment",
                "value": "up to $51bn",
                "as_quoted": "fifty-odd billions",
            },
            "stage": "in_talks",
            "said_by": "zorro quixote",
            "place": "page five",
            "note": "Penny was not sure.",
        },
        {"rumor": "round.size = $100bn", "said_by": "Globex"},
    ],
}


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A state folder of its own: a person with keys of his own."""
    monkeypatch.setenv("DEALTRAIL_STATE", str(tmp_path / "state"))
    return tmp_path / "state"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A desk at which a confidential report was logged from standard input."""
    (tmp_path / "desk").mkdir()
    desk = Desk(tmp_path / "desk")
    desk.ok("log", "acme", "-", stdin=json.dumps(CONFIDENTIAL))
    return desk


def key_files(state: Path) -> list[Path]:
    return sorted(state.glob("keys/*/*.key"))


def sealed_report(desk: Desk) -> str:
    """The id of the confidential report."""
    logged = [data for name, data in desk.events("acme") if name == "report-logged"]
    return str(next(data["report"] for data in logged if "sealed" in data))


def sealed_event(desk: Desk) -> str:
    """The event by which it was logged."""
    numbers = [
        number for number, (_, data) in enumerate(desk.events("acme"), 1) if "sealed" in data
    ]
    return f"acme#{numbers[0]}"


def found_in(folder: Path, *, but: tuple[str, ...] = ()) -> list[str]:
    """The files in which one of the secret words stands, as text or as UTF-16."""
    found = []
    for place in folder.rglob("*"):
        raw = place.read_bytes().lower() if place.is_file() and place.name not in but else b""
        for word in WORDS:
            if word.lower().encode() in raw or word.lower().encode("utf-16-le") in raw:
                found.append(f"{place.name}: {word}")
    return found


# what is written


def test_no_secret_word_is_in_any_file_whatever_is_done_to_the_report(
    desk: Desk, tmp_path: Path, state: Path
) -> None:
    name = sealed_report(desk)
    with Ledger.open(desk.ledger) as ledger:  # open, so that the -wal stays to be looked at
        ledger.log({**CONFIDENTIAL, "published": "2026-03-03"})
        ledger.amend("acme", f"{name}#2", {"rumor": "round.size = $90bn"}, why="Zorro reread it")
        assert Path(f"{desk.ledger}-wal").stat().st_size > 0
        assert found_in(tmp_path) == []
    desk.ok("amend", name, "--note", "Penny reread it", "--why", "Zorro asked for it")
    desk.ok("amend", f"{name}#1", "--place", "the hideout, page five", "--why", "Penny reread it")
    desk.ok("withdraw", f"{name}#2", "--why", "Zorro was not sure")
    desk.ok("correct", name, "--published", "2026-03-04", "--rumor", "amazon.commitment = $49bn")
    desk.ok("retract", name, "--published", "2026-03-05", "--note", "Zorro wants it back")
    desk.ok("undo", "--deal", "acme", "--why", "Zorro changed his mind")
    desk.ok("import", "-", stdin=json.dumps({**CONFIDENTIAL, "published": "2026-03-06"}))
    takes_back = {"retracts": {"report": "r2", "note": "Zorro says that Penny takes it back"}}
    desk.ok("log", "acme", "-", stdin=json.dumps({**CONFIDENTIAL, **takes_back, "id": "x7"}))
    assert desk.names()[-1] == "report-retracted"
    desk.ok("undo", f"acme#{len(desk.names())}", "--why", "Zorro was not serious")
    for verb in (("state", "acme"), ("audit", "acme", "amazon.commitment"), ("search", "amazon")):
        assert [word for word in WORDS if word in desk.ok(*verb, "--json")] == []
    desk.ok("tables")
    desk.ok("sources")
    desk.ok("backup", "backup.db")
    desk.ok("checkpoint")
    events = [f"acme#{number}" for number in range(1, len(desk.events("acme")) + 1)]
    named = [word for event in events for word in ("--proof", event)]
    desk.file("proof.json", desk.ok("export", *named))
    with closing(sqlite3.connect(desk.ledger)) as connection:
        desk.file("dump.sql", "\n".join(connection.iterdump()))
    assert found_in(tmp_path) == []
    assert desk.ok("search", "zorro", "--json").count("amazon") == 0
    assert len(key_files(state)) == 5


def test_a_dry_run_shows_what_would_be_stored_and_keeps_no_key(desk: Desk, state: Path) -> None:
    before = desk.events()
    text = json.dumps({**CONFIDENTIAL, "published": "2026-03-09"})
    found = desk.ok("log", "acme", "-", "--dry-run", stdin=text)
    assert '"dealtrail-sealed/1"' in found
    assert [word for word in WORDS if word in found] == []
    assert desk.events() == before
    assert len(key_files(state)) == 1


def test_a_key_is_readable_by_its_user_alone(desk: Desk, state: Path) -> None:
    (key,) = key_files(state)
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert stat.S_IMODE(key.parent.stat().st_mode) == 0o700
    key.chmod(0o640)
    assert "E-KEYFILE" in desk.run("show", sealed_report(desk), "--unseal").stderr


def test_the_key_is_kept_before_the_report_is_stored(
    desk: Desk, state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    append, seen = Store.append, []

    def watched(store: Store, *writes: Write, **how: Any) -> list[Entry]:
        seen.append(len(key_files(state)))
        return append(store, *writes, **how)

    monkeypatch.setattr(Store, "append", watched)
    desk.ok("log", "acme", "-", stdin=json.dumps({**CONFIDENTIAL, "published": "2026-03-03"}))
    assert seen == [2]


def test_a_key_that_cannot_be_kept_lets_nothing_be_stored(desk: Desk, state: Path) -> None:
    before = desk.events()
    (log,) = state.glob("keys/*")
    shutil.move(log, state / "aside")
    log.write_text("in the way")
    done = desk.run("log", "acme", "-", stdin=json.dumps({**CONFIDENTIAL, "deal": "beta"}))
    assert done.exit_code != 0
    done = desk.run("log", "acme", "-", stdin=json.dumps({**CONFIDENTIAL, "id": "x1"}))
    assert "E-KEYFILE" in done.stderr
    assert desk.events() == before


# what is read


def test_answers_name_a_sealed_source_by_a_word_of_no_meaning(desk: Desk) -> None:
    found = json.loads(desk.ok("audit", "acme", "amazon.commitment", "--json"))
    last = found["steps"][-1]
    assert re.fullmatch("sealed-[0-9a-f]{8}", last["source"])
    assert last["said_by"] == last["source"]
    assert last["sourcing"] == "own_confidential"
    assert desk.figure("amazon.commitment") == "up to $51bn (rumored)"
    assert last["source"] in desk.ok("sources")
    without = desk.figure("amazon.commitment", "--without", last["source"])
    assert without == "up to $50bn (rumored)"
    desk.ok("grade", last["source"], "B")
    assert f"{last['source']}\tB" in desk.ok("sources")


def test_a_party_of_the_deal_is_no_secret_as_who_said_it(desk: Desk) -> None:
    claims = [data for _, data in desk.events("acme") if data.get("field") == "round.size"]
    assert claims[-1]["said_by"] == "Globex"


def test_a_report_to_hand_on_holds_none_of_the_sealed_words(desk: Desk) -> None:
    html = desk.ok("export", "acme", "--html")
    assert sealed_report(desk) in html
    assert [word for word in WORDS if word.lower() in html.lower()] == []


def test_show_tells_the_words_only_when_asked_and_with_the_key(desk: Desk, state: Path) -> None:
    name = sealed_report(desk)
    assert [word for word in WORDS if word in desk.ok("show", name)] == []
    found = desk.ok("show", name, "--unseal")
    for part in ("Zorro Quixote", "Penny Wise", "https://hideout.example/zorro", "He whispered"):
        assert part in found
    said = json.loads(desk.ok("show", f"{name}#1", "--unseal", "--json"))
    assert said["data"]["value"]["as_quoted"] == "fifty-odd billions"
    assert said["data"]["said_by"] == "zorro quixote"
    assert "sealed" not in said["data"]
    key_files(state)[0].unlink()
    done = desk.run("show", name, "--unseal")
    assert (done.exit_code, "E-NOKEY" in done.stderr) == (2, True)
    assert desk.ok("show", name).count("sealed") >= 2


def test_two_reports_of_one_sealed_source_are_one_origin_and_of_two_are_two(desk: Desk) -> None:
    other = {
        "id": None,
        "published": "2026-03-04",
        "claims": [{"rumor": "globex.commitment = $7bn"}],
    }
    parts = {name: part for name, part in {**CONFIDENTIAL, **other}.items() if part}
    for source, origins in (("Zorro Quixote", 1), ("ZORRO QUIXOTE", 1), ("Don Diego", 2)):
        day = f"2026-03-0{5 + len(source) % 3}"
        text = json.dumps({**parts, "source": source, "byline": source, "published": day})
        desk.ok("log", "acme", "-", stdin=text)
        (figure,) = [
            each
            for each in json.loads(desk.ok("state", "acme", "--json"))["figures"]
            if each["field"] == "globex.commitment"
        ]
        assert figure["origins"] == origins


# the rules


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({"id": "2026-03-02-zorro"}, "names its source"),
        ({"id": "wise-words"}, "names its source"),
        ({"cites": ["zorros-diary"]}, "what a confidential report cites stays readable"),
    ],
)
def test_what_would_tell_the_source_is_refused(desk: Desk, parts: Any, said: str) -> None:
    done = desk.run("log", "acme", "-", stdin=json.dumps({**CONFIDENTIAL, **parts}))
    assert done.exit_code == 2
    assert "E-CONFIDENTIAL" in done.stderr
    assert said in done.stderr


def test_what_is_held_or_named_without_meaning_may_be_cited(desk: Desk) -> None:
    text = {**CONFIDENTIAL, "id": "x1", "cites": ["r1", "sealed-memo"]}
    desk.ok("log", "acme", "-", stdin=json.dumps(text))


def test_a_plain_report_cannot_be_of_a_sealed_source(desk: Desk) -> None:
    source = next(data["source"] for _, data in desk.events("acme") if "sealed" in data)
    done = desk.run("log", "acme", "-", stdin=json.dumps(report("x1", "2026-03-03", source=source)))
    assert "E-CONFIDENTIAL" in done.stderr
    corrects = report("x1", "2026-03-03", corrects={"report": sealed_report(desk)})
    done = desk.run("log", "acme", "-", stdin=json.dumps(corrects))
    assert "E-CONFIDENTIAL" in done.stderr


def test_the_same_report_again_is_known_and_a_similar_one_is_doubted(desk: Desk) -> None:
    before = desk.events()
    assert "in the ledger already" in desk.ok("log", "acme", "-", stdin=json.dumps(CONFIDENTIAL))
    assert desk.events() == before
    text = {**CONFIDENTIAL, "id": "x1"}
    assert "W-DUP" in desk.ok("log", "acme", "-", stdin=json.dumps(text))


def test_a_source_that_is_both_sealed_and_open_is_pointed_out(desk: Desk) -> None:
    openly = report("x1", "2026-03-03", source="zorro quixote")
    assert "W-CONFIDENTIAL" in desk.ok("log", "acme", "-", stdin=json.dumps(openly))
    sealed = {**CONFIDENTIAL, "source": "The Wire"}
    assert "W-CONFIDENTIAL" in desk.ok("log", "acme", "-", stdin=json.dumps(sealed))


def test_a_report_is_another_where_only_a_secret_word_differs(desk: Desk) -> None:
    before = len(desk.events())
    desk.ok("log", "acme", "-", stdin=json.dumps({**CONFIDENTIAL, "note": "Otherwise."}))
    assert len(desk.events()) == before + 3


def test_a_file_imported_twice_adds_nothing_and_its_name_tells_nothing(
    desk: Desk, state: Path
) -> None:
    lines = desk.lines(
        {**CONFIDENTIAL, "published": "2026-03-08"},
        report("r5", "2026-03-09", {"rumor": "globex.commitment = $2bn"}),
        {"deal": "acme", "amend": "r5#1", "claim": {"rumor": "globex.commitment = $3bn"}},
        {"deal": "acme", "amend": "r5#1", "claim": {"rumor": "globex.commitment = $4bn"}},
    )
    desk.ok("import", lines)
    before = desk.events()
    assert "0 new, 4 known" in desk.ok("import", lines)
    assert desk.events() == before
    (secret,) = state.glob("keys/*/imports")
    assert stat.S_IMODE(secret.stat().st_mode) == 0o600


def test_a_command_that_comes_again_is_answered_once_stored(desk: Desk, state: Path) -> None:
    text = json.dumps({**CONFIDENTIAL, "published": "2026-03-08"})
    desk.ok("log", "acme", "-", "--command-id", "c1", stdin=text)
    again = desk.ok("log", "acme", "-", "--command-id", "c1", stdin=text)
    assert "nothing was stored twice" in again
    assert len(key_files(state)) == 2
    other = text.replace("Penny Wise", "Penny Lane")
    done = desk.run("log", "acme", "-", "--command-id", "c1", stdin=other)
    assert (done.exit_code, "E-DUPLICATE" in done.stderr) == (5, True)


def test_fixes_of_a_sealed_report_keep_the_words_that_they_do_not_change(desk: Desk) -> None:
    name = sealed_report(desk)
    desk.ok("amend", f"{name}#1", "--value", "up to $40bn", "--why", "misread")
    desk.ok("amend", name, "--quality", "primary")
    said = desk.ok("show", f"acme#{len(desk.events('acme')) - 1}", "--unseal", "--json")
    assert json.loads(said)["data"]["becomes"]["place"] == "page five"
    assert json.loads(said)["data"]["why"] == "misread"
    header = desk.ok("show", f"acme#{len(desk.events('acme'))}", "--unseal")
    assert "Zorro Quixote" in header
    assert "primary" in header
    desk.ok("correct", name, "--published", "2026-03-04", "--rumor", "amazon.commitment = $49bn")
    assert "Zorro Quixote" in desk.ok("show", f"{name}-v2", "--unseal")


def test_without_its_key_a_report_can_be_withdrawn_from_and_not_restated(
    desk: Desk, state: Path
) -> None:
    name = sealed_report(desk)
    key_files(state)[0].unlink()
    for words in (
        ("amend", f"{name}#1", "--value", "$1bn"),
        ("amend", name, "--note", "anything"),
        ("withdraw", f"{name}#1", "--why", "because"),
        ("retract", name, "--published", "2026-03-05", "--note", "because"),
    ):
        done = desk.run(*words)
        assert (done.exit_code, "E-NOKEY" in done.stderr) == (2, True)
    desk.ok("withdraw", f"{name}#1")
    desk.ok("retract", name, "--published", "2026-03-05")
    desk.ok("undo", "--deal", "acme")
    desk.ok("correct", name, "--published", "2026-03-04", "--rumor", "amazon.commitment = $49bn")
    assert desk.last()["by"] == f"{name}-v2"


def test_a_colleague_without_the_key_logs_more_of_the_same_source(desk: Desk, state: Path) -> None:
    source = next(data["source"] for _, data in desk.events("acme") if "sealed" in data)
    key_files(state)[0].unlink()
    more = {**CONFIDENTIAL, "source": source, "url": "https://hideout.example/2"}
    desk.ok("log", "acme", "-", stdin=json.dumps(more))
    logged = [data for name, data in desk.events("acme") if name == "report-logged"]
    assert (logged[-1]["source"], "sealed" in logged[-1]) == (source, True)
    assert source in desk.ok("show", logged[-1]["report"], "--unseal")


def test_the_template_suggests_no_sealed_source(desk: Desk) -> None:
    from cli.template import template
    from cli.writing import record_of

    text = template(record_of(str(desk.ledger), "acme"), {"confidential": "true"})
    assert "sealed-" not in text.partition("# Headline")[0]
    assert "confidential: true" in text


def test_a_ledger_from_before_seals_takes_a_confidential_report_after_another_write(
    tmp_path: Path,
) -> None:
    old = Desk(tmp_path)
    heads.forget(str(old.ledger))
    forging.without_seals(old.ledger)
    text = json.dumps(CONFIDENTIAL)
    assert "E-CONFIDENTIAL" in old.run("log", "acme", "-", stdin=text).stderr
    old.ok("withdraw", "r1#2")
    old.ok("log", "acme", "-", stdin=text)


def test_an_import_that_leaves_out_what_is_wrong_seals_the_rest(desk: Desk, state: Path) -> None:
    lines = desk.lines(
        {**CONFIDENTIAL, "published": "2026-03-08", "id": "zorro"},
        {**CONFIDENTIAL, "published": "2026-03-08"},
        report("x1", "2026-03-09", {"rumor": "globex.commitment = $2bn"}),
    )
    assert "2 new, 0 known, 1 left out" in desk.run("import", "--partial", lines).stdout
    assert len(key_files(state)) == 2
    assert found_in(desk.folder, but=(lines, "rejects.csv")) == []


# keys


def test_a_key_is_handed_to_a_colleague_by_a_file(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = sealed_report(desk)
    desk.ok("key", "export", name, "for-ana.key")
    handed = desk.folder / "for-ana.key"
    assert stat.S_IMODE(handed.stat().st_mode) == 0o600
    assert "E-EXISTS" in desk.run("key", "export", name, "for-ana.key").stderr
    monkeypatch.setenv("DEALTRAIL_STATE", str(tmp_path / "ana"))
    assert "not here" in desk.ok("key", "list")
    assert "E-NOKEY" in desk.run("key", "export", name, "again.key").stderr
    spoilt = handed.read_text().replace('"secret": "', '"secret": "00')
    assert "E-KEYFILE" in desk.run("key", "import", "-", stdin=spoilt).stderr
    found = json.loads(handed.read_text())
    wrong = json.dumps({**found, "secret": "00" * 32})
    assert "E-BROKEN" in desk.run("key", "import", "-", stdin=wrong).stderr
    desk.ok("key", "import", "for-ana.key")
    desk.ok("key", "import", "for-ana.key")
    assert "Zorro Quixote" in desk.ok("show", name, "--unseal")


def test_a_destroyed_key_takes_the_words_with_it_and_nothing_else(desk: Desk, state: Path) -> None:
    name = sealed_report(desk)
    desk.ok("log", "acme", "-", stdin=json.dumps({**CONFIDENTIAL, "published": "2026-03-03"}))
    desk.ok("checkpoint")
    answers = [
        ("state", "acme", "--as-of", "2026-03-05", "--json"),
        ("audit", "acme", "amazon.commitment", "--as-of", "2026-03-05", "--json"),
        ("export", "--proof", sealed_event(desk)),
    ]

    def told() -> list[str]:
        return [re.sub('"known_at": "[^"]*"', "", desk.ok(*answer)) for answer in answers]

    before = told()
    desk.ok("key", "export", name, "copy.key")
    done = desk.run("key", "destroy", name)
    assert (done.exit_code, "say --yes" in done.stderr) == (2, True)
    assert len(key_files(state)) == 2
    done = desk.run("key", "destroy", name, "--yes")
    assert done.exit_code == 0
    assert "will be lost for ever" in done.stderr
    assert "The same source is named under keys of their own in 2026-03-03-sealed-" in done.stderr
    assert len(key_files(state)) == 1
    assert "destroyed here on" in desk.run("show", name, "--unseal").stderr
    assert "E-DESTROYED" in desk.run("key", "import", "copy.key").stderr
    again = desk.run("key", "destroy", name)
    assert (again.exit_code, "already" in again.stderr) == (0, True)
    assert told() == before
    assert json.loads(desk.ok("verify", "--json"))["status"] == "ok"


def test_the_command_line_of_keys_says_what_it_wants(desk: Desk) -> None:
    assert "E-USAGE" in desk.run("key", "export", "r1").stderr
    assert "E-NOTFOUND" in desk.run("key", "destroy", "r1").stderr
    assert "E-NOFILE" in desk.run("key", "import", "no-such-file").stderr
    assert "E-KEYFILE" in desk.run("key", "import", "-", stdin="{}").stderr


# proofs


@pytest.mark.parametrize("redacted", [False, True])
def test_a_proof_of_a_sealed_report_verifies_with_what_it_says_withheld_too(
    desk: Desk, tmp_path: Path, *, redacted: bool
) -> None:
    desk.ok("checkpoint")
    words = ("export", "--proof", sealed_event(desk), *(("--redacted",) if redacted else ()))
    found = json.loads(desk.ok(*words))
    (event,) = found["events"]
    assert event["name"] == "report-logged"
    assert ("state" in event, "salt" in event) == (not redacted, not redacted)
    code, said = verified(tmp_path, found)
    assert (code, "PROVED" in said, "withheld" in said) == (0, True, redacted)
    event["digest" if redacted else "salt"] = "00" * (32 if redacted else 16)
    assert verified(tmp_path, found)[0] == 1


def verified(tmp_path: Path, bundle: Any) -> tuple[int, str]:
    """What the stand-alone program says."""
    place = tmp_path / "proof.json"
    place.write_text(json.dumps(bundle), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-I", ROOT / "docs/verify_proof.py", place, bundle["key"]],
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout


def test_sealed_words_are_opened_as_the_documentation_says(desk: Desk, state: Path) -> None:
    page = (ROOT / "docs/confidential.md").read_text(encoding="utf-8")
    program = page.partition("```python\n")[2].partition("```")[0]
    place = desk.file("open.py", program)
    (key,) = key_files(state)
    desk.file("entry.json", desk.ok("show", sealed_event(desk), "--json"))
    done = subprocess.run(
        [sys.executable, "-I", desk.folder / place, desk.folder / "entry.json", key],
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Zorro Quixote" in done.stdout, done.stderr


# start-up


def test_reading_verbs_load_no_cryptography(desk: Desk) -> None:
    code = (
        "import sys; sys.argv = ['dealtrail', *sys.argv[1:]]\n"
        "from cli.main import main\n"
        "try: main()\n"
        "except SystemExit: print([m for m in ('cryptography', 'pydantic') if m in sys.modules])\n"
    )
    for verb in (("state", "acme"), ("audit", "acme", "round.size"), ("show", "acme#9")):
        done = subprocess.run(
            [sys.executable, "-c", code, *verb],
            env={**os.environ, "DEALTRAIL_DB": str(desk.ledger)},
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stdout.splitlines()[-1] == "[]"
