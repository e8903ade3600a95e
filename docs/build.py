"""Make the pages of docs/reference that follow from the code, and renew the examples of the others.

    python docs/build.py

What a page says about commands, events, fields and errors is read from the code itself. The other
pages are written by hand; what their commands print is put into them (`docs/console.py`). Tests
compare both with what this script makes, so run it after a change and read the difference.
"""

import ast
import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

import click

from cli.catalogue import TOPICS, text_of
from cli.main import SECTIONS, dealtrail
from cli.web.api import ROOT as API_ROOT
from cli.web.api import ROUTES, Post, Read
from cli.web.openapi import PARTS, STATUSES, parts_of, plain_path, summary
from domain import errors, events, fields, shapes
from domain.record import Record
from domain.schema import schema
from projections.columns import TABLES, VIEWS, Table

ROOT = Path(__file__).parent.parent
REFERENCE = ROOT / "docs/reference"
MADE = "<!-- Made by docs/build.py: change the code, not this page. -->"
WIDTH = 96


def pages() -> dict[str, str]:
    """The text of every page that is made, by file name."""
    return {
        "commands.md": _page(commands()),
        "events.md": _page(events_page()),
        "fields.md": _page(fields_page()),
        "errors.md": _page(errors_page()),
        "tables.md": _page(tables_page()),
        "code.md": _page(code_page()),
        "api.md": _page(api_page()),
        "report-file.schema.json": json.dumps(schema(), indent=1, ensure_ascii=False) + "\n",
    }


def _page(lines: Iterable[str]) -> str:
    title, *rest = lines
    return "\n".join([title, "", MADE, *rest]).rstrip("\n") + "\n"


# -- commands ------------------------------------------------------------------------------------


def commands() -> Iterator[str]:
    """Every verb with its help, in the order of `dealtrail --help`, then the topics."""
    yield "# Commands"
    yield "\nEach verb with its `--help`. Words with a special meaning are in"
    yield "[design.md](../design.md), fields in [fields.md](fields.md)."
    for title, table in SECTIONS.items():
        verbs = " · ".join(f"[{name}](#{name})" for name in table)
        yield f"\n{title}: {verbs}  "
    yield f"Topics of `dealtrail help`: {' · '.join(f'[{name}](#{name})' for name in TOPICS)}"
    top = click.Context(
        dealtrail, info_name="dealtrail", terminal_width=WIDTH, **dealtrail.context_settings
    )
    yield from _fenced(dealtrail.get_help(top))
    for title, table in SECTIONS.items():
        yield f"\n## {title}"
        for name in table:
            yield f"\n### {name}"
            yield from _fenced(_help(top, name))
    yield "\n## Topics"
    for name in TOPICS:
        yield f"\n### {name}"
        yield from _fenced(text_of(name))


def _help(top: click.Context, name: str) -> str:
    verb = dealtrail.get_command(top, name)
    if verb is None:
        raise LookupError(name)
    context = click.Context(verb, info_name=name, parent=top, terminal_width=WIDTH)
    return verb.get_help(context)


def _fenced(text: str, language: str = "text") -> Iterator[str]:
    yield f"\n```{language}\n{text.rstrip()}\n```"


# -- the API -------------------------------------------------------------------------------------


def api_page() -> Iterator[str]:
    """Every address of the API with what it takes and answers."""
    yield "# The API"
    yield API
    for title, kind in (("Reading", Read), ("Writing", Post)):
        yield f"\n## {title}"
        for each in ROUTES:
            if isinstance(each, kind):
                yield from _address(each)
    yield "\n## Parts of an address\n\n| part | |\n|---|---|"
    names = dict.fromkeys(name for each in ROUTES for name in parts_of(each))
    for name in names:
        words = PARTS[name][1].get("enum")
        told = f": {', '.join(f'`{word}`' for word in words)}" if words else ""
        yield f"| `{name}` | {PARTS[name][0]}{told} |"
    yield "\n## Statuses\n\n| status | |\n|---|---|"
    yield "| 200 | the answer; of a write, that nothing new was stored |"
    yield "| 201 | it is stored |"
    yield from (f"| {status} | {told} |" for status, told in STATUSES.items())


