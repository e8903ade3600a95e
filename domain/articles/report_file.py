"""A proposal as a report file, for a person to look at, fill in and log.

Every claim stands under the sentence that it rests on and its reading in full digits. What the
article does not say and a report must have stands as an empty entry, which `dealtrail log` refuses.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from textwrap import wrap
from typing import Any

from domain.articles.article import Article
from domain.articles.proposal import NO_FIGURE, Citation, Claimed, Left, Proposal, written

_WIDTH = 96
_HEAD = """\
# Draft of a report, made by rules from {name}. Nothing of it is in the ledger yet.
# Look at every claim, fill in what is empty, then: dealtrail log {deal} THIS-FILE"""
_FILL_IN = {
    "source": "fill in: who published it",
    "published": "fill in: when, such as 2026-01-29",
}
_PLAIN = re.compile(r"[^\W_][\w €$£%.,’'()/&-]*[\w%)€$£]|\w", re.UNICODE)


def document(proposal: Proposal) -> dict[str, Any]:
    """The proposal as a report document: plain data, as a file would have it."""
    sourcing = proposal.header["sourcing"]
    return {
        "deal": proposal.deal,
        **proposal.header,
        "elements": {name: dict(parts) for name, parts in proposal.elements.items()},
        "claims": [written(each, sourcing=sourcing) for each in proposal.claims],
    }


def report_file(proposal: Proposal, article: Article, *, name: str) -> str:
    """The text of a report file; `name` is the article's, as a person knows it."""
    lines = [_HEAD.format(name=one_line(name), deal=proposal.deal)]
    lines += [f"# {one_line(warning)}" for warning in (*article.warnings, *proposal.warnings)]
    lines += [f"deal: {proposal.deal}", *_header(proposal, article)]
    if proposal.elements:
        lines.append("elements:")
        lines += [f"  {name}: {_part(parts)}" for name, parts in proposal.elements.items()]
    lines.append("claims:" if proposal.claims else "claims: []")
    lines += _claims(proposal, article)
    lines += _left(proposal, article)
    return "\n".join(lines) + "\n"


def _header(proposal: Proposal, article: Article) -> Iterator[str]:
    header = dict(proposal.header)
    for part in ("source", "published"):
        if part not in header:
            yield f"{part}:  # {_FILL_IN[part]}"
    for part, said in header.items():
        yield f"{part}: {_scalar(one_line(said))}"
    if article.modified:
        yield f"# changed after it came out: {article.modified}"
    if article.author:
        yield f"byline: {_scalar(one_line(article.author))}"
    certain = [each.reports[0] for each in proposal.citations if len(each.reports) == 1]
    if certain:
        yield f"cites: [{', '.join(certain)}]"
    for each in proposal.citations:
        yield f"# {credit(each)}"


def credit(citation: Citation) -> str:
    """What an article credits, and which reports that may be."""
    if not citation.reports:
        return (
            f"credits {citation.outlet}: no report of it is held; 'cites:' names one all the same"
        )
    if len(citation.reports) == 1:
        return f"credits {citation.outlet}: {citation.reports[0]}, the only one held"
    return f"credits {citation.outlet}: which? 'cites:' one of {', '.join(citation.reports)}"


def _claims(proposal: Proposal, article: Article) -> Iterator[str]:
    sourcing = proposal.header["sourcing"]
    sentence = (-1, -1)
    for claim in proposal.claims:
        if claim.sentence != sentence:
            sentence = claim.sentence
            yield ""
            yield from _comment(article.text[slice(*sentence)], indent="  ")
        if claim.understood and not claim.worded:
            yield f"  #   read as {one_line(claim.understood)}"
        yield from _claim(claim, article, sourcing)


def _claim(claim: Claimed, article: Article, sourcing: str) -> Iterator[str]:
    dash = "-"
    place = one_line(article.text[claim.start : claim.end])
    for part, said in {**written(claim, sourcing=sourcing), "place": place}.items():
        yield f"  {dash} {part}: {_part(said)}"
        dash = " "


def _part(said: Any) -> str:
    if isinstance(said, Mapping):
        return "{" + ", ".join(f"{name}: {_part(each)}" for name, each in said.items()) + "}"
    field, equals, value = str(said).partition(" = ")
    if equals and _PLAIN.fullmatch(one_line(value)):
        return f"{field} = {one_line(value)}"
    return _scalar(one_line(str(said)))


def _scalar(said: str) -> str:
    """A text as YAML has it: bare where nothing in it means something there."""
    if _PLAIN.fullmatch(said) and not re.search(r": |:$| #|, |[()]", said):
        return said
    return json.dumps(said, ensure_ascii=False)


def _left(proposal: Proposal, article: Article) -> Iterator[str]:
    with_figures, without = parted(proposal.left)
    if with_figures:
        yield from ("", "# Left for you: what gave no claim, and why.")
    for each in with_figures:
        words = f"{one_line(each.words)}: " if each.words else ""
        yield f"#   {words}{each.why}"
        yield from _comment(article.text[each.start : each.end], indent="", deep="    ")
    if without:
        yield from ("", "# Of the deal too, and without a figure:")
    for each in without:
        first, *others = _comment(article.text[each.start : each.end], indent="", deep="    ")
        yield from (first.replace("#     ", "#   - ", 1), *others)


def parted(left: Iterable[Left]) -> tuple[list[Left], list[Left]]:
    """What was left: where there is a figure in doubt, and where there is none."""
    every = list(left)
    without = [each for each in every if each.why == NO_FIGURE]
    return [each for each in every if each.why != NO_FIGURE], without


def _comment(text: str, *, indent: str, deep: str = "") -> Iterator[str]:
    for line in wrap(one_line(text), _WIDTH - len(deep)):
        yield f"{indent}# {deep}{line}"


def one_line(text: str) -> str:
    """A text on one line, without what a terminal or a file would take for something else."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
