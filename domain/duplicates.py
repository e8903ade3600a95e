"""Whether a report seems to be in the record already: the same page, the same text, a copy.

Two ids are two reports, and nobody but the person who logs can say that they are one. So this is a
doubt, told before anything is stored. The record is looked up by what two reports would share,
which is gathered when the first report is logged and not while answers are read.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from domain.dates import span
from domain.names import mistakable, near, slug
from domain.record import Record

if TYPE_CHECKING:
    from domain.known import Claim, Known, Report

Said = tuple[str, str, str | None]
"""What a claim says, by which two are told to say the same: field, value, stage."""

_COPIED_WITHIN = 7  # days; later, an account tells of the past
_FROM_OTHERS = ("aggregated", "unattributed")
_TRACKING = frozenset(
    (
        *("fbclid", "gclid", "dclid", "gbraid", "wbraid", "msclkid", "yclid", "igshid", "mkt_tok"),
        *("mc_cid", "mc_eid", "_hsenc", "_hsmi", "ref", "ref_src", "ref_url", "cmpid", "ncid"),
        *("smid", "smtyp", "reflink", "mod", "srnd", "sref", "taid", "xtor", "ocid", "ito"),
        *("leadsource", "guccounter", "guce_referrer", "guce_referrer_sig", "at_medium"),
        *("at_campaign", "amp", "noamp", "share", "sharetoken"),
    )
)
_HOSTS = ("www.", "m.", "mobile.", "amp.")


class Likeness(Record):
    """A report of the record that a new one, `report`, is like, and in what."""

    deal: str
    report: str
    like: str
    why: str

    def __str__(self) -> str:
        return f"W-DUP {self.report}: {self.like} {self.why}"


def page_of(url: str) -> str:
    """An address without what does not tell the page: the scheme, www, a fragment, tracking.

    https://www.example.com/a/?utm_source=x#top and http://example.com/a are one page.
    """
    from urllib.parse import parse_qsl, urlencode, urlsplit

    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return url
    for prefix in _HOSTS:
        host = host.removeprefix(prefix)
    asked = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if name.lower() not in _TRACKING and not name.lower().startswith("utm_")
    ]
    path = parts.path.rstrip("/").removesuffix("/amp").removesuffix("/index.html")
    at = f":{port}" if port not in (None, 80, 443) else ""
    return f"{host}{at}{path}{'?' if asked else ''}{urlencode(sorted(asked))}"


def said(body: Mapping[str, Any]) -> Said:
    """What a claim says, whatever its words and how many digits it states."""
    value = {
        name: part
        for name, part in (body.get("value") or {}).items()
        if name not in ("as_quoted", "step", "anchor")
    }
    return str(body.get("field")), json.dumps(value, sort_keys=True), body.get("stage")


class Shared:
    """The reports of a record by what two of them could share: page, text, day, statement.

    What they state is gathered apart, when the first account that names nobody is logged.
    """

    def __init__(self, known: "Known") -> None:
        self._stating: dict[tuple[str, str], list[str]] | None = None
        self._found: dict[object, list[str]] = {}
        self.sources: dict[str, str] = {}  # names by what tells them apart
        self.cited: set[str] = set()
        for report in known.reports.values():
            self.add(report)

    def add(self, report: "Report") -> None:
        """Take in a report, or what an amendment made of its header."""
        if not report.sealed:
            self.sources.setdefault(slug(report.source), report.source)
        self.cited.update(report.cites)
        for key in shared_by(report.url, report.digest, report.source, report.published):
            self._found.setdefault(key, []).append(report.id)

    def add_claim(self, claim: "Claim") -> None:
        """Take in a claim, where claims are gathered already."""
        if self._stating is not None:
            self._stating.setdefault(said(claim.body)[:2], []).append(claim.report.id)

    def stating(self, known: "Known", stated: Iterable[tuple[str, str]]) -> dict[str, None]:
        """The ids of the reports that state any of these values, in the order of logging."""
        if self._stating is None:
            self._stating = {}
            for report in known.reports.values():
                for claim in report.claims:
                    self.add_claim(claim)
        found = self._stating
        return dict.fromkeys(each for key in stated for each in found.get(key, ()))

    def of(self, keys: Iterable[object]) -> dict[str, None]:
        """The ids of the reports that share any of these, in the order of logging."""
        return dict.fromkeys(each for key in keys for each in self._found.get(key, ()))


def shared_by(
    url: str | None, digest: str | None, source: str, published: str
) -> Iterator[tuple[str, str]]:
    """By what two reports with such headers would be found: page, text, and source with day."""
    if url:
        yield "page", page_of(url)
    if digest:
        yield "text", digest
    yield f"of {slug(source) or source}", _day(published)


def _day(published: str) -> str:
    return published if "/" in published else published.partition("T")[0]


def likenesses(
    known: "Known", header: Any, bodies: Iterable[Mapping[str, Any]], corrected: str | None
) -> Iterator[Likeness]:
    """The reports that a new one seems to be, or to copy; not the one that it corrects.

    `header` is the new `ReportLogged`, `bodies` what its claims store.
    """
    keys = list(shared_by(header.url, header.digest, header.source, header.published))
    bodies = list(bodies)
    new = {said(body) for body in bodies}
    found = False
    for like in known.sharing(keys):
        if like.id not in (header.report, corrected) and (why := _why(header, new, like)):
            found = True
            yield Likeness(deal=known.deal, report=header.report, like=like.id, why=why)
    if not found and _from_others(header) and new:
        original = _original(known, header, bodies)
        if original is not None:
            yield Likeness(
                deal=known.deal,
                report=header.report,
                like=original.id,
                why=f"said the same on {original.published}; if this is a copy of it, say so: "
                f"cites: [{original.id}]. Without that it counts as an origin of its own",
            )


def mistyped(known: "Known", header: Any, *, confidential: bool) -> Iterator[str]:
    """Warnings of a source, and of cited reports, that are new and almost known ones."""
    shared = known.shared()
    name = slug(header.source)
    if not confidential and name not in shared.sources:
        for meant in near(name, mistakable(name, shared.sources), cutoff=0.85)[:1]:
            yield (
                f"W-NEAR the source {header.source!r} is new to this deal; is it "
                f"{shared.sources[meant]!r}? Two names are two origins"
            )
    for cited in header.cites:
        if cited not in known.reports and cited not in shared.cited:
            for meant in near(cited, mistakable(cited, known.reports), cutoff=0.9)[:1]:
                yield f"W-NEAR no report {cited} is held; is it {meant}?"


def _why(header: Any, new: set[Said], like: "Report") -> str:
    if header.url and like.url == header.url:
        return "has the same address; a corrected version says 'corrects:'"
    if header.url and like.url and page_of(header.url) == page_of(like.url):
        return "is at the same address but for tracking; a corrected version says 'corrects:'"
    if header.digest and like.digest == header.digest:
        return "is the same text: is this another report?"
    same_source = slug(like.source) == slug(header.source)
    if not same_source or _day(like.published) != _day(header.published):
        return ""
    held = {said(claim.body) for claim in like.claims}
    if new and held and (new <= held or held <= new):
        return "is of the same source and day and says the same: is it another?"
    return ""


def _from_others(header: Any) -> bool:
    """Whether a report names nobody whom it has it from, and seems to have it from somebody."""
    if header.cites or header.own_sources:
        return False
    return header.sourcing in _FROM_OTHERS or header.quality == "aggregator"


def _original(known: "Known", header: Any, bodies: Iterable[Mapping[str, Any]]) -> "Report | None":
    """The last report of the days before, of another source, that said all of it already."""
    from datetime import date, timedelta

    stated = {said(body)[:2] for body in bodies if body.get("value")}
    first, last = span(header.published)
    if first[:4] <= "0001":
        return None
    oldest = (date.fromisoformat(first[:10]) - timedelta(days=_COPIED_WITHIN)).isoformat()
    reports = (known.reports.get(each) for each in known.shared().stating(known, stated))
    candidates = [
        each
        for each in reports
        if each
        and oldest <= each.first[:10]
        and each.last <= last
        and slug(each.source) != slug(header.source)
        and each.id != header.report
        and not each.sealed
        and stated <= {said(claim.body)[:2] for claim in each.claims}
    ]
    own = [each for each in candidates if each.sourcing not in _FROM_OTHERS]
    # Best one that is itself no copy, then the latest, then the one that was logged first.
    best = max(own, key=lambda each: (not each.cites, each.first, -each.number), default=None)
    return best if stated else None
