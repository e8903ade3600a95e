"""Made-up deals, told report by report: the same for the same number and seed.

Rumours with hedges and stages, copies along citing chains and of stories that we do not hold,
statements on the record, denials, corrections, retractions, sightings, former values, increments,
late and imprecisely dated reports, and fixes of our own log.
"""

import random
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from domain import fields

State = dict[str, Any]
Event = tuple[str, State]  # a stored name, and what is stored

FIRST_DAY = date(2020, 1, 1)
DAYS = 6 * 365

# fmt: off
OUTLETS = tuple(f"{name} {kind}" for kind in ("Wire", "Journal", "Times", "Post", "Business")
                for name in ("Harbour", "Northern", "City", "Pacific", "Old Town", "Meridian",
                             "Granite", "Lowland"))
ON_RECORD = ("filing", "company_statement", "on_record")
OFF_RECORD = ("anonymous_plural", "anonymous_plural", "anonymous_single", "document_seen",
              "own_confidential", "unattributed")
HEDGES = (*("exactly",) * 9, *("about",) * 4, *("at_most",) * 3, *("at_least",) * 3,
          "more_than", "less_than", "between")
PARTIES = ("harbour-fund", "northstar", "lindqvist", "meridian", "okafor-capital", "bluebird",
           "granite-trust", "sato", "westbank", "pelikan", "ridgeline", "vantage")
TEXTS = ("data centres and hiring", "repayment of the bridge", "the European business",
         "general corporate purposes", "everything but the lending arm")
CHOICES = {
    "form": ("possible", "indicative", "non_binding", "binding", "firm"),
    "response": ("rejected", "countered", "under_review", "accepted"),
    "participation": ("possible", "expected", "takes_part"),
    "progress": ("early", "ongoing", "advanced", "near_final", "stalled"),
}
# What reports speak of, by kind of element: field, how its value is made, how often it comes up.
TERMS: dict[str, tuple[tuple[str, str, int], ...]] = {
    "round": (("size", "money", 14), ("new_money", "money", 2), ("stage", "stage", 6),
              ("lead", "party", 3), ("participant", "parties", 3), ("use_of_proceeds", "text", 2),
              ("expected_close", "day", 4), ("progress", "choice", 2)),
    "valuation": (("pre_money", "money", 5), ("post_money", "money", 4),
                  ("unspecified", "money", 6)),
    "deal": (("stage", "stage", 8), ("acquirer", "party", 2), ("perimeter", "text", 2),
             ("expected_close", "day", 4), ("outside_date", "day", 3), ("progress", "choice", 3)),
    "offer": (("price_per_share", "price", 9), ("equity_value", "money", 4),
              ("enterprise_value", "money", 3), ("premium", "percent", 2), ("form", "choice", 2),
              ("response", "choice", 3), ("stage", "stage", 3), ("bidder", "party", 2)),
    "party": (("commitment", "money", 8), ("stake", "percent", 3), ("stage", "stage", 3),
              ("participation", "choice", 2)),
    "tranche": (("amount", "money", 4), ("payer", "party", 2), ("due", "day", 2),
                ("stage", "stage", 1)),
}
# fmt: on
_DAY = tuple(str(FIRST_DAY + timedelta(days=number)) for number in range(-800, DAYS + 800))


def day(number: int) -> str:
    """A day by its number since the first one."""
    return _DAY[number + 800]


class Term:
    """A field of a made-up deal with what is so at the time."""

    __slots__ = ("digits", "field", "how", "ladder", "name", "told", "truth")

    def __init__(self, chance: random.Random, element: str, kind: str, name: str, how: str) -> None:
        self.field = f"{element}.{name}"
        self.name = name
        self.how = how
        entry = fields.find(kind, name)
        allowed = fields.STAGE_GROUPS[entry.stages] if entry else ()
        if how == "stage":
            allowed = fields.KINDS[kind].stages
        self.ladder = [stage for stage in fields.LADDER if stage in allowed]
        self.truth = chance.randint(10, 99)
        self.digits = 10 ** chance.randint(6, 9)
        self.told = 0  # how often somebody spoke of it


