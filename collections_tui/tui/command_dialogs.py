"""The commands of the dialogs: a part of the one table (`collections_tui.tui.commands`)."""

from __future__ import annotations

from collections_tui.tui.command import Command

DIALOGS: tuple[Command, ...] = (
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
    # A supervisor's authority
    Command("authority.save", "enter", "allow", "Allow it once, with the PIN.", palette=False),
    Command("authority.following", "tab", "next field", "Go to the next field.", more=("down",), palette=False),
    Command("authority.previous", "shift+tab", "field before", "Go to the field before.", more=("up",), footer=False),
    Command("authority.cancel", "escape", "back", "Go back: it is not done.", palette=False),
    # A screen that is locked, and what is read before the first one
    Command("locked.save", "enter", "open", "Open the screen again, with the PIN.", palette=False),
    Command("locked.cut", "ctrl+q", "leave", "Leave; signing in again finds everything.", palette=False, first=True),
    Command("banner.save", "enter", "go on", "Go on to the first screen.", palette=False),
    Command("banner.quit", "ctrl+q", "quit", "Leave.", palette=False, first=True),
    # Asking a supervisor for a call against the contact rules
    Command("ask_call.save", "enter", "ask", "Ask a supervisor, with this reason.", palette=False),
    Command("ask_call.here", "ctrl+o", "supervisor", "Call now, with the PIN of a supervisor here.", palette=False),
    Command("ask_call.cancel", "escape", "back", "Go back without asking.", palette=False),
    # A write-off or an adjustment
    Command("adjust.save", "enter", "save", "Book it, or ask a supervisor to.", palette=False),
    Command("adjust.following", "tab", "next field", "Go to the next field.", more=("down",), palette=False),
    Command("adjust.previous", "shift+tab", "field before", "Go to the field before.", more=("up",), footer=False),
    Command("adjust.cancel", "escape", "back", "Go back; what was typed is kept.", palette=False),
    # The answer to any other request than one for an arrangement
    Command("decide.save", "enter", "approve", "Approve it, with the change if there is one.", palette=False, weight=1),
    Command(
        "decide.refuse",
        "ctrl+r",
        "refuse",
        "Refuse it, with the reason.",
        palette=False,
        weight=1,
        danger=True,
        first=True,
    ),
    Command("decide.following", "tab", "next field", "Go to the next field.", more=("down",), palette=False),
    Command("decide.previous", "shift+tab", "field before", "Go to the field before.", more=("up",), footer=False),
    Command("decide.cancel", "escape", "back", "Go back; what was typed is kept.", palette=False, weight=2),
    # Why a request is refused
    Command("refuse.save", "enter", "refuse", "Refuse it, for this reason.", palette=False, danger=True),
    Command("refuse.cancel", "escape", "back", "Go back; what was typed is kept.", palette=False),
    # A telephone number
    Command("phone.save", "enter", "save", "Save it.", palette=False),
    Command("phone.following", "tab", "next field", "Go to the next field.", more=("down",), palette=False),
    Command("phone.previous", "shift+tab", "field before", "Go to the field before.", more=("up",), footer=False),
    Command("phone.cancel", "escape", "back", "Go back without saving.", palette=False),
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
    # A payment
    Command("payment.save", "enter", "save", "Enter the payment.", palette=False),
    Command("payment.following", "tab", "next field", "Go to the next field.", more=("down",), palette=False),
    Command("payment.previous", "shift+tab", "field before", "Go to the field before.", more=("up",), footer=False),
    Command("payment.cancel", "escape", "back", "Go back without saving; what was typed is kept.", palette=False),
    # The account of a payment that fits none, and why it fits none at all
    Command("match.take", "enter", "match", "It is for the account under the cursor."),
    Command("match.down", "down", "down", "Next answer.", palette=False),
    Command("match.up", "up", "up", "Answer before.", palette=False),
    Command("match.page_down", "pagedown", "page down", "Next answers.", footer=False, palette=False),
    Command("match.page_up", "pageup", "page up", "Answers before.", footer=False, palette=False),
    Command("match.cancel", "escape", "back", "Go back.", palette=False),
    Command("dismiss.save", "enter", "take off", "Take it off the list.", palette=False),
    Command("dismiss.cancel", "escape", "back", "Go back.", palette=False),
    # A promise
    Command("promise.save", "enter", "save", "Save it.", palette=False),
    Command("promise.following", "tab", "next field", "Go to the next field.", more=("down",), palette=False),
    Command("promise.previous", "shift+tab", "field before", "Go to the field before.", more=("up",), footer=False),
    Command("promise.everywhere", "ctrl+t", "all accounts", "For all accounts of the customer, or this one alone."),
    Command("promise.cancel", "escape", "back", "Go back without saving; what was typed is kept.", palette=False),
    # An arrangement
    Command(
        "arrangement.save", "enter", "save", "Save it; outside the policy ask a supervisor.", palette=False, weight=1
    ),
    Command("arrangement.following", "tab", "next field", "Go to the next field.", more=("down",), palette=False),
    Command("arrangement.previous", "shift+tab", "field before", "Go to the field before.", more=("up",), footer=False),
    Command("arrangement.means", "ctrl+n", "their means", "Work out on a worksheet what they can pay.", first=True),
    Command(
        "arrangement.both",
        "ctrl+e",
        "larger last",
        "Let number and amount both stand: the last instalment is what is left.",
        weight=56,
        first=True,
    ),
    Command("arrangement.cancel", "escape", "back", "Go back; what was typed is kept.", palette=False, weight=2),
    # The answer to an arrangement that was asked for
    Command("answer.save", "enter", "approve", "Approve it, with the change if there is one.", palette=False, weight=1),
    Command(
        "answer.refuse",
        "ctrl+r",
        "refuse",
        "Refuse it, with the reason.",
        palette=False,
        weight=1,
        danger=True,
        first=True,
    ),
    Command("answer.following", "tab", "next field", "Go to the next field.", more=("down",), palette=False),
    Command("answer.previous", "shift+tab", "field before", "Go to the field before.", more=("up",), footer=False),
    Command("answer.means", "ctrl+n", "their means", "See the worksheet of what they can pay.", first=True),
    Command(
        "answer.both",
        "ctrl+e",
        "larger last",
        "Let number and amount both stand: the last instalment is what is left.",
        weight=56,
        first=True,
    ),
    Command("answer.cancel", "escape", "back", "Go back; what was typed is kept.", palette=False, weight=2),
    # What they can pay
    Command("means.save", "enter", "take it", "Go back to the arrangement with it.", palette=False),
    Command("means.following", "tab", "next field", "Go to the next field.", more=("down",), palette=False),
    Command("means.previous", "shift+tab", "field before", "Go to the field before.", more=("up",), footer=False),
    Command("means.clear", "ctrl+r", "clear all", "Empty every field: no worksheet.", palette=False),
    Command("means.cancel", "escape", "back", "Go back; what was typed is kept.", palette=False),
    # The letter of agreement
    Command("letter.save", "enter", "write", "Write the letter to this file.", palette=False),
    Command("letter.cancel", "escape", "back", "Go back without a letter.", palette=False),
    # The file of a report
    Command("export.save", "enter", "write", "Write the report to this file.", palette=False),
    Command("export.cancel", "escape", "back", "Go back without a file.", palette=False),
    # Money that was agreed on
    Command("mark.save", "enter", "do it", "Move it, or cancel it.", palette=False),
    Command("mark.following", "tab", "next field", "Go to the next field.", more=("down",), palette=False),
    Command("mark.previous", "shift+tab", "field before", "Go to the field before.", more=("up",), footer=False),
    Command("mark.cancel", "escape", "back", "Go back and leave it as it is.", palette=False),
    # One call of the log
    Command("call_detail.account", "enter", "account", "Open the account of this call."),
    Command("call_detail.addendum", "+", "add", "Add to the call what was forgotten or wrong.", needs="work"),
    Command("call_detail.down", "down", "down", "Next line.", more=("j", "pagedown"), footer=False, palette=False),
    Command("call_detail.up", "up", "up", "Line before.", more=("k", "pageup"), footer=False, palette=False),
    Command("call_detail.cancel", "escape", "back", "Go back.", palette=False),
    # One entry of the audit
    Command("audit_entry.account", "enter", "account", "Open the account that the entry is about."),
    Command("audit_entry.down", "down", "down", "Next line.", more=("j", "pagedown"), footer=False, palette=False),
    Command("audit_entry.up", "up", "up", "Line before.", more=("k", "pageup"), footer=False, palette=False),
    Command("audit_entry.cancel", "escape", "back", "Go back.", palette=False),
    # Another day of the call log
    Command("go_day.save", "enter", "show", "Show that day.", palette=False),
    Command("go_day.cancel", "escape", "back", "Go back.", palette=False),
    # Some of the team
    Command("team_filter.save", "enter", "show", "Show whom these words fit; none show everybody.", palette=False),
    Command("team_filter.cancel", "escape", "back", "Go back and leave the filter as it was.", palette=False),
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
    # Reassigning
    Command("reassign.save", "enter", "move", "Show what would move; again moves it.", palette=False, weight=1),
    Command("reassign.following", "tab", "next field", "Go to the next field.", more=("down",), palette=False),
    Command("reassign.previous", "shift+tab", "field before", "Go to the field before.", more=("up",), footer=False),
    Command(
        "reassign.together",
        "ctrl+t",
        "all of theirs",
        "Take along the other accounts of the same customers on the same worklist, or leave them.",
        palette=False,
        weight=4,
    ),
    Command(
        "reassign.undo",
        "ctrl+r",
        "take back",
        "Take back what was moved last, asked twice, if nobody has worked one of the accounts.",
        palette=False,
        weight=3,
        danger=True,
        first=True,
    ),
    Command("reassign.cancel", "escape", "back", "Go back and move nothing.", palette=False, weight=2),
    # Unfinished calls
    Command("unfinished.resume", "enter", "continue", "Go on with this one.", needs="work"),
    Command("unfinished.drop", "ctrl+g", "drop", "Forget it, as if it had not been begun.", needs="work", danger=True),
    Command("unfinished.cancel", "escape", "later", "Leave it for later; it is kept.", palette=False),
    # Help
    Command("help.cancel", "escape", "back", "Go back.", more=("?", "q"), palette=False),
    # Palette
    Command("palette.take", "enter", "do it", "Do what is under the cursor.", palette=False),
    Command("palette.down", "down", "down", "Next line.", palette=False),
    Command("palette.up", "up", "up", "Line before.", palette=False),
    Command("palette.cancel", "escape", "back", "Go back.", more=("ctrl+p",), palette=False),
)
