"""An article as a draft of the form: the one place where the page meets the reading of articles."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cli.typed import Row, Typed, element_lines, row_of
from domain.articles.opening import open_article
from domain.articles.proposal import Claimed, Proposal, written
from domain.articles.propose import propose
from domain.errors import Refused
from domain.record import Record

if TYPE_CHECKING:
    from cli.web.forms import File
    from domain.articles.article import Article
    from domain.known import Known

MAX_FILE = 5_000_000


class Left(Record):
    """A sentence that gave no claim, and why."""

    sentence: str
    why: str


class Drafted(Record):
    """What was typed with what an article says: its claims as rows after those that are there.

    `left` are the sentences that a person should look at, `notes` what is doubtful about the whole.
    """

    typed: Typed
    left: tuple[Left, ...] = ()
    notes: tuple[str, ...] = ()


def drafted(typed: Typed, file: "File | None", record: "Known", *, fetches: bool) -> Drafted:
    """The claims that an article makes, by rules: a file that was chosen, an address, or the text.

    Nothing that was typed is replaced, except the text by that of a file. Raises what the reading
    of articles refuses, and `Refused` for an address that may not be loaded.
    """
    article = _article(typed, file, fetches=fetches)
    known = {name: typed.header[name] for name in ("source", "published") if typed.header.get(name)}
    proposal = propose(article.but(**known), record)
    header = {**_header(proposal, article), **{k: v for k, v in typed.header.items() if v}}
    sourcing = header.get("sourcing", "")
    rows = [_row(article, claim, sourcing) for claim in proposal.claims]
    made = typed.but(
        header=header,
        text=typed.text if _is_text(typed, file) else article.text,
        elements=_elements(typed, proposal),
    ).with_rows(rows)
    return Drafted(
        typed=made,
        left=tuple(
            Left(sentence=article.text[each.start : each.end], why=each.why)
            for each in proposal.left
        ),
        notes=(*article.warnings, *proposal.warnings, *_credits(proposal)),
    )


def _is_text(typed: Typed, file: "File | None") -> bool:
    """Whether it is the text that is read, and no file or address."""
    return file is None and not (typed.address and not typed.text.strip())


def _article(typed: Typed, file: "File | None", *, fetches: bool) -> "Article":
    if file is not None:
        if len(file.content) > MAX_FILE:
            raise Refused(
                f"a file has at most {MAX_FILE // 1_000_000} MB here",
                code="E-SIZE",
                place="file",
                seen=f"{len(file.content):,} bytes",
                hint="'dealtrail draft' reads larger ones",
            )
        return open_article(file.content, name=file.name or "the file")
    if not _is_text(typed, file):
        if not fetches:
            raise Refused(
                "no address is loaded: the page was started without --fetch",
                code="E-FETCH",
                place="address",
                seen=typed.address,
                hint="paste the text, or save the page and choose the file",
            )
        from domain.articles.fetching import fetch

        data, address = fetch(typed.address)
        return open_article(data, name=typed.address, url=address)
    return open_article(typed.text.encode(), name="the text", url=typed.address)


def _header(proposal: Proposal, article: "Article") -> dict[str, str]:
    """The parts of the header that the article names, and the reports that it must cite."""
    found = {name: str(said) for name, said in proposal.header.items() if said}
    if article.author:
        found["byline"] = " ".join(article.author.split())
    certain = [each.reports[0] for each in proposal.citations if len(each.reports) == 1]
    if certain:
        found["cites"] = ", ".join(certain)
    return found


def _row(article: "Article", claim: Claimed, sourcing: str) -> Row:
    """A claim as a row, with the words that it rests on."""
    place = " ".join(article.text[claim.start : claim.end].split())
    return row_of({**written(claim, sourcing=sourcing), "place": place}, "0")


def _elements(typed: Typed, proposal: Proposal) -> str:
    """The new elements, a line each, without those that are typed already."""
    lines = typed.elements.splitlines()
    there = {line.partition(":")[0].strip() for line in lines}
    new = {name: parts for name, parts in proposal.elements.items() if name not in there}
    return "\n".join(filter(None, (*lines, element_lines(new))))


def _credits(proposal: Proposal) -> Iterator[str]:
    for each in proposal.citations:
        if not each.reports:
            yield f"credits {each.outlet}, of which no report is held: name one under Cites"
        elif len(each.reports) > 1:
            yield f"credits {each.outlet}: which is it? {', '.join(each.reports)}"
