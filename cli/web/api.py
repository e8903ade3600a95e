"""The API under /api/1: what the command line answers and takes, for programs of this computer.

    GET /api/1/deals/openai-2026/state?as_of=2026-01-30
    POST /api/1/reports   with the token, a report document as JSON, and an Idempotency-Key

An answer is the JSON that the command line prints. `ROUTES` lists all there is: the OpenAPI
document (`cli/web/openapi.py`) and docs/reference/api.md are made from it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from cli.output import one_line
from cli.web.address import Address
from cli.web.faces import Page, as_json, refused_json, status_of
from cli.web.pages import (
    audit,
    deal,
    deals,
    diff,
    event,
    findings,
    later,
    search,
    sources,
    structure,
    timeline,
)
from domain.errors import DealtrailError, Refused
from domain.record import Record

if TYPE_CHECKING:
    from cli.web.records import Records

ROOT = "/api/1"


class Read(Record):
    """An answer: its path below the root, the page that gives it, the verb of the command line."""

    path: str
    page: Callable[..., Any]
    verb: str
    own: Sequence[str] = ()
    needs: Sequence[str] = ()
    clocks: bool = True

    @property
    def schema(self) -> str:
        """The schema of the answer: `dealtrail.state/1`."""
        names = {"show": "event", "inbox show": "proposal"}
        return f"dealtrail.{names.get(self.verb, self.verb)}/1"


class Post(Record):
    """What may change something: its path, the function that does it, which documents it takes.

    `takes` names definitions of the schema of documents, or is the schema of the body itself.
    """

    path: str
    act: Callable[..., Any]
    summary: str
    schema: str
    takes: Sequence[str] | Mapping[str, Any]
    stores: bool = True
    own: Sequence[str] = ()


def _write(name: str) -> Callable[..., Any]:
    return later("cli.web.writes", name)


_CLAIM_IDS = {"type": "array", "items": {"type": "string"}, "description": "these claims alone"}
PROPOSAL = {
    "type": "object",
    "required": ["document"],
    "additionalProperties": False,
    "properties": {
        "document": {"$ref": "#/components/schemas/ReportDocument"},
        "text": {"type": "string", "description": "what it was read from"},
        "by": {"type": "string", "description": "who proposes it; else the user of the page"},
        "through": {"type": "string", "description": "through which program"},
    },
}
APPROVAL = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "claims": _CLAIM_IDS,
        "document": {"$ref": "#/components/schemas/ReportDocument"},
    },
}
REJECTION = {
    "type": "object",
    "required": ["why"],
    "additionalProperties": False,
    "properties": {"why": {"type": "string", "minLength": 1}},
}
_FIXES = (
    *("AmendDocument", "WithdrawDocument", "AmendReportDocument", "RetractDocument"),
    *("DescribeDocument", "IdentifyDocument", "DistinguishDocument", "UndoDocument"),
    "GradeDocument",
)


def _of_deal(verb: str, page: Callable[..., Any], path: str = "", **parts: Any) -> Read:
    return Read(path=f"/deals/{{deal}}/{path or verb}", page=page, verb=verb, **parts)


ROUTES: tuple[Read | Post, ...] = (
    Read(path="/deals", page=deals.page, verb="deals", own=deals.OWN),
    _of_deal("state", deal.page),
    _of_deal("audit", audit.page, "audit/{field}", own=("parts",)),
    _of_deal("diff", diff.page, own=("vs",), needs=("vs",)),
    _of_deal("replay", timeline.replay_page),
    _of_deal("timeline", timeline.page),
    _of_deal("structure", structure.page),
    _of_deal("check", findings.page),
    _of_deal("sources", sources.deal_page, own=("name",)),
    Read(path="/sources", page=sources.page, verb="sources", own=sources.OWN),
    Read(path="/search", page=search.page, verb="search", own=search.OWN, needs=("q",)),
    Read(path="/events/{name:path}", page=event.page, verb="show", own=event.OWN),
    Read(
        path="/proposals",
        page=later("cli.web.pages.inbox", "page"),
        verb="inbox",
        own=("deal", "all"),
        clocks=False,
    ),
    Read(
        path="/proposals/{number}",
        page=later("cli.web.pages.inbox", "one_page"),
        verb="inbox show",
        clocks=False,
    ),
    Post(
        path="/deals",
        act=_write("open_deal"),
        summary="Begin to follow a deal.",
        schema="dealtrail.receipt/1",
        takes=("DealDocument",),
    ),
    Post(
        path="/reports",
        act=_write("log"),
        summary="Log a report with its claims, in one transaction.",
        schema="dealtrail.receipt/1",
        takes=("ReportDocument",),
    ),
    Post(
        path="/fixes",
        act=_write("fix"),
        summary="Put the log right, or note what a publisher took back: each a new event.",
        schema="dealtrail.receipt/1",
        takes=_FIXES,
        own=("seen",),
    ),
    Post(
        path="/proposals",
        act=_write("propose"),
        summary="Leave a report in the inbox for somebody to approve; nothing is logged.",
        schema="dealtrail.proposal/1",
        takes=PROPOSAL,
        stores=False,
    ),
    Post(
        path="/proposals/{number}/approve",
        act=_write("approve"),
        summary="Log what was proposed: all of it, some claims, or what it was made into.",
        schema="dealtrail.receipt/1",
        takes=APPROVAL,
    ),
    Post(
        path="/proposals/{number}/reject",
        act=_write("reject"),
        summary="Say no to a proposal, and why.",
        schema="dealtrail.proposal/1",
        takes=REJECTION,
        stores=False,
    ),
)


def routes(records: "Records") -> Iterator[Route]:
    """A route for each path, which takes its methods."""
    by_path: dict[str, dict[str, Read | Post]] = {}
    for each in ROUTES:
        by_path.setdefault(each.path, {})["GET" if isinstance(each, Read) else "POST"] = each
    for path, methods in by_path.items():
        yield Route(f"{ROOT}{path}", _endpoint(records, methods), methods=list(methods))
    yield Route(f"{ROOT}/openapi.json", _openapi, methods=["GET"])


def _openapi(_request: Request) -> Response:
    from cli.web.openapi import openapi

    return Response("".join(one_line(openapi())), media_type="application/json")


def _endpoint(records: "Records", methods: Mapping[str, Read | Post]) -> Callable[[Request], Any]:
    async def endpoint(request: Request) -> Response:
        from starlette.concurrency import run_in_threadpool

        found = methods["POST" if request.method == "POST" else "GET"]
        body = await request.body()
        if isinstance(found, Post) and not _is_json(request):
            return refused_json(415, _no_json(request))
        try:
            if isinstance(found, Read):
                return await run_in_threadpool(_read, records, request, found)
            return await run_in_threadpool(_post, records, request, found, body)
        except DealtrailError as error:
            return refused_json(_status(error, found), error)

    return endpoint


def _is_json(request: Request) -> bool:
    return request.headers.get("content-type", "").partition(";")[0].strip() == "application/json"


def _no_json(request: Request) -> Refused:
    return Refused(
        "this takes JSON alone",
        code="E-BODY",
        place="Content-Type",
        seen=request.headers.get("content-type"),
        hint="send Content-Type: application/json",
    )


def _read(records: "Records", request: Request, found: Read) -> Response:
    at = _address(records, request, found.own, clocks=found.clocks)
    for name in found.needs:
        if name not in at.own:
            raise Refused(
                "this part of the address is missing",
                code="E-MISSING",
                place=name,
                hint=f"add ?{name}=…",
            )
    page: Page = found.page(at, **request.path_params)
    if page.answer is None:
        raise TypeError(f"{found.path} has no answer for programs")
    return as_json(page.answer())


def _post(records: "Records", request: Request, found: Post, body: bytes) -> Response:
    own = (*found.own, *(("dry_run",) if found.stores else ()))
    at = _address(records, request, own, clocks=False)
    key = request.headers.get("idempotency-key")
    status, answer = found.act(at, body, key=_key(key), **request.path_params)
    return Response("".join(one_line(answer)), status, media_type="application/json")


def _address(records: "Records", request: Request, own: Sequence[str], *, clocks: bool) -> Address:
    given = request.query_params.multi_items()
    at = Address.read(records, request.url.path, given, own)
    if not clocks and not at.plain:
        raise Refused(
            "this does not depend on clocks, policies or what-ifs",
            code="E-ADDRESS",
            place="address",
            seen=request.url.query,
            hint=f"it takes {', '.join(own)}" if own else "leave them out",
        )
    return at


def _key(given: str | None) -> str | None:
    """The id of a command, which makes it safe to repeat. Raises `Refused` (E-KEY)."""
    if given is None:
        return None
    key = given.strip().strip('"')
    if not (0 < len(key) <= 200 and key.isascii() and key.isprintable()):
        raise Refused(
            "a key is up to 200 printable signs of ASCII",
            code="E-KEY",
            place="Idempotency-Key",
            seen=given[:80],
            hint="a UUID does",
        )
    return key


def _status(error: DealtrailError, found: Read | Post) -> int:
    """422 for a document that is read and not taken; else as everywhere."""
    status = status_of(error)
    if isinstance(found, Post) and status == 400 and not error.place.startswith(("body", "Idem")):
        return 422
    return status
