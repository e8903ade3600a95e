"""One sentence with all that is known of it, and claims made with their places in the text."""

from collections.abc import Sequence
from typing import Any

from domain.articles.matching import Match
from domain.articles.proposal import Claimed
from domain.articles.scope import Attribution
from domain.articles.sentences import Sentence
from domain.articles.tokens import Token
from domain.known import ON_RECORD
from domain.record import Record


class Passage(Record):
    """A sentence, its tokens, the rules that fit in it and whom it names as its sources.

    `short` is the row of tokens without asides: what stands between commas or brackets.
    """

    sentence: Sentence
    row: Sequence[Token]
    short: Sequence[Token]
    found: Sequence[Match]
    said: Sequence[Attribution]

    def words(self, start: int, end: int) -> str:
        """The words between two places of the sentence."""
        return self.sentence.text[start:end]

    def claim(
        self,
        field: str,
        value: str,
        *,
        place: tuple[int, int],
        quoted: tuple[int, int],
        who: Attribution | None,
        **parts: Any,
    ) -> Claimed:
        """A claim that rests on one place of the sentence and quotes another.

        `who` says it; whoever says it on the record is named with it.
        """
        start = self.sentence.start
        named = who.said_by if who and who.sourcing in ON_RECORD else ""
        return Claimed(
            **{
                "kind": "",
                "field": field,
                "value": value,
                "quoted": self.words(*quoted),
                "sourcing": who.sourcing if who else "",
                "said_by": named,
                "start": start + place[0],
                "end": start + place[1],
                "value_start": start + quoted[0],
                "value_end": start + quoted[1],
                "sentence": (start, self.sentence.end),
                "title": self.sentence.title,
                **parts,
            }
        )