API = """
`dealtrail serve` answers programs of this computer too, at `/api/1/…` of the address that it
prints. An answer is the JSON that the command line prints for the same clocks ([json.md](json.md)).
What writes takes one document of the [report file](report-files.md) as JSON, with the token out of
the printed link, and is decided by the rules of the command line. With an `Idempotency-Key` of your
own a write is safe to send again: it is stored once, and another one under that key is refused.

```text
curl http://127.0.0.1:8321/api/1/deals/openai-2026/state?as_of=2026-01-30
curl http://127.0.0.1:8321/api/1/reports?dry_run=true -H "Authorization: Bearer $TOKEN" \\
  -H "Content-Type: application/json" -H "Idempotency-Key: $(uuidgen)" -d @report.json
```

Whatever fails has one shape, `dealtrail.error/1`: its `status`, and `problems`, each with its
[code](errors.md), `place`, what was `seen`, a `message` and a `hint`. A body has at most 1 MB, and
at most 32 lists and objects within each other. `/api/1/openapi.json` is the OpenAPI 3.1 document of
all this, with the schema of the documents in it."""


def _address(each: Read | Post) -> Iterator[str]:
    method = "GET" if isinstance(each, Read) else "POST"
    yield f"\n### `{method} {API_ROOT}{plain_path(each)}`"
    yield f"\n{summary(each).rstrip('.')}. Answers `{each.schema}`."
    if isinstance(each, Post):
        takes = each.takes
        names = list(takes["properties"]) if isinstance(takes, Mapping) else []
        documents = [name.removesuffix("Document").lower() for name in takes] if not names else []
        if documents:
            yield f"\nTakes a document: {', '.join(documents)}."
        else:
            yield f"\nTakes an object: {', '.join(f'`{name}`' for name in names)}."
    if parts := parts_of(each):
        yield f"\nParts: {', '.join(f'`{name}`' for name in parts)}."


# -- events --------------------------------------------------------------------------------------

TYPES: tuple[tuple[Any, str], ...] = (
    (events.Note, "text, may have several lines"),
    (events.FieldName, "`element.field`"),
    (events.ReportId, "id of a report"),
    (events.ClaimId, "number of a claim in its report"),
    (events.ClaimRef, "claim, as `report#number`"),
    (events.Address, "web address"),
    (events.Sourcing, "[sourcing](#sourcing)"),
    (events.Stage, "[stage](fields.md#stages)"),
    (events.DealType, "type of deal"),
    (shapes.Currency, "ISO 4217 code"),
    (shapes.Edtf, "date, EDTF"),
    (shapes.Id, "id"),
    (shapes.Line, "text"),
    (shapes.Name, "name"),
    (shapes.Value, "[value](json.md#value)"),
    (str, "text"),
    (int, "number"),
    (bool, "yes or no"),
    (events.Sealed, "[sealed words](../confidential.md#the-formats)"),
    (
        events.Proposed,
        "`by` whom, `through` what, `at` which instant, and whether it was `changed`",
    ),
    (events.Part, "figure `of`, perhaps with a `portion`"),
    (events.Restated, "claim, whole: its `verb` and its parts"),
)
SHARED: dict[type[events.Event], tuple[type[events.Event], str]] = {
    events.ReportHeader: (events.ReportHeader, "report-logged and report-amended"),
    events.Claim: (events.Claim, "the five kinds of claim"),
}


