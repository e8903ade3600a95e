"""The inbox on the page: proposals that wait, one as rows to look at and change, a yes or a no."""

from typing import TYPE_CHECKING, Any

from cli.inbox import inbox_answer, number_of, proposal_answer, row_of, waiting
from cli.typed import Typed, document_of, typed_in, typed_of
from cli.web.address import segment
from cli.web.checking import Checked, as_problems, check, sort
from cli.web.faces import Page
from cli.web.pages.log import parts_of
from cli.web.pages.logged import logged
from domain import inbox
from domain.errors import Conflict, DealtrailError, Refused
from domain.ledger import user
from domain.proposals import proposal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cli.web.address import Address
    from cli.web.forms import Form
    from domain.proposals import Proposal


def page(at: "Address") -> Page:
    """The proposals that wait; with `all` those that were decided too."""
    deal, decided = at.own.get("deal"), "all" in at.own
    found = waiting(at.where, deal, decided=decided)
    return Page(
        template="inbox.html",
        parts=lambda: {
            "rows": [{**row_of(one), "one": one} for one in found],
            "deal": deal,
            "decided": decided,
        },
        answer=lambda: inbox_answer(found),
    )


def one_page(at: "Address", number: str) -> Page:
    """One proposal as rows, each with its place in the text and how it is read."""
    one = proposal(at.where, number_of(number))
    typed = _typed(one)
    record = at.records.known(one.deal)
    checked = check(at.where, typed, record) if one.state == "waiting" else Checked()
    return _shown(at, one, typed, checked)


def decide(at: "Address", form: "Form", number: str) -> Page:
    """What a button asks for: `check`, `add`, `remove N`, `approve` or `reject`."""
    one = proposal(at.where, number_of(number))
    typed = typed_in(form).but(deal=one.deal, text=one.text)
    asked, _, key = form.get("do").partition(" ")
    if asked == "remove":
        return _shown(at, one, typed.without(key), Checked())
    if asked == "add":
        return _shown(at, one, typed.with_empty(), Checked())
    if asked == "reject":
        return _rejected(at, one, typed, form.get("why"))
    if asked == "approve":
        return _approved(at, one, typed)
    return _shown(at, one, typed, check(at.where, typed, at.records.known(one.deal)))


def _approved(at: "Address", one: "Proposal", typed: Typed) -> Page:
    problems: dict[str, list[DealtrailError]] = {}
    try:
        document = document_of(typed)
        changed = document != document_of(_typed(one))
        receipt = inbox.approve(at.where, one.id, by=user(), document=document, changed=changed)
    except Conflict as error:
        return _shown(at, proposal(at.where, one.id), typed, Checked(), [error], status=409)
    except DealtrailError as error:
        sort(error, typed, problems)
    else:
        return logged(at, receipt, one.deal, "Approved and logged")
    checked = check(at.where, typed, at.records.known(one.deal))
    if not checked.problems:
        checked = checked.but(problems=problems)
    return _shown(at, one, typed, checked, status=422)


def _rejected(at: "Address", one: "Proposal", typed: Typed, why: str) -> Page:
    try:
        return _shown(at, inbox.reject(at.where, one.id, by=user(), why=why), typed, Checked())
    except (Refused, Conflict) as error:
        problems, status = as_problems(error), 409 if isinstance(error, Conflict) else 422
    return _shown(at, proposal(at.where, one.id), typed, Checked(), problems, status=status)


def _typed(one: "Proposal") -> Typed:
    return typed_of(one.document, text=one.text)


def _shown(
    at: "Address",
    one: "Proposal",
    typed: Typed,
    checked: Checked,
    refused: "Sequence[DealtrailError]" = (),
    status: int = 200,
) -> Page:
    record = at.records.known(one.deal)
    return Page(
        template="proposal.html",
        status=status,
        parts=lambda: (
            _parts(one, refused) | parts_of(typed, checked, record) | {"name": record.name}
        ),
        answer=lambda: proposal_answer(one),
    )


def _parts(one: "Proposal", refused: "Sequence[DealtrailError]") -> dict[str, Any]:
    claims = one.claims()
    return {
        "one": one,
        "deal": one.deal,
        "home": f"/deal/{segment(one.deal)}",
        "found": sum(each.found is not None for each in claims),
        "claims": len(claims),
        "refused": refused,
    }
