"""The program itself: which command there is, and what happens when one fails.

Importing this must stay cheap. A command's module is imported when that command runs, and no other.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from io import TextIOWrapper
from typing import Any, NamedTuple, NoReturn

import click

from collections_tui import __version__
from collections_tui.cli.options import PROGRAM, Settings, common_first, settings
from collections_tui.domain.errors import StoreFault, Trouble, TryAgain
from collections_tui.domain.text import clean

INTERRUPTED = 130
RETRY_SECONDS = 20.0  # for which a command waits for a database that is out of reach for a moment
"""What a shell expects of a program that ctrl+c stopped: 128 and the number of the signal."""


class Listed(NamedTuple):
    """A command as the program's help shows it, and where its function is."""

    module: str
    function: str
    summary: str


COMMANDS = {
    "Work": {
        "next": Listed("queue", "next_command", "Take the next account that may be called now."),
        "account": Listed("accounts", "account_command", "Show everything about an account."),
        "can-call": Listed("can_call", "can_call_command", "Say whether an account may be called, and why not."),
        "log-call": Listed("calls", "log_call_command", "Record a call and what came of it."),
        "promise": Listed("promises", "promise_command", "Note what a customer promises to pay, and by when."),
        "promises": Listed("promises", "promises_command", "List the money that is due, overdue or coming."),
        "undo": Listed("calls", "undo_command", "Take back my last call."),
        "customer": Listed("customers", "customer_group", "Register a customer with an account, or put one right."),
        "coverage": Listed("coverages", "coverage_group", "Say who insures a customer, and what the insurer said."),
        "note": Listed("accounts", "note_command", "Add a note to an account."),
        "phone": Listed("phones", "phone_command", "Add a telephone number, or say whether one is good."),
        "flag": Listed("flags", "flag_command", "Note an attorney, a wish to stop, times that do not suit."),
        "arrange": Listed("arrangements", "arrange_command", "Let an account be paid in parts."),
        "ask": Listed("approvals", "ask_command", "Ask a supervisor for a call or an entry in the ledger."),
        "approvals": Listed("approvals", "approvals_command", "List what waits for a supervisor."),
        "approve": Listed("approvals", "approve_command", "Approve or refuse what somebody asked for."),
        "arrangements": Listed("arrangements", "arrangements_command", "List arrangements, move or end one."),
        "pay": Listed("money", "pay_command", "Enter a payment, and say what it paid."),
        "reverse": Listed("money", "reverse_command", "Take back a payment that was returned, or another entry."),
        "adjust": Listed("money", "adjust_command", "Book a charge, an adjustment or a write-off."),
        "ledger": Listed("money", "ledger_command", "Show the ledger of an account, entry by entry."),
        "invoice": Listed("invoices", "invoice_group", "Prepare bills, issue them, look at invoices."),
        "statement": Listed("papers", "statement_command", "Write a statement of account, or those of a client."),
        "letter": Listed("papers", "letter_command", "Write a reminder, or the notice that validates a debt."),
        "documents": Listed("sent", "documents_command", "List what went out about an account."),
        "document": Listed("sent", "document_group", "Open a document as it went out, or send it once more."),
        "mail": Listed("mail", "mail_group", "List what waits to go out or did not arrive; mail it."),
        "claim": Listed("claims", "claim_group", "Ask insurers: make claims, file and contest them."),
        "print-run": Listed("sent", "print_run_command", "Print what cannot be mailed."),
        "unmatched": Listed("unmatched", "unmatched_group", "Work off payments that fit no account."),
        "remittance": Listed("remittances", "remittance_group", "Look at what insurers paid, and match it by hand."),
        "find": Listed("accounts", "find_command", "Find accounts by name, number or phone."),
        "list": Listed("lists", "list_command", "List the accounts of a worklist as they rank."),
        "plan": Listed("lists", "plan_command", "Let an account rest until a day."),
        "calls": Listed("call_log", "calls_command", "Show the call log of a day."),
        "addendum": Listed("call_log", "addendum_command", "Add to a call that is already written."),
    },
    "Set up": {
        "import": Listed("imports", "import_command", "Import customers, accounts, payments, prices … from CSV."),
        "payer": Listed("payers", "payer_group", "List the insurers, add or change one."),
        "prices": Listed("prices", "prices_group", "Find, list or show what a client charges for its services."),
        "clients": Listed("clients", "clients_group", "List the clients, add or change one."),
        "users": Listed("people", "users_group", "List the people who work here, add or change one."),
        "ssh": Listed("ssh", "ssh_group", "List the keys of people who come over SSH, add or revoke one."),
        "teams": Listed("people", "teams_group", "List the teams, or add one."),
        "worklists": Listed("queue", "worklists_group", "List my worklists, or add one."),
        "reassign": Listed("reassign", "reassign_group", "Move accounts to other people, for good or until a day."),
        "outcomes": Listed("calls", "outcomes_command", "List the outcomes a call can have."),
        "doctor": Listed("doctor", "doctor_command", "Check every figure that the database keeps, or mend them."),
        "backup": Listed("backup", "backup_command", "Copy the database into a file while everybody works."),
        "restore": Listed("backup", "restore_command", "Let a backup take the place of the database."),
        "copy": Listed("copying", "copy_command", "Copy everything into a new database, on either engine."),
        "server": Listed("server", "server_command", "Start workstations for others, in a fraction of the time."),
        "day": Listed("day", "day_command", "Do what a new day changes by itself."),
        "rescore": Listed("queue", "rescore_command", "Score every open account afresh."),
    },
    "Look around": {
        "team": Listed("team", "team_command", "Show everybody: what they work on, and how the day is going."),
        "listen": Listed("team", "listen_command", "Show what a colleague types on an account at this moment."),
        "report": Listed("report", "report_command", "Print the figures: calls, promises, money, aging and more."),
        "export": Listed("exports", "export_command", "List the files in my folder on this host, or print one."),
        "audit": Listed("audit", "audit_group", "List what people did and saw; check that none of it was changed."),
        "demo": Listed("demo", "demo_command", "Open the workstation on a fresh demo database."),
    },
}
_PLACES = {name: listed for group in COMMANDS.values() for name, listed in group.items()}


