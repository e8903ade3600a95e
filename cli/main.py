"""The command `dealtrail`: its verbs by name, each loaded only when called, and its exit codes."""

import os
import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any, NoReturn

import click

from cli.options import DATABASE
from cli.output import clean, give_up_stdout
from domain.errors import DealtrailError, NotALedger

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

DECLINED = 3
INTERRUPTED = 130

Table = dict[str, tuple[str, str, str]]

# A verb: its module, the command in it, and its line in --help, so that --help loads no module.
LOGGING: Table = {
    "open": ("cli.logging", "open_", "Start to follow a deal."),
    "log": ("cli.logging", "log", "Log a report and what it says."),
    "draft": ("cli.drafts", "draft", "Propose a report from an article, by rules."),
    "import": ("cli.logging", "import_", "Log deals and reports from files."),
    "describe": ("cli.logging", "describe", "Give an element its kind, name or identifiers."),
    "grade": ("cli.logging", "grade", "Judge how reliable a source is, A to F."),
    "identify": ("cli.logging", "identify", "Say that two ids are one thing."),
    "distinguish": ("cli.logging", "distinguish", "Say that two ids are not one thing."),
}
FIXES: Table = {
    "amend": ("cli.fixes", "amend", "Put right a claim that we logged wrongly."),
    "withdraw": ("cli.fixes", "withdraw", "Take back a claim that we should not have logged."),
    "retract": ("cli.fixes", "retract", "Note that a publisher withdrew a report."),
    "correct": ("cli.fixes", "correct", "Note that a publisher corrected a report."),
    "undo": ("cli.fixes", "undo", "Take back the last command, or entries by number."),
}
INBOX: Table = {
    "inbox": ("cli.inbox", "inbox", "Reports that others proposed, waiting for your yes."),
    "propose": ("cli.inbox", "propose", "Leave a report for somebody else to approve."),
    "approve": ("cli.inbox", "approve", "Log what was proposed, all of it or some claims."),
    "reject": ("cli.inbox", "reject", "Say no to a proposal, and why."),
}
ANSWERS: Table = {
    "deals": ("cli.deals", "deals", "All deals: how far, how much, last heard of when."),
    "state": ("cli.answers", "state", "What is known of a deal, at any date."),
    "audit": ("cli.audits", "audit", "How a figure came to be what it is, step by step."),
    "replay": ("cli.past", "replay", "The deal report by report: what each one changed."),
    "diff": ("cli.past", "diff", "What changed between two dates."),
    "structure": (
        "cli.structures",
        "structure",
        "What a deal is made of: parties, tranches, trees.",
    ),
    "timeline": ("cli.timelines", "timeline", "The reports in order, echoes under their origin."),
    "check": (
        "cli.checks",
        "check",
        "What is doubtful: contradictions, slips, copies that differ.",
    ),
    "sources": ("cli.sources", "sources", "Every source: its grade, and how it has done."),
    "search": ("cli.search", "search", "Find claims and reports by their words."),
    "show": ("cli.show", "show", "One event, claim or report with all that it holds."),
}
INTEGRITY: Table = {
    "verify": ("cli.integrity", "verify", "Whether the ledger is what it was."),
    "checkpoint": (
        "cli.integrity",
        "checkpoint",
        "Sign the head of the ledger, for others to hold.",
    ),
    "backup": ("cli.upkeep", "backup", "Copy the ledger whole and checked, also while in use."),
    "restore": ("cli.upkeep", "restore", "Put a backup in the place of the ledger."),
    "doctor": ("cli.upkeep", "doctor", "Whether all is well around the ledger."),
    "key": ("cli.keys", "key", "The keys of confidential reports: list, hand over, destroy."),
    "export": ("cli.export", "export", "A report of a deal to hand on, or a proof of events."),
}
TEAMS: Table = {
    "setup": ("cli.teams", "setup", "Make a team's ledger in a PostgreSQL database."),
    "move": ("cli.teams", "move", "Move a ledger to PostgreSQL, or back to a file, with proof."),
    "merge": ("cli.teams", "merge", "Add what another ledger of the same deals has besides."),
}
OTHER: Table = {
    "serve": ("cli.serving", "serve", "A page to look at deals, on this computer alone."),
    "tables": ("cli.tables", "tables", "The answers as SQL tables, for Datasette or pandas."),
    "fields": ("cli.catalogue", "fields", "What can be said of a deal: kinds and their fields."),
    "schema": ("cli.catalogue", "schema", "The JSON Schema of the report files."),
    "completion": ("cli.shells", "completion", "What makes a shell complete words at TAB."),
    "help": ("cli.catalogue", "help_", "Help on dates, amounts, exit codes and more."),
}
SECTIONS = {
    "Logging": LOGGING,
    "Fixes of the log, and acts of publishers": FIXES,
    "Proposals of others": INBOX,
    "Answers": ANSWERS,
    "Integrity": INTEGRITY,
    "Teams": TEAMS,
    "More": OTHER,
}
VERBS: Table = {name: entry for table in SECTIONS.values() for name, entry in table.items()}


