"""Logging: open a deal, log a report, import files, describe elements, grade sources."""

import os
import sys
from contextlib import closing
from typing import TYPE_CHECKING, Any

import click

from cli.claims import (
    ClaimCommand,
    claim_options,
    claims_typed,
    header_options,
    header_typed,
    none_before,
)
from cli.output import say
from cli.writing import (
    How,
    as_confidential,
    asks,
    day_order,
    documents,
    given_only,
    seen_option,
    the_deal,
    write,
    write_options,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cli.rejects import Rejects
    from domain.documents import Document, Rejected


@click.command("open")
@click.argument("deal")
@click.option("--name", metavar="TEXT", help="What people call it.")
@click.option(
    "--type",
    "kind",
    metavar="TYPE",
    help="funding_round, acquisition, merger, tender_offer, take_private, asset_sale, "
    "minority_stake, secondary_sale, joint_venture, debt_financing or commercial_agreement.",
)
@click.option("--currency", metavar="CODE", help="What a bare $ or number means: USD, EUR …")
@click.option("--note", metavar="TEXT", help="A note on the deal.")
@write_options
def open_(
    deal: str,
    name: str | None,
    kind: str | None,
    currency: str | None,
    note: str | None,
    **given: Any,
) -> None:
    """Begin to follow a deal; makes the ledger if there is none.

    \b
    dealtrail open acme-b --name 'Acme series B' --type funding_round --currency USD
    → acme-b#1 opened: Acme series B (funding round, currency USD)
    """
    content = {
        "open": deal,
        **given_only(name=name, type=kind, currency=(currency or "").upper(), note=note),
    }
    write(How(given), lambda: documents(content), create=True)


@click.command("log", cls=ClaimCommand)
@click.argument("deal", required=False)
@click.argument("file", required=False)
@header_options
@click.option("--id", "report", metavar="ID", help="Its key; made from source and date if absent.")
@click.option(
    "--element",
    "elements",
    multiple=True,
    metavar="'ID: KIND, NAME'",
    help="Introduces an element. Repeatable.",
)
@click.option(
    "--about", metavar="ELEMENT", help="In the editor: with all that is known of this one."
)
@click.option(
    "--confidential", is_flag=True, help="Seals its source and notes with a key kept outside."
)
@claim_options
@day_order
@seen_option
@write_options
def log(
    deal: str | None,
    file: str | None,
    report: str | None,
    elements: tuple[str, ...],
    about: str | None,
    *,
    confidential: bool,
    **given: Any,
) -> None:
    """Log one report with its claims: by options, from a FILE, from - or in $EDITOR.

    DEAL may be left out where the ledger has only one.

    Single quotes keep the shell away from the $. Options that begin with · follow the claim that
    they speak of.

    \b
    dealtrail log acme-b --source Reuters --published 2026-01-29 --sourcing anonymous_plural \\
      --rumor 'round.size = up to $50bn' --stage in_talks --rumor 'round.investors = Globex'
    → acme-b#3 rumor round.size (size)
        understood: USD 50,000,000,000 or less; stage in talks; sourcing anonymous plural
    """
    how = How(given)
    if file is None and deal is not None and _is_file(deal):
        deal, file = None, deal
    deal = the_deal(how.path, deal, "DEAL")
    header = header_typed(given, day_first=how.day_first)
    claims, before = claims_typed(given, header.get("published"), day_first=how.day_first)
    none_before(before)
    typed = {
        **header,
        **given_only(id=report, elements=dict(map(_element, elements)), claims=claims),
    }
    if file is not None:
        if about:
            _refuse_about(about)
        _no_options_beside(typed, file)

        def make() -> "list[Document]":
            found = _from_file(file, deal, day_first=how.day_first)
            return [as_confidential(each) for each in found] if confidential else found

        write(how, make)
        return
    if confidential:
        typed["confidential"] = "true"
    if about and (claims or not _interactive()):
        _refuse_about(about)
    if claims or not _interactive():
        _check_complete(typed)
        write(how, lambda: documents({"deal": deal, **typed}, day_first=how.day_first))
    else:
        from cli.template import log_by_template

        log_by_template(how, deal, typed, about)


def _is_file(word: str) -> bool:
    """Whether what stands for the deal is a file: an id has no stop, no slash, and is no hyphen."""
    return word == "-" or "." in word or os.sep in word


def _interactive() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty()


def _refuse_about(element: str) -> None:
    from domain.errors import Refused

    raise Refused(
        "this is for the template in the editor, which opens on a terminal without claims",
        code="E-USAGE",
        place="--about",
        seen=element,
        hint="leave it out",
    )


def _no_options_beside(typed: dict[str, Any], file: str) -> None:
    from domain.errors import Refused

    if typed:
        raise Refused(
            "a report is given by a file or by options, not by both",
            code="E-USAGE",
            place="FILE",
            seen=file,
            hint="write it into the file",
        )


def _check_complete(typed: dict[str, Any]) -> None:
    """Off a terminal nothing is asked: what is missing is named at once."""
    from domain.errors import Refused

    missing = [f"--{name}" for name in ("source", "published") if name not in typed]
    if "claims" not in typed:
        missing.append("a claim such as --rumor 'amazon.commitment = up to $50bn'")
    if missing:
        raise Refused(
            f"this is missing: {', '.join(missing)}",
            code="E-MISSING",
            place="log",
            hint="or name a FILE, or - for standard input; on a terminal, 'dealtrail log DEAL' "
            "alone opens a template in $EDITOR",
        )


def _from_file(file: str, deal: str, *, day_first: bool | None) -> "list[Document]":
    from cli.files import documents_of
    from domain.documents import GradeDocument
    from domain.errors import Refused
    from domain.order import ordered

    found = ordered(documents_of([file], deal=deal, day_first=day_first))
    for document in found:
        content = document.content
        about = None if isinstance(content, GradeDocument) else _deal_of(content)
        if about not in (None, deal):
            raise Refused(
                f"this document is about another deal than {deal}",
                code="E-DEAL",
                place=document.place,
                seen=about,
                hint=f"'dealtrail import {file}' takes documents about any deal",
            )
    return found


def _deal_of(content: Any) -> str:
    return str(getattr(content, "deal", None) or content.open)


def _element(text: str) -> tuple[str, dict[str, str]]:
    """`amazon: party, Amazon.com` apart."""
    from domain.errors import Refused

    element, colon, rest = text.partition(":")
    kind, _, name = (part.strip() for part in rest.partition(","))
    if not colon or not kind:
        raise Refused(
            "an element is introduced as ID: KIND, NAME",
            code="E-ELEMENT",
            place="--element",
            seen=text,
            hint="--element 'amazon: party, Amazon.com'",
        )
    return element.strip(), {"kind": kind, **({"name": name} if name else {})}


@click.command("import")
@click.argument("files", nargs=-1, required=True, metavar="FILE…")
@day_order
@click.option(
    "--partial", is_flag=True, help="Leave out what is wrong, list it in a file, save the rest."
)
@click.option(
    "--rejects", metavar="FILE", help="That file, rejects.csv if not said; never written over."
)
@seen_option
@write_options
def import_(files: tuple[str, ...], *, partial: bool, rejects: str | None, **given: Any) -> None:
    """Import report files (YAML, JSON, JSON Lines), folders of them, or - for standard input.

    All or nothing: where anything is wrong, all of it is listed and nothing is saved. What is in
    the ledger already is recognised, so importing again adds nothing.

    With --partial what is wrong is left out, and so is what speaks of it, such as the fix of a
    claim in a report that was left out. The exit code is then 2 as without it.

    \b
    dealtrail import examples/openai-2026
    → 127 new, 0 known
    """

    how = How(given)

    left_out = _rejects(rejects, partial=partial)

    def make() -> "list[Document]":
        from cli.files import documents_of, sifted
        from domain.order import ordered

        if left_out is None:
            return ordered(documents_of(files, day_first=how.day_first))
        found, left_out.found = sifted(files, day_first=how.day_first)
        _refuse_missing(left_out.found)
        return ordered(found)

    write(how, make, create=True, summary=True, rejects=left_out)


def _rejects(path: str | None, *, partial: bool) -> "Rejects | None":
    if partial:
        from cli.rejects import Rejects

        return Rejects(path or "rejects.csv")
    if path is not None:
        from domain.errors import Refused

        raise Refused(
            "it takes what --partial leaves out",
            code="E-USAGE",
            place="--rejects",
            seen=path,
            hint="add --partial, or leave it out: without it all is imported or nothing",
        )
    return None


def _refuse_missing(rejected: "Sequence[Rejected]") -> None:
    """A file that is not there was mistyped: nothing of that is to be left out in passing."""
    from domain.errors import Problems

    every = [problem for each in rejected for problem in each.problems]
    if missing := [problem for problem in every if problem.code == "E-NOFILE"]:
        raise Problems(missing)


@click.command("describe")
@click.argument("deal")
@click.argument("element")
@click.option("--kind", metavar="KIND", help="party, offer, tranche, instrument …")
@click.option("--name", metavar="TEXT", help="The name to show.")
@click.option("--alias", "aliases", multiple=True, metavar="TEXT", help="Another name. Repeatable.")
@click.option(
    "--identifier",
    "identifiers",
    multiple=True,
    metavar="SCHEME=VALUE",
    help="ticker=AMZN, lei=…, wikidata=Q3884. Repeatable.",
)
@write_options
def describe(
    deal: str,
    element: str,
    kind: str | None,
    name: str | None,
    aliases: tuple[str, ...],
    identifiers: tuple[str, ...],
    **given: Any,
) -> None:
    """Give an element its kind, its name, other names, or identifiers.

    \b
    dealtrail describe openai-2026 amazon --name Amazon --identifier ticker=AMZN
    → openai-2026#44 describes amazon: Amazon, ticker AMZN
    """
    content = {
        "deal": deal,
        "describe": element,
        **given_only(
            kind=kind,
            name=name,
            aliases=list(aliases),
            identifiers=dict(map(_identifier, identifiers)),
        ),
    }
    write(How(given), lambda: documents(content))


def _identifier(text: str) -> tuple[str, str]:
    from domain.errors import Refused

    scheme, equals, value = (part.strip() for part in text.partition("="))
    if not equals or not value:
        raise Refused(
            "an identifier is SCHEME=VALUE",
            code="E-VALUE",
            place="--identifier",
            seen=text,
            hint="--identifier ticker=AMZN",
        )
    return scheme.lower(), value


@click.command("identify")
@click.argument("deal")
@click.argument("elements", nargs=-1, required=True, metavar="ELEMENT ELEMENT…")
@click.option("--why", metavar="TEXT", help="How that is known.")
@write_options
def identify(deal: str, elements: tuple[str, ...], why: str | None, **given: Any) -> None:
    """Say that several ids are one thing; the first stays its name. 'distinguish' takes it back.

    \b
    dealtrail identify openai-2026 pif gulf-investor --why 'named by the FT on 3 March'
    → openai-2026#45 pif, gulf-investor are one: pif
    """
    content = {"deal": deal, "identify": list(elements), **given_only(why=why)}
    write(How(given), lambda: documents(content, place="ELEMENT"))


@click.command("distinguish")
@click.argument("deal")
@click.argument("elements", nargs=-1, required=True, metavar="ELEMENT ELEMENT…")
@click.option("--why", metavar="TEXT", help="How that is known.")
@write_options
def distinguish(deal: str, elements: tuple[str, ...], why: str | None, **given: Any) -> None:
    """Say that several ids are not one thing after all.

    \b
    dealtrail distinguish openai-2026 pif gulf-investor --why 'it was MGX'
    → openai-2026#46 pif, gulf-investor are not one
    """
    content = {"deal": deal, "distinguish": list(elements), **given_only(why=why)}
    write(How(given), lambda: documents(content, place="ELEMENT"))


@click.command("grade")
@click.argument("source")
@click.argument("letter", metavar="A-F")
@click.option("--why", metavar="TEXT", help="On what grounds.")
@write_options
def grade(source: str, letter: str, why: str | None, **given: Any) -> None:
    """Grade how reliable a source is, A (completely) to E (not); F: it cannot be judged.

    \b
    dealtrail grade 'The Information' B --why 'two of its three exclusives held'
    → source/the-information#1 The Information is graded B
    """
    graded = {"source": source, "grade": letter.upper(), **given_only(why=why)}
    how = How(given)
    _doubt_source(how.path, source)
    write(how, lambda: documents({"grade": graded}))


def _doubt_source(path: str, source: str) -> None:
    """Warn of a source that no report has, and that one almost has; a person is asked."""
    from domain import history
    from domain.names import near, slug

    with closing(history.open_ledger(path)) as connection:
        named = {slug(name): name for _, _, name in history.reports(connection)}
    if slug(source) in named:
        return
    for meant in near(slug(source), named, cutoff=0.8)[:1]:
        say(f"W-NEAR no report is of {source!r}; is it {named[meant]!r}?")
        if asks() and not click.confirm("Grade it all the same?", default=False, err=True):
            say("nothing was stored")
            raise click.Abort
