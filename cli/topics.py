"""What `dealtrail help` explains beside dates and amounts, made from the words of the program."""

from textwrap import fill

from cli.claims import EXTRAS
from domain.fields import ENDS, LADDER

_WIDTH = 96

LINES = {
    "dates": "how dates are written, and the three dates of an answer",
    "amounts": "how amounts, hedges and percentages are written",
    "claims": "the five verbs of a claim, and what can follow one",
    "stages": "how far a negotiation has come, and how it ends",
    "sourcing": "how a report knew, and what counts as on the record",
    "clocks": "as of, known at, true at: what was known when",
    "files": "report files",
    "completion": "the TAB key in bash, zsh and fish",
    "environment": "environment variables",
    "exit-codes": "exit codes, for scripts",
}
"""Every topic with a line on it, in the order of the page."""

ENVIRONMENT = {
    "DEALTRAIL_DB": "the ledger, where --db is not given: a file, or a team's postgresql://…",
    "DEALTRAIL_USER": "the name under which you log; else the name of your account",
    "DEALTRAIL_STATE": "the folder for what is known of each ledger, and for keys; else "
    "dealtrail in $XDG_STATE_HOME, in ~/.local/state or in %LOCALAPPDATA%",
    "DEALTRAIL_JOURNAL": "delete: write without SQLite's write-ahead log (`doctor`)",
    "PGPASSWORD": "the password of a team's ledger, as for psql; ~/.pgpass serves too",
    "VISUAL, EDITOR": "the editor that `log` opens; else sensible-editor, vim or nano",
    "COLUMNS": "the width of tables",
    "NO_COLOR": "no colour on a terminal",
}

EXIT_CODES = {
    0: "done; an empty answer too",
    1: "failed: the ledger is missing or damaged, a deal in it cannot be read, the disk is full",
    2: "bad usage or bad input; nothing was stored (with `import --partial` the rest was)",
    3: "declined at a question, or nothing was filled in in the editor",
    4: "`check` found a contradiction",
    5: "a duplicate, or somebody else wrote at the same time; nothing was stored",
    130: "stopped with Ctrl-C",
}


SOURCING = {
    "filing": "a filing with a regulator or a court; on the record",
    "company_statement": "a company's release, post or call; on the record",
    "on_record": "a person who is named; on the record",
    "document_seen": "a document that the reporter saw",
    "own_confidential": "our own, told in confidence",
    "anonymous_plural": "several people who are not named",
    "anonymous_single": "one person who is not named",
    "unattributed": "it does not say how it knows",
    "aggregated": "it retells others and names no original",
}


def _listed(parts: dict[str, str], indent: str = "  ") -> str:
    width = max(map(len, parts))
    return "".join(
        fill(
            said,
            _WIDTH,
            initial_indent=f"{indent}{name:<{width}}  ",
            subsequent_indent=f"{indent}{'':<{width}}  ",
            break_long_words=False,
            break_on_hyphens=False,
        )
        + "\n"
        for name, said in parts.items()
    )


def _flag(name: str) -> str:
    return f"--{name.replace('_', '-')}"