def events_page() -> Iterator[str]:
    """Every event class: its stored name, what it means, its parts with their types."""
    yield "# Events"
    yield "\nWhat a ledger holds, one row an event. The stored name never changes. A part that was"
    yield "not given is not stored. Times, the person who logged and the command are the envelope:"
    yield "they stand beside what was said, in columns of their own."
    yield "\n| stored name | class | what it means |"
    yield "|---|---|---|"
    for event in events.EVENTS:
        name = event.stored_name
        yield f"| [{name}](#{name}) | `{event.__name__}` | {_first(event)} |"
    told: list[type[events.Event]] = []
    for event in events.EVENTS:
        for base, about in SHARED.values():
            if issubclass(event, base) and base not in told:
                told.append(base)
                yield f"\n## Parts of {about}"
                yield from _meaning(base)
                if base is events.ReportHeader:
                    yield from _meaning(events.HeaderParts)
                if base is events.Claim:
                    yield from _meaning(events.ClaimBody)
                yield from _parts(base, skip=())
        yield f"\n## {event.stored_name}"
        stored = f"../../tests/domain/golden/{event.stored_name}.json"
        yield f"\n`{event.__name__}` ([as stored]({stored}))"
        yield from _meaning(event)
        base_of = next((base for base in told if issubclass(event, base)), None)
        own = list(_parts(event, skip=tuple(base_of.model_fields) if base_of else ()))
        if base_of:
            anchor = SHARED[base_of][1].replace(" ", "-")
            rest = ", and:" if own else "."
            yield f"\nThe parts of [{SHARED[base_of][1]}](#parts-of-{anchor}){rest}"
        yield from own
    yield "\n## Sourcing"
    yield "\nHow the author of a report knew. The first three are *on the record*.\n"
    yield ", ".join(f"`{word}`" for word in get_args(events.Sourcing)) + "."


def _first(cls: type) -> str:
    return " ".join((cls.__doc__ or "").split("\n\n")[0].split())


def _meaning(cls: type) -> Iterator[str]:
    for paragraph in (cls.__doc__ or "").split("\n\n"):
        yield "\n" + "\n".join(line.strip() for line in paragraph.strip().splitlines())


def _parts(model: type[events.Event], skip: tuple[str, ...]) -> Iterator[str]:
    hints = get_type_hints(model, include_extras=True)
    shown = {name: part for name, part in model.model_fields.items() if name not in skip}
    if not shown:
        return
    yield "\n| part | type | |"
    yield "|---|---|---|"
    for name, part in shown.items():
        default = "" if part.default in (None, (), {}) else f"default `{_plain(part.default)}`"
        needed = "required" if part.is_required() else default
        yield f"| `{name}` | {_type(hints[name])} | {needed} |"


def _plain(default: object) -> str:
    return {True: "yes", False: "no"}[default] if isinstance(default, bool) else str(default)


def _type(hint: Any) -> str:
    """A type in words."""
    for known, words in TYPES:
        if hint == known:
            return words
    origin, inside = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return " or ".join(_type(each) for each in inside if each is not NoneType)
    if origin is Annotated:
        return _type(inside[0])
    if origin is Literal:
        return ", ".join(f"`{word}`" for word in inside)
    if origin is tuple:
        return f"list: {_type(inside[0])}"
    if origin is dict:
        return f"mapping from {_type(inside[0])} to {_type(inside[1])}"
    raise TypeError(f"no words for the type {hint!r}: add them to TYPES")


# -- code ----------------------------------------------------------------------------------------

FOLDERS = {
    "domain": "What a deal is: values, fields, events, rules, and the ledger. No printing.",
    "domain/fields": "The catalogue of fields, one file for kinds that are read together.",
    "domain/reading": "People's text to values.",
    "domain/articles": "What a person hands in, read into an article.",
    "domain/articles/pages": "A web page to the parts of an article, in that process.",
    "projections": "Pure folds from events to answers, one file per question.",
    "cli": "The ways in: each a thin face over the other two.",
    "cli/pictures": "Answers as SVG.",
    "cli/report": "The file of `export --html`: its markup, its sections. Loaded by it alone.",
    "cli/views": "What the page and the HTML report both show, without markup.",
    "cli/web": "The page that `serve` shows: addresses, safety, faces. Loaded by it alone.",
    "cli/web/pages": "One module a page, each with its template in `cli/web/templates`.",
}


def code_page() -> Iterator[str]:
    """Every module with what it says of itself, by folder."""
    yield "# Where things are in the code"
    yield "\nWhat each file says of itself. How they work together is in"
    yield "[design.md](../design.md#the-way-of-a-report), where a change goes in"
    yield "[CONTRIBUTING.md](../../CONTRIBUTING.md#what-a-change-has). Imports go cli →"
    yield "projections → domain, never back."
    for folder, about in FOLDERS.items():
        yield f"\n## {folder}"
        yield f"\n{about}\n\n| file | |\n|---|---|"
        for path in sorted((ROOT / folder).glob("[!_]*.py")):
            told = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
            first = " ".join(told.split("\n\n")[0].split()).replace("|", "\\|")
            yield f"| [{path.name}](../../{folder}/{path.name}) | {first} |"


