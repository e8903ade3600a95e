"""Sealing and opening: what is split off, what it is bound to, and that no figure depends on it."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain import keys
from domain.confidential import Sealing, joined, opened, seal, split, unseal
from domain.deal import decide
from domain.documents import shape
from domain.errors import DealtrailError, HistoryDiffers, Refused
from domain.history import Item
from domain.known import known
from projections.clocks import Clocks, View
from projections.figures import state
from tests.telling import NOW, Story

LOG = "0123456789abcdef"
KEY = keys.make(LOG, "deal-x", "r1")
WORDS = {"note": "He said so.", "value/as_quoted": "fünfzig"}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A state folder of its own."""
    monkeypatch.setenv("DEALTRAIL_STATE", str(tmp_path))
    return tmp_path


# one event


def test_words_are_split_off_and_put_back_where_they_were() -> None:
    said = {
        "field": "a.b",
        "value": {
            "type": "consideration",
            "parts": [{"cash": "1"}, {"stock": "2", "as_quoted": "x"}],
        },
        "note": "n",
        "becomes": {"place": "p", "was": {"type": "text", "text": "t", "as_quoted": "q"}},
    }
    plain, words = split(said)
    assert words == {
        "value/parts/1/as_quoted": "x",
        "note": "n",
        "becomes/place": "p",
        "becomes/was/as_quoted": "q",
    }
    assert "as_quoted" not in str(plain)
    assert joined(plain, words) == said


def test_the_words_of_a_choice_that_is_no_word_of_the_list_are_its_value() -> None:
    said = {"value": {"type": "choice", "choice": "other", "as_quoted": "by lot"}}
    assert split(said) == (said, {})


def test_sealed_words_open_with_their_key_in_their_entry_alone() -> None:
    sealed = seal(WORDS, KEY, "deal/deal-x", 7, "report-logged")
    assert unseal(sealed, KEY, "deal/deal-x", 7, "report-logged") == WORDS
    elsewhere: Sequence[tuple[keys.Key, str, int, str]] = (
        (KEY, "deal/deal-x", 8, "report-logged"),
        (KEY, "deal/deal-y", 7, "report-logged"),
        (KEY, "deal/deal-x", 7, "report-amended"),
        (KEY.but(log="fedcba9876543210"), "deal/deal-x", 7, "report-logged"),
        (KEY.but(report="r2"), "deal/deal-x", 7, "report-logged"),
        (KEY.but(secret=bytes(32)), "deal/deal-x", 7, "report-logged"),
    )
    for key, *entry in elsewhere:
        with pytest.raises(HistoryDiffers, match="not of this entry"):
            unseal(sealed, key, *entry)  # type: ignore[arg-type]


def test_a_word_more_does_not_show_in_the_length_and_nothing_is_sealed_alike_twice() -> None:
    one, other = (
        seal({"note": note}, KEY, "deal/deal-x", 7, "report-logged") for note in ("no", "no, never")
    )
    assert len(one["text"]) == len(other["text"])
    again = seal({"note": "no"}, KEY, "deal/deal-x", 7, "report-logged")
    assert one["nonce"] != again["nonce"]
    assert one["text"] != again["text"]


# keys


def test_a_key_prints_without_its_secret() -> None:
    assert KEY.secret.hex() not in repr(KEY)


@pytest.mark.parametrize("name", ["../../../../etc/passwd", "", "0123456789ABCDEF", "x" * 16])
def test_an_id_out_of_a_file_is_never_a_path(name: str) -> None:
    with pytest.raises(Refused, match="not the id of a key"):
        keys.find(LOG, name)
    with pytest.raises(Refused, match="not the id of a key"):
        keys.find(name, KEY.id)


def test_a_destroyed_key_is_gone_and_does_not_come_back(folder: Path) -> None:
    place = Path(keys.keep(KEY))
    kept = place.read_text()
    assert keys.find(LOG, KEY.id) == KEY
    assert keys.destroy(LOG, KEY.id)
    assert not keys.destroy(LOG, KEY.id)
    assert keys.find(LOG, KEY.id) is None
    assert not [each for each in folder.rglob("*") if each.is_file() and kept in each.read_text()]
    with pytest.raises(Refused, match="was destroyed here on"):
        keys.keep(KEY)


