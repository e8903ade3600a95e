"""What the read tables hold: every table and view with its columns and what they mean.

`tables` makes the file from this, `rows` fills it, and docs/reference/tables.md is written from it.
"""

from collections.abc import Mapping

from domain.record import Record

Columns = Mapping[str, tuple[type[str] | type[int], str]]


class Table(Record):
    """A table: what a row is, its columns with their type and meaning, and how they are used.

    `key` is the primary key, `refers` names the column of another table that one points to,
    `found_in` are the columns that full-text search reads, `indexed` those that are looked up.
    """

    about: str
    key: str
    columns: Columns
    refers: Mapping[str, str] = {}
    found_in: tuple[str, ...] = ()
    indexed: tuple[tuple[str, ...], ...] = (("deal",),)


class ViewOf(Record):
    """A view: what a row is, and the query."""

    about: str
    query: str


_DEAL: Columns = {"deal": (str, "the deal")}
_VALUE: Columns = {
    "type": (str, "of the value: `money`, `percent`, `date`, `refs` …"),
    "amount": (str, "of money or a price a share, digit for digit as stored"),
    "number": (str, "of a percentage, count, quantity or period, as stored"),
    "currency": (str, "ISO 4217 code"),
    "unit": (str, "of a count, quantity or period; `%` of a percentage"),
    "qualifier": (str, "the hedge: `exactly`, `about`, `at_least`, `at_most`, `between` …"),
    "low": (str, "the least that the value admits, a decimal or a date; null where open"),
    "high": (str, "the most that it admits"),
    "value": (str, "the value whole, as JSON"),
}
_TRACK: Columns = {
    "reports": (int, "reports of the source that had been published by now"),
    "copies": (int, "of these, reports that only repeat others"),
    "claims": (int, "claims of these reports"),
    "echoes": (int, "of these, claims that repeat or sight those of others"),
    "first_with": (int, "values now standing that it stated on an earlier day than all others"),
    "rumors": (int, "values that it stated off the record, before they were on it"),
    "confirmed": (int, "of these, stated on the record later"),
    "allowed": (int, "the record says something else that the rumour's bound admits"),
    "differs": (int, "the record says otherwise: the rumour was wrong, or the deal moved on"),
    "denied": (int, "denied on the record, and never confirmed"),
    "corrected": (int, "replaced by a correction of the publisher"),
    "retracted": (int, "gone with a report that its publisher withdrew"),
    "open": (int, "nothing on the record speaks of them yet"),
    "first_day": (str, "the day of its first report"),
    "last_day": (str, "the day of its last report"),
}

