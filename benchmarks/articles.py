"""How much of what an article says a draft finds, and how much of it is wrong.

    python -m benchmarks.articles                 # the open articles, with all that is not right
    python -m benchmarks.articles --set held      # the score alone
    python -m benchmarks.articles --set second    # the same, of those written later
    python -m benchmarks.articles orvane          # the open ones whose name has that in it
    python -m benchmarks.articles --reader MODULE:FUNCTION

The labels are in `tests/articles/`. A figure is right where its field, element, amount, currency
and hedge are those of the label, or of what its leeway file calls equally right; a stage where it
is one of those that are right for its figure. What a leeway file lists under `also` is neither
right nor wrong. What is not right in articles that are held back is printed only with --show:
whoever has seen it cannot be measured by them any more.

The exit status is 1 where fewer figures are found, or more of those proposed are wrong, than is
promised.
"""

import argparse
import importlib
import re
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from benchmarks.labels import SETS, Article, Propose, Reading, Told, alike, articles, read
from domain.known import Element
from domain.record import Record

READER = "benchmarks.drafting:draft"
FOUND = 0.9  # of the figures, at least
RIGHT = 0.95  # of what is proposed, at least
SORTS = ("figure", "date", "stage", "other")
COMMON = re.compile("and|bank|banque|capital|du|famille|fonds|funds?|groupe?|office|partners|the")
Hit = tuple[Told, Told]  # the label, and what was proposed


class Outcome(Record):
    """What became of one article.

    `right` pairs labels with what was proposed, `stages` are those of them whose stage is wrong.
    `needless` is what may be proposed but need not be, `again` what was proposed before.
    """

    article: Article
    right: tuple[Hit, ...]
    missed: tuple[Told, ...]
    wrong: tuple[Told, ...]
    stages: tuple[Hit, ...]
    needless: tuple[Told, ...]
    again: tuple[Told, ...]
    refused: tuple[str, ...]
    seconds: float = 0.0


def outcome(article: Article, draft: Reading) -> Outcome:
    """A draft beside the labels of its article."""
    told = _named_alike(article, draft)
    left = [each for each in article.told if each.number]
    right: list[Hit] = []
    needless: list[Told] = []
    again: list[Told] = []
    wrong: list[Told] = []
    for each in sorted(told, key=lambda claim: not claim.stage):  # the fuller of two is the claim
        found = next(_labels_of(article, left, each), None)
        if found is not None:
            left.remove(found)
            right.append((found, each))
        elif next(_labels_of(article, [label for label, _ in right], each), None):
            again.append(each)
        elif any(_fits(also, each, loosely=True) for also in _besides(article)):
            needless.append(each)
        elif each.number:
            wrong.append(each)
    return Outcome(
        article=article,
        right=tuple(right),
        missed=tuple(label for label in left if label.number not in article.optional),
        wrong=tuple(wrong),
        stages=tuple(hit for hit in right if _stage(article, *hit) == "wrong"),
        needless=tuple(needless),
        again=tuple(again),
        refused=draft.refused,
    )


def _labels_of(article: Article, labels: Sequence[Told], draft: Told) -> Iterator[Told]:
    """The labels that a claim meets, those whose stage it has too before the others."""
    fit = [
        label
        for label in labels
        if any(_fits(each, draft) for each in (label, *article.instead.get(label.number, ())))
    ]
    yield from sorted(fit, key=lambda label: _stage(article, label, draft) != "right")


def _besides(article: Article) -> Iterator[Told]:
    """What may be proposed: what the leeway lists, and what a change says was so before."""
    yield from article.also
    for label in article.told:
        if label.was:
            yield Told(**{**label.__dict__, "value": label.was, "stage": ""})
        if not label.number:
            yield label


def _fits(label: Told, draft: Told, *, loosely: bool = False) -> bool:
    verbs = ("term-denied", "comment-declined")
    return (
        (label.element, label.field) == (draft.element, draft.field)
        and [label.verb == verb for verb in verbs] == [draft.verb == verb for verb in verbs]
        and alike(label.value, draft.value, loosely=loosely)
    )