def test_a_key_file_that_cannot_be_read_is_said_and_not_passed_over() -> None:
    place = Path(keys.keep(KEY))
    place.write_text("{")
    with pytest.raises(DealtrailError, match="not the key of a report"):
        keys.find(LOG, KEY.id)


# figures


class Told(Story):
    """A story whose confidential reports are kept as told, and as they would be stored."""

    def __init__(self) -> None:
        self.stored: list[Item] = []
        super().__init__()
        self.stored += self.items[len(self.stored) :]

    def report_both(self, document: dict[str, Any]) -> None:
        """Decide on a report as the ledger does: on opened entries, then sealed."""
        content = shape({"deal": self.deal, **document}, "story")
        record = known(self.deal, self.items)
        sealing = Sealing(LOG, self.deal, self.stored)
        record.confidential = set(sealing.reports)
        events = decide(record, content, "story", NOW).events
        if document["confidential"] == "true":
            sealing.begin(document["id"])
        after = len(self.items)
        for found, said in (
            (self.stored, sealing.sealed(events, after, {"amazon"})),
            (self.items, events),
        ):
            at = f"2026-08-02T00:{after:02}:00.000000Z"
            found += [
                Item(number, event.stored_name, event.state(), at, "tester", "")
                for number, event in enumerate(said, start=after + 1)
            ]
        for key in sealing.used.values():
            keys.keep(key)

    def answers(self, items: Sequence[Item]) -> list[tuple[object, ...]]:
        """What is known of every figure, without what names a source."""
        view = View(known(self.deal, items), Clocks.at())
        return [
            (
                *(each.field, each.value and {**each.value, "as_quoted": None}, each.standing),
                *(each.stage, each.since, each.last_word, each.origins, each.events),
                *[(one.said.claim.number, one.why) for one in each.challengers],
            )
            for each in state(view).figures
        ]


def reports(draw: st.DrawFn) -> Iterator[dict[str, Any]]:
    sourcing = st.sampled_from(["anonymous_plural", "own_confidential", "aggregated", "on_record"])
    for number in range(draw(st.integers(1, 6))):
        earlier = [f"r{each}" for each in range(number)]
        how = draw(sourcing)
        verb = draw(st.sampled_from(["rumor", "deny"])) if how != "on_record" else "confirm"
        claim = {
            verb: f"{draw(st.sampled_from(['round.size', 'amazon.commitment']))} = "
            f"{draw(st.sampled_from(['$10bn', 'up to $50bn', 'about $40bn']))}",
            "note": "He said so.",
        }
        if draw(st.booleans()):
            claim["said_by"] = draw(st.sampled_from(["amazon", "A. Nobody", "Paper One"]))
        yield {
            "id": f"r{number}",
            "source": draw(st.sampled_from(["Paper One", "paper one", "Paper Two", "Paper Three"])),
            "published": f"2026-03-{draw(st.integers(1, 9)):02}",
            "sourcing": how,
            "cites": draw(st.lists(st.sampled_from(earlier), max_size=2)) if earlier else [],
            "note": "Between us.",
            "claims": [claim],
            "confidential": draw(st.sampled_from(["true", "false"])),
        }


@settings(max_examples=120, deadline=None)
@given(st.composite(lambda draw: list(reports(draw)))())
def test_figures_are_the_same_as_if_nothing_were_sealed_with_the_keys_and_without(
    documents: list[dict[str, Any]],
) -> None:
    """Who is named openly too counts once more: nobody may tell that it is the same."""
    openly = {
        name.casefold()
        for each in documents
        if each["confidential"] == "false"
        for name in (each["source"], each["claims"][0].get("said_by", ""))
    }
    for each in documents:
        if each["confidential"] == "true":
            for place, part in ((each, "source"), (each["claims"][0], "said_by")):
                if place.get(part, "").casefold() in openly - {"amazon"}:
                    place[part] = "Nobody Else"
    story = Told()
    for each in documents:
        story.report_both(each)
    with_keys = opened(story.stored, LOG, story.deal)
    assert [item.data for item in with_keys] == [item.data for item in story.items]
    assert story.answers(story.stored) == story.answers(with_keys)