class Failure(click.ClickException):
    """What stopped a command, in one sentence for the person. Exit code 1."""

    exit_code = 1

    def show(self, file: Any = None) -> None:
        """Print the sentence on standard error."""
        click.echo(f"{PROGRAM}: {clean(self.message)}", file=file, err=file is None)


class Program(click.Group):
    """The group of all commands: imports the one that is used, and turns what goes wrong into a sentence."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands in the order of the help."""
        return list(_PLACES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return one command; None when there is none of that name."""
        listed = _PLACES.get(cmd_name)
        if listed is None:
            return None
        command = getattr(import_module(f"collections_tui.cli.{listed.module}"), listed.function)
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands from the table, so that help imports none of them."""
        longest = max(map(len, _PLACES))
        for title, group in COMMANDS.items():
            with formatter.section(title):
                formatter.write_dl([(name.ljust(longest), listed.summary) for name, listed in group.items()])

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command.

        Raises:
            Failure: it was refused, or something went wrong that should not have; that is then in the log.
        """
        try:
            return super().invoke(ctx)
        except TryAgain:
            raise  # main does
        except StoreFault as fault:
            raise self._logged(ctx, fault) from fault
        except Trouble as trouble:
            raise Failure(str(trouble)) from trouble
        except (click.exceptions.Exit, click.Abort, click.ClickException, BrokenPipeError, KeyboardInterrupt):
            raise
        except Exception as error:
            raise self._logged(ctx, error) from error

    def _logged(self, ctx: click.Context, error: Exception) -> Failure:
        from collections_tui.crash import log_crash

        told = str(error) if isinstance(error, StoreFault) else ""
        return Failure(log_crash(error, ctx.ensure_object(Settings).real.now(), told))


@click.group(cls=Program, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@common_first
@click.version_option(__version__, message="%(prog)s %(version)s", prog_name=PROGRAM)
@click.pass_context
def cli(ctx: click.Context) -> None:
    """Work a queue of overdue accounts by telephone.

    Without a command the workstation opens. Exit codes: 0 done, 1 refused, 2 a mistake in the command.
    """
    if ctx.invoked_subcommand is None:
        from collections_tui.cli.workstation import open_workstation

        said = settings()
        open_workstation(said.db, said.user, said.running_clock(), said.config, create=True)


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and leave the process with its exit code."""
    if (sys.argv[1:] if arguments is None else arguments)[:2] == ["ssh", "session"]:
        _forget_what_others_say()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # neither when it was closed, as by >&-
            # A name the terminal has no letters for must not stop an answer half way.
            stream.reconfigure(errors="backslashreplace")
    try:
        code = _run(arguments)
        if sys.stdout:
            sys.stdout.flush()
        sys.exit(code or 0)
    except click.exceptions.Exit as leave:
        sys.exit(leave.exit_code)
    except click.ClickException as mistake:
        mistake.show()
        _drop_unwritten()
        sys.exit(mistake.exit_code)
    except (KeyboardInterrupt, click.Abort):
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        _close_quietly()


def _run(arguments: Sequence[str] | None) -> Any:
    """Run the command; once more when nothing was changed because others were in the way, or the line dropped."""
    from collections_tui.services.patience import keep_trying

    try:
        return keep_trying(
            lambda: cli.main(arguments, prog_name=PROGRAM, standalone_mode=False), patience=RETRY_SECONDS
        )
    except TryAgain as again:
        raise Failure(str(again)) from again


def _forget_what_others_say() -> None:
    """Let whoever comes in over SSH say nothing by variables: click would read ours before any command has its say."""
    from collections_tui.services.remote import keep_what_is_ours

    keep_what_is_ours(os.environ)


def _close_quietly() -> NoReturn:
    """Leave when whoever read our output has gone, as `head` does; Python would complain while flushing."""
    _let_output_go()
    sys.exit(1)


def _drop_unwritten() -> None:
    """Forget an answer that cannot be written; Python would complain again while leaving, with a code of its own."""
    try:
        if sys.stdout:
            sys.stdout.flush()
    except OSError:
        _let_output_go()


def _let_output_go() -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
