"""Claims as options: `--rumor 'amazon.commitment = up to $50bn' --stage in_talks`.

The five verbs can be repeated and keep the order in which they were typed. What belongs to one
claim (`--stage`, `--said-by` …) follows it and applies to the verb just before.
"""

import os
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import click

from domain.errors import Refused

VERBS = ("rumor", "change", "confirm", "deny", "no_comment")
EXTRAS = {
    "stage": "How far it has come: in_talks, offered, agreed, signed, closed …",
    "claim_sourcing": "How it is known, where not as the rest of the report.",
    "said_by": "Who says so, by name.",
    "effective": "When it was so, if not when published.",
    "was": "The former value, where the report gives one.",
    "scope": "What exactly is meant.",
    "if": "The hypothesis under which it holds; kept beside the main line.",
    "sighting_of": "A claim already logged that this one merely saw again: REPORT-ID#NUMBER.",
    "on_top_of": "The figure that this one adds to: ELEMENT.FIELD.",
    "part_of": "The figure that this money lies inside of: ELEMENT.FIELD.",
    "quoted": "The words read, where the stored form says less.",
    "place": "Where in the text.",
    "claim_note": "A note on this claim.",
}
STORED_AS = {  # where the option is not called as the part
    "claim_sourcing": "sourcing",
    "if": "if_",
    "quoted": "as_quoted",
    "claim_note": "note",
}
LISTS = frozenset(("sighting_of",))
_ORDER = "dealtrail.order"

Command = TypeVar("Command", bound=Callable[..., Any])


class ClaimCommand(click.Command):
    """A command that remembers in which order its options were typed.

    A claim typed without its verb is refused as what it is. Raises `Refused` (E-USAGE).
    """

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """As click does it, with a look at what is no option."""
        if ctx.resilient_parsing:  # somebody is still typing
            return super().parse_args(ctx, args)
        typed, left, order = self.make_parser(ctx).parse_args(args=list(args))
        names = (each.name for each in self.params if isinstance(each, click.Argument))
        for text in (*(typed.get(name) for name in names), *left):
            if isinstance(text, str) and _is_claim(text):
                from shlex import quote

                raise Refused(
                    "a claim needs its verb, one of rumor, change, confirm, deny and no-comment",
                    code="E-USAGE",
                    place=ctx.info_name or "",
                    seen=text,
                    hint=f"--rumor {quote(text)}{_INSTEAD.get(self.name or '', '')}",
                )
        ctx.meta[_ORDER] = [param.name for param in order]
        return super().parse_args(ctx, args)


_INSTEAD = {"amend": ", or its value alone: --value '…'"}


def _is_claim(text: str) -> bool:
    """Whether an argument is written as a claim: `amazon.commitment = up to $50bn`."""
    field, equals, _ = text.partition("=")
    element, point, name = field.strip().partition(".")
    named = equals and point and element and name and os.sep not in field
    return bool(named) and not os.path.exists(text)


def _flag(name: str) -> str:
    return f"--{name.replace('_', '-')}"


def claim_options(command: Command) -> Command:
    """Give a command the five verbs and what may follow each."""
    for name, words in reversed(EXTRAS.items()):
        command = click.option(
            _flag(name), f"of_claim_{name}", multiple=True, metavar="TEXT", help=f"· {words}"
        )(command)
    for verb in reversed(VERBS):
        command = click.option(
            _flag(verb),
            f"claim_{verb}",
            multiple=True,
            metavar="'ELEMENT.FIELD = TEXT'",
            help=_SAYS[verb],
        )(command)
    return command


_SAYS = {
    "rumor": "It is reported, not on the record. Repeatable, like the four below.",
    "change": "The report says that the deal itself moved.",
    "confirm": "A party, filing or authority states it on the record.",
    "deny": "It is denied; without '= TEXT' the whole field, 'report ID' a whole report.",
    "no_comment": "Asked, and would not say.",
}


