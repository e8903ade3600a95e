"""`dealtrail draft`: an article to a report file with the claims that it makes, by rules.

Nothing enters the ledger without a person's yes: a draft is a file to look at and log, or opens in
the editor and is logged from there once the person has said so.
"""

import os
import sys
from typing import TYPE_CHECKING, Any

import click

from cli.output import clean, say, write, write_json

if TYPE_CHECKING:
    from domain.articles.article import Article
    from domain.articles.proposal import Claimed, Proposal
    from domain.known import Known

SCHEMA = "dealtrail.draft/1"
_WEB = ("http://", "https://")


@click.command("draft")
@click.argument("article", nargs=-1, required=True, metavar="[DEAL] FILE|URL|-")
@click.option("--out", metavar="FILE", help="Where the draft goes; never over another file.")
@click.option("--force", is_flag=True, help="Write over that file all the same.")
@click.option("--edit", is_flag=True, help="Open the draft in $EDITOR, ask, and log it.")
@click.option("--fetch", is_flag=True, help="Load the page at that address; else none is loaded.")
@click.option("--source", metavar="TEXT", help="Who published it, where the article does not say.")
@click.option("--published", metavar="DATE", help="When, where the article does not say.")
@click.option("--url", metavar="URL", help="Its address, where the article does not say.")
@click.option("--language", metavar="CODE", help="en or fr, where it cannot be told.")
@click.option("--json", "as_json", is_flag=True, help="The draft as JSON, with places in the text.")
def draft(
    article: tuple[str, ...],
    out: str | None,
    *,
    force: bool,
    edit: bool,
    fetch: bool,
    as_json: bool,
    **stated: str | None,
) -> None:
    """Propose a report from an article: text, a saved page or a PDF.

    The claims are found by rules, without any network: each with the sentence that it rests on.
    What is in doubt is left for you. Where one deal alone is named in the text, DEAL may be left
    out.

    \b
    dealtrail draft acme-b article.txt --source Reuters --published 2026-01-29
    → article.draft.yaml: 6 claims, 4 sentences left for you
    """
    deal, name = _arguments(article)
    read = _stated(_open(name, fetch=fetch), stated)
    record = _record(deal, read)
    from domain.articles.propose import propose
    from domain.articles.report_file import report_file

    proposal = propose(read, record)
    for warning in (*read.warnings, *_known_before(record, read)):
        say(f"warning: {warning}")
    if as_json:
        write_json(draft_json(proposal, read))
        return
    text = report_file(proposal, read, name=name if name != "-" else "standard input")
    if edit:
        _edit(record, text)
    elif out is None and not _on_terminal():
        write(text)
    else:
        path = out or _beside(name)
        _save(text, path, force=force)
        if _on_terminal():
            write(shown(proposal, read))
        say(f"{path}: {_counted(proposal)}")
        say(f"look at it, then: dealtrail log {record.deal} {path}")


def _on_terminal() -> bool:
    return sys.stdout.isatty()


def _arguments(given: tuple[str, ...]) -> tuple[str | None, str]:
    from domain.errors import Refused

    if len(given) > 2:
        raise Refused(
            "one article at a time",
            code="E-USAGE",
            place="draft",
            seen=" ".join(given),
            hint="dealtrail draft DEAL FILE",
        )
    return (given[0], given[1]) if len(given) == 2 else (None, given[0])


# -- the article -----------------------------------------------------------------------------------


def _open(name: str, *, fetch: bool) -> "Article":
    """The article in a file, at an address or on standard input."""
    from domain.articles.opening import open_article
    from domain.errors import Refused

    if name.startswith(_WEB):
        if not fetch:
            raise Refused(
                "nothing is loaded from the network unless you ask for it",
                code="E-USAGE",
                place="--fetch",
                seen=name,
                hint="add --fetch, or save the page and give the file",
            )
        from domain.articles.fetching import fetch as load

        data, address = load(name)
        return open_article(data, name=name, url=address)
    if name == "-":
        return open_article(sys.stdin.buffer.read(), name="standard input")
    try:
        with open(name, "rb") as file:
            return open_article(file.read(), name=name)
    except OSError as error:
        raise Refused(
            f"the file cannot be read ({error.strerror})",
            code="E-NOFILE",
            place="draft",
            seen=name,
            hint="is the name right? An address begins with https://",
        ) from error


def _stated(article: "Article", stated: dict[str, str | None]) -> "Article":
    """The article with what the person says of it, which goes before what it says itself."""
    from cli.claims import date_typed

    given = {part: said for part, said in stated.items() if said}
    if "published" in given:
        given["published"] = date_typed(given["published"], "--published")
    return article.but(**given)


def _known_before(record: "Known", article: "Article") -> list[str]:
    """Whether the same page seems to be logged already."""
    found = []
    for report in record.reports_like(article.source, article.published, article.url or None):
        same = "address" if article.url and report.url == article.url else "source and date"
        found.append(f"W-DUP {report.id} in {record.deal} has the same {same}; is it this one?")
    return found


# -- the deal --------------------------------------------------------------------------------------