class Said(NamedTuple):
    """A report that later ones can copy, deny, correct or retract."""

    report: str
    day: int
    cites: Sequence[str]
    claims: list[tuple[str, Event]]
    header: State


class Deal:
    """A negotiation as it is made up, report by report."""

    def __init__(self, number: int, seed: int, reports: int, ends: float) -> None:
        self.chance = random.Random(f"{seed}/{number}")  # noqa: S311 - made up, not secret
        self.id = f"deal-{number:05}"
        self.reports = reports
        self.ends = ends  # the day on which the last of them comes
        self.told = 0
        self.number = 0  # of its latest event
        self.currency = self.chance.choice(("USD", "USD", "USD", "EUR", "GBP"))
        self.raises = self.chance.random() < 0.6
        self.root = "round" if self.raises else "deal"
        self.terms: list[Term] = []
        self.weights: list[int] = []
        self.parties: list[str] = []
        self.near: list[Said] = []  # the latest reports
        self.taken: set[str] = set()  # claims that were corrected or withdrawn, reports retracted
        self.waiting: list[tuple[str, str]] = []  # elements still to come up, and their kinds
        self.copied = 0  # events of the latest command, where it was a copy
        self._plan()

    def _plan(self) -> None:
        """The elements that will come up, the last one first: two parties to begin with."""
        many = self.reports
        parties = [*PARTIES, *(f"fund-{n}" for n in range(many // 12))][: min(3 + many // 12, 120)]
        others = [("tranche", f"tranche-{n}") for n in range(min(many // 20, 60))]
        if not self.raises:
            others = [("offer", f"bid-{n}") for n in range(min(1 + many // 25, 40))]
        named = [("party", party) for party in parties]
        self.waiting = [*named[2:], *others]
        self.chance.shuffle(self.waiting)
        self.waiting += named[:2]

    def opening(self) -> list[Event]:
        """The deal is opened, with the elements that it begins with."""
        kind = "funding_round" if self.raises else "acquisition"
        name = f"Made-up {'round' if self.raises else 'takeover'} {self.id[5:]}"
        events: list[Event] = [
            (
                "deal-opened",
                {"deal": self.id, "name": name, "type": kind, "currency": self.currency},
            ),
            self._introduce(self.root, self.root, None),
        ]
        if self.raises:
            events.append(self._introduce("valuation", "valuation", None))
        events += [self._introduce(*self.waiting.pop(), None) for _ in range(2)]
        return events

    def _introduce(self, kind: str, element: str, report: str | None) -> Event:
        if kind == "party":
            self.parties.append(element)
        for name, how, weight in TERMS[kind]:
            self.terms.append(Term(self.chance, element, kind, name, how))
            self.weights.append(weight)
        state = {"element": element, "kind": kind, "name": element.replace("-", " ").title()}
        return "element-described", {**state, **({"report": report} if report else {})}

    # -- one report or fix at a time -------------------------------------------------------------

    def next(self, today: int) -> list[Event]:
        """What is logged next, on a day: one command."""
        self.told += 1
        chance = self.chance.random()
        copied, self.copied = self.copied, 0
        if copied and chance < 0.01:
            return [self._undo(copied)]
        if self.near and chance < 0.05:
            events = self._fix(today)
        elif self.near and chance < 0.36:
            events = self._copy(today)
            self.copied = len(events)
        elif self.near and chance < 0.39:
            events = self._correction(today)
        elif self.near and chance < 0.43:
            events = self._denial(today)
        else:
            events = self._news(today, official=chance > 0.82)
        return events

    def _header(self, today: int, sourcing: str, **parts: Any) -> State:
        """A report of its own: mostly of these days, now and then found late or dated vaguely."""
        chance = self.chance
        lag = chance.randint(5, 90) if chance.random() < 0.07 else chance.randint(0, 2)
        published = day(today - lag)
        how: State = {}
        vague = chance.random()
        if vague < 0.04:
            published = published[:7]
            how = {"published_how": "estimated"}
        elif vague < 0.15:
            published += f"T{chance.randint(6, 20):02}:{chance.randint(0, 59):02}:00Z"
        report = f"{day(today)}-{self.id}-{self.told}"
        source = parts.pop("source", None) or chance.choice(OUTLETS)
        return {
            "source": source,
            "published": published,
            **how,
            "url": f"https://example.org/{report}",
            **({"quality": parts.pop("quality")} if "quality" in parts else {}),
            **({"sourcing": sourcing} if sourcing != "unattributed" else {}),
            **parts,
            "report": report,
        }

    def _news(self, today: int, *, official: bool) -> list[Event]:
        chance = self.chance
        sourcing = chance.choice(ON_RECORD if official else OFF_RECORD)
        header = self._header(today, sourcing)
        if official:
            header["source"] = chance.choice(self.parties).replace("-", " ").title()
        elif self.near and chance.random() < 0.15:
            header = self._with_cites(header, [chance.choice(self.near).report], own=True)
        elif chance.random() < 0.08:
            header = self._with_cites(header, [f"{day(today)}-unseen-{chance.randint(1, 3)}"])
        events: list[Event] = [("report-logged", header)]
        if self.waiting and chance.random() < 0.35:
            events.append(self._introduce(*self.waiting.pop(), header["report"]))
        count = min(2 + int(chance.expovariate(1 / 10)), 30)
        terms = dict.fromkeys(chance.choices(self.terms, self.weights, k=count))
        claims = [self._claim(term, today, official=official) for term in terms]
        return self._logged(events, claims, today)

    def _with_cites(self, header: State, cites: list[str], *, own: bool = False) -> State:
        report = header.pop("report")
        return {
            **header,
            "cites": cites,
            **({"own_sources": True} if own else {}),
            "report": report,
        }

    def _logged(
        self, events: list[Event], claims: Sequence[Event], today: int, *more: Event
    ) -> list[Event]:
        """A report with its claims, remembered for those that will speak of it."""
        header = events[0][1]
        report = header["report"]
        held = []
        for place, (name, body) in enumerate(claims, start=1):
            state = {**body, "report": report, "claim": str(place)}
            events.append((name, state))
            held.append((f"{report}#{place}", (name, state)))
        self.near.append(Said(report, today, header.get("cites", ()), held, header))
        if len(self.near) > 60:
            del self.near[0]
        return [*events, *more]

    def _claim(self, term: Term, today: int, *, official: bool) -> Event:
        """What a report says of a field, and what it says has changed."""
        chance = self.chance
        luck = chance.random()
        if official and luck < 0.04 and term.told:
            return "comment-declined", {"field": term.field}
        name = "term-confirmed" if official else "rumor-reported"
        former = term.truth
        if chance.random() < 1 / (4 + term.told / 8):  # what is told often has been settled
            term.truth = max(2, term.truth + chance.randint(-6, 8))
        body: State = {"field": term.field, "value": self._value(term, today, term.truth)}
        if term.ladder and term.how != "stage" and chance.random() < 0.7:
            body["stage"] = self._stage(term, official=official)
        if official and luck > 0.8:
            body["said_by"] = chance.choice(self.parties).replace("-", " ").title()
        if luck > 0.93:
            body["effective"] = day(today + chance.randint(-60, 30))
        elif luck > 0.9:
            body["effective"] = day(today - chance.randint(0, 40))[:7]
        if not official and luck < 0.02:
            body["if_"] = "the other bidder drops out"
        elif term.told and term.how == "money" and luck < 0.05:
            body["value"] = self._money(term, chance.randint(1, 9), "exactly")
            body["on_top_of"] = term.field
        elif term.how in ("money", "price") and former != term.truth and luck < 0.5:
            name = "term-changed"
            body["was"] = self._value(term, today, former)
        term.told += 1
        return name, body

    def _stage(self, term: Term, *, official: bool) -> str:
        """The ladder is climbed as the deal goes on, and the record is further than talk."""
        reach = self.told / max(self.reports, 1) * len(term.ladder) + official
        place = int(reach + self.chance.uniform(-1.5, 1))
        return term.ladder[max(0, min(place, len(term.ladder) - 1))]

    def _value(self, term: Term, today: int, truth: int) -> State:
        chance = self.chance
        match term.how:
            case "money" | "price":
                if chance.random() < 0.01:
                    return {"type": "undisclosed", "reason": "withheld"}
                return self._money(term, truth, chance.choice(HEDGES))
            case "percent":
                parts = {"basis": "unspecified"}
                if term.name == "premium":
                    parts["over"] = "unaffected"
                hedge = chance.choice(HEDGES[:12])
                number = str(min(truth, 99))
                return {"type": "percent", "qualifier": hedge, "number": number, **parts}
            case "stage":
                end = chance.random() < 0.02
                word = "talks_ended" if end else self._stage(term, official=False)
                return {"type": "choice", "choice": word}
            case "choice":
                return {"type": "choice", "choice": chance.choice(CHOICES[term.name])}
            case "text":
                return {"type": "text", "text": chance.choice(TEXTS)}
            case "party":
                return {"type": "refs", "to": [chance.choice(self.parties)], "qualifier": "exactly"}
            case "parties":
                count = min(3, len(self.parties))
                return {
                    "type": "refs",
                    "to": chance.sample(self.parties, count),
                    "qualifier": chance.choice(("exactly", "at_least")),
                }
        edtf = day(today + truth * 3)
        return {
            "type": "date",
            "edtf": edtf if chance.random() < 0.6 else edtf[:7],
            "qualifier": "exactly",
        }

    def _money(self, term: Term, count: int, hedge: str) -> State:
        price = term.how == "price"
        step = "0.5" if price else str(term.digits)

        def amount(number: int) -> str:
            if not price:
                return str(number * term.digits)
            return f"{number // 2}.5" if number % 2 else str(number // 2)

        parts = {"amount": amount(count)}
        if hedge == "between":
            parts = {"low": amount(count), "high": amount(count + 3)}
            return {
                "type": "per_share" if price else "money",
                "qualifier": hedge,
                **parts,
                "step": step,
                "currency": self.currency,
                **({"share": "common"} if price else {}),
            }
        return {
            "type": "per_share" if price else "money",
            "qualifier": hedge,
            "step": step,
            **parts,
            "currency": self.currency,
            **({"share": "common"} if price else {}),
        }

    # -- what reports do to others ---------------------------------------------------------------

    def _copy(self, today: int) -> list[Event]:
        """A page that retells another, not always well; it may itself be a copy."""
        chance = self.chance
        of = chance.choice(self.near[-12:])
        told = [(ref, event) for ref, event in of.claims if event[0] != "comment-declined"]
        sighting = chance.random() < 0.12
        sourcing = chance.choice(("aggregated", "aggregated", "unattributed"))
        header = self._header(today, sourcing, quality="aggregator")
        if not sighting:
            header = self._with_cites(header, [of.report])
        claims = []
        for ref, (name, state) in told[: chance.randint(2, 12)]:
            if name == "term-denied":
                continue
            body = {
                part: given for part, given in state.items() if part in ("field", "value", "stage")
            }
            value = body["value"]
            if chance.random() < 0.12 and "amount" in value:
                body["value"] = {**value, "qualifier": chance.choice(("about", "at_least"))}
            if chance.random() < 0.2:
                body.pop("stage", None)
            if sighting and ref not in self.taken:
                body["sighting_of"] = [ref]
            claims.append(("rumor-reported", body))
        return self._logged([("report-logged", header)], claims, today)

    def _correction(self, today: int) -> list[Event]:
        """A publisher's corrected version of a report, or the end of it."""
        chance = self.chance
        of = chance.choice(self.near)
        if of.report in self.taken:
            return self._news(today, official=False)
        late = max(today, of.day)
        if chance.random() < 0.25:
            self.taken.add(of.report)
            state = {"report": of.report, "published": day(late + 100), "note": "withdrawn"}
            return [("report-retracted", state)]
        wrong = [
            (ref, event)
            for ref, event in of.claims
            if ref not in self.taken
            and "amount" in event[1].get("value", {})
            and "on_top_of" not in event[1]
        ]
        header = self._header(
            today, of.header.get("sourcing", "unattributed"), source=of.header["source"]
        )
        if not wrong:
            return self._news(today, official=False)
        ref, (name, state) = chance.choice(wrong)
        self.taken.add(ref)
        body: dict[str, Any] = {
            part: given for part, given in state.items() if part in ("field", "value", "stage")
        }
        body["value"] = {**body["value"], "qualifier": "about"}
        act = {"report": of.report, "by": header["report"], "replaces": [ref]}
        return self._logged(
            [("report-logged", header)], [(name, body)], today, ("report-corrected", act)
        )

    def _denial(self, today: int) -> list[Event]:
        chance = self.chance
        named = [
            event
            for of in self.near[-15:]
            for _, event in of.claims
            if event[0] == "rumor-reported"
        ]
        if not named:
            return self._news(today, official=True)
        _, state = chance.choice(named)
        sourcing = "on_record" if chance.random() < 0.8 else "anonymous_single"
        body: State = {"field": state["field"]}
        if chance.random() < 0.7:
            body["value"] = state["value"]
        body["said_by"] = chance.choice(self.parties).replace("-", " ").title()
        header = self._header(today, sourcing)
        return self._logged([("report-logged", header)], [("term-denied", body)], today)

    def _undo(self, count: int) -> Event:
        """The latest command is taken back: the page was logged by mistake."""
        del self.near[-1]
        entries = list(range(self.number - count + 1, self.number + 1))
        return "entry-undone", {"entries": entries, "why": "another deal"}

    def _fix(self, today: int) -> list[Event]:
        """We put right what we had logged wrongly."""
        chance = self.chance
        of = chance.choice(self.near)
        luck = chance.random()
        free = [(ref, event) for ref, event in of.claims if ref not in self.taken]
        if luck < 0.45:
            money = [(ref, event) for ref, event in free if "amount" in event[1].get("value", {})]
            if money:
                ref, (name, state) = chance.choice(money)
                body = {p: given for p, given in state.items() if p not in ("report", "claim")}
                if "was" not in body:
                    self.taken.add(ref)
                    body["note"] = "misread at first"
                    verb = {
                        "term-confirmed": "confirm",
                        "term-changed": "change",
                        "term-denied": "deny",
                    }.get(name, "rumor")
                    becomes = {**body, "verb": verb}
                    return [("claim-amended", {"claim": ref, "becomes": becomes, "why": "misread"})]
        elif luck < 0.6 and len(self.parties) > 4 and self.raises:
            one, other = self.parties[0], self.parties.pop()
            return [("elements-identified", {"same": [one, other], "why": "one firm"})]
        elif luck < 0.8:
            earlier = [each.report for each in self.near if each.day < of.day]
            if earlier and not of.cites and of.report not in self.taken:
                self.taken.add(of.report)
                header = self._with_cites(dict(of.header), [chance.choice(earlier)])
                own = header.pop("own_sources", None)
                report = header.pop("report")
                state = {
                    **header,
                    **({"own_sources": own} if own else {}),
                    "report": report,
                    "why": "its citation was overlooked",
                }
                return [("report-amended", state)]
        return self._news(today, official=False)
