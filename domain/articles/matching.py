"""The rules tried on a sentence: which figure is the value of which field."""

import re
from collections.abc import Mapping, Sequence

from domain.articles.lexicon import Rule, compiled
from domain.articles.spans import Figure
from domain.articles.tokens import Token
from domain.record import Record


class Match(Record):
    """One rule that fits, with the tokens in it: `value` is the figure that it gives to a field.

    `first` and `last` are places in the row of tokens that it was found in. `roles` are the tokens
    of the companies that the rule names.
    """

    rule: Rule
    value: Token
    was: Token | None
    roles: Mapping[str, Token]
    row: Sequence[Token]
    first: int
    last: int
    form: str = ""
    """The form of the rule's verb: base, now, ing, past, would, will."""

    @property
    def figure(self) -> Figure:
        """The figure that is claimed."""
        assert self.value.figure is not None  # noqa: S101 - a rule's value is a figure token
        return self.value.figure

    @property
    def inside(self) -> Sequence[Token]:
        """The tokens from the first of the rule to its last."""
        return self.row[self.first : self.last]


def matches(
    rows: Sequence[Sequence[Token]],
    rules: Sequence[Rule],
    signs: Mapping[str, str],
    family: str,
) -> list[Match]:
    """All that fits in the rows of one sentence: its tokens, and these without asides."""
    found: list[Match] = []
    for row in rows:
        said = "".join(_sign(token, signs) for token in row)
        there = set(said)
        for rule in rules:
            if rule.deals not in ("", family) or not rule.needs <= there:
                continue
            found += [_match(rule, row, match) for match in compiled(rule.pattern).finditer(said)]
    return found


def _sign(token: Token, signs: Mapping[str, str]) -> str:
    return signs.get(f"stage.{token.form}" if token.sort == "stage" else token.sort, signs["word"])


def _match(rule: Rule, row: Sequence[Token], match: re.Match[str]) -> Match:
    first, last = match.span()
    groups = {name: row[match.start(name)] for name, said in match.groupdict().items() if said}
    verbs = [each for each in row[first:last] if each.sort == rule.verb]
    before = [each for each in verbs if each.start < groups.get("value", row[first]).start]
    verb = next(reversed(before or verbs), None)
    return Match(
        rule=rule,
        value=groups.get("value", row[first]),
        was=groups.get("was"),
        roles={name: token for name, token in groups.items() if name not in ("value", "was")},
        row=row,
        first=first,
        last=last,
        form=verb.form if verb else "",
    )


def shortest(found: Sequence[Match]) -> list[Match]:
    """The matches of rules without a figure, one for each of a field's places."""
    chosen: list[Match] = []
    for match in sorted(found, key=_surer):
        same = (each for each in chosen if each.rule.says == match.rule.says)
        if not any(each.value.start == match.value.start for each in same):
            chosen.append(match)
    return chosen


def rivals(found: Sequence[Match]) -> list[list[Match]]:
    """The matches of each figure, the surest first.

    A rule of higher rank is surer, then one that finds a former value too, then the one that takes
    less of the sentence.
    """
    by_figure: dict[tuple[int, int], list[Match]] = {}
    for match in found:
        if match.value.figure is not None:
            by_figure.setdefault((match.value.start, match.value.end), []).append(match)
    return [sorted(each, key=_surer) for _, each in sorted(by_figure.items())]


def _surer(match: Match) -> tuple[int, bool, int, int]:
    rank = match.rule.given.get("rank", 0)
    taken = match.row[match.last - 1].end - match.row[match.first].start
    return (-rank, match.was is None, match.last - match.first, taken)