def _record(deal: str | None, article: "Article") -> "Known":
    """The record of the deal named, or of the only one that the text is about."""
    from contextlib import closing

    from cli.options import ledger_path
    from cli.writing import record_of
    from domain import history
    from domain.articles.whole import is_about
    from domain.errors import Refused

    path = ledger_path()
    if deal is not None:
        return record_of(path, deal)
    with closing(history.open_ledger(path)) as connection:
        names = history.deals(connection)
    every = [record_of(path, each) for each in names]
    found = [each for each in every if is_about(each, article.text)]
    if len(found) == 1:
        return found[0]
    some = ", ".join(each.deal for each in found[:8])
    raise Refused(
        f"the text names {len(found)} of your deals; say which" if found else "which deal is it?",
        code="E-DEAL",
        place="DEAL",
        seen=some or None,
        hint=f"dealtrail draft {found[0].deal if found else 'DEAL'} FILE"
        + ("" if found else "; no deal of this ledger is named in the text"),
    )


# -- what comes out --------------------------------------------------------------------------------


def _beside(name: str) -> str:
    """The name of a draft: that of the article, in the folder one is in."""
    stem = name.rstrip("/").rpartition("/")[2] if name.startswith(_WEB) else os.path.basename(name)
    stem = os.path.splitext(stem)[0] if name != "-" else ""
    plain = "".join(sign if sign.isalnum() or sign in "-_." else "-" for sign in stem)[:60]
    return f"{plain.strip('.-') or 'article'}.draft.yaml"


def _save(text: str, path: str, *, force: bool) -> None:
    from domain.errors import Refused

    try:
        with open(path, "w" if force else "x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise Refused(
            "there is a file of that name; nothing was written",
            code="E-EXISTS",
            place="--out",
            seen=path,
            hint="--out another name, or --force to write over it",
        ) from None
    except OSError as error:
        raise Refused(
            f"the draft cannot be written there ({error.strerror})",
            code="E-NOFILE",
            place="--out",
            seen=path,
        ) from error


def _edit(record: "Known", text: str) -> None:
    """Let the person work on the draft, ask, and log what he leaves."""
    from cli.template import log_text
    from cli.writing import How

    how = How({"dry_run": False, "command_id": None, "as_json": False})
    empty = (at for at, line in enumerate(text.splitlines(), 1) if "  # fill in:" in line)
    log_text(how, record, text, line=next(empty, 1), ask=True)


def _counted(proposal: "Proposal") -> str:
    claims, left = len(proposal.claims), len(proposal.left)
    return (
        f"{claims} claim{'' if claims == 1 else 's'}, "
        f"{left} sentence{'' if left == 1 else 's'} left for you"
    )


def shown(proposal: "Proposal", article: "Article") -> str:
    """The draft as a list for people."""
    from domain.articles.report_file import credit, one_line, parted

    header = proposal.header
    source, published = (header.get(part, f"{part} unknown") for part in ("source", "published"))
    lines = [f"{source}, {published}, {header['language']}; sourcing {_plain(header['sourcing'])}"]
    width = max((len(each.field) for each in proposal.claims), default=0)
    for claim in proposal.claims:
        lines.append(f"  {_plain(claim.kind):<10} {claim.field:<{width}}  {_said(claim)}")
        lines.append(f"  {'':10} {'':{width}}  “{one_line(article.text[claim.start : claim.end])}”")
    for element, parts in proposal.elements.items():
        lines.append(f"  {'new':<10} {element} ({parts['kind']}, {parts['name']})")
    lines += [f"  {credit(each)}" for each in proposal.citations]
    with_figures, without = parted(proposal.left)
    if with_figures:
        lines.append("left for you:")
    for each in with_figures:
        words = f"{one_line(each.words)} ({each.why})" if each.words else each.why
        lines.append(f"  {words}")
        lines.append(f"    “{_short(one_line(article.text[each.start : each.end]))}”")
    if without:
        lines.append("of the deal too, and without a figure:")
    for each in without:
        lines.append(f"    “{_short(one_line(article.text[each.start : each.end]))}”")
    return "".join(f"{clean(line)}\n" for line in lines)


def _said(claim: "Claimed") -> str:
    """What a claim says, how it is read, and how it is known."""
    read = claim.value if claim.worded else claim.understood
    parts = [_plain(read) if claim.worded else read, claim.stage and _plain(claim.stage)]
    parts += [claim.was and f"was {claim.was}", _plain(claim.sourcing)]
    parts += [claim.said_by and f"said by {claim.said_by}"]
    return "; ".join(filter(None, parts))


def _plain(word: str) -> str:
    return word.replace("_", " ")


def _short(text: str, most: int = 150) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def draft_json(proposal: "Proposal", article: "Article") -> dict[str, Any]:
    """The draft as JSON, the schema `dealtrail.draft/1`."""
    from domain.articles.report_file import document

    report = document(proposal)
    claims = [
        {
            "claim": body,
            "understood": claim.understood or None,
            "place": {"start": claim.start, "end": claim.end, "text": _cut(article, claim)},
            "value": {"start": claim.value_start, "end": claim.value_end} if claim.quoted else None,
            "sentence": dict(zip(("start", "end"), claim.sentence, strict=True)),
        }
        for claim, body in zip(proposal.claims, report["claims"], strict=True)
    ]
    return {
        "schema": SCHEMA,
        "deal": proposal.deal,
        "header": dict(proposal.header),
        "elements": report["elements"],
        "claims": claims,
        "credits": [
            {
                "outlet": each.outlet,
                "reports": list(each.reports),
                "start": each.start,
                "end": each.end,
            }
            for each in proposal.citations
        ],
        "left": [
            {"start": each.start, "end": each.end, "words": each.words or None, "why": each.why}
            for each in proposal.left
        ],
        "warnings": [*article.warnings, *proposal.warnings],
    }


def _cut(article: "Article", claim: "Claimed") -> str:
    return article.text[claim.start : claim.end]
