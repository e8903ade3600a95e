"""The verbs `verify`, `checkpoint` and `export --proof`, as somebody uses them at a desk."""

import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from domain import checkpoints, heads, history
from domain.ledger import Ledger
from domain.store import seal_for_shipping
from tests import forging
from tests.cli.desk import Desk, report

ROOT = Path(__file__).parents[2]
CLAIM = {"rumor": "amazon.commitment = $3bn"}


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A state folder of its own, so that each desk has its key and its memory."""
    monkeypatch.setenv("DEALTRAIL_STATE", str(tmp_path / "state"))
    return tmp_path / "state"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A desk that has logged a report of its own."""
    (tmp_path / "desk").mkdir()
    desk = Desk(tmp_path / "desk")
    desk.ok("--version")
    assert desk.log("amazon.commitment = $1bn").exit_code == 0
    return desk


def change(desk: Desk) -> None:
    with forging.past_the_guards(desk.ledger) as connection:
        connection.execute(
            "UPDATE stored_events SET state = replace(state, '50000000000', '90000000000')"
        )


# verify


def test_verify_says_that_all_is_well_and_what_is_in_no_checkpoint(desk: Desk) -> None:
    done = desk.run("verify")
    assert done.exit_code == 0
    first, entries, known, tail = done.stdout.splitlines()
    assert first.startswith("log ")
    assert "entries  root " in first
    assert entries.startswith("entries    16 of 16 match their seals; 2 deals")
    assert known == "known      size 16  this user's state folder  consistent"
    assert tail == "not in a checkpoint yet: 16 entries (1 to 16). Run: dealtrail checkpoint"


def test_verify_says_what_is_wrong_and_ends_with_1(desk: Desk) -> None:
    change(desk)
    done = desk.run("verify")
    assert done.exit_code == 1
    assert "BROKEN: 1 thing is wrong" in done.stdout
    assert "content does not match its seal; it was changed" in done.stdout
    assert "Nothing was altered by this check." in done.stdout
    assert "--accept-head" not in done.stdout


def test_verify_cannot_tell_where_nothing_outside_vouches(desk: Desk) -> None:
    heads.forget(str(desk.ledger))
    done = desk.run("verify")
    assert (done.exit_code, "CANNOT TELL" in done.stdout) == (2, True)


def test_verify_of_an_older_ledger_says_that_it_has_no_seals(desk: Desk) -> None:
    heads.forget(str(desk.ledger))
    forging.without_seals(desk.ledger)
    done = desk.run("verify")
    assert done.exit_code == 2
    assert "seals      none yet" in done.stdout
    assert desk.log("amazon.commitment = $2bn", "--id", "z").stderr.count("W-SEALED") == 1
    assert desk.run("verify").exit_code == 0


@pytest.mark.parametrize("level", ["head", "full"])
def test_verify_tells_the_same_facts_as_json(desk: Desk, level: str) -> None:
    found = json.loads(desk.ok("verify", "--json", "--level", level))
    assert found["schema"] == "dealtrail.verify/1"
    assert (found["status"], found["level"], found["size"]) == ("ok", level, 16)
    assert found["faults"] == []
    assert [each["consistent"] for each in found["known"]] == [True]
    change(desk)
    found = json.loads(desk.run("verify", "--json").stdout)
    assert [fault["kind"] for fault in found["faults"]] == ["changed"]


def test_an_older_copy_is_refused_until_somebody_accepts_it(desk: Desk, tmp_path: Path) -> None:
    shutil.copy(desk.ledger, tmp_path / "backup.db")
    desk.ok("withdraw", "r1#2", "--why", "a slip")
    shutil.copy(tmp_path / "backup.db", desk.ledger)
    done = desk.log("amazon.commitment = $2bn", "--id", "z")
    assert done.exit_code == 1
    assert "E-OLDER" in done.stderr
    assert "dealtrail verify --accept-head" in done.stderr
    reading = desk.run("state", "acme")
    assert reading.exit_code == 0
    assert reading.stderr.startswith("W-HEAD older than known: 16 entries where 17")
    assert desk.run("verify").exit_code == 1
    accepted = desk.run("verify", "--accept-head")
    assert accepted.exit_code == 0
    assert "W-HEAD accepted: log" in accepted.stderr
    assert "16 entries, in place of log" in accepted.stderr
    assert desk.log("amazon.commitment = $2bn", "--id", "z").exit_code == 0
    assert desk.run("state", "acme").stderr.count("W-HEAD") == 0