def _stage(article: Article, label: Told, draft: Told) -> str:
    """Whether the stage of a figure is `right`, `wrong`, or `missed`; '' where it has none."""
    if not label.stage or label.sort not in ("figure", "date"):
        return ""
    instead = article.instead.get(label.number, ())
    allowed = {
        *(article.stages.get(label.number) or (label.stage,)),
        *(each.stage for each in instead if each.stage and _fits(each, draft)),
    }
    return "missed" if not draft.stage else "right" if draft.stage in allowed else "wrong"


# -- which new element is which --------------------------------------------------------------------


def _named_alike(article: Article, draft: Reading) -> list[Told]:
    """The claims of a draft, its new elements under the ids that the labels have for them."""
    pairs = sorted(
        (-_nearness(article, draft, mine, theirs), theirs.id, mine.id)
        for theirs in draft.elements.values()
        for mine in article.elements.values()
        if theirs.kind == mine.kind
    )
    ids: dict[str, str] = {}
    for distance, theirs, mine in pairs:
        if distance < 0 and theirs not in ids and mine not in ids.values():
            ids[theirs] = mine
    unknown = {each for each in draft.elements if each not in ids}
    clash = {each: f"{each} (new)" for each in unknown & article.elements.keys()}
    return [_renamed(each, {**clash, **ids}) for each in draft.told]


def _nearness(article: Article, draft: Reading, mine: Element, theirs: Element) -> int:
    """How likely two elements are the same: by their names, and by what is said of them.

    A party is who its name says. An offer, a tranche or a fee has no name of its own in an article.
    """
    named = len(_words(mine) & _words(theirs))
    if mine.kind == "party":
        return named
    ids = {theirs.id: mine.id}
    said = [each for each in (*article.told, *_alternatives(article)) if each.element == mine.id]
    proposed = [_renamed(each, ids) for each in draft.told if each.element == theirs.id]
    shared = sum(any(_fits(label, each) for label in said) for each in proposed)
    return 10 * shared + named + (mine.id == theirs.id)


def _alternatives(article: Article) -> Iterator[Told]:
    for each in article.instead.values():
        yield from each
    yield from article.also


def _words(element: Element) -> set[str]:
    names = (element.id.replace("-", " "), element.name, *element.aliases)
    words = {word for name in names for word in re.findall(r"\w{3,}", name.casefold())}
    return {word for word in words if not COMMON.fullmatch(word)}


def _renamed(claim: Told, ids: Mapping[str, str]) -> Told:
    def renamed(part: Any) -> Any:
        match part:
            case str():
                return ids.get(part, part)
            case list():
                return [renamed(each) for each in part]
        return part

    value = claim.value and {
        name: renamed(part) if name in ("of", "to") else part for name, part in claim.value.items()
    }
    element = ids.get(claim.element, claim.element)
    return Told(**{**claim.__dict__, "element": element, "value": value})


# -- the score -------------------------------------------------------------------------------------


class Score(Record):
    """Sums over articles: what there was to find, what was found, and what was wrong."""

    labelled: int = 0
    found: int = 0
    wrong: int = 0

    @property
    def recall(self) -> float:
        """The part of the labels that was found."""
        return self.found / self.labelled if self.labelled else 1.0

    @property
    def precision(self) -> float:
        """The part of what was proposed that is right."""
        proposed = self.found + self.wrong
        return self.found / proposed if proposed else 1.0


def score(outcomes: Iterable[Outcome], sort: str) -> Score:
    """The figures, dates, stages or others of some articles together.

    Stages are those of figures and dates, and claims of their own about how far an element is.
    """
    sums: Counter[str] = Counter()
    for each in outcomes:
        stages = Counter(_stage(each.article, *hit) for hit in each.right)
        sums["found"] += sum(label.sort == sort for label, _ in each.right)
        sums["missed"] += sum(label.sort == sort for label in each.missed)
        sums["wrong"] += sum(claim.sort == sort for claim in each.wrong)
        if sort == "stage":
            sums["found"] += stages["right"]
            sums["wrong"] += stages["wrong"]
            sums["missed"] += stages["missed"] + stages["wrong"]
            sums["missed"] += sum(
                bool(label.stage) and label.sort in ("figure", "date") for label in each.missed
            )
    return Score(labelled=sums["found"] + sums["missed"], found=sums["found"], wrong=sums["wrong"])