TABLES: dict[str, Table] = {
    "position": Table(
        about="how far the tables have come; there is one",
        key="rows",
        columns={
            "rows": (int, "the last row of the ledger that is in the tables"),
            "recorded_at": (str, "when that row was recorded, the `--known-at` of all tables"),
            "first": (str, "a digest of the ledger's first row: of which ledger they are"),
            "last": (str, "a digest of that last row: whether the ledger still goes the same way"),
            "fold": (str, "a digest of the program that made them: other rules, other tables"),
        },
        indexed=(),
    ),
    "deals": Table(
        about="a deal, as `dealtrail deals` shows it",
        key="deal",
        columns={
            "deal": (str, "its id"),
            "name": (str, "its name"),
            "type": (str, "`funding_round`, `acquisition` …"),
            "currency": (str, "the currency that amounts are in where a report names none"),
            "stage": (str, "how far it has come"),
            "stage_implied": (int, "1 where that is the stage of its headline figure"),
            "headline_field": (str, "the figure that speaks for it"),
            "headline": (str, "the value of that figure"),
            "standing": (str, "how firmly that figure holds"),
            "last_report": (str, "the id of the latest report"),
            "last_published": (str, "its date"),
            "reports": (int, "reports published by now"),
            "events": (int, "entries in the ledger: the number of the last"),
            "whole": (str, "the deal as `deals --json` gives it, as JSON"),
            "holds_from": (str, "the instant from which its rows hold"),
            "holds_until": (str, "and until: then time alone changes them; null for ever"),
            "named_from": (str, "the instant from which its elements have these names"),
            "named_until": (str, "and until: then a report still to come names them anew"),
        },
        indexed=(),
    ),
    "unread": Table(
        about="a deal that only a newer dealtrail can read, and that is in no other table",
        key="deal",
        columns={
            "deal": (str, "its id"),
            "number": (int, "the number of its first event of an unknown kind"),
            "name": (str, "the stored name of that kind"),
            "recorded_at": (str, "when it was recorded; what the deal was before can be read"),
        },
        indexed=(),
    ),
    "sources": Table(
        about="an outlet, company, regulator or person, in all deals together",
        key="id",
        columns={
            "id": (str, "its name in lower case"),
            "name": (str, "as reports write it"),
            "grade": (str, "the last Admiralty grade, `A` to `F`; null where none was given"),
            "graded_at": (str, "when that was recorded"),
            "deals": (int, "deals that it reported on"),
            **_TRACK,
        },
        indexed=(),
    ),
    "source_deals": Table(
        about="a source in one deal: what `sources` adds up",
        key="id",
        columns={
            "id": (str, "deal/source"),
            **_DEAL,
            "source_id": (str, "the source"),
            "name": (str, "as the reports of this deal write it"),
            **_TRACK,
        },
        refers={"deal": "deals.deal", "source_id": "sources.id"},
        indexed=(("deal",), ("source_id",)),
    ),
    "reports": Table(
        about="a report of our record; not those that we took back",
        key="id",
        columns={
            "id": (int, "the row of the ledger"),
            "event": (str, "the event, `openai-2026#17`"),
            **_DEAL,
            "report": (str, "its id in the deal"),
            "source": (str, "as written"),
            "source_id": (str, "the source"),
            "byline": (str, "who wrote it"),
            "published": (str, "the date as given, EDTF"),
            "counts_from": (str, "the last instant which that date can mean: visible from then on"),
            "published_how": (str, "`stated`, `dated_by_copy`, `estimated`"),
            "url": (str, "its address"),
            "language": (str, "`en`, `fr` …"),
            "quality": (str, "`primary`, `wire`, `secondary`, `aggregator`, `unreliable`"),
            "read_through": (str, "the page it was read on, where not the original"),
            "copy_published": (str, "the date of that page"),
            "sourcing": (str, "how its author knew"),
            "cites": (str, "ids of the reports that it credits, as a JSON list"),
            "own_sources": (int, "1 where it has sources of its own beside those"),
            "note": (str, "our remark"),
            "claims": (int, "how many claims it makes"),
            "recorded_at": (str, "when the ledger learnt of it"),
            "found_by": (str, "the deal's id and name, for search"),
        },
        refers={"deal": "deals.deal", "source_id": "sources.id"},
        found_in=("report", "source", "byline", "url", "read_through", "note", "found_by"),
        indexed=(("deal", "report"), ("source_id",), ("counts_from",)),
    ),
    "elements": Table(
        about="an element: a party, an offer, a tranche, a condition",
        key="id",
        columns={
            "id": (str, "deal/element"),
            **_DEAL,
            "element": (str, "its id in the deal"),
            "kind": (str, "`party`, `offer`, `tranche` …; null where nobody described it"),
            "name": (str, "its name, else its id"),
            "aliases": (str, "its other names, as a JSON list"),
            "identifiers": (str, "ticker, LEI, Wikidata …, as a JSON object"),
            "same_as": (str, "the element that this id turned out to be"),
            "alive": (int, "1 where it is part of the deal's shape now, 0 where it is past"),
            "stage": (str, "how far it has come"),
            "stage_implied": (int, "1 where that is the stage of its headline figure"),
            "status": (str, "the same for an approval, a vote, a lawsuit, a clause"),
            "standing": (str, "how firmly that holds"),
            "since": (str, "since when, EDTF"),
            "ended": (str, "how it came to be over: `withdrawn`, `left`, `denied` …"),
            "ended_since": (str, "since when"),
            "inside": (int, "1 where it belongs to the deal, 0 where it stands beside it"),
            "parent_id": (str, "the element that it hangs under in the tree"),
            "event": (str, "the event that introduced it"),
        },
        refers={"deal": "deals.deal", "same_as": "elements.id", "parent_id": "elements.id"},
    ),
    "claims": Table(
        about="a claim of these reports, as our record has it now",
        key="id",
        columns={
            "id": (int, "the row of the ledger"),
            "event": (str, "the event"),
            **_DEAL,
            "report_id": (int, "the report"),
            "claim": (str, "`report#number`"),
            "verb": (str, "`rumor`, `change`, `confirm`, `deny`, `no_comment`"),
            "element_id": (str, "the element; null where a whole report is denied"),
            "field": (str, "`amazon.commitment`; null where a whole report is denied"),
            "label": (str, "the field in words"),
            "said": (str, "the value in words"),
            **_VALUE,
            "as_quoted": (str, "the words of the report, where they differ"),
            "stage": (str, "how far that figure had come, by this claim"),
            "sourcing": (str, "how the original knew"),
            "on_record": (int, "1 for `filing`, `company_statement`, `on_record`"),
            "said_by": (str, "who said it, where not the source"),
            "effective": (str, "when it was so, EDTF; null: when published"),
            "scope": (str, "what it is limited to"),
            "hypothesis": (str, "it was said under this condition only"),
            "sighting_of": (str, "claims that it merely saw again, as a JSON list"),
            "part_of": (str, "figures that it lies inside of, as a JSON list"),
            "on_top_of": (str, "the figure that it adds to"),
            "was": (str, "the former value, in words"),
            "denies_report": (str, "the report that it denies whole"),
            "place": (str, "where in the text"),
            "note": (str, "our remark"),
            "source": (str, "who published it"),
            "counts_from": (str, "the instant from which its report is visible"),
            "recorded_at": (str, "when the ledger learnt of it, in its present wording"),
            "in_force": (int, "1 where published by now and not taken back by its publisher"),
            "names": (str, "every name of the elements that it speaks of, for search"),
            "found_by": (str, "the deal's id and name, for search"),
        },
        refers={"deal": "deals.deal", "report_id": "reports.id", "element_id": "elements.id"},
        found_in=(
            "field",
            "label",
            "names",
            "said",
            "as_quoted",
            "said_by",
            "scope",
            "hypothesis",
            "place",
            "note",
            "source",
            "found_by",
        ),
        indexed=(("deal", "field"), ("report_id",), ("element_id",), ("event",), ("counts_from",)),
    ),
    "taken_back": Table(
        about="a claim that its publisher took back, and for how long",
        key="id",
        columns={
            "id": (str, "event/claim"),
            **_DEAL,
            "claim_id": (int, "the claim"),
            "step": (str, "`corrects` or `retracts`"),
            "event": (str, "the correction or retraction"),
            "report_id": (int, "the corrected version, or the report retracted"),
            "counts_from": (str, "the instant from which it does not stand"),
            "counts_until": (str, "until then: the correction was itself retracted; else null"),
        },
        refers={"deal": "deals.deal", "claim_id": "claims.id", "report_id": "reports.id"},
        indexed=(("deal",), ("claim_id",)),
    ),
    "figures": Table(
        about="a figure, as `dealtrail state` gives it now, under the default policy",
        key="id",
        columns={
            "id": (str, "deal/field, with a number behind for a second basis"),
            **_DEAL,
            "place": (int, "its place in the answer, the main ones first"),
            "element_id": (str, "the element"),
            "field": (str, "`amazon.commitment`"),
            "label": (str, "the field in words"),
            "said": (str, "the value in words; null where denied and nothing is left"),
            **_VALUE,
            "standing": (str, "`confirmed`, `rumored`, `contested`, `denied`, `withdrawn` …"),
            "stage": (str, "how far it has come"),
            "since": (str, "since when this value has led, EDTF"),
            "last_word": (str, "the date of the latest report about it, EDTF"),
            "origins": (int, "independent origins of this value"),
            "rule": (str, "the rule that made it lead"),
            "headline": (int, "1 for a main term"),
            "context": (int, "1 for what is no term of the deal"),
            "claim_id": (int, "the claim that leads; null where none does"),
            "events": (str, "the events that carry it, the leading one first, as a JSON list"),
            "challengers": (str, "what stands against it, as in `state --json`"),
            "scheduled": (str, "what takes effect later, as in `state --json`"),
        },
        refers={"deal": "deals.deal", "element_id": "elements.id", "claim_id": "claims.id"},
        indexed=(("deal", "field"), ("field",), ("claim_id",)),
    ),
    "steps": Table(
        about="a step of the audit of a field, as `dealtrail audit` gives it now",
        key="id",
        columns={
            "id": (str, "deal/field/place"),
            **_DEAL,
            "element_id": (str, "the element"),
            "field": (str, "`amazon.commitment`"),
            "place": (int, "its place in the audit of the field, from 1"),
            "step": (str, "`opens`, `moves`, `revises`, `confirms`, `repeats` …"),
            "before": (str, "the value that led just before, in words"),
            "said": (str, "the value that the step states, in words"),
            **_VALUE,
            "delta": (str, "the difference, where there is one"),
            "led": (int, "1 where it took the lead, or changed what leads"),
            "leads": (str, "the event that leads after it"),
            "before_stage": (str, "the stage just before"),
            "stage": (str, "the stage that it states"),
            "event": (str, "its event"),
            "claim_id": (int, "the claim; null where we took it back"),
            "report_id": (int, "the report"),
            "source": (str, "who published it"),
            "sourcing": (str, "how the original knew"),
            "said_by": (str, "who said it, where not the source"),
            "published": (str, "the date of the report, EDTF"),
            "effective": (str, "when it was so, EDTF"),
            "day": (str, "the day that it sorts by, `YYYY-MM-DD`"),
            "recorded_at": (str, "when the ledger learnt of it"),
            "note": (str, "why it does not lead, or what else one should know"),
        },
        refers={
            "deal": "deals.deal",
            "element_id": "elements.id",
            "claim_id": "claims.id",
            "report_id": "reports.id",
        },
        indexed=(("deal", "field", "place"), ("claim_id",), ("report_id",)),
    ),
    "relations": Table(
        about="a reference between two elements, as `dealtrail structure` gives it now",
        key="id",
        columns={
            "id": (str, "deal/field/element"),
            **_DEAL,
            "from_id": (str, "the element that it starts from"),
            "field": (str, "`amazon-2.payer`, or the condition that rests on the other"),
            "to_id": (str, "the element that it points to"),
            "label": (str, "the field in words"),
            "holds": (int, "1 where it is so now"),
            "why": (str, "how it stands instead: `left`, `replaced`, `denied`, `proposed` …"),
            "by_id": (str, "the element that took its place"),
            "standing": (str, "how firmly it holds"),
            "stage": (str, "how far it has come"),
            "since": (str, "since when it has stood so, EDTF"),
            "only_if": (str, "the hypothesis under which alone it was said"),
            "events": (str, "the claims that name it, the leading one first, as a JSON list"),
        },
        refers={
            "deal": "deals.deal",
            "from_id": "elements.id",
            "to_id": "elements.id",
            "by_id": "elements.id",
        },
        indexed=(("deal",), ("from_id",), ("to_id",)),
    ),
}

VIEWS: dict[str, ViewOf] = {
    "leading_figures": ViewOf(
        about="a figure that stands, with the claim and the report that lead",
        query="""SELECT f.deal, f.field, f.label, f.said, f.amount, f.number, f.currency, f.unit,
  f.qualifier, f.low, f.high, f.standing, f.stage, f.since, f.origins, c.event, r.source,
  r.published, r.url
FROM figures AS f JOIN claims AS c ON c.id = f.claim_id JOIN reports AS r ON r.id = c.report_id
WHERE f.standing IN ('confirmed', 'rumored', 'contested')
ORDER BY f.deal, f.place""",
    ),
    "audit_moves": ViewOf(
        about="a move that led: each time that a deal itself changed",
        query="""SELECT deal, field, day, before, said, delta, stage, source, published, event
FROM steps WHERE step = 'moves' AND led ORDER BY deal, field, place""",
    ),
    "lead_changes": ViewOf(
        about="a step that took the lead: what was thought of a figure, and from when on",
        query="""SELECT deal, field, place, day, step, before, said, amount, number, currency, unit,
  qualifier, low, high, stage, sourcing, source, published, event
FROM steps WHERE led ORDER BY deal, field, place""",
    ),
}