class Verbs(click.Group):
    """The verbs, imported one by one on demand."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 -- click's signature
        """All verbs in the order of the help page."""
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The verb of that name; `--db` is taken after every verb too, where people type it."""
        if cmd_name not in VERBS:
            return None
        module, attribute, _ = VERBS[cmd_name]
        command: click.Command = getattr(import_module(module), attribute)
        if DATABASE not in command.params:
            command.params.append(DATABASE)
        if ctx.resilient_parsing:  # a shell asks what can come next
            from cli.completing import teach

            teach(cmd_name, command)
        return command

    def shell_complete(self, ctx: click.Context, incomplete: str) -> "list[CompletionItem]":
        """The verbs that begin so, without loading any of them, and the options."""
        from click.shell_completion import CompletionItem

        begun = [
            CompletionItem(name, help=line)
            for name, (_, _, line) in VERBS.items()
            if name.startswith(incomplete)
        ]
        return begun + click.Command.shell_complete(self, ctx, incomplete)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does it, with the names in place from which it takes its 'Did you mean'."""
        if args[0] not in VERBS:
            self.commands = dict.fromkeys(VERBS, click.Command(None))
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """List the verbs by what they are for."""
        width = max(map(len, VERBS))
        for title, table in SECTIONS.items():
            with formatter.section(title):
                formatter.write_dl(
                    [(name.ljust(width), line) for name, (*_, line) in table.items()]
                )

    def main(self, *args: Any, **extra: Any) -> NoReturn:
        """Run a verb and leave with its exit code; failures are said on stderr."""
        extra["standalone_mode"] = False
        try:
            code = super().main(*args, **extra)
        except click.ClickException as error:
            _nearest(error).show()
            sys.exit(error.exit_code)
        except click.Abort as abort:
            cause = abort.__cause__ or abort.__context__
            sys.exit(INTERRUPTED if isinstance(cause, KeyboardInterrupt) else DECLINED)
        except DealtrailError as error:
            if isinstance(error, NotALedger):
                from domain.heads import remind

                remind(error)
            click.echo(clean(str(error), lines=True), err=True)
            sys.exit(error.exit_code)
        except BrokenPipeError:
            give_up_stdout()
            sys.exit(1)
        sys.exit(code if isinstance(code, int) else 0)


def _nearest(error: click.ClickException) -> click.ClickException:
    """An option that there is not, with the nearest ones alone; click names any three."""
    if not isinstance(error, click.NoSuchOption) or not error.possibilities:
        return error
    from domain.names import near

    possible = near(error.option_name, error.possibilities)
    return click.NoSuchOption(error.option_name, possibilities=possible, ctx=error.ctx)


@click.group(
    cls=Verbs,
    params=[DATABASE],
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="'dealtrail VERB --help' shows examples of a verb.",
)
@click.version_option(package_name="dealtrail", message="dealtrail %(version)s")
@click.pass_context
def dealtrail(context: click.Context) -> None:
    """Follow deal negotiations report by report.

    Log what each report says as events, ask what was known at any date, and audit how a figure
    changed.

    \b
      dealtrail state openai-2026 --as-of 2026-01-30
      dealtrail audit openai-2026 amazon.commitment
    """
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


def main() -> NoReturn:
    """The program."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # What is piped is UTF-8 everywhere; a terminal that lacks a letter gets an escape.
            stream.reconfigure(
                encoding=None if stream.isatty() else "utf-8", errors="backslashreplace"
            )
    if "_DEALTRAIL_COMPLETE" in os.environ:
        from cli.shells import know_shells

        know_shells()
    dealtrail.main(prog_name="dealtrail")