def outcomes(samples: Iterable[Article], propose: Propose) -> list[Outcome]:
    """What a reader of articles makes of each."""
    found = []
    samples = list(samples)
    for article in samples:  # what is loaded once is no part of the time of each
        propose(article.text, article.record, article.published)
    for article in samples:
        start = time.process_time()
        draft = propose(article.text, article.record, article.published)
        seconds = time.process_time() - start
        document = {
            "source": "A draft",
            "published": article.published,
            "sourcing": "unattributed",
            **draft,
            "deal": article.record.deal,
            "id": "a-draft",
        }
        for part in ("cites", "corrects", "retracts"):
            document.pop(part, None)
        reading = read(document, article.record.rows)
        found.append(outcome(article, reading).but(seconds=seconds))
    return found


# -- printing --------------------------------------------------------------------------------------


def _table(found: Sequence[Outcome]) -> Iterator[str]:
    yield f"{'':16}{'':8}{'there':>7}{'found':>7}{'wrong':>7}{'recall':>9}{'precision':>11}"
    for language in ("en", "fr", "all"):
        chosen = [each for each in found if language in (each.article.language, "all")]
        for sort in SORTS:
            sums = score(chosen, sort)
            yield (
                f"{f'{len(chosen)} {language}' if sort == 'figure' else '':16}{sort:8}"
                f"{sums.labelled:7}{sums.found:7}{sums.wrong:7}"
                f"{sums.recall:9.1%}{sums.precision:11.1%}"
            )


def _lists(each: Outcome) -> Iterator[str]:
    names = {**each.article.record.names()}
    for claim in each.wrong:
        yield f"  wrong   {claim.words(names)}   | {claim.place}"
    for label in each.missed:
        yield f"  missed  {label.number:>2} {label.words(names)}   | {label.place}"
    for label, claim in each.stages:
        yield f"  stage   {label.number:>2} {claim.words(names)}, should be {label.stage}"
    for problem in each.refused:
        yield f"  refused {problem}"


def _reader(parser: argparse.ArgumentParser, named: str) -> Propose:
    module, _, name = named.partition(":")
    try:
        reader: Propose = getattr(importlib.import_module(module), name)
    except (ImportError, AttributeError, ValueError) as trouble:
        parser.error(f"there is no reader {named}: {trouble}")
    return reader


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the score and, of open articles, what was missed and wrong."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("names", nargs="*", help="only articles with one of these in their name")
    parser.add_argument("--set", dest="sets", choices=(*SETS, "all"), default="open")
    parser.add_argument(
        "--show", action="store_true", help="list what is wrong in those held back too"
    )
    parser.add_argument("--reader", default=READER, metavar="MODULE:FUNCTION")
    given = parser.parse_args(arguments)
    sets = SETS if given.sets == "all" else (given.sets,)
    samples = [
        each
        for each in articles(sets=sets)
        if not given.names or any(name in each.name for name in given.names)
    ]
    found = outcomes(samples, _reader(parser, given.reader))
    worst = 0
    for each in sets:
        chosen = [one for one in found if one.article.name.startswith(each)]
        print(f"{each} articles")
        print("\n".join(_table(chosen)))
        for one in chosen if each == "open" or given.show else ():
            if lines := list(_lists(one)):
                print("\n".join(["", one.article.name, *lines]))
        figures = score(chosen, "figure")
        worst += figures.recall < FOUND or figures.precision < RIGHT
        slowest = max((one.seconds / len(one.article.text.split()) for one in chosen), default=0)
        print(f"\nslowest: {slowest * 1e6:.0f} ms for 1,000 words\n")
    return int(bool(worst))


if __name__ == "__main__":
    sys.exit(main())