# -- fields --------------------------------------------------------------------------------------


def fields_page() -> Iterator[str]:
    """Every kind of element with its fields, and every field with all that the catalogue says."""
    yield "# Kinds of element, and their fields"
    yield "\nWhat can be said of a deal. A report says something about a *field* of an *element*,"
    yield "written `element.field`: `round.size`, `amazon.commitment`. Bold fields are the main"
    yield "ones, which `state` shows without `--all`. `dealtrail fields NAME` shows the same."
    yield "\n| kind | what it is | ids in practice |"
    yield "|---|---|---|"
    for kind in fields.KINDS.values():
        examples = ", ".join(f"`{each}`" for each in kind.examples)
        yield f"| [{kind.name}](#{kind.name}) | {kind.meaning} | {examples} |"
    yield "| [any](#any) | Fields that every element has. | |"
    yield from _shared_words()
    for name in (*fields.KINDS, "any"):
        own = [field for (kind, _), field in fields.CATALOGUE.items() if kind == name]
        yield f"\n## {name}"
        yield f"\n{fields.KINDS[name].meaning if name != 'any' else 'Every element has these.'}"
        if name != "any":
            stages = fields.KINDS[name].stages
            yield f"\nStages: {', '.join(map(_words, stages))}." if stages else ""
        links = (
            f"[{'**' * field.headline}{field.name}{'**' * field.headline}](#{name}{field.name})"
            for field in own
        )
        yield f"\n{' · '.join(links)}"
        for field in own:
            yield from _field(name, field)


def _shared_words() -> Iterator[str]:
    yield "\n## Stages"
    yield "\nHow far a negotiation has come:"
    yield ", ".join(f"`{word}`" for word in fields.LADDER) + "."
    yield "\nHow it stops short:"
    yield ", ".join(f"`{word}`" for word in fields.ENDS) + "."
    yield "\nWhat people write for each stands under [any.stage](#anystage). Below, *all* is every"
    yield "stage, *negotiated* goes to signed, *payment* from considering to paid; both have the"
    yield "ends."
    yield "\n## When two values contradict each other"
    yield ""
    for word, meaning in fields.COMPARISONS.items():
        yield f"- {COMPARED[word]}: {meaning}"
    yield "\n## What a percentage is of"
    yield ""
    for word, meaning in fields.DENOMINATORS.items():
        yield f"- `{word}`: {meaning}"


COMPARED = {
    "iv": "interval",
    "ex": "exact",
    "tx": "wording",
    "di": "dates",
    "set": "list",
    "tree": "condition",
    "parts": "price",
}
STAGES = {"all": "all", "neg": "negotiated", "pay": "payment", "": ""}


def _field(kind: str, field: fields.Field) -> Iterator[str]:
    yield f"\n### {kind}.{field.name}"
    label = field.label[0].upper() + field.label[1:]
    yield f"\n{f'**{label}**' if field.headline else label}. {field.meaning}"
    yield ""
    told = {
        "type": _words(field.type) + (", per month, quarter or year" if field.flow else ""),
        "stages": STAGES[field.stages],
        "compared as": COMPARED[field.compare],
        "unit": ", ".join(map(_words, field.units or filter(None, (field.unit,)))),
        "of": f"`{field.denominator}`" if field.denominator else "",
        "counted": ", ".join(map(_words, field.bases)),
        "over": ", ".join(map(_words, field.over)),
        "points to": ", ".join(field.targets),
        "inside": field.inside,
        "in sums": field.adds,
        "adds to": ", ".join(f"`{path}`" for path in field.adds_to),
        "equals": ", ".join(f"`{formula}`" for formula in field.equals),
    }
    yield "- " + "; ".join(f"{part}: {said}" for part, said in told.items() if said)
    if field.scoped:
        yield "- each `scope` is a figure of its own"
    if field.context:
        yield "- context: never a term of the deal"
    for word, written in field.words.items():
        yield f"- `{word}`" + (f": {', '.join(fields.synonyms(written))}" if written else "")
    if field.words and field.closed:
        yield "- no other word is taken"
    yield "- " + "; ".join(f"`{example}`" for example in field.examples)


