"""The pages by their addresses, each as a page for people, as JSON and as CSV."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from cli.web import api, safety
from cli.web.address import Address
from cli.web.faces import FACES, Page, as_csv, as_json, error_json, refused_json, status_of
from cli.web.forms import read_form
from cli.web.pages import PAGES, Entry
from cli.web.records import Records
from cli.web.render import render
from cli.web.static_files import served
from domain.errors import DealtrailError, NotFound, Refused

if TYPE_CHECKING:
    from starlette.types import ASGIApp

    from cli.web.safety import Door


def make_app(where: str, door: "Door", *, fetches: bool = False) -> "ASGIApp":
    """The page of a ledger, a file or an address of PostgreSQL, behind its door.

    `fetches` says that an article may be loaded from its address.
    """
    records = Records(where, fetches=fetches)
    routes = [
        Route(safety.ENTRANCE, _entering(door)),
        Route("/static/{digest}/{name}", _static),
    ]
    for entry in PAGES:
        for face in (*(FACES if entry.data else ()), ""):
            path = entry.path if not face else f"{entry.path_of_data}.{face}"
            routes.append(Route(path, _endpoint(records, door, entry, face), methods=["GET"]))
        if entry.action is not None:
            routes.append(Route(entry.path, _doing(records, door, entry), methods=["POST"]))
    routes += api.routes(records)
    app = Starlette(
        routes=routes,
        exception_handlers={404: _no_page, 405: _no_method, 500: _our_mistake},
    )

    def refuse(scope: safety.Scope, status: int, refusal: Refused) -> safety.App:
        return _refused(Request(scope), status, refusal)

    return safety.Guard(app, door, refuse)


def _endpoint(
    records: Records, door: "Door", entry: Entry, face: str
) -> Callable[[Request], Response]:
    def endpoint(request: Request) -> Response:
        try:
            at = _address(records, request, entry, face)
            found = entry.page(at, **request.path_params)
            if isinstance(found, str):
                return RedirectResponse(found, 303)
            if face and found.answer:
                return (as_json if face == "json" else as_csv)(found.answer())
            return _html(request, door, at, found)
        except DealtrailError as error:
            return _refused(request, status_of(error), error, as_data=bool(face))

    return endpoint


def _doing(records: Records, door: "Door", entry: Entry) -> Callable[[Request], Any]:
    async def endpoint(request: Request) -> Response:
        from starlette.concurrency import run_in_threadpool

        body = await request.body()

        def act() -> Response:
            at = _address(records, request, entry, "")
            form = read_form(request.headers["content-type"], body)
            assert entry.action is not None  # noqa: S101 -- else there is no such route
            found = entry.action(at, form, **request.path_params)
            if isinstance(found, str):
                return RedirectResponse(found, 303)
            return _html(request, door, at, found)

        try:
            return await run_in_threadpool(act)
        except DealtrailError as error:
            return _refused(request, status_of(error), error)

    return endpoint


def _address(records: Records, request: Request, entry: Entry, face: str) -> Address:
    path = request.scope["raw_path"].decode("ascii").partition("?")[0]
    path = path.removesuffix(f".{face}") if face else path
    return Address.read(records, path, request.query_params.multi_items(), entry.own)


def _html(request: Request, door: "Door", at: Address, found: Page) -> Response:
    parts = dict(found.parts())
    warning = at.records.warning()
    inside = request.scope["dealtrail.inside"] and not door.read_only
    content = render(
        found.template,
        at=at,
        warning=warning,
        inside=inside,
        for_programs=found.answer is not None,
        **parts,
    )
    headers = {}
    if request.method == "GET" and request.headers.get("hx-target", "").endswith("#view"):
        headers["hx-push-url"] = at.here()  # a move of the slider was led on to its date
    # To a script's request browsers take any other status for a fault, and log it as one.
    status = 200 if "hx-request" in request.headers else found.status
    return Response(content, status, media_type="text/html", headers=headers)


def _refused(
    request: Request, status: int, error: DealtrailError, *, as_data: bool | None = None
) -> Response:
    """A failure in words, or as JSON for a program."""
    if as_data is None:
        as_data = _is_program(request)
    if as_data:
        return refused_json(status, error)
    found = error_json(status, error)
    content = render(
        "error.html",
        status=status,
        problems=found["problems"],
        at=None,
        warning="",
        for_programs=False,
    )
    return Response(content, status, media_type="text/html")


def _is_program(request: Request) -> bool:
    path: str = request.scope["path"]
    if path.startswith("/api") or path.endswith(tuple(f".{face}" for face in FACES)):
        return True
    return "text/html" not in request.headers.get("accept", "text/html")


def _no_page(request: Request, _error: Exception) -> Response:
    refusal = NotFound(
        "there is no such page",
        code="E-NOTFOUND",
        place="address",
        seen=request.url.path,
        hint="the first page lists the deals: /",
    )
    return _refused(request, 404, refusal)


def _no_method(request: Request, error: Exception) -> Response:
    refusal = Refused(
        "this address does not take that method",
        code="E-METHOD",
        place="method",
        seen=request.method,
        hint="GET reads it",
    )
    answer = _refused(request, 405, refusal)
    answer.headers.update(getattr(error, "headers", None) or {})  # which methods it takes
    return answer


def _our_mistake(request: Request, _error: Exception) -> Response:
    """Words for the reader; the error itself goes on to the terminal that serves."""
    mistake = DealtrailError(
        "the page made a mistake of its own",
        code="E-OURS",
        hint="the terminal in which it runs tells which; the ledger is as it was",
    )
    return _refused(request, 500, mistake)


def _static(request: Request) -> Response:
    found = served(**request.path_params)
    return found or _no_page(request, LookupError())


def _entering(door: "Door") -> Callable[[Request], Response]:
    """The link that was printed: it leaves the token as a cookie, and the address clean."""

    def enter(request: Request) -> Response:
        if not door.holds(request.query_params.get("token", "")):
            refusal = Refused(
                "the link is of another start of the page",
                code="E-TOKEN",
                hint="open the link that 'dealtrail serve' printed last",
            )
            return _refused(request, 401, refusal)
        response = RedirectResponse("/", 303)
        response.set_cookie(door.cookie, door.token, httponly=True, samesite="strict")
        return response

    return enter
