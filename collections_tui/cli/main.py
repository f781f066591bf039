"""The program itself: which command there is, and what happens when one fails.

Importing this must stay cheap. A command's module is imported when that command runs, and no other.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from io import TextIOWrapper
from typing import Any, NoReturn

import click

from collections_tui import __version__
from collections_tui.cli.options import PROGRAM, Settings, common_first, settings
from collections_tui.cli.parts import Part
from collections_tui.domain.errors import StoreFault, Trouble, TryAgain
from collections_tui.domain.text import clean

INTERRUPTED = 130
"""What a shell expects of a program that ctrl+c stopped: 128 and the number of the signal."""
RETRY_SECONDS = 20.0  # for which a command waits for a database that is out of reach for a moment


COMMANDS = {
    "Work": {
        "next": Part("queue", "next_command", "Take the next account that may be called now."),
        "account": Part("accounts", "account_command", "Show everything about an account."),
        "can-call": Part("can_call", "can_call_command", "Say whether an account may be called, and why not."),
        "log-call": Part("calls", "log_call_command", "Record a call and what came of it."),
        "promise": Part("promises", "promise_command", "Note what a customer promises to pay, and by when."),
        "promises": Part("promises", "promises_command", "List the money that is due, overdue or coming."),
        "undo": Part("calls", "undo_command", "Take back my last call."),
        "customer": Part("customers", "customer_group", "Register a customer with an account, or put one right."),
        "coverage": Part("coverages", "coverage_group", "Say who insures a customer, and what the insurer said."),
        "assistance": Part("assistance", "assistance_group", "Show what protects a hospital's patient."),
        "note": Part("accounts", "note_command", "Add a note to an account."),
        "phone": Part("phones", "phone_command", "Add a telephone number, or say whether one is good."),
        "flag": Part("flags", "flag_command", "Note an attorney, a wish to stop, times that do not suit."),
        "arrange": Part("arrangements", "arrange_command", "Let an account be paid in parts."),
        "ask": Part("approvals", "ask_command", "Ask a supervisor for a call or an entry in the ledger."),
        "approvals": Part("approvals", "approvals_command", "List what waits for a supervisor."),
        "approve": Part("approvals", "approve_command", "Approve or refuse what somebody asked for."),
        "arrangements": Part("arrangements", "arrangements_command", "List arrangements, move or end one."),
        "pay": Part("money", "pay_command", "Enter a payment, and say what it paid."),
        "reverse": Part("money", "reverse_command", "Take back a payment that was returned, or another entry."),
        "adjust": Part("money", "adjust_command", "Book a charge, an adjustment or a write-off."),
        "ledger": Part("money", "ledger_command", "Show the ledger of an account, entry by entry."),
        "invoice": Part("invoices", "invoice_group", "Prepare bills, issue them, look at invoices."),
        "statement": Part("papers", "statement_command", "Write a statement of account, or those of a client."),
        "letter": Part("papers", "letter_command", "Write a reminder, or the notice that validates a debt."),
        "documents": Part("sent", "documents_command", "List what went out about an account."),
        "document": Part("sent", "document_group", "Open a document as it went out, or send it once more."),
        "mail": Part("mail", "mail_group", "List what waits to go out or did not arrive; mail it."),
        "claim": Part("claims", "claim_group", "Ask insurers: make claims, file and contest them."),
        "print-run": Part("sent", "print_run_command", "Print what cannot be mailed."),
        "unmatched": Part("unmatched", "unmatched_group", "Work off payments that fit no account."),
        "remittance": Part("remittances", "remittance_group", "Look at what insurers paid, and match it by hand."),
        "find": Part("accounts", "find_command", "Find accounts by name, number or phone."),
        "list": Part("lists", "list_command", "List the accounts of a worklist as they rank."),
        "plan": Part("lists", "plan_command", "Let an account rest until a day."),
        "calls": Part("call_log", "calls_command", "Show the call log of a day."),
        "addendum": Part("call_log", "addendum_command", "Add to a call that is already written."),
    },
    "Set up": {
        "import": Part("imports", "import_command", "Import customers, accounts, payments, prices … from CSV."),
        "payer": Part("payers", "payer_group", "List the insurers, add or change one."),
        "prices": Part("prices", "prices_group", "Find, list or show what a client charges for its services."),
        "clients": Part("clients", "clients_group", "List the clients, add or change one."),
        "users": Part("people", "users_group", "List the people who work here, add or change one."),
        "ssh": Part("ssh", "ssh_group", "List the keys of people who come over SSH, add or revoke one."),
        "teams": Part("people", "teams_group", "List the teams, or add one."),
        "worklists": Part("queue", "worklists_group", "List my worklists, or add one."),
        "reassign": Part("reassign", "reassign_group", "Move accounts to other people, for good or until a day."),
        "outcomes": Part("calls", "outcomes_command", "List the outcomes a call can have."),
        "doctor": Part("doctor", "doctor_command", "Check every figure that the database keeps, or mend them."),
        "backup": Part("backup", "backup_command", "Copy the database into a file while everybody works."),
        "restore": Part("backup", "restore_command", "Let a backup take the place of the database."),
        "copy": Part("copying", "copy_command", "Copy everything into a new database, on either engine."),
        "server": Part("server", "server_command", "Start workstations for others, in a fraction of the time."),
        "day": Part("day", "day_command", "Do what a new day changes by itself."),
        "rescore": Part("queue", "rescore_command", "Score every open account afresh."),
    },
    "Look around": {
        "team": Part("team", "team_command", "Show everybody: what they work on, and how the day is going."),
        "listen": Part("team", "listen_command", "Show what a colleague types on an account at this moment."),
        "report": Part("report", "report_command", "Print the figures: calls, promises, money, aging and more."),
        "export": Part("exports", "export_command", "List the files in my folder on this host, or print one."),
        "audit": Part("audit", "audit_group", "List what people did and saw; check that none of it was changed."),
        "demo": Part("demo", "demo_command", "Open the workstation on a fresh demo database."),
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
        part = _PLACES.get(cmd_name)
        return None if part is None else part.load()

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands from the table, so that help imports none of them."""
        longest = max(map(len, _PLACES))
        for title, group in COMMANDS.items():
            with formatter.section(title):
                formatter.write_dl([(name.ljust(longest), part.summary) for name, part in group.items()])

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