def _words(name: str) -> str:
    return name.replace("_", " ")


# -- tables --------------------------------------------------------------------------------------

TABLES_INTRO = """\
The answers as SQL tables, in a file beside the ledger: `events.tables.db` beside `events.db`.
`search` reads them, `deals` does where they are there, and so can Datasette, pandas, or a query of
yours.

The file holds nothing that the ledger does not say, and anyone may delete it. `dealtrail tables`
makes it, brings it up to date, and says how far it has come; `dealtrail tables --rebuild` makes it
anew. So do other commands that need it, and say so. What you add to the file yourself is gone when
it is made anew: after an update of dealtrail, where the ledger is another one or an older backup,
and where the file is damaged.

What is so now is in them: what the ledger has recorded, at the present instant, under the policy
`on-record-first`. For another date ask a command (`state --as-of …`). Reports and claims are there
whole, also those that count from a later date; `counts_from` says from when.

- **Amounts are text**, digit for digit as they were stored. As a floating-point number `0.1` would
  not be a tenth, and large sums would lose their last digits. To sort or plot, convert in the
  query: `CAST(amount AS REAL)`. It loses digits beyond the fifteenth, so show the text and not the
  number. In Python: `Decimal(row["amount"])`.
- **A hedge is data.** "up to $50bn" has the amount `50000000000`, the qualifier `at_most`, a null
  `low` and the `high` 50000000000. To compare, use `low` and `high`, and remember that null is
  open.
- **Dates are as imprecise as the report** (EDTF: `2026-Q1`). Instants are UTC, all of one width, so
  that comparing their text compares time.
- 1 is yes and 0 is no. Lists are JSON.
- The `id` of reports and claims is the row of the ledger: it stays when tables are made anew."""
TABLES_USE = """\
## Use

```sh
dealtrail tables
datasette events.tables.db
sqlite-utils rows events.tables.db leading_figures --limit 5
sqlite3 -box events.tables.db "SELECT field, said, source FROM leading_figures LIMIT 5"
```

```python
import sqlite3
import pandas

with sqlite3.connect("events.tables.db") as tables:
    steps = pandas.read_sql("SELECT * FROM lead_changes WHERE field = 'round.size'", tables)
```

What each company committed, the largest first:

```sql
SELECT e.name, f.said, f.standing, f.origins
FROM figures AS f JOIN elements AS e ON e.id = f.element_id
WHERE f.field LIKE '%.commitment' AND f.standing <> 'withdrawn'
ORDER BY CAST(coalesce(f.high, f.low) AS REAL) DESC
```

Who states a standing figure, and since when it was known:

```sql
SELECT r.source, min(r.published) AS first, count(*) AS claims
FROM claims AS c JOIN reports AS r ON r.id = c.report_id
WHERE c.field = 'amazon.commitment' AND c.in_force GROUP BY r.source_id ORDER BY first
```

Full text, as `dealtrail search` and Datasette use it; accents and case do not count:

```sql
SELECT event, field, said FROM claims
WHERE id IN (SELECT rowid FROM claims_fts WHERE claims_fts MATCH 'puissance') AND in_force
```"""


def tables_page() -> Iterator[str]:
    """Every read table and view with its columns."""
    yield "# Read tables"
    yield f"\n{TABLES_INTRO}"
    yield f"\n{TABLES_USE}"
    yield "\n## All of them"
    yield "\n| table | a row is |"
    yield "|---|---|"
    for name, table in TABLES.items():
        yield f"| [{name}](#{name}) | {table.about} |"
    for name, view in VIEWS.items():
        yield f"| [{name}](#{name}), a view | {view.about} |"
    for name, table in TABLES.items():
        yield f"\n## {name}"
        yield f"\nA row is {table.about}."
        if table.found_in:
            found_in = ", ".join(f"`{column}`" for column in table.found_in)
            yield f"\nFull text over {found_in}: `{name}_fts`."
        yield "\n| column | type | |"
        yield "|---|---|---|"
        for column, (kind, meaning) in table.columns.items():
            yield f"| `{column}` | {_column(table, column, kind)} | {meaning} |"
    for name, view in VIEWS.items():
        yield f"\n## {name}"
        yield f"\nA view: a row is {view.about}. Its columns are those of the tables."
        yield from _fenced(view.query, "sql")


