"""The pages, one module each: what is asked of the projections, and what the template shows."""

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any

from cli.web.pages import (
    audit,
    deal,
    deals,
    diff,
    event,
    findings,
    history,
    search,
    since,
    sources,
    structure,
    timeline,
)
from domain.record import Record


def later(module: str, name: str) -> Callable[..., Any]:
    """A function of a module that is loaded when it is first called: what writes loads much."""

    def call(*given: Any, **parts: Any) -> Any:
        return getattr(import_module(module), name)(*given, **parts)

    return call


class Entry(Record):
    """A page: its path, the function that makes it, the parts of its address that are its own.

    `action` takes what a form on it holds, may change something, and gives the page to show or the
    address to go on with. A page that is a form alone has no `data` for programs.
    """

    path: str
    page: Callable[..., Any]
    own: Sequence[str] = ()
    action: Callable[..., Any] | None = None
    data: bool = True

    @property
    def path_of_data(self) -> str:
        """The path that `.json` is added to."""
        return "/deals" if self.path == "/" else self.path


def _log(name: str) -> Callable[..., Any]:
    return later("cli.web.pages.log", name)


def _fixes(name: str) -> Callable[..., Any]:
    return later("cli.web.pages.fixes", name)


def _inbox(name: str) -> Callable[..., Any]:
    return later("cli.web.pages.inbox", name)


PAGES = (
    Entry(path="/", page=deals.page, own=deals.OWN),
    Entry(path="/sources", page=sources.page, own=sources.OWN),
    Entry(path="/search", page=search.page, own=search.OWN),
    Entry(path="/log", page=_log("page"), action=_log("act"), data=False),
    Entry(path="/inbox", page=_inbox("page"), own=("deal", "all")),
    Entry(path="/inbox/{number}", page=_inbox("one_page"), action=_inbox("decide")),
    Entry(path="/event/{name:path}", page=event.page, own=event.OWN),
    Entry(path="/proof/{name:path}", page=event.proof_page),
    Entry(path="/deal/{deal}", page=deal.page, own=deal.OWN),
    Entry(path="/deal/{deal}/audit/{field}", page=audit.page, own=audit.OWN),
    Entry(path="/deal/{deal}/history/{field}", page=history.page, own=history.OWN),
    Entry(path="/deal/{deal}/sparkline/{field}", page=history.sparkline_page),
    Entry(path="/deal/{deal}/timeline", page=timeline.page, own=timeline.OWN),
    Entry(path="/deal/{deal}/replay", page=timeline.replay_page, own=timeline.OWN),
    Entry(path="/deal/{deal}/structure", page=structure.page, own=structure.OWN),
    Entry(path="/deal/{deal}/diff", page=diff.page, own=diff.OWN),
    Entry(path="/deal/{deal}/findings", page=findings.page, own=findings.OWN),
    Entry(path="/deal/{deal}/sources", page=sources.deal_page, own=sources.OWN_OF_DEAL),
    Entry(path="/deal/{deal}/log", page=_log("page"), action=_log("act"), data=False),
    *(
        Entry(
            path=f"/deal/{{deal}}/{act}/{{name:path}}",
            page=_fixes(f"{act}_page"),
            action=_fixes(act),
            data=False,
        )
        for act in ("amend", "withdraw", "retract", "correct")
    ),
    Entry(
        path="/deal/{deal}/undo",
        page=_fixes("undo_page"),
        action=_fixes("undo"),
        own=("event",),
        data=False,
    ),
    Entry(path="/deal/{deal}/since", page=since.page, own=since.OWN, action=since.mark_read),
)
"""Every page. One more is a module beside this one, its line here, and its template."""
