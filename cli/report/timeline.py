"""The timeline of a report: by day who said what, what it changed, and who only echoed it.

Every claim that is seen at the clocks stands here once, and is the place of its event.
"""

from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from cli.report import anchors
from cli.report.markup import Part, Tag, tag, to
from cli.report.words import folded, joined, link_out, of, section, stage, standing
from cli.views.days import by_day
from cli.views.wording import sourcing
from cli.words import count, date, said, words
from projections.timeline import entries_of

if TYPE_CHECKING:
    from domain.known import Claim, Report
    from projections.clocks import View
    from projections.figures import State
    from projections.replay import Frame

_SIGNS = {"new": "+", "gone": "−", "changed": "~"}
_VERBS = {
    "rumor": "rumour",
    "change": "change",
    "confirm": "confirms",
    "deny": "denies",
    "no_comment": "no comment on",
}


def timeline(found: "State", frames: "Sequence[Frame]") -> Tag | None:
    """The days, the latest first."""
    days = by_day(found.view, frames, entries_of(found.view))
    if not days:
        return None
    own = {each["report"] for _, some in days for each in some if each["act"] == "reports"}
    told = "The latest first. What only repeats another report stands under it, as its echo."
    return section(
        "timeline",
        "Timeline",
        tag("p", of(told)),
        [_day(found.view, day, reports, own) for day, reports in days],
    )


def _day(view: "View", day: str, reports: Iterable[dict[str, Any]], own: Collection[str]) -> Tag:
    return tag(
        "div",
        tag("h3", tag("time", day, datetime=day)),
        tag("div", [_told(view, day, each, own) for each in reports]),
        class_="day",
    )


def _told(view: "View", day: str, each: dict[str, Any], own: Collection[str]) -> Tag:
    """What a report did, and what it says."""
    deal = view.known.deal
    report = view.reports.get(each["report"]) if each["act"] == "reports" else None
    changes = [_change(change) for change in each["changes"]]
    echoes = [*each["copies"], *each["in_part"]]
    return tag(
        "article",
        tag("p", _head(deal, day, each), class_="head"),
        tag("ul", changes, class_="changes") if changes else None,
        [tag("p", _counted(view, word, some), class_="quiet") for word, some in each["counted"]],
        [tag("p", _quiet(quiet), class_="quiet") for quiet in each["quiet"]],
        _says(view, report) if report is not None else None,
        folded(count(len(echoes), "echo", "echoes"), [_echo(view, copy, own) for copy in echoes],
               class_="echoes")
        if echoes
        else None,
        id=anchors.of_event(deal, each["number"]) if each["act"] != "takes effect" else None,
        class_="report",
    )  # fmt: skip


def _head(deal: str, day: str, each: dict[str, Any]) -> list[Part]:
    number = anchors.event(deal, each["number"])
    if each["act"] == "takes effect":
        return [tag("b", "takes effect"), " ", number]
    found: list[Part] = [tag("b", each["source"]), " "]
    if each["act"] == "retracted":
        found += ["retracts ", tag("code", each["report"]), " "]
    else:
        about = [sourcing(each["sourcing"]), each["quality"]]
        about += [date(each["date"])] if each["date"] != day else []
        found += [of(", ".join(filter(None, about))), " "]
    found += [number, " ", link_out(each["url"])]
    return [*found, " ", tag("b", each["fate"], class_="grave")] if each["fate"] else found


def _change(each: dict[str, Any]) -> Tag:
    """A figure before and after."""
    what = to(
        anchors.of_audit(each["field"]), f"{each['of']} · {each['label']}", title=each["field"]
    )
    found: list[Part] = [tag("span", _SIGNS[each["kind"]], class_="sign"), " ", what, " "]
    if each["kind"] == "gone":
        return tag("li", found, tag("s", each["before"]), " gone")
    if each["before"] and each["before"] != each["after"]:
        found += [tag("s", each["before"]), " → "]
    found += [tag("b", each["after"]), " "]
    if each["former_standing"] and each["former_standing"] != each["standing"]:
        found.append(of(f"{each['former_standing']} → "))
    found += [standing(each["standing"]), " "]
    former = f"{each['former_stage']} → " if each["former_stage"] else ""
    return tag("li", found, stage(former + each["stage"]) if each["stage"] else None)