def _column(table: Table, column: str, kind: type[str] | type[int]) -> str:
    if column == table.key:
        return f"key, {COLUMN_TYPES[kind]}"
    if column in table.refers:
        other = table.refers[column].partition(".")[0]
        return f"[{other}](#{other})"
    return COLUMN_TYPES[kind]


COLUMN_TYPES: dict[type, str] = {str: "text", int: "integer"}


# -- errors --------------------------------------------------------------------------------------


class Said(Record):
    """One place in the code that says a code: what it says, what to do next, and who raises it."""

    code: str
    message: str
    hint: str
    raised: str
    where: str


CODE = re.compile(r"[EW]-[A-Z]+(-[A-Z]+)*")
KINDS = (
    *("Refused", "NotFound", "Duplicate", "Conflict"),
    *("NotALedger", "NewerVersion", "HistoryDiffers"),
)
BY_READER = {  # what a reader of texts refuses without a code has the code of what it reads
    "domain/reading/amounts.py": "E-AMOUNT",
    "domain/reading/figures.py": "E-AMOUNT",
    "domain/reading/numbers.py": "E-AMOUNT",
    "domain/reading/dates.py": "E-DATE",
    "domain/reading/dating.py": "E-DATE",
    "domain/reading/absolute.py": "E-DATE",
    "domain/reading/relative.py": "E-DATE",
    "domain/reading/others.py": "E-CONDITION",
}


def errors_page() -> Iterator[str]:
    """Every code that a refusal, a failure or a warning can have, and the exit codes."""
    yield "# Errors, warnings and exit codes"
    yield "\nA refusal says its code, the place, what is wrong, what was seen, and what to do next:"
    yield from _fenced(
        "E-DATE-AMBIG --published: 2026-04-03 or 2026-03-04? (seen: '03/04/2026')\n"
        "  write the one you mean"
    )
    yield "\nCodes are stable. Below, `…` stands for what differs from case to case. A warning"
    yield "(`W-`) stops nothing: what it is about was stored as it stood."
    yield "\n## Exit codes"
    yield from _fenced(TOPICS["exit-codes"].split("\n\n")[0])
    yield "\n| kind of failure | exit code | |"
    yield "|---|---|---|"
    for name in ("DealtrailError", *KINDS):
        kind = getattr(errors, name)
        yield f"| `{name}` | {kind.exit_code} | {_first(kind)} |"
    found = sorted(scan(), key=lambda said: (said.code[0] == "W", said.code))
    yield "\n## Codes"
    yield ""
    yield " · ".join(f"[{code}](#{code.lower()})" for code in dict.fromkeys(s.code for s in found))
    for code in dict.fromkeys(said.code for said in found):
        yield f"\n### {code}"
        yield ""
        same = [said for said in found if said.code == code]
        with_words = [said for said in same if said.message]
        if code == "E-AMOUNT":
            yield "Of a percentage the same is E-PERCENT, of a length of time E-PERIOD.\n"
        once = {(said.message, said.hint): said for said in with_words or same[:1]}
        yield from map(_line, once.values())


def _line(said: Said) -> str:
    hint = f" → {said.hint}" if said.hint else ""
    kind = f", {said.raised}" if said.raised in KINDS else ""
    return f"- {said.message or 'the message depends on the case'}{hint} (`{said.where}`{kind})"


