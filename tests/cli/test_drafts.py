"""`dealtrail draft`: from an article to a file, to the screen, to the editor; never past a yes."""

import json
import os
from pathlib import Path

import pytest

from tests.cli.desk import Desk

OPEN = """\
open: globex-c
name: Globex Robotics' Series C
type: funding_round
currency: USD
elements:
  globex: {kind: party, name: Globex Robotics, aliases: [Globex]}
  initech: {kind: party, name: Initech Capital, aliases: [Initech]}
---
open: acme-b
name: Acme's Series B
type: funding_round
currency: USD
elements:
  acme: {kind: party, name: Acme}
"""
ARTICLE = """\
Globex in talks to raise $400m

Globex is in talks to raise up to $400m, two people familiar with the matter said. Initech is
considering an investment of about $50m. It had revenue of $96m.
"""
SAID = ("--source", "Reuters", "--published", "2026-03-10")


def desk(folder: Path) -> Desk:
    """A folder with a ledger of two raises, and the article in it."""
    found = Desk(folder, empty=True)
    found.ok("import", found.file("deals.yaml", OPEN))
    found.file("article.txt", ARTICLE)
    return found


def test_a_draft_is_a_report_file_that_log_takes(tmp_path: Path) -> None:
    at = desk(tmp_path)
    at.ok("draft", "globex-c", "article.txt", *SAID, "--out", "draft.yaml")
    told = at.ok("log", "globex-c", "draft.yaml")
    assert "understood: USD 400,000,000 or less; stage in talks" in told
    assert at.figure("initech.commitment", deal="globex-c") == "about $50m (rumored)"


def test_a_draft_alone_stores_nothing(tmp_path: Path) -> None:
    at = desk(tmp_path)
    before = at.events()
    at.ok("draft", "globex-c", "article.txt", *SAID)
    at.ok("draft", "globex-c", "article.txt", *SAID, "--json")
    at.ok("draft", "globex-c", "article.txt", *SAID, "--out", "draft.yaml")
    assert at.events() == before


def test_piped_it_is_the_file_itself(tmp_path: Path) -> None:
    at = desk(tmp_path)
    text = at.ok("draft", "globex-c", "article.txt", *SAID)
    assert text.startswith("# Draft of a report, made by rules from article.txt")
    assert at.ok("log", "globex-c", "-", stdin=text)


def test_on_a_terminal_it_is_a_list_and_a_file_beside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cli.drafts._on_terminal", lambda: True)
    done = desk(tmp_path).run("draft", "globex-c", "article.txt", *SAID)
    assert "round.size" in done.stdout
    assert "USD 400,000,000 or less; in talks; anonymous plural" in done.stdout
    assert "left for you:" in done.stdout
    assert "article.draft.yaml: 2 claims, 1 sentence left for you" in done.stderr
    assert (tmp_path / "article.draft.yaml").exists()


def test_a_file_is_never_written_over_unless_that_is_asked_for(tmp_path: Path) -> None:
    at = desk(tmp_path)
    at.file("draft.yaml", "mine")
    done = at.run("draft", "globex-c", "article.txt", *SAID, "--out", "draft.yaml")
    assert (done.exit_code, "E-EXISTS" in done.stderr) == (2, True)
    assert (tmp_path / "draft.yaml").read_text() == "mine"
    at.ok("draft", "globex-c", "article.txt", *SAID, "--out", "draft.yaml", "--force")
    assert "round.size" in (tmp_path / "draft.yaml").read_text()


def test_the_deal_may_be_left_out_where_the_text_names_one_alone(tmp_path: Path) -> None:
    at = desk(tmp_path)
    assert "deal: globex-c" in at.ok("draft", "article.txt", *SAID)


def test_where_it_names_none_or_several_the_deal_is_asked_for(tmp_path: Path) -> None:
    at = desk(tmp_path)
    at.file("both.txt", f"{ARTICLE}\nAcme is in talks to raise $90m.\n")
    done = at.run("draft", "both.txt", *SAID)
    assert done.exit_code == 2
    assert "the text names 2 of your deals; say which" in done.stderr
    at.file("none.txt", "Wayne Labs is in talks to raise $90m. That is all we know of it now.")
    done = at.run("draft", "none.txt", *SAID)
    assert (done.exit_code, "which deal is it?" in done.stderr) == (2, True)


def test_what_the_article_does_not_say_is_an_empty_entry_that_log_refuses(tmp_path: Path) -> None:
    at = desk(tmp_path)
    text = at.ok("draft", "globex-c", "article.txt")
    assert "source:  # fill in: who published it" in text
    done = at.run("log", "globex-c", "-", stdin=text)
    assert (done.exit_code, "source: this part is missing" in done.stderr) == (2, True)


def test_as_json_each_claim_has_its_place_in_the_text(tmp_path: Path) -> None:
    at = desk(tmp_path)
    found = json.loads(at.ok("draft", "globex-c", "article.txt", *SAID, "--json"))
    first = found["claims"][0]
    assert found["schema"] == "dealtrail.draft/1"
    assert first["claim"]["rumor"] == "round.size = up to $400m"
    assert first["understood"] == "USD 400,000,000 or less"
    place = first["place"]
    assert place["text"] == "raise up to $400m"
    assert place["end"] - place["start"] == len(place["text"])
    assert found["left"][0]["why"] == "a sum that is no term of the deal"


def test_nothing_is_loaded_from_an_address_unless_that_is_asked_for(tmp_path: Path) -> None:
    done = desk(tmp_path).run("draft", "globex-c", "https://news.example/a")
    assert (done.exit_code, "add --fetch" in done.stderr) == (2, True)


def test_a_page_that_is_logged_already_is_told(tmp_path: Path) -> None:
    at = desk(tmp_path)
    url = ("--url", "https://news.example/a")
    at.ok("draft", "globex-c", "article.txt", *SAID, *url, "--out", "draft.yaml")
    at.ok("log", "globex-c", "draft.yaml")
    done = at.run("draft", "globex-c", "article.txt", *SAID, *url)
    assert "W-DUP" in done.stderr
    assert "has the same address; is it this one?" in done.stderr


def editor(folder: Path, old: str, new: str) -> str:
    """An editor that puts one word for another and closes; for $EDITOR."""
    script = folder / "editor.sh"
    script.write_text(f"sed -i 's/{old}/{new}/' \"$1\"\ntouch -d '+9 seconds' \"$1\"\n")
    return f"sh {script}"


def test_a_draft_in_the_editor_is_logged_once_the_person_says_yes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("VISUAL", raising=False)
    at = desk(tmp_path)
    arguments = ("draft", "globex-c", "article.txt", *SAID, "--edit")
    before = at.events()
    done = at.run(*arguments, stdin="n\n", EDITOR=editor(tmp_path, "about \\$50m", "$60m"))
    assert (done.exit_code, at.events()) == (3, before)
    kept = Path(done.stderr.split("dealtrail log globex-c ")[1].split("\n")[0])
    assert "initech.commitment = $60m" in kept.read_text()
    os.remove(kept)
    at.ok(*arguments, stdin="y\n", EDITOR=editor(tmp_path, "about \\$50m", "$60m"))
    assert at.figure("initech.commitment", deal="globex-c") == "$60m (rumored)"


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    done = desk(tmp_path).run("draft", "globex-c", "artikel.txt")
    assert (done.exit_code, "E-NOFILE" in done.stderr) == (2, True)
