"""The one table of commands.

Key bindings, the footer, the help, the palette, the key map in the README and the tests are all made from it. A
command ``account.call`` is done by the method ``action_call`` of the screen or dialog whose scope is ``account``; those
of the scope ``everywhere`` by the common base of all full screens (`collections_tui.tui.screens.base`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from collections_tui.domain.records import Role
from collections_tui.services.permissions import allowed
from collections_tui.tui.command import DIGITS as DIGITS
from collections_tui.tui.command import Command as Command
from collections_tui.tui.command import shown_key as shown_key
from collections_tui.tui.command_billing import ACCOUNT, BILLING
from collections_tui.tui.command_claims import CLAIMS
from collections_tui.tui.command_dialogs import DIALOGS
from collections_tui.tui.command_everywhere import EVERYWHERE as EVERYWHERE
from collections_tui.tui.command_everywhere import EVERYWHERE_COMMANDS
from collections_tui.tui.command_everywhere import LIST as LIST
from collections_tui.tui.command_insured import INSURED
from collections_tui.tui.command_remittances import REMITTANCES

if TYPE_CHECKING:
    from textual.binding import BindingType

TABLE: tuple[Command, ...] = (
    *EVERYWHERE_COMMANDS,
    # Worklist
    Command("worklist.open", "enter", "open", "Open the account under the cursor.", weight=2),
    Command("worklist.filter", "f", "filter", "Show only some accounts: client, age, amount, state, words.", weight=9),
    Command("worklist.sort", "s", "sort", "Sort by rank, amount, days late, name or last touch.", weight=10),
    Command("worklist.view", "v", "view", "Show accounts callable now, all open ones, or closed ones too.", weight=10),
    Command(
        "worklist.preview", "z", "preview", "Show the preview of the account, or more columns in its place.", weight=55
    ),
    Command(
        "worklist.mark",
        "space",
        "mark",
        "Mark the account under the cursor, to move it with others; again to mark it no longer.",
        footer=False,
        needs="reassign accounts",
    ),
    Command(
        "worklist.unmark", "escape", "unmark", "Mark no account any more.", footer=False, needs="reassign accounts"
    ),
    Command(
        "worklist.reassign",
        "R",
        "reassign",
        "Move the marked accounts to other people, or all that the filter keeps.",
        weight=56,
        needs="reassign accounts",
    ),
    Command("worklist.refresh", "r", "refresh", "Read the worklist and its counts again.", footer=False),
    Command("worklist.following", "right", "following", "Switch to the next worklist.", more=("tab",), footer=False),
    Command(
        "worklist.previous", "left", "previous", "Switch to the worklist before.", more=("shift+tab",), footer=False
    ),
    Command("worklist.tab", "1", "switch", "Switch to the worklist of this number.", numbered=True, footer=False),
    Command("worklist.leave", "q", "quit", "Leave, asked twice. What was begun is kept.", weight=4, palette=False),
    # Account. The line over its panes names their keys too, so the footer can do without them first.
    Command(
        "account.call",
        "c",
        "call",
        "Call this customer, or go on with the call that was begun.",
        weight=0,
        needs="work",
    ),
    Command(
        "account.called", "C", "they called", "Take down a call that the customer made to us.", weight=40, needs="work"
    ),
    Command("account.why", "y", "why", "See what every contact rule says, number by number.", weight=35),
    Command(
        "account.override",
        "!",
        "all the same",
        "Call a number that the contact rules block, with a reason; or ask a supervisor.",
        weight=65,
        needs="work",
        danger=True,
    ),
    Command(
        "account.promise",
        "p",
        "promise",
        "Note what the customer promises to pay, and by when.",
        weight=3,
        needs="work",
    ),
    Command(
        "account.arrange",
        "a",
        "agree",
        "Agree on payments in parts, and see what the policy says.",
        weight=3,
        needs="work",
    ),
    Command("account.note", "m", "note", "Write a note on this account.", weight=2, needs="work"),
    Command(
        "account.day",
        "d",
        "date",
        "Say on which day to work on this account next, and what for.",
        weight=16,
        needs="work",
    ),
    Command(
        "account.flags",
        "F",
        "flags",
        "Note what is known about contact: attorney, times that do not suit, stop, consent.",
        weight=25,
        needs="work",
    ),
    Command(
        "account.pay",
        "$",
        "pay",
        "Enter a payment; what it pays is shown as it is typed.",
        weight=28,
        needs="work",
    ),
    Command(
        "account.adjust",
        "W",
        "write off",
        "Write something off or adjust it; or ask a supervisor to.",
        weight=66,
        needs="work",
    ),
    Command("account.numbers", "+", "number", "Add a telephone number, or correct one.", weight=30, needs="work"),
    Command("account.script", "x", "say", "What to say; again for the next situation.", weight=70),
    Command("account.invoices", "i", "invoices", "See what was billed; enter shows an invoice's lines.", weight=70),
    Command("account.timeline", "t", "timeline", "See what happened; again for the texts in full.", weight=70),
    Command("account.others", "o", "others", "See the customer's other accounts; enter opens one.", weight=70),
    Command("account.terms", "T", "terms", "See arrangements and instalments; enter moves one or cancels.", weight=71),
    Command("account.letter", "L", "letter", "Write the letter of agreement.", footer=False, needs="work"),
    Command("account.open", "enter", "open", "Open what the cursor is on.", footer=False),
    Command("account.leave", "escape", "back", "Leave the account as it was.", palette=False, weight=2),
    Command(
        "account.phone",
        "1",
        "call it",
        "Call the number of this digit.",
        numbered=True,
        footer=False,
        palette=False,
        needs="work",
    ),
    *ACCOUNT,
    # A call under way. The keys of the outcomes are data: they come from the file of outcomes.
    Command("outcome.help", "?", "help", "Show every key that works here.", weight=0, where="keys"),
    Command("outcome.help_here", "f1", "help", "Show every key, also where text is typed.", weight=0, where="typing"),
    Command("outcome.to_note", "space", "note", "Write the note first.", more=("m",), palette=False, where="keys"),
    Command("outcome.script", "x", "say", "What to say; again for the next situation.", weight=3, where="keys"),
    Command(
        "outcome.phone",
        "1",
        "number",
        "Call another number of the customer.",
        numbered=True,
        footer=False,
        palette=False,
        where="keys",
    ),
    Command("outcome.numbers", "+", "number", "Add a telephone number, or correct one.", weight=55, where="keys"),
    Command("outcome.flags", "F", "flags", "Note what was said about contact: times, places, consent.", where="keys"),
    Command(
        "outcome.flags_here",
        "ctrl+f",
        "flags",
        "Note what was said about contact, also where text is typed.",
        where="typing",
        weight=56,
        first=True,
    ),
    Command(
        "outcome.why", "y", "why", "See what every contact rule says, number by number.", footer=False, where="keys"
    ),
    Command("outcome.save", "enter", "save", "Save the call and go on.", palette=False, weight=1, where="typing"),
    Command("outcome.following", "tab", "next field", "Go to the next field.", palette=False, where="typing"),
    Command("outcome.previous", "shift+tab", "field before", "Go to the field before.", footer=False, palette=False),
    Command("outcome.inbound", "ctrl+t", "they called", "They called us, or we called them."),
    Command(
        "outcome.everywhere",
        "ctrl+e",
        "all accounts",
        "What is promised is for all accounts of the customer, or this one alone.",
        where="typing",
        weight=57,
        first=True,
    ),
    Command("outcome.stay", "ctrl+o", "stay here", "Stay on this account after the call, or go on.", weight=60),
    Command("outcome.invoices", "i", "invoices", "See what was billed.", footer=False, where="keys"),
    Command("outcome.timeline", "t", "timeline", "See what happened.", footer=False, where="keys"),
    Command(
        "outcome.others",
        "o",
        "others",
        "See the customer's other accounts; enter marks one as talked about too.",
        footer=False,
        where="keys",
    ),
    Command("outcome.terms", "T", "terms", "See arrangements and instalments.", footer=False, where="keys"),
    Command(
        "outcome.claims", "K", "insurance", "See the insurance, and what insurers did.", footer=False, where="keys"
    ),
    Command(
        "outcome.pane_down",
        "pagedown",
        "page down",
        "Go on in what is read.",
        footer=False,
        palette=False,
    ),
    Command("outcome.line_down", "down", "down", "Go to the next one in it.", more=("j",), footer=False, palette=False),
    Command(
        "outcome.pane_up",
        "pageup",
        "page up",
        "Go back in what is read.",
        footer=False,
        palette=False,
    ),
    Command("outcome.line_up", "up", "up", "Go to the one before in it.", more=("k",), footer=False, palette=False),
    Command("outcome.back", "escape", "back", "Go back; what was typed is kept.", weight=2, palette=False),
    Command("outcome.drop", "ctrl+g", "drop", "Forget this call, as if it had not been begun.", danger=True),
    # Call log
    Command("call_log.open", "enter", "open", "See everything about the call.", weight=9),
    Command("call_log.addendum", "+", "add", "Add to the call what was forgotten or wrong.", weight=3, needs="work"),
    Command("call_log.earlier", "[", "older", "Show the day before.", weight=5),
    Command("call_log.later", "]", "newer", "Show the day after.", weight=5),
    Command("call_log.day", "d", "day", "Show another day: mon, 31 oct, 2026-10-31.", weight=6),
    Command("call_log.filter", "f", "filter", "Show only some calls: outcome, client, person.", weight=7),
    Command(
        "call_log.everybody",
        "e",
        "all",
        "Show everybody's calls, or mine alone.",
        weight=8,
        needs="see everybody's calls",
    ),
    Command("call_log.leave", "escape", "back", "Go back.", palette=False, weight=2),
    # Promises
    Command("promises.open", "enter", "open", "Open the account under the cursor.", weight=3),
    Command("promises.call", "c", "call", "Open the account and call the customer.", weight=2, needs="work"),
    Command(
        "promises.mark",
        "M",
        "mark",
        "Move an instalment, cancel a promise or an arrangement.",
        weight=3,
        needs="work",
    ),
    Command("promises.following", "right", "next list", "Switch to the next list.", more=("tab",), weight=5),
    Command(
        "promises.previous", "left", "list before", "Switch to the list before.", more=("shift+tab",), footer=False
    ),
    Command("promises.tab", "1", "switch", "Switch to the list of this number.", numbered=True, footer=False),
    Command("promises.everybody", "e", "all", "Show the team's, or mine alone.", weight=4),
    Command("promises.refresh", "r", "refresh", "Read the lists again.", footer=False),
    Command("promises.leave", "escape", "back", "Go back.", palette=False, weight=2),
    # Team
    Command("team.open", "enter", "listen in", "Open the account that they work on, and see what they type.", weight=3),
    Command(
        "team.reassign",
        "R",
        "reassign",
        "Move the accounts of whoever is under the cursor to other people.",
        weight=6,
        needs="reassign accounts",
    ),
    Command("team.sort", "s", "sort", "Sort by name, call, queue, due, callable, worked, RPC or money.", weight=4),
    Command("team.filter", "f", "filter", "Show only some: words of names, teams and worklists.", weight=5),
    Command("team.refresh", "r", "refresh", "Read everything again, and count the worklists.", footer=False),
    Command("team.leave", "escape", "back", "Go back.", palette=False, weight=2),
    # Approvals
    Command("approvals.open", "enter", "open", "Open the account under the cursor.", weight=4),
    Command(
        "approvals.approve",
        "Y",
        "approve",
        "Approve what is under the cursor, as it was asked for.",
        weight=2,
        needs="answer requests",
    ),
    Command(
        "approvals.mark",
        "M",
        "change",
        "See all of it, and approve it with a change; take back what I asked for.",
        weight=3,
        needs="work",
    ),
    Command(
        "approvals.refuse",
        "N",
        "refuse",
        "Refuse what is under the cursor, with a reason.",
        weight=3,
        needs="answer requests",
        danger=True,
    ),
    Command("approvals.following", "right", "other list", "Switch to the other list.", more=("tab",), weight=6),
    Command(
        "approvals.previous", "left", "list before", "Switch to the list before.", more=("shift+tab",), footer=False
    ),
    Command("approvals.tab", "1", "switch", "Switch to the list of this number.", numbered=True, footer=False),
    Command("approvals.refresh", "r", "refresh", "Read the lists again.", footer=False),
    Command("approvals.leave", "escape", "back", "Go back.", palette=False, weight=2),
    # Payments that fit no account
    Command("unmatched.match", "enter", "match", "Find the account that the payment is for.", weight=3),
    Command("unmatched.drop", "ctrl+g", "dismiss", "Take the payment off the list, with a reason.", weight=4),
    Command("unmatched.refresh", "r", "refresh", "Read the list again.", footer=False),
    Command("unmatched.leave", "escape", "back", "Go back.", palette=False, weight=2),
    # Audit
    Command("audit.open", "enter", "open", "See everything about the entry.", weight=3),
    Command("audit.filter", "f", "filter", "Show only some entries: person, kind, account, day.", weight=4),
    Command("audit.day", "d", "day", "Show the entries of a day: mon, 31 oct, 2026-10-31.", weight=5),
    Command("audit.check", "V", "check", "Check that every entry is as it was written.", weight=6),
    Command("audit.refresh", "r", "refresh", "Read the audit again.", footer=False),
    Command("audit.leave", "escape", "back", "Go back.", palette=False, weight=2),
    # Reports
    Command("reports.view", "v", "view", "Show it by person, team, client, week, day or hour.", weight=3),
    Command("reports.earlier", "[", "older", "Show the month before.", weight=4),
    Command("reports.later", "]", "newer", "Show the month after.", weight=4),
    Command("reports.preview", "z", "plot", "Show the plot, or more of the table in its place.", weight=5),
    Command("reports.export", "X", "export", "Write what is shown into a CSV file.", weight=6),
    Command("reports.following", "right", "next report", "Switch to the next report.", more=("tab",), weight=20),
    Command(
        "reports.previous", "left", "report before", "Switch to the report before.", more=("shift+tab",), footer=False
    ),
    Command("reports.tab", "1", "switch", "Switch to the report of this number.", numbered=True, footer=False),
    Command("reports.refresh", "r", "refresh", "Count again.", footer=False),
    Command("reports.leave", "escape", "back", "Go back.", palette=False, weight=2),
    *BILLING,
    *CLAIMS,
    *INSURED,
    *REMITTANCES,
    *DIALOGS,
)


def of_scope(*scopes: str) -> list[Command]:
    """Return the commands of these scopes, in the order of the scopes and of the table."""
    return [command for scope in scopes for command in TABLE if command.scope == scope]


def command(command_id: str) -> Command:
    """Return one command by its id.

    Raises:
        KeyError: the table has none of that id.
    """
    for one in TABLE:
        if one.id == command_id:
            return one
    raise KeyError(command_id)


def bindings_for(*scopes: str) -> list[BindingType]:
    """Return the bindings of a screen or dialog with these scopes. Leaving the program goes before everything else."""
    return [binding for one in of_scope(*scopes) for binding in _bindings(one)]


def _bindings(one: Command) -> list[BindingType]:
    if one.numbered:
        return [_binding(one, digit, f"{one.verb}({digit})", f"{one.id}_{digit}") for digit in DIGITS]
    return [_binding(one, ",".join(one.keys), one.verb, one.id)]


def _binding(one: Command, keys: str, action: str, binding_id: str) -> BindingType:
    from textual.binding import Binding

    return Binding(keys, action, one.words, show=one.footer, tooltip=one.tooltip, id=binding_id, priority=one.first)


def footer_commands(
    scopes: tuple[str, ...], roles: tuple[Role, ...] | None = None, *, typing: bool | None = None
) -> list[Command]:
    """Return what a footer shows, from left to right: help, what this screen alone can do, then the rest.

    Args:
        scopes: of the screen, its own first. What only leads to the screen itself is left out.
        roles: of the person; None shows what is for certain roles too.
        typing: whether letters are typed where the person is; None shows the keys of both.
    """
    elsewhere = {True: "keys", False: "typing"}.get(typing) if typing is not None else None
    found = [
        one
        for one in of_scope(*scopes)
        if one.footer and permitted(one, roles) and one.verb not in scopes and (not elsewhere or one.where != elsewhere)
    ]
    return sorted(found, key=lambda one: not one.verb.startswith("help"))


def permitted(one: Command, roles: tuple[Role, ...] | None) -> bool:
    """Tell whether people of these roles should see the command."""
    return one.needs is None or roles is None or allowed(one.needs, roles)