def scan() -> Iterator[Said]:
    """Each place in the code where a code is said."""
    for folder in ("domain", "projections", "cli"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            yield from _Scan(path).found()


class _Scan:
    """One module: calls that raise, tables of messages, and warnings."""

    def __init__(self, path: Path) -> None:
        self.where = path.relative_to(ROOT).as_posix()
        self.tree = ast.parse(path.read_text(encoding="utf-8"))
        self.parents = {
            child: node for node in ast.walk(self.tree) for child in ast.iter_child_nodes(node)
        }
        self.assigned = [
            (self._function(node), node.lineno, node.targets[0].id, node.value)
            for node in ast.walk(self.tree)
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
        ]

    def _function(self, node: ast.AST) -> ast.AST | None:
        """The function that a node stands in; None at the top of the module."""
        while node in self.parents:
            node = self.parents[node]
            if isinstance(node, ast.FunctionDef):
                return node
        return None

    def found(self) -> Iterator[Said]:
        """In the order of the module."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                code, _, rest = node.value.partition(" ")
                if CODE.fullmatch(code) and (code[0] == "W" or not rest):
                    yield self._said(code, node)
            elif isinstance(node, ast.Call) and self._is_by_reader(node):
                message, hint = self._of_call(node, node.args)
                code = BY_READER[self.where]
                yield Said(
                    code=code, message=message, hint=hint, raised="Refused", where=self.where
                )

    def _is_by_reader(self, call: ast.Call) -> bool:
        """`words.refuse("two bounds at once", "log each …")`, without a code of its own."""
        method = isinstance(call.func, ast.Attribute) and call.func.attr == "refuse"
        return (
            method and self.where in BY_READER and all(each.arg != "code" for each in call.keywords)
        )

    def _said(self, code: str, node: ast.Constant) -> Said:
        parent = self.parents[node]
        if code.startswith("W"):
            whole = parent if isinstance(parent, ast.JoinedStr) else node
            text = self._text(whole).removeprefix(code).strip()
            return Said(code=code, message=text, hint="", raised="", where=self.where)
        message = hint = raised = ""
        if isinstance(parent, ast.keyword):
            call = self.parents[parent]
            if isinstance(call, ast.Call):
                raised = _name(call.func)
                message, hint = self._of_call(call, call.args)
        elif isinstance(parent, ast.Call) and node in parent.args:
            raised = _name(parent.func)
            place = parent.args.index(node)
            rest = parent.args[place + 1 :]
            message = self._text(rest[0]) if rest else ""
            hint = self._text(rest[2]) if len(rest) > 2 else ""
        elif isinstance(parent, ast.Tuple) and parent.elts[0] is node:
            message, hint = [*map(self._text, parent.elts[1:3]), "", ""][:2]
        raised = "Refused" if raised == "refuse" else raised
        return Said(code=code, message=message, hint=hint, raised=raised, where=self.where)

    def _of_call(self, call: ast.Call, args: list[ast.expr]) -> tuple[str, str]:
        message = self._text(args[0]) if args else ""
        named = {each.arg: each.value for each in call.keywords}
        second = args[1] if len(args) > 1 else None
        given = named.get("hint", second)
        return message, self._text(given) if given is not None else ""

    def _text(self, node: ast.AST) -> str:
        """The words of an expression, `…` for what is not known before it runs."""
        match node:
            case ast.Constant(value=str(text)):
                return " ".join(text.split())
            case ast.JoinedStr(values=values):
                parts = [each.value if isinstance(each, ast.Constant) else "…" for each in values]
                return re.sub("…[… ]*…", "…", " ".join("".join(map(str, parts)).split()))
            case ast.Name(id=name):
                before = [
                    value
                    for where, line, each, value in self.assigned
                    if each == name and line < node.lineno and where in (None, self._function(node))
                ]
                return self._text(before[-1]) if before else ""
            case ast.IfExp(body=body, orelse=orelse):
                return self._text(body) or self._text(orelse)
            case ast.BoolOp(values=values):
                return next(filter(None, map(self._text, values)), "")
            case ast.BinOp(left=left, right=right):
                return f"{self._text(left)}{self._text(right) or '…'}"
        return ""


def _name(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def main() -> None:
    """Write every page."""
    for name, text in pages().items():
        (REFERENCE / name).write_text(text, encoding="utf-8")
        print(f"docs/reference/{name}")
    sys.path.insert(0, str(ROOT))
    from docs.console import PAGES, renew

    for page in PAGES:
        print(page.path)
        for left in renew(page):
            print(f"  left as it is, put it right by hand: {left}")


if __name__ == "__main__":
    main()
