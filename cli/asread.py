"""What `dealtrail help` says of dates and amounts: what is read is shown by reading it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

TOPICS = {
    "dates": """\
Dates may be as imprecise as the report: what is not known is not made up.

  2026-01-30                      a day; in an option it means the end of it, UTC
  2026-01-30T14:00+01:00          an instant; also 2026-01-30T14:00 Europe/Rome
  2026-01   2026   2026-Q1   2026-H2
  2025-10~  2026-03?              about, uncertain
  2026-01-27/2026-01-31           somewhere in this window
  2026-06/..                      from then on

An option takes the same, and what people say: --as-of 2026-Q1 is the end of March, and so is
--as-of 'Q1 2026'; '30 Jan 2026', 'June 2025', yesterday, today and now work too.
03/04/2026 is refused, since it could be two dates. For files full of them, `import` and `log`
take --dayfirst (3 April) or --monthfirst (March 4). The receipt says how each was read, and what
is no date in that order, such as 04/30/2026 with --dayfirst, is refused.

A claim takes them as reports write them, in English and French. In a report of Thursday,
29 January 2026:

{examples}

A year, a week or a season that is left out counts from the day of publication. Where a field lies
ahead ({ahead})
it is the coming one; elsewhere it is refused with the two that it may be, as are "next Friday" on a
Thursday and "next summer" in January. A weekday beside the day decides its year. Seasons are those
of the northern hemisphere, three whole months each: summer is June to August. A financial year is
read where its months are told: 'the year to March 2027'.

{words}

Three dates of an answer:
  --as-of DATE      only what was published by then (what could the world know?)
  --known-at DATE   only what this ledger had recorded by then (what did we know?)
  --true-at DATE    what held then, of what was published; else the --as-of date

  dealtrail state openai-2026 --as-of 2026-01-30
  dealtrail state openai-2026 --as-of 2026-01-30 --true-at 2025-12-31
""",
    "amounts": """\
Write amounts as the report does; the hedge is kept, and so is the precision.

{examples}

Without a currency an amount is in the deal's own. $ is the dollar of the deal; where the deal is
in no dollar, write the code: USD 50bn. English, French, German, Spanish and Italian are read. What
could be two amounts is refused with both: 1,234 million, 1,2 billion. So is a word without a
meaning. A former value goes into --was, an increment into --on-top-of.

{words}

Use single quotes in a shell. In double quotes "$50bn" becomes "0bn":

  dealtrail log openai-2026 --rumor 'amazon.commitment = up to $50bn'
""",
}

_EXAMPLES: Mapping[str, Sequence[tuple[str, str]]] = {
    "amounts": (
        ("party.commitment", "up to $50bn"),
        ("party.commitment", "at least $10bn"),
        ("party.commitment", "$13 billion-plus"),
        ("party.commitment", "nearly $830bn"),
        ("party.commitment", "$30-35bn"),
        ("party.commitment", "mid-teens billions"),
        ("party.commitment", "jusqu'à 50 milliards de dollars"),
        ("party.commitment", "quelque 2,3 Md€"),
        ("party.commitment", "rund 3 Mrd. Euro"),
        ("party.commitment", "₹5,520 crore"),
        ("offer.price_per_share", "$61.50 a share in cash"),
        ("party.stake", "a 27% stake on a fully diluted basis"),
        ("party.stake", "un tiers du capital"),
        ("offer.premium", "a premium of 38% to the undisturbed price"),
    ),
    "dates": (
        ("round.expected_close", "late March"),
        ("round.expected_close", "by the end of Q2"),
        ("round.expected_close", "as soon as Friday"),
        ("round.expected_close", "within two weeks"),
        ("round.expected_close", "in the coming weeks"),
        ("round.expected_close", "March or April 2026"),
        ("round.expected_close", "2H26"),
        ("round.expected_close", "this summer"),
        ("round.expected_close", "au plus tard fin juin"),
        ("round.expected_close", "d'ici la fin du deuxième trimestre"),
        ("round.closed_on", "last November"),
        ("round.closed_on", "a fortnight ago"),
        ("round.closed_on", "cette semaine"),
        ("round.closed_on", "Friday 27 June"),
    ),
}
_HEDGES = ("at_most", "at_least", "more_than", "less_than", "about", "before", "after")
_SHOWN = 3
_ASIDE = ("as_quoted", "anchor")


def text_of(topic: str) -> str:
    """What `dealtrail help dates` or `amounts` prints."""
    text = TOPICS[topic]
    from domain.fields import every_field

    return text.format(
        examples="\n".join(_read(topic)),
        words="\n".join(_words(topic)),
        ahead=", ".join(sorted({field.name for field in every_field() if field.ahead})),
    )


def _read(topic: str) -> Iterator[str]:
    """Each example with what is read, in full."""
    from domain.fields import find
    from domain.reading import Context, digits, read

    context = Context(currency="USD", day="2026-01-29")
    width = max(len(text) for _, text in _EXAMPLES[topic])
    for place, text in _EXAMPLES[topic]:
        kind, _, name = place.partition(".")
        field = find(kind, name)
        if field is not None:
            value = read(text, field, context)
            said = digits({part: value[part] for part in value if part not in _ASIDE})
            yield f"  {text:{width}}  {said}"


def _words(topic: str) -> Iterator[str]:
    """The hedges of English and French: the first few of each, and how many there are."""
    from domain.reading import almanac, vocabulary

    known: Any = almanac.words_in if topic == "dates" else vocabulary.words_in
    total = 0
    for hedge in _HEDGES:
        some = []
        for language in ("en", "fr"):
            tables = known(language)["hedges"]
            every = [*tables.get(hedge, ()), *tables.get(f"{hedge}_as_quoted", ())]
            total += len(every)
            some.append(", ".join(every[:_SHOWN]))
        if any(some):
            yield f"  {hedge.replace('_', ' '):10} {'; '.join(filter(None, some))}"
    where = f"domain/reading/words/{'dates/' if topic == 'dates' else ''}"
    yield f"\nThese are some of {total} words for bounds; all are lists in {where}."