def test_a_file_that_does_not_agree_with_itself_is_not_accepted(desk: Desk) -> None:
    change(desk)
    done = desk.run("verify", "--accept-head")
    assert done.exit_code == 1
    assert "not accepted" in done.stderr


def test_a_file_that_was_emptied_is_told_with_what_was_known(desk: Desk) -> None:
    os.truncate(desk.ledger, 0)
    for words in (("verify",), ("withdraw", "r1#2", "--why", "a slip")):
        done = desk.run(*words)
        assert done.exit_code == 1
        assert "E-EMPTYFILE" in done.stderr
        assert "16 entries of log" in done.stderr


def test_a_file_that_was_cut_short_is_told_to_be_damaged(desk: Desk) -> None:
    desk.ok("checkpoint")
    os.truncate(desk.ledger, os.path.getsize(desk.ledger) // 2)
    done = desk.run("verify")
    assert done.exit_code == 1
    assert "damaged" in done.stdout + done.stderr


def test_a_stale_wal_is_told_and_the_way_out_works(desk: Desk, tmp_path: Path) -> None:
    wal = Path(f"{desk.ledger}-wal")
    with Ledger.open(desk.ledger) as ledger:
        ledger.log({"deal": "beta", "id": "w", "source": "S", "published": "2026-02-04"})
        stale = wal.read_bytes()
    desk.ok("import", desk.lines(*(report(f"n{at}", "2026-02-05", CLAIM) for at in range(300))))
    seal_for_shipping(desk.ledger)
    wal.write_bytes(stale)
    done = desk.run("verify")
    assert done.exit_code == 1
    assert "the file events.db-wal beside the ledger is of another state of it" in done.stdout
    wal.rename(tmp_path / "kept-wal")
    assert desk.run("verify").exit_code == 0


@pytest.mark.parametrize("known", [True, False])
def test_no_write_goes_on_from_a_stale_wal(desk: Desk, *, known: bool) -> None:
    wal = Path(f"{desk.ledger}-wal")
    with Ledger.open(desk.ledger) as ledger:
        ledger.log({"deal": "beta", "id": "w", "source": "S", "published": "2026-02-04"})
        stale = wal.read_bytes()
    desk.ok("import", desk.lines(*(report(f"n{at}", "2026-02-05", CLAIM) for at in range(300))))
    seal_for_shipping(desk.ledger)
    whole = desk.ledger.read_bytes()
    wal.write_bytes(stale)
    if not known:
        heads.forget(str(desk.ledger))
    done = desk.log("amazon.commitment = $2bn", "--id", "z")
    assert done.exit_code == 1
    assert desk.ledger.read_bytes() == whole
    wal.unlink()
    assert desk.log("amazon.commitment = $2bn", "--id", "z").exit_code == 0
    assert desk.run("verify").exit_code == 0


# checkpoint


def test_a_checkpoint_is_a_note_that_the_key_signed_and_verify_finds_it(
    desk: Desk, state: Path
) -> None:
    done = desk.run("checkpoint")
    assert done.exit_code == 0
    origin, size, root, blank, signature = done.stdout.splitlines()
    found = json.loads(desk.ok("verify", "--json"))
    assert (origin, size, blank) == (f"dealtrail/{found['log']}", "16", "")
    assert len(root) == 44
    assert signature.startswith(f"\u2014 {origin} ")
    key = done.stderr.split()[-1]
    (read,) = checkpoints.notes_in(done.stdout)
    assert checkpoints.is_signed(read, [checkpoints.read_verifier_key(key)])
    assert (state / "key.pem").stat().st_mode & 0o777 == 0o600
    assert found["in_checkpoint"] == 16
    assert desk.run("checkpoint").stdout == done.stdout  # the same head is one checkpoint
    assert len(list((state / "checkpoints").iterdir())) == 1
    assert "not in a checkpoint" not in desk.ok("verify")


def test_the_published_note_of_the_go_library_is_read_and_verified() -> None:
    """The example of golang.org/x/mod/sumdb/note, with a text that is no checkpoint."""
    key = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
    text = (
        "If you think cryptography is the answer to your problem,\n"
        "then you don't know what your problem is.\n"
    )
    signature = (
        "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZIn"
        "NIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM="
    )
    head = heads.Head(log="", size=0, root=b"")
    note = checkpoints.Checkpoint(head=head, note=f"{text}\n\u2014 PeterNeumann {signature}\n")
    name, public = checkpoints.read_verifier_key(key)
    assert checkpoints.verifier_key(name, public) == key
    assert checkpoints.is_signed(note, [(name, public)]) is True
    assert (
        checkpoints.is_signed(note.but(note=note.note.replace("your", "my")), [(name, public)])
        is False
    )
    assert checkpoints.is_signed(note, [("Peter", public)]) is None


def test_what_does_not_continue_the_last_checkpoint_is_never_signed(
    desk: Desk, tmp_path: Path
) -> None:
    shutil.copy(desk.ledger, tmp_path / "fork.db")
    desk.ok("checkpoint")
    desk.ok("withdraw", "r1#2", "--why", "a slip")
    desk.ok("checkpoint")
    shutil.copy(tmp_path / "fork.db", desk.ledger)
    desk.run("verify", "--accept-head")
    assert desk.run("checkpoint").exit_code == 1  # it was signed with one entry more
    for number in range(3):
        done = desk.log("amazon.commitment = $2bn", "--id", f"z{number}")
        assert done.exit_code == 0
    done = desk.run("checkpoint")
    assert done.exit_code == 1
    assert "E-BROKEN" in done.stderr
    assert "rewritten" in done.stderr


def test_a_broken_ledger_is_not_signed(desk: Desk) -> None:
    change(desk)
    done = desk.run("checkpoint")
    assert (done.exit_code, done.stdout) == (1, "")
    assert "E-BROKEN" in done.stderr


def test_a_ledger_without_seals_is_not_signed(desk: Desk) -> None:
    heads.forget(str(desk.ledger))
    forging.without_seals(desk.ledger)
    done = desk.run("checkpoint")
    assert done.exit_code == 2
    assert "E-UNSEALED" in done.stderr


def test_a_key_that_others_can_read_signs_nothing(desk: Desk, state: Path) -> None:
    desk.ok("checkpoint")
    (state / "key.pem").chmod(0o644)
    done = desk.run("checkpoint")
    assert done.exit_code == 1
    assert "E-KEYFILE" in done.stderr
    (state / "key.pem").chmod(0o600)
    (state / "key.pem").write_text("nonsense", encoding="ascii")
    assert "E-KEYFILE" in desk.run("checkpoint").stderr


def test_a_lost_memory_of_what_was_signed_is_told(desk: Desk, state: Path) -> None:
    desk.ok("checkpoint")
    (memory,) = (state / "checkpoints").iterdir()
    memory.write_text("{", encoding="ascii")
    assert "E-SIGNED" in desk.run("checkpoint").stderr


def test_a_checkpoint_that_somebody_held_shows_what_was_rewritten(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(desk.ledger, tmp_path / "fork.db")
    desk.ok("withdraw", "r1#2", "--why", "a slip")
    signed = desk.run("checkpoint")
    held = tmp_path / "mail.txt"
    held.write_text(f"Hello,\n\n{signed.stdout}\nAna\n", encoding="utf-8")
    key = signed.stderr.split()[-1]
    # Elsewhere: another state folder, which knows neither the ledger nor the key.
    monkeypatch.setenv("DEALTRAIL_STATE", str(tmp_path / "elsewhere"))
    assert desk.run("verify").exit_code == 2
    done = desk.run("verify", "--against", str(held))
    assert done.exit_code == 0
    assert "mail.txt, signature not checked: unknown key  consistent" in done.stdout
    done = desk.run("verify", "--against", str(held), "--key", key)
    assert "mail.txt  consistent" in done.stdout
    shutil.copy(tmp_path / "fork.db", desk.ledger)
    done = desk.run("verify", "--against", str(held), "--key", key)
    assert done.exit_code == 1
    assert "older than known: 16 entries where 17 were known" in done.stdout
    held.write_text(signed.stdout.replace("\n17\n", "\n16\n"), encoding="utf-8")
    assert "E-SIGNATURE" in desk.run("verify", "--against", str(held), "--key", key).stderr
    held.write_text("nothing", encoding="utf-8")
    assert "E-FORMAT" in desk.run("verify", "--against", str(held)).stderr
    assert "E-NOFILE" in desk.run("verify", "--against", str(tmp_path / "none")).stderr
    assert "E-KEYFILE" in desk.run("verify", "--against", str(held), "--key", "x").stderr + str(
        desk.run("verify", "--against", str(_write(held, signed.stdout)), "--key", "x").stderr
    )


def _write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_git_keeps_the_checkpoints_beside_the_ledger(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = Path(desk.ledger).parent
    assert "E-GIT" in desk.run("checkpoint", "--git").stderr
    assert not (folder / "CHECKPOINTS").exists()
    for name in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{name}_NAME", "ana")
        monkeypatch.setenv(f"GIT_{name}_EMAIL", "ana@example.org")
    subprocess.run(["git", "init", "-q", folder], check=True)
    assert "committed as" in desk.run("checkpoint", "--git").stderr
    assert "committed before" in desk.run("checkpoint", "--git").stderr
    desk.ok("withdraw", "r1#2", "--why", "a slip")
    assert "committed as" in desk.run("checkpoint", "--git").stderr
    log = subprocess.run(
        ["git", "-C", folder, "log", "--format=%s", "--name-only"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split("\n")
    assert next(line for line in log if "Checkpoint of" in line).endswith("17 entries")
    assert {line for line in log if line and "Checkpoint of" not in line} == {"CHECKPOINTS"}
    monkeypatch.setenv("DEALTRAIL_STATE", str(tmp_path / "elsewhere"))
    done = desk.run("verify")
    assert done.exit_code == 0
    assert "size 17  CHECKPOINTS, signature not checked: unknown key  consistent" in done.stdout


# export --proof


def proof(desk: Desk, *events: str) -> dict[str, Any]:
    words = [word for event in events for word in ("--proof", event)]
    found: dict[str, Any] = json.loads(desk.ok("export", *words))
    return found


def verified(tmp_path: Path, bundle: Any, *key: str) -> tuple[int, str]:
    """What the stand-alone program says: it runs without anything of ours."""
    place = tmp_path / "proof.json"
    place.write_text(json.dumps(bundle), encoding="utf-8")
    shutil.copy(ROOT / "docs/verify_proof.py", tmp_path / "verify_proof.py")
    done = subprocess.run(
        [sys.executable, "-I", "verify_proof.py", place, *key],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    return done.returncode, done.stdout


def test_the_program_that_verifies_is_short_and_knows_nothing_of_ours() -> None:
    text = (ROOT / "docs/verify_proof.py").read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 120
    imports = [line for line in text.splitlines() if line.startswith(("import", "from"))]
    assert {line.split()[1].split(".")[0] for line in imports} == {
        *("base64", "hashlib", "json", "sys", "typing", "cryptography")
    }


def test_a_proof_needs_a_checkpoint_that_covers_it(desk: Desk) -> None:
    done = desk.run("export", "--proof", "acme#4")
    assert done.exit_code == 2
    assert "E-UNSIGNED" in done.stderr
    desk.ok("checkpoint")
    desk.ok("withdraw", "r1#2", "--why", "a slip")
    assert desk.run("export", "--proof", "acme#4").exit_code == 0
    assert "E-UNSIGNED" in desk.run("export", "--proof", "acme#13").stderr
    assert "E-NOTFOUND" in desk.run("export", "--proof", "acme#99").stderr
    assert "E-NOTFOUND" in desk.run("export", "--proof", "acme").stderr
    assert "E-USAGE" in desk.run("export", "--proof", "acme#4", "--proof", "acme#4").stderr


def test_a_proof_tells_of_no_other_event_and_says_what_it_rests_on(desk: Desk) -> None:
    desk.ok("checkpoint")
    done = desk.run("export", "--proof", "acme#6")
    assert "Reuters" not in done.stdout
    assert "The Wire" not in done.stdout
    assert "acme#6 rests on the report acme#5" in done.stderr
    assert desk.run("export", "--proof", "acme#6", "--proof", "acme#5").stderr == ""


def test_a_changed_entry_is_not_proved(desk: Desk) -> None:
    desk.ok("checkpoint")
    change(desk)
    refused = [desk.run("export", "--proof", f"acme#{number}") for number in range(1, 11)]
    assert "E-BROKEN" in "".join(done.stderr for done in refused)


def test_good_proofs_are_proved_and_mutated_ones_are_not(desk: Desk, tmp_path: Path) -> None:
    """Fifteen good bundles and fifteen forged ones, by a program that shares no code with ours."""
    signed = desk.run("checkpoint")
    key = signed.stderr.split()[-1]
    good = [
        *(proof(desk, f"acme#{number}") for number in range(1, 12)),
        proof(desk, "beta#2"),
        proof(desk, "acme#4", "acme#5"),
        proof(desk, *(f"acme#{number}" for number in range(1, 12))),
    ]
    for bundle in good:
        code, said = verified(tmp_path, bundle, key)
        assert code == 0, said
        assert all(event["event"] in said for event in bundle["events"])
    code, said = verified(tmp_path, good[0])
    assert (code, "compare it" in said) == (2, True)
    bundle = good[5]  # up to $50bn
    for forge in FORGERIES:
        forged = json.loads(json.dumps(bundle))
        forge(forged)
        assert forged != bundle
        code, said = verified(tmp_path, forged, key)
        assert (code, said.startswith("NOT PROVED")) == (1, True), (forge, said)
    other = checkpoints.verifier_key(f"dealtrail/{'0' * 16}", bytes(32))
    assert verified(tmp_path, bundle, other)[0] == 1
    assert verified(tmp_path, bundle, "nonsense")[0] == 1
    assert verified(tmp_path, "nonsense", key)[0] == 1


def _event(**parts: Any) -> Callable[[dict[str, Any]], None]:
    return lambda bundle: bundle["events"][0].update(parts)


def _flip(bundle: dict[str, Any]) -> None:
    hashes = bundle["events"][0]["proof"]
    hashes[0] = f"{int(hashes[0][0], 16) ^ 1:x}{hashes[0][1:]}"


def _cut(bundle: dict[str, Any]) -> None:
    bundle["events"][0]["proof"].pop()


def _resize(bundle: dict[str, Any]) -> None:
    bundle["checkpoint"] = bundle["checkpoint"].replace("\n16\n", "\n15\n")


def _unsign(bundle: dict[str, Any]) -> None:
    bundle["checkpoint"] = bundle["checkpoint"].split("\u2014")[0]


def _amount(bundle: dict[str, Any]) -> None:
    event = bundle["events"][0]
    event["state"] = event["state"].replace("5", "6", 1)


FORGERIES: list[Callable[[dict[str, Any]], None]] = [
    _event(name="term-confirmed"),
    _event(recorded_at="2020-01-01T00:00:00.000000Z"),
    _event(logged_by="eve"),
    _event(command_id="mine"),
    _event(position=4),
    _event(number=5),
    _event(event="acme#5"),
    _event(stream="deal/other", event="other#6"),
    _event(salt="00" * 16),
    _event(salt="00"),
    _event(position="5"),
    _amount,
    _flip,
    _cut,
    _resize,
    _unsign,
]


def test_no_bit_of_a_proof_can_be_changed(desk: Desk, tmp_path: Path) -> None:
    desk.ok("checkpoint")
    text = desk.ok("export", "--proof", "acme#4")
    key = json.loads(text)["key"]
    from importlib import util

    spec = util.spec_from_file_location("verify_proof", ROOT / "docs/verify_proof.py")
    assert spec is not None
    assert spec.loader is not None
    program = util.module_from_spec(spec)
    spec.loader.exec_module(program)
    chance, place = random.Random(9162), tmp_path / "proof.json"  # noqa: S311
    whole = json.loads(text)
    whole.pop("key")  # it is given, so the bundle's own is not looked at
    for _ in range(300):
        data = bytearray(json.dumps(whole).encode())
        at = chance.randrange(len(data))
        data[at] ^= 1 << chance.randrange(8)
        place.write_bytes(data)
        try:
            if json.loads(data) == whole:
                continue
        except ValueError:
            pass
        assert program.main([str(place), key]) == 1, bytes(data[at - 20 : at + 20])


# Cost


def test_reading_verbs_load_nothing_for_all_this(desk: Desk) -> None:
    script = (
        "import sys, os, atexit\n"
        "from cli.main import main\n"
        "sys.argv = ['dealtrail', 'state', 'acme', '--json']\n"
        "try:\n    main()\nexcept SystemExit:\n    print(*sys.modules, file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env={**os.environ, "DEALTRAIL_DB": str(desk.ledger)},
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = set(done.stderr.split())
    assert "domain.heads" in loaded
    assert not {"hashlib", "cryptography", "domain.seal", "domain.tree"} & loaded


def test_the_ledger_of_a_desk_holds_what_the_tests_think(desk: Desk) -> None:
    with closing(sqlite3.connect(desk.ledger)) as connection:
        (count,) = connection.execute("SELECT count(*) FROM stored_events").fetchone()
    assert count == 16


def test_a_verb_that_reads_opens_the_ledger_once_also_to_see_whether_it_was_cut(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    open_file = history.open_file

    def note(path: str) -> sqlite3.Connection:
        opened.append(path)
        return open_file(path)

    monkeypatch.setattr(history, "open_file", note)
    desk.ok("state", "acme")
    assert len(opened) == 1