def claims_typed(
    given: dict[str, Any], published: str | None = None, *, day_first: bool | None = None
) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """The claims in the order typed, and the parts typed before any claim.

    Takes the options of a claim out of `given`; an `--effective` in words counts from the day of
    publication, and `day_first` says what 03/04/2026 means in it. Raises `Refused` (E-CLAIM) for a
    part said twice.
    """
    texts = {name: iter(given.pop(name)) for name in list(given) if _is_of_claim(name)}
    claims: list[dict[str, Any]] = []
    before: dict[str, Any] = {}
    for name, text in _in_order(texts):
        if name.startswith("claim_"):
            claims.append({name.removeprefix("claim_"): text})
            continue
        extra = name.removeprefix("of_claim_")
        target = claims[-1] if claims else before
        part = STORED_AS.get(extra, extra)
        if extra in LISTS:
            target.setdefault(part, []).append(text)
        elif part in target:
            raise Refused(
                "said twice of one claim; it applies to the claim just before it",
                code="E-CLAIM",
                place=_flag(extra),
                seen=text,
                hint=f"{target[part]!r} was said before",
            )
        else:
            if extra == "effective":
                text = date_typed(text, "--effective", published, day_first=day_first)
            target[part] = text
    return claims, before


def _is_of_claim(name: str) -> bool:
    return name.startswith(("claim_", "of_claim_"))


def _in_order(texts: dict[str, Iterator[str]]) -> Iterator[tuple[str, str]]:
    order: list[str] = click.get_current_context().meta[_ORDER]
    for name in order:
        if name in texts:
            yield name, next(texts[name])


def none_before(before: dict[str, Any]) -> None:
    """Refuse parts of a claim that were typed before any claim."""
    for part, text in before.items():
        raise Refused(
            "belongs to a claim, and applies to the one typed just before it",
            code="E-CLAIM",
            place=_flag(part.rstrip("_")),
            seen=text,
            hint="write it after the claim: --rumor 'amazon.commitment = up to $50bn' --stage …",
        )


# -- the header of a report ----------------------------------------------------------------------

HEADER: dict[str, str] = {
    "source": "Who published it.",
    "published": "When: 2026-01-29, 2026-01, 2026-01-29T14:00:00Z, 2026-01-27/2026-01-31.",
    "url": "Its address.",
    "language": "Language of the report: en, fr …",
    "byline": "Who wrote it.",
    "sourcing": "How its author knew: filing, company_statement, on_record, document_seen, "
    "anonymous_plural, anonymous_single, unattributed, aggregated, own_confidential.",
    "quality": "primary, wire, secondary, aggregator or unreliable.",
    "read_through": "Address of the page it was read on, where the original was not.",
    "note": "A note on the report.",
}


def header_options(command: Command) -> Command:
    """Give a command the parts of a report's header."""
    command = click.option(
        "--own-sources", is_flag=True, help="It knows from sources of its own what it cites."
    )(command)
    command = click.option(
        "--cites", multiple=True, metavar="REPORT", help="A report it credits. Repeatable."
    )(command)
    for name, words in reversed(HEADER.items()):
        command = click.option(_flag(name), metavar="TEXT", help=words)(command)
    return command


def header_typed(given: dict[str, Any], *, day_first: bool | None = None) -> dict[str, Any]:
    """The parts of the header that were typed, taken out of `given`."""
    header = {name: given.pop(name) for name in (*HEADER, "cites", "own_sources")}
    if header["own_sources"]:
        header["own_sources"] = "true"
    header["cites"] = list(header["cites"])
    if header["published"]:
        header["published"] = date_typed(header["published"], "--published", day_first=day_first)
    return {name: part for name, part in header.items() if part}


def date_typed(
    text: str, place: str, today: str | None = None, *, day_first: bool | None = None
) -> str:
    """A date as people type it ("yesterday", "3 March 2026"), in EDTF. Raises `Refused`."""
    from datetime import UTC, datetime

    from domain.shapes import read_date

    try:
        today = today or datetime.now(UTC).strftime("%Y-%m-%d")
        return read_date(text, today, day_first=day_first)
    except Refused as refusal:
        refusal.place = place
        raise
