"""From an article to the claims that it makes about one deal, by rules and without guessing.

    proposal = propose(article, record)

The same article and record give the same proposal every time. A claim is proposed only where the
field, the element and the hedge are sure by rule and the record would take it; what is in doubt is
in `left`, with the reason. A wrong claim costs more than a missing one.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from domain.articles.article import Article
from domain.articles.checking import check
from domain.articles.languages import language_of
from domain.articles.lexicon import LANGUAGES, lexicon
from domain.articles.mentions import Names
from domain.articles.proposal import Citation, Claimed, Left, Proposal
from domain.articles.reading import Reading
from domain.articles.whole import company_named, whole
from domain.known import ON_RECORD, Known
from domain.reading.context import Context

_TERMS = frozenset(
    (
        *("size", "new_money", "secondary", "unspecified", "pre_money", "post_money"),
        *("commitment", "price_per_share", "equity_value", "enterprise_value", "stake_sold"),
        *("value_unspecified", "lead", "amount"),
    )
)
"""The fields that come as far as the deal does, where their own words do not say how far."""


_AGREED = frozenset(("amount",))
"""The fields of fees and loans, which in a takeover nobody offers to the other side."""

_OF_OFFERS = frozenset(("price_per_share", "equity_value", "enterprise_value", "value_unspecified"))


def propose(article: Article, record: Known) -> Proposal:
    """What an article says of the deal of a record; for no text does it raise anything."""
    language = article.language or language_of(article.text)
    if language not in LANGUAGES:
        return _unread(article, record, language)
    words = lexicon(language)
    names = Names(
        record, article.text, words.outlets, words.firms, words.openers, words.titles,
        company_named(record),
    )  # fmt: skip
    context = Context(currency=record.currency, day=article.published.partition("T")[0] or None)
    reading = Reading(article.text, record, words, names, context, whole(record))
    reading.read()
    sourcing = _default(reading)
    left = list(reading.left)
    claims = _once(_settled(reading.claims, sourcing, raises=reading.deal.raises), left)
    header = {**_header(article), "language": language, "sourcing": sourcing}
    elements = reading.cast.elements
    kept, refused = check(record, header, elements, [*claims, *_silences(reading, claims)])
    for claim, why in refused:
        start, end = claim.sentence
        left.append(Left(start=start, end=end, why=why, words=claim.quoted))
    used = {each.field.partition(".")[0] for each in kept}
    used |= {part for each in kept for part in each.value.split(", ")}
    return Proposal(
        deal=record.deal,
        header=header,
        elements={name: parts for name, parts in elements.items() if name in used},
        claims=tuple(sorted(kept, key=lambda each: (each.start, each.value_start))),
        left=tuple(_merged(left)),
        citations=tuple(_cited(reading.citations, record, article)),
        warnings=(),
    )


def _header(article: Article) -> dict[str, Any]:
    parts = ("source", "published", "url")
    return {name: getattr(article, name) for name in parts if getattr(article, name)}


def _unread(article: Article, record: Known, language: str) -> Proposal:
    """The proposal for an article in a language that has no words here: its header alone."""
    which = f"in {language}" if language else "in no language that could be told"
    known = " or ".join(LANGUAGES)
    return Proposal(
        deal=record.deal,
        header={
            **_header(article),
            "language": language or "und",
            "sourcing": "unattributed",
        },
        elements={},
        claims=(),
        left=(),
        citations=(),
        warnings=(f"W-LANGUAGE the text is {which}; claims are found in {known}, see --language",),
    )


# -- what holds for the whole article ------------------------------------------------------------


def _default(reading: Reading) -> str:
    """How the report knew: as its first claim says that says it, else its first such words.

    What a person said in his own name is not how the rest is known.
    """
    said = [each.sourcing for each in reading.claims if not each.title]
    said += [each.sourcing for each in reading.said]
    unsaid = ("", "unattributed", "on_record")
    return next((each for each in said if each not in unsaid), "unattributed")


def _settled(claims: Iterable[Claimed], sourcing: str, *, raises: bool) -> list[Claimed]:
    """The claims with their kind, sourcing and stage.

    Where a figure's own words do not say how far it has come, it is as far as the first term of
    the same offer of which the article does, or of the deal where it is no offer's.
    """
    every = list(claims)
    terms = [each for each in every if _is_term(each) and not each.title]
    found: list[Claimed] = []
    for claim in every:
        how = claim.sourcing or sourcing
        kind = claim.kind or ("confirm" if how in ON_RECORD else "rumor")
        stage = claim.stage
        name = claim.field.partition(".")[2]
        if name not in _TERMS:
            stage = ""
        elif kind != "deny" and (not stage or stage.endswith("?")):
            stage = _stage_of_deal(claim, terms, every) or stage
            if stage == "offered" and name in _AGREED and not raises:
                stage = ""
        found.append(claim.but(kind=kind, sourcing=how, stage=stage.rstrip("?")))
    return found


def _is_term(claim: Claimed) -> bool:
    return claim.field.partition(".")[2] in _TERMS and claim.kind != "deny"


def _stage_of_deal(claim: Claimed, terms: Sequence[Claimed], every: Sequence[Claimed]) -> str:
    """The stage that the deal has in so many words where the article first says it.

    An offer has its own; else the headline terms go before what single parties do.
    """
    element, _, name = claim.field.partition(".")
    if name in _OF_OFFERS:
        own = [each for each in terms if each.field.startswith(f"{element}.") and each.stage]
        plain = [each for each in own if not each.stage.endswith("?")] or own
        return plain[0].stage.rstrip("?") if plain else ""
    roots = [each for each in every if each.field in ("round.stage", "deal.stage")]
    if roots and (not terms or roots[0].start < terms[0].start):
        return roots[0].value
    plain = [each for each in terms if each.stage and not each.stage.endswith("?")]
    heads = [each for each in plain if not each.field.endswith((".commitment", ".amount"))]
    chosen = heads or plain or [each for each in terms if each.stage]
    return chosen[0].stage.rstrip("?") if chosen else ""


def _once(claims: Sequence[Claimed], left: list[Left]) -> list[Claimed]:
    """Each figure once, the first time; a title says nothing that the article does not say too."""
    found: list[Claimed] = []
    held: dict[tuple[str, bool, str], Claimed] = {}
    for claim in claims:
        key = (claim.field, claim.kind == "deny", claim.beside)
        former = held.get(key)
        start, end = claim.sentence
        if claim.title:
            continue
        if former is None:
            held[key] = claim
            found.append(claim)
        elif claim.value not in (former.value, former.was) and not claim.worded:
            why = f"{claim.field} was said before, as {former.quoted}"
            left.append(Left(start=start, end=end, why=why, words=claim.quoted))
    told = {(each.field, each.amount) for each in found}
    for claim in claims:
        if claim.title and (claim.field, claim.amount) not in told and not claim.worded:
            start, end = claim.sentence
            why = "the title alone says so"
            left.append(Left(start=start, end=end, why=why, words=claim.quoted))
    return found


def _silences(reading: Reading, claims: Sequence[Claimed]) -> list[Claimed]:
    """Who would not comment: on his own money where the article tells of it, else on the deal."""
    deal = reading.deal
    commitments = {each.field for each in claims if each.field.endswith(".commitment")}
    found: dict[str, Claimed] = {}
    for token, sentence in reading.declined:
        for mention in token.mentions:
            own = f"{mention.element}.commitment"
            if own not in commitments and deal.root != "round":
                continue  # of a takeover he may have been asked anything
            found.setdefault(
                mention.element,
                Claimed(
                    kind="no_comment",
                    field=own if own in commitments else "round.size",
                    said_by=reading.cast.name(mention),
                    sourcing="on_record" if token.sort == "person" else "",
                    start=sentence.start + token.start,
                    end=sentence.end,
                    value_start=sentence.start,
                    value_end=sentence.start,
                    sentence=(sentence.start, sentence.end),
                ),
            )
    return list(found.values())


def _merged(left: Sequence[Left]) -> list[Left]:
    """One line a sentence, with all that was left of it."""
    found: dict[tuple[int, int], Left] = {}
    for each in sorted(left, key=lambda one: one.start):
        place = (each.start, each.end)
        former = found.get(place)
        if former is None:
            found[place] = each
        elif each.words and each.words not in former.words:
            words = f"{former.words}; {each.words}" if former.words else each.words
            why = former.why if each.why in former.why else f"{former.why}; {each.why}"
            found[place] = former.but(words=words, why=why)
    return list(found.values())


def _cited(citations: Sequence[Citation], record: Known, article: Article) -> list[Citation]:
    """The outlets credited, each once, with the reports of each that could be meant."""
    found: dict[str, Citation] = {}
    for each in citations:
        if each.outlet.casefold() == article.source.casefold() or each.outlet in found:
            continue
        held = tuple(
            report.id
            for report in record.reports.values()
            if report.source.casefold() == each.outlet.casefold()
            and (not article.published or report.first[:10] <= article.published[:10])
        )
        found[each.outlet] = each.but(reports=held[-3:])
    return list(found.values())