TOPICS = {
    "claims": f"""\
A claim is one thing that one report says: ELEMENT.FIELD = TEXT, the text as the report has it.

  --rumor       it is reported, and nobody says it on the record
  --change      the report says that the deal itself moved; the former value is --was
  --confirm     a party, a filing or an authority states it on the record
  --deny        it is denied: one value, or without '= TEXT' the field, or 'report ID' as a whole
  --no-comment  somebody was asked and would not say; that denies nothing

They can be repeated, in the order of the report. What follows one belongs to it:

{_listed({_flag(name): said for name, said in EXTRAS.items()})}
Whether a claim is on the record is decided by its sourcing and not by its verb (help sourcing).

  dealtrail log acme-b --source Reuters --published 2026-01-29 --sourcing anonymous_plural \\
    --rumor 'round.size = up to $50bn' --stage in_talks --no-comment round.lead
  dealtrail fields party        what can be said of a party
""",
    "stages": f"""\
A stage says how far the negotiation of an element has come. On a claim it is that figure's alone.

  {" → ".join(LADDER)}
  ends: {", ".join(ENDS)}

'in talks', 'signs', 'en discussion' are read as well. `pending` waits for a date or a condition,
`closed` is completed on paper, `paid` means that the money moved. A stage published ahead of its
date is scheduled, then due, until a report says that it happened. Where none is said, a figure has
none, and it is not taken from an earlier report.

  dealtrail log acme-b --source Reuters --published 2026-01-29 \\
    --rumor 'amazon.commitment = $5bn' --stage agreed --confirm 'round.stage = signed'
""",
    "sourcing": f"""\
Sourcing says how the original knew, not how it reached us: a paper's account of a filing has the
sourcing `filing`, and cites it. It is the report's (--sourcing), or one claim's (--claim-sourcing).

{_listed(SOURCING)}
Without it a report is `unattributed`, leads only where nothing better is known, and contests
nothing. Judge the source itself with `dealtrail grade`.

  dealtrail amend 2026-01-29-reuters-3f2a10 --sourcing anonymous_plural
""",
    "clocks": """\
Three clocks say what an answer may know. Each takes a date, and means the end of it, UTC.

  --as-of DATE      only what was published by then: what could the world know?
  --known-at DATE   only what this ledger had recorded by then: what did we know?
  --true-at DATE    what held then, of what was published; else the --as-of date

What is learnt later changes no answer about an earlier date. A report of an uncertain date counts
from the latest that it can be of. A fix of our log moves only --known-at.

  dealtrail state openai-2026 --as-of 2026-01-30
  dealtrail state openai-2026 --as-of 2026-01-30 --true-at 2025-12-31
  dealtrail diff openai-2026 2026-01-30 2026-04-01
""",
    "files": """\
A report is a YAML file (or JSON, or JSON Lines). Everything is read as text.

  deal: openai-2026
  source: The Wall Street Journal
  published: 2026-01-29
  sourcing: anonymous_plural
  cites: [2025-12-18-wsj-830]
  claims:
    - rumor: amazon.commitment = up to $50bn
      stage: in_talks
    - deny: amazon-2.condition = AGI
      said_by: Sam Altman

What is left empty (`url:`) is not given.

  dealtrail log openai-2026     opens one to fill in, in the editor
  dealtrail import report.yaml
  dealtrail import --partial .  what is wrong is left out, and listed in rejects.csv
  dealtrail schema              the whole format, as JSON Schema
  dealtrail fields              what can stand before the =

A CSV answer puts ' before a cell that begins with = + - or @ (plain numbers aside), because a
spreadsheet would run it as a formula.
""",
    "completion": """\
The TAB key completes verbs, options, deals, elements, fields, sources, reports, claims, events,
stages, sourcing, policies and topics, from the ledger that the command is about. For every shell
that you open:

  bash   dealtrail completion bash > ~/.local/share/bash-completion/completions/dealtrail
  zsh    mkdir -p ~/.zfunc && dealtrail completion zsh > ~/.zfunc/_dealtrail
         and in ~/.zshrc: fpath+=(~/.zfunc); autoload -Uz compinit; compinit
  fish   dealtrail completion fish > ~/.config/fish/completions/dealtrail.fish

In bash without bash-completion, in ~/.bashrc: source <(dealtrail completion bash)

  dealtrail log acme-b --rumor 'amazon.com⇥    →  'amazon.commitment =
  dealtrail log acme-b --source Wall⇥          →  The Wall Street Journal
""",
    "environment": f"""\
{_listed(ENVIRONMENT)}
  export DEALTRAIL_DB=~/deals/events.db
""",
    "exit-codes": f"""\
{_listed({str(code): said for code, said in EXIT_CODES.items()})}
`verify` ends with 1 where the ledger is broken, with 2 where nothing outside of the file vouches
for it; `doctor` with 1 where something is wrong, with 2 where something is doubtful.

Data goes to stdout, everything else to stderr, so that a pipe gets data only:

  dealtrail state openai-2026 | cut -f1,3
""",
}
