"""The one table of commands.

Key bindings, the footer, the help, the palette, the key map in the README and the tests are all made from it. A
command ``account.call`` is done by the method ``action_call`` of the screen or dialog whose scope is ``account``; those
of the scope ``everywhere`` by the common base of all full screens (`collections_tui.tui.screens.base`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from collections_tui.domain.records import Role
from collections_tui.services.permissions import Permission, allowed

if TYPE_CHECKING:
    from textual.binding import BindingType

EVERYWHERE = "everywhere"
DIGITS = "123456789"
LIST = "list"
"""Keys of every long list. The list widget binds them itself; they stand here for the help and for the tests."""


class Command(NamedTuple):
    """One thing a person can do with a key."""

    id: str
    key: str
    """As Textual names it, except that signs stand for themselves: ``?``, ``/``, ``ctrl+p``, ``enter``, ``c``."""
    words: str
    """One or two words for the footer."""
    tooltip: str
    """A short sentence for help and palette."""
    more: tuple[str, ...] = ()
    """Other keys that do the same."""
    needs: Permission | None = None
    """Only for people who may do this. It decides what is shown; services decide what is permitted."""
    where: Literal["", "keys", "typing"] = ""
    """Only where letters are keys, or only where they are typed into something; both where it is empty."""
    danger: bool = False
    footer: bool = True
    palette: bool = True
    weight: int = 50
    """The heaviest stay out of the footer first where there is no room."""
    numbered: bool = False
    """One key for each digit from 1 to 9, which the action is given."""
    first: bool = False
    """Goes before whatever has the focus, which may have a use of its own for the key."""

    @property
    def scope(self) -> str:
        """Where the command lives: the part before the dot."""
        return self.id.partition(".")[0]

    @property
    def verb(self) -> str:
        """The name of its action: the part behind the dot."""
        return self.id.partition(".")[2]

    @property
    def keys(self) -> tuple[str, ...]:
        """All its keys, the one that is shown first."""
        return tuple(DIGITS) if self.numbered else (self.key, *self.more)

    @property
    def shown(self) -> str:
        """Its first key as people write it; ``1–9`` where it has one for each digit."""
        return f"{DIGITS[0]}–{DIGITS[-1]}" if self.numbered else shown_key(self.key)


TABLE: tuple[Command, ...] = (
    # Everywhere: every full screen.
    Command("everywhere.help", "?", "help", "Show every key that works here.", weight=0),
    Command("everywhere.next", "n", "next", "Take the next account that may be called now.", weight=1, needs="work"),
    Command("everywhere.find", "/", "find", "Find any account by name, number or phone.", weight=12),
    Command("everywhere.worklist", "w", "worklist", "Go back to my worklists."),
    Command("everywhere.call_log", "l", "calls", "See the calls of a day.", weight=15),
    Command(
        "everywhere.undo",
        "u",
        "undo",
        "Take back my last call of today if nobody has touched the account since.",
        weight=20,
        needs="work",
    ),
    Command(
        "everywhere.unfinished",
        "b",
        "begun",
        "See the calls that were begun and not finished.",
        footer=False,
        needs="work",
    ),
    Command(
        "everywhere.unmatched",
        "U",
        "unmatched",
        "Work off payments that fit no account.",
        footer=False,
        needs="match payments",
    ),
    Command("everywhere.palette", "ctrl+p", "palette", "Do anything by its name.", palette=False),
    Command("everywhere.redraw", "ctrl+l", "redraw", "Draw the whole screen again.", footer=False),
    Command(
        "everywhere.mouse",
        "ctrl+y",
        "mouse",
        "Leave the mouse to the terminal, which copies text with it; or take it back.",
        footer=False,
    ),
    Command("everywhere.quit", "ctrl+q", "quit", "Leave. Whatever was begun is kept.", weight=60, first=True),
    # Every long list.
    Command("list.down", "down", "down", "Next line.", more=("j",), footer=False, palette=False),
    Command("list.up", "up", "up", "Line before.", more=("k",), footer=False, palette=False),
    Command("list.page_down", "pagedown", "page down", "Next page.", footer=False, palette=False),
    Command("list.page_up", "pageup", "page up", "Page before.", footer=False, palette=False),
    Command("list.home", "home", "first", "First line.", more=("g",), footer=False, palette=False),
    Command("list.end", "end", "last", "Last line.", more=("G",), footer=False, palette=False),
    # Worklist
    Command("worklist.open", "enter", "open", "Open the account under the cursor.", weight=2),
    Command("worklist.filter", "f", "filter", "Show only some accounts: client, age, amount, state, words.", weight=9),
    Command("worklist.sort", "s", "sort", "Sort by rank, amount, days late, name or last touch.", weight=10),
    Command("worklist.view", "v", "view", "Show accounts callable now, all open ones, or closed ones too.", weight=10),
    Command(
        "worklist.preview", "p", "preview", "Show the preview of the account, or more columns in its place.", weight=55
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
        "Call a number that the contact rules block, with a reason.",
        weight=65,
        needs="override contact rules",
        danger=True,
    ),
    Command("account.note", "m", "note", "Write a note on this account.", weight=2, needs="work"),
    Command(
        "account.day",
        "d",
        "date",
        "Say on which day to work on this account next, and what for.",
        weight=2,
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
    Command("account.numbers", "+", "number", "Add a telephone number, or correct one.", weight=30, needs="work"),
    Command("account.script", "x", "say", "What to say; again for the next situation.", weight=70),
    Command("account.invoices", "i", "invoices", "See what was billed; enter shows an invoice's lines.", weight=70),
    Command("account.timeline", "t", "timeline", "See what happened; again for the texts in full.", weight=70),
    Command("account.others", "o", "others", "See the customer's other accounts; enter opens one.", weight=70),
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
    # What the contact rules say
    Command("why.phone", "1", "number", "Show the number of this digit.", numbered=True, palette=False),
    Command("why.down", "down", "down", "Next line.", more=("j",), footer=False, palette=False),
    Command("why.up", "up", "up", "Line before.", more=("k",), footer=False, palette=False),
    Command("why.page_down", "pagedown", "page down", "Next page.", more=("space",), palette=False),
    Command("why.page_up", "pageup", "page up", "Page before.", palette=False),
    Command("why.cancel", "escape", "back", "Go back.", more=("y", "q", "?"), palette=False),
    # A reason for calling against the contact rules
    Command("override.save", "enter", "call", "Call with this reason; it is kept with the call.", palette=False),
    Command("override.cancel", "escape", "back", "Go back without calling.", palette=False),
    # A telephone number
    Command("phone.save", "enter", "save", "Save it.", palette=False),
    Command("phone.following", "tab", "next field", "Go to the next field.", more=("down",), palette=False),
    Command("phone.previous", "shift+tab", "field before", "Go to the field before.", more=("up",), footer=False),
    Command("phone.cancel", "escape", "back", "Go back without saving.", palette=False),
    # A payment
    Command("payment.save", "enter", "save", "Enter the payment.", palette=False),
    Command("payment.following", "tab", "next field", "Go to the next field.", more=("down",), palette=False),
    Command("payment.previous", "shift+tab", "field before", "Go to the field before.", more=("up",), footer=False),
    Command("payment.cancel", "escape", "back", "Go back without saving; what was typed is kept.", palette=False),
    # Payments that fit no account
    Command("unmatched.match", "enter", "match", "Find the account that the payment is for.", weight=3),
    Command("unmatched.drop", "ctrl+g", "dismiss", "Take the payment off the list, with a reason.", weight=4),
    Command("unmatched.refresh", "r", "refresh", "Read the list again.", footer=False),
    Command("unmatched.leave", "escape", "back", "Go back.", palette=False, weight=2),
    Command("match.take", "enter", "match", "It is for the account under the cursor."),
    Command("match.down", "down", "down", "Next answer.", palette=False),
    Command("match.up", "up", "up", "Answer before.", palette=False),
    Command("match.page_down", "pagedown", "page down", "Next answers.", footer=False, palette=False),
    Command("match.page_up", "pageup", "page up", "Answers before.", footer=False, palette=False),
    Command("match.cancel", "escape", "back", "Go back.", palette=False),
    Command("dismiss.save", "enter", "take off", "Take it off the list.", palette=False),
    Command("dismiss.cancel", "escape", "back", "Go back.", palette=False),
    # What is known about contact
    Command("flag.save", "enter", "set", "Set the flag.", palette=False, where="typing"),
    Command("flag.lift", "1", "lift", "Lift the flag of this digit.", numbered=True, palette=False, where="keys"),
    Command("flag.following", "tab", "next field", "Go to the next field.", more=("down",), where="typing"),
    Command("flag.previous", "shift+tab", "field before", "Go to the field before.", more=("up",), footer=False),
    Command("flag.everywhere", "ctrl+t", "all accounts", "On all accounts of the customer.", where="typing"),
    Command("flag.cancel", "escape", "back", "Go back; what was typed is kept.", palette=False),
    # A note, or an addition to a call
    Command("note.save", "enter", "save", "Save it.", palette=False),
    Command("note.new_line", "ctrl+j", "new line", "Begin a new line.", palette=False),
    Command("note.cancel", "escape", "back", "Go back without saving; what was typed is kept.", palette=False),
    # The next day to work on an account
    Command("plan.save", "enter", "save", "Save it.", palette=False),
    Command("plan.following", "tab", "next field", "Go to the next field.", more=("down",), palette=False),
    Command("plan.previous", "shift+tab", "field before", "Go to the field before.", more=("up",), footer=False),
    Command("plan.cancel", "escape", "back", "Go back without saving; what was typed is kept.", palette=False),
    # Call log
    Command("call_log.open", "enter", "open", "See everything about the call.", weight=9),
    Command("call_log.addendum", "a", "add", "Add to the call what was forgotten or wrong.", weight=3, needs="work"),
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
    # One call of the log
    Command("call_detail.account", "enter", "account", "Open the account of this call."),
    Command("call_detail.addendum", "a", "add", "Add to the call what was forgotten or wrong.", needs="work"),
    Command("call_detail.down", "down", "down", "Next line.", more=("j", "pagedown"), footer=False, palette=False),
    Command("call_detail.up", "up", "up", "Line before.", more=("k", "pageup"), footer=False, palette=False),
    Command("call_detail.cancel", "escape", "back", "Go back.", palette=False),
    # Another day of the call log
    Command("go_day.save", "enter", "show", "Show that day.", palette=False),
    Command("go_day.cancel", "escape", "back", "Go back.", palette=False),
    # Find
    Command("find.take", "enter", "open", "Open the account under the cursor."),
    Command("find.down", "down", "down", "Next answer.", palette=False),
    Command("find.up", "up", "up", "Answer before.", palette=False),
    Command("find.page_down", "pagedown", "page down", "Next answers.", footer=False, palette=False),
    Command("find.page_up", "pageup", "page up", "Answers before.", footer=False, palette=False),
    Command("find.cancel", "escape", "back", "Go back.", palette=False),
    # Filter
    Command("filter.apply", "enter", "apply", "Show what the fields say."),
    Command("filter.following", "tab", "next field", "Go to the next field.", more=("down",)),
    Command("filter.previous", "shift+tab", "field before", "Go to the field before.", more=("up",), footer=False),
    Command("filter.clear", "ctrl+r", "clear all", "Empty every field."),
    Command("filter.cancel", "escape", "back", "Go back and leave the filter as it was.", palette=False),
    # Unfinished calls
    Command("unfinished.resume", "enter", "continue", "Go on with this call.", needs="work"),
    Command("unfinished.cancel", "escape", "later", "Leave it for later; it is kept.", palette=False),
    # Help
    Command("help.cancel", "escape", "back", "Go back.", more=("?", "q"), palette=False),
    # Palette
    Command("palette.take", "enter", "do it", "Do what is under the cursor.", palette=False),
    Command("palette.down", "down", "down", "Next line.", palette=False),
    Command("palette.up", "up", "up", "Line before.", palette=False),
    Command("palette.cancel", "escape", "back", "Go back.", more=("ctrl+p",), palette=False),
)

_SHOWN = {
    "escape": "esc",
    "pagedown": "pgdn",
    "pageup": "pgup",
    "down": "↓",
    "up": "↑",
    "left": "←",
    "right": "→",
}


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


def shown_key(key: str) -> str:
    """Return a key as people write it: ``esc``, ``ctrl+p``, ``?``."""
    return _SHOWN.get(key, key)


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
