"""What programs may change through the API: each takes a body, and gives a status and an answer."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from cli.changes import before_and_after, changes
from cli.echo import receipt_json
from cli.inbox import number_of, proposal_json
from domain import files, inbox
from domain.documents import (
    DealDocument,
    Document,
    ReportDocument,
    shape,
)
from domain.errors import Refused
from domain.ledger import Ledger, Receipt, user

if TYPE_CHECKING:
    from cli.web.address import Address

Answer = tuple[int, Mapping[str, Any]]


def open_deal(at: "Address", body: bytes, *, key: str | None) -> Answer:
    """Begin to follow a deal."""
    return _stored(at, read_json(body), key, DealDocument)


def log(at: "Address", body: bytes, *, key: str | None) -> Answer:
    """Log a report."""
    return _stored(at, read_json(body), key, ReportDocument)


def fix(at: "Address", body: bytes, *, key: str | None) -> Answer:
    """Put the log right, note a publisher's act, describe an element, or grade a source."""
    return _stored(at, read_json(body), key, None)


def propose(at: "Address", body: bytes, *, key: str | None) -> Answer:
    """Leave a report in the inbox."""
    given = _parts(read_json(body), "document", "text", "by", "through")
    document = given.get("document")
    if not isinstance(document, dict):
        raise Refused(
            "this part is missing",
            code="E-MISSING",
            place="document",
            hint='{"document": {"deal": …}, "text": …}',
        )
    text, by, through = (_line(given, name) for name in ("text", "by", "through"))
    one = inbox.propose(
        at.where, document, by=by or user(), through=through, text=text, command_id=key
    )
    return 201, proposal_json(one)


def approve(at: "Address", body: bytes, *, key: str | None, number: str) -> Answer:  # noqa: ARG001 - its proposal is its key
    """Log what was proposed."""
    given = _parts(read_json(body or b"{}"), "claims", "document")
    claims, document = given.get("claims"), given.get("document")
    if claims is not None and not (
        isinstance(claims, list) and all(isinstance(each, str) for each in claims)
    ):
        raise Refused(
            "claims are a list of their ids",
            code="E-VALUE",
            place="claims",
            seen=str(claims)[:80],
            hint='["1", "3"]',
        )
    if document is not None and (claims is not None or not isinstance(document, dict)):
        raise Refused(
            "either some claims of what was proposed, or the document that it was made into",
            code="E-USAGE",
            place="document",
            hint="leave one of them out",
        )
    receipt = inbox.approve(
        at.where,
        number_of(number),
        by=user(),
        claims=claims,
        document=document,
        dry_run=_dry(at),
    )
    return _told(at, receipt)


def reject(at: "Address", body: bytes, *, key: str | None, number: str) -> Answer:  # noqa: ARG001 - its proposal is its key
    """Say no to a proposal."""
    given = _parts(read_json(body), "why")
    one = inbox.reject(at.where, number_of(number), by=user(), why=_line(given, "why"))
    return 200, proposal_json(one)


def read_json(body: bytes) -> Any:
    """A body as plain data, as in a file: every number a text. Raises `Refused`."""
    try:
        text = body.decode()
    except UnicodeDecodeError as error:
        raise Refused(
            "this is not UTF-8",
            code="E-ENCODING",
            place="body",
            seen=f"byte {error.start}",
            hint="send JSON in UTF-8",
        ) from error
    found = [each for each, _ in files.load(text, "body", "json")]
    if len(found) != 1 or not isinstance(found[0], dict):
        raise Refused(
            "a body is one JSON object",
            code="E-PARSE",
            place="body",
            hint="send documents one by one",
        )
    return found[0]


def _parts(given: Mapping[str, Any], *names: str) -> Mapping[str, Any]:
    if unknown := next((name for name in given if name not in names), None):
        raise Refused(
            "there is no such part here",
            code="E-KEY",
            place="body",
            seen=unknown,
            hint=f"it has {', '.join(names)}",
        )
    return given


def _line(given: Mapping[str, Any], name: str) -> str:
    said = given.get(name, "")
    if isinstance(said, str):
        return said
    raise Refused("this is a text", code="E-VALUE", place=name, seen=type(said).__name__)


def _stored(
    at: "Address", data: Any, key: str | None, model: type[DealDocument | ReportDocument] | None
) -> Answer:
    content = shape(data, "")
    deal_or_report = isinstance(content, DealDocument | ReportDocument)
    if not isinstance(content, model) if model else deal_or_report:
        raise Refused(
            "a document of that kind is not taken here",
            code="E-KIND",
            place="document",
            seen=type(content).__name__.removesuffix("Document").lower(),
            hint="deals, reports and fixes have addresses of their own",
        )
    document = Document(content=content, place="", seen=_seen(at))
    with Ledger.open(at.where) as ledger:
        return _told(at, ledger.write([document], dry_run=_dry(at), command_id=key))


def _told(at: "Address", receipt: Receipt) -> Answer:
    deals = [] if receipt.repeated else list(before_and_after(receipt, at.where))
    found = [change for each in deals for change in changes(each)]
    new = receipt.entries and not (receipt.dry_run or receipt.repeated)
    return (201 if new else 200), receipt_json(receipt, found)


def _dry(at: "Address") -> bool:
    """Whether nothing is to be stored. Raises `Refused` (E-CHOICE)."""
    given = at.own.get("dry_run", "false")
    if given not in ("true", "false"):
        raise Refused(
            "it is true or false", code="E-CHOICE", place="dry_run", seen=given, hint="dry_run=true"
        )
    return given == "true"


def _seen(at: "Address") -> int | None:
    """The last entry of the deal that was seen. Raises `Refused` (E-REF)."""
    given = at.own.get("seen")
    if given is None:
        return None
    if not (given.isascii() and given.isdecimal() and len(given) < 12):
        raise Refused(
            "an entry is named by its number",
            code="E-REF",
            place="seen",
            seen=given,
            hint="seen=41",
        )
    return int(given)