def _counted(view: "View", word: str, some: Iterable[tuple[str | None, int]]) -> list[Part]:
    told = []
    for report, number in some:
        held = view.reports.get(report) if report else None
        name = anchors.event(view.known.deal, held.number) if held else report
        told.append([count(number, "figure"), " of " if report else None, report, " ", name]
                    if held else count(number, "figure"))  # fmt: skip
    return [f"{word} ", joined(told)]


def _quiet(quiet: dict[str, Any]) -> list[Part]:
    told = f"also said: {quiet['value']}"
    if quiet["word"] == "declines":
        told = "no comment"
    elif quiet["word"] == "only if":
        told = f"{quiet['value']}, only if {quiet['if']}"
    elif quiet["word"] == "denies":
        told = f"denies {quiet['value'] or 'it'}"
    elif quiet["word"] == "scheduled":
        told = f"{quiet['value']}, still to come"
    return [f"{quiet['field']}: {told}", f" ({quiet['leads']} leads)" if quiet["leads"] else None]


def _says(view: "View", report: "Report") -> Tag:
    """Every claim of a report that is seen."""
    claims = [claim for claim in report.claims if claim.id in view.claims]
    return folded(
        f"{count(len(claims), 'claim')}, recorded {report.recorded_at[:16].replace('T', ' ')}Z",
        tag(
            "p",
            of(
                tag("code", report.id),
                _cites(view, report),
                f" · {report.note}" if report.note else None,
            ),
        ),
        tag("ul", [_claim(view, each) for each in claims], class_="claims"),
    )


def _cites(view: "View", report: "Report") -> Part:
    if not report.cites:
        return None
    return [" · cites ", joined(anchors.report(view, name) for name in report.cites)]


def _claim(view: "View", claim: "Claim") -> Tag:
    deal, names = view.known.deal, view.names
    if claim.of_report:
        told: list[Part] = ["denies all of ", tag("code", claim.of_report)]
    else:
        value = said(claim.value, names) if claim.value else ""
        quoted = (claim.value or {}).get("as_quoted")
        told = [
            of(_VERBS[claim.verb], " "), to(anchors.of_audit(claim.field), claim.field), " ",
            tag("b", value), [" ", tag("q", quoted)] if quoted and quoted != value else None,
        ]  # fmt: skip
    more = [
        words(claim.stage) if claim.name != "stage" else "",
        f"only if {claim.if_}" if claim.if_ else "",
        f"said by {claim.said_by}" if claim.said_by else "",
        f"in {claim.place}" if claim.place else "",
        claim.note or "",
    ]
    extra = ", ".join(filter(None, more))
    return tag(
        "li", anchors.event(deal, claim.number), " ", told, [" ", of(extra)] if extra else None,
        id=anchors.of_event(deal, claim.number),
    )  # fmt: skip


def _echo(view: "View", copy: dict[str, Any], told: Collection[str]) -> Tag:
    """A report that repeats another; one that also stands for itself is only pointed to."""
    report, deal = view.reports[copy["report"]], view.known.deal
    head: list[Part] = [
        tag("b", copy["source"]), " ", of(date(copy["published"])), " ",
        anchors.event(deal, report.number),
    ]  # fmt: skip
    if report.id in told:
        return tag("p", head, of(", in part: it stands on its own day"), class_="head")
    return tag(
        "article",
        tag("p", head, " ", link_out(report.url or report.read_through), class_="head"),
        _says(view, report),
        id=anchors.of_event(deal, report.number),
        class_="report",
    )
