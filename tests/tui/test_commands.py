"""The table of commands: nothing clashes, everything can be sent, one letter is one verb, every row does something."""

from __future__ import annotations

from collections import defaultdict

import pytest
from textual.screen import Screen

from collections_tui.services.bookshelf import Books
from collections_tui.tui.commands import TABLE, Command, bindings_for, footer_commands, of_scope, permitted
from collections_tui.tui.dialogs.help import HelpDialog, help_lines
from collections_tui.tui.dialogs.palette import PaletteDialog, fitting
from collections_tui.tui.screens.base import DeskDialog, DeskScreen
from collections_tui.tui.widgets.one_line import footer_parts

SCOPES = sorted({command.scope for command in TABLE})
SCREENS = (
    "worklist", "account", "call_log", "promises", "approvals", "team", "unmatched", "audit", "reports", "bills",
    "prepare", "claims", "claim", "payers", "remittances", "remittance",
)  # fmt: skip
DIALOGS = tuple(scope for scope in SCOPES if scope not in (*SCREENS, "everywhere", "list"))

CANNOT_BE_SENT = ("ctrl+m", "ctrl+i", "ctrl+h", "ctrl+[", "ctrl+enter", "shift+enter", "alt+enter")
TAKEN_BY_OTHERS = ("ctrl+a", "ctrl+b", "ctrl+s", "ctrl+z", "ctrl+c", "ctrl+d")
"""By screen, tmux, old terminals and job control; ctrl+c is pressed to copy, and ctrl+d ends a shell by accident."""


def keys_of(*scopes: str) -> list[tuple[str, Command]]:
    return [(key, command) for command in of_scope(*scopes) for key in command.keys]


def test_ids_are_unique() -> None:
    ids = [command.id for command in TABLE]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("scope", SCREENS)
def test_no_key_does_two_things_on_a_screen(scope: str) -> None:
    """The keys of the screen, those that work everywhere, and those of the list on it."""
    meaning: dict[str, set[str]] = defaultdict(set)
    for key, command in keys_of(scope, "everywhere", "list"):
        meaning[key].add(command.id)
    clashes = {key: ids for key, ids in meaning.items() if len(ids) > 1}
    assert not clashes


@pytest.mark.parametrize("scope", DIALOGS)
def test_no_key_does_two_things_in_a_dialog(scope: str) -> None:
    keys = [key for key, _ in keys_of(scope)]
    assert sorted(keys) == sorted(set(keys))


def test_no_key_of_a_call_is_the_key_of_an_outcome() -> None:
    """The outcomes' keys are data: whoever changes them is told by the book; ours stay out of their way."""
    ours = {key for key, _ in keys_of("outcome")}
    theirs = {outcome.key for outcome in Books().outcomes.outcomes}
    assert not ours & theirs
    assert not theirs & set("123456789")


@pytest.mark.parametrize("command", TABLE, ids=lambda command: command.id)
def test_every_key_can_be_sent_and_is_free(command: Command) -> None:
    for key in command.keys:
        assert key not in (*CANNOT_BE_SENT, *TAKEN_BY_OTHERS)
        assert "shift+" not in key or key == "shift+tab", "with shift a letter is another letter"
        assert "alt+" not in key, "alt is escape and a letter: over a slow line two keys"


def test_the_same_letter_is_the_same_verb_on_every_screen() -> None:
    """Of the screens a person goes back and forth between; in a dialog letters are typed."""
    verbs: dict[str, set[str]] = defaultdict(set)
    for key, command in keys_of(*SCREENS, "everywhere", "call_detail"):
        if len(key) == 1 and key.isalpha():
            verbs[key].add(command.verb)
    ambiguous = {key: found for key, found in verbs.items() if len(found) > 1}
    assert not ambiguous


def test_the_same_words_in_the_footer_are_the_same_key() -> None:
    keys: dict[str, set[str]] = defaultdict(set)
    for command in of_scope(*SCREENS, "everywhere"):
        if command.footer:
            keys[command.words].add(command.key)
    assert {words: found for words, found in keys.items() if len(found) > 1} in ({}, {"quit": {"q", "ctrl+q"}})


@pytest.mark.parametrize("command", TABLE, ids=lambda command: command.id)
def test_words_are_short_and_tooltips_are_sentences(command: Command) -> None:
    assert 0 < len(command.words) <= 14
    assert command.words == command.words.strip().lower()
    assert command.tooltip.endswith(".")
    assert command.tooltip[0].isupper()
    assert len(command.tooltip) <= 92, "two lines of the help"


@pytest.mark.parametrize("scope", SCREENS)
def test_the_footer_fits_80_columns_and_has_what_matters(scope: str) -> None:
    parts, places = footer_parts(footer_commands((scope, "everywhere")), 78)
    text = "".join(part if isinstance(part, str) else part[0] for part in parts)
    assert len(text) <= 78
    assert text.startswith("? help")
    assert places[-1][1] == len(text)
    shown = {command.verb for _, _, command in places}
    assert {"help", "next"} <= shown
    assert shown & {"leave", "quit"}, "the way out"


@pytest.mark.parametrize("scope", DIALOGS)
def test_the_footer_of_a_dialog_fits_and_has_the_way_out(scope: str) -> None:
    _, places = footer_parts(footer_commands((scope,)), 72)
    shown = {command.verb for _, _, command in places}
    assert shown & {"cancel", "back", "cut", "quit"}


def test_a_narrow_footer_keeps_whole_commands_the_weightiest_first() -> None:
    commands = footer_commands(("worklist", "everywhere"))
    parts, places = footer_parts(commands, 20)
    assert [command.verb for _, _, command in places] == ["help", "next"]
    assert parts == [("?", "bold"), " help", "  ", ("n", "bold"), " next"]


def screens() -> list[type[Screen[object]]]:
    """Every screen and dialog there is."""
    import importlib
    import pkgutil

    from collections_tui.tui import dialogs
    from collections_tui.tui import screens as full

    for package in (dialogs, full):
        for module in pkgutil.iter_modules(package.__path__):
            importlib.import_module(f"{package.__name__}.{module.name}")
    found: list[type[Screen[object]]] = []
    waiting: list[type[Screen[object]]] = [DeskScreen, DeskDialog]
    while waiting:
        one = waiting.pop()
        waiting += one.__subclasses__()
        if "SCOPE" in vars(one) and one.__module__.startswith("collections_tui"):
            found.append(one)
    return found


@pytest.mark.parametrize("screen", screens(), ids=lambda screen: screen.__name__)
def test_every_command_of_a_screen_does_something(screen: type[Screen[object]]) -> None:
    scope = vars(screen)["SCOPE"]
    commands = of_scope(scope, *(["everywhere"] if issubclass(screen, DeskScreen) else []))
    assert commands, "a screen has commands"
    missing = [command.id for command in commands if not hasattr(screen, f"action_{command.verb}")]
    assert not missing


def test_every_scope_belongs_to_a_screen() -> None:
    scopes = {vars(screen)["SCOPE"] for screen in screens()}
    # A call is a part of the account's screen, and a line of that of a bill; their own test is that they can be made.
    assert scopes | {"everywhere", "list", "outcome", "line"} == set(SCOPES)


def test_bindings_carry_the_id_so_that_people_can_have_their_own_keys() -> None:
    bound = {binding.id for binding in bindings_for("account", "everywhere")}  # type: ignore[union-attr]
    assert {"account.call", "everywhere.next", "account.phone_1"} <= bound


def test_help_lists_every_command_of_its_scopes() -> None:
    lines = help_lines(("worklist", "everywhere", "list"))
    keys = " ".join(line.keys for line in lines)
    for command in of_scope("worklist", "everywhere", "list"):
        assert command.shown in keys


def test_what_is_for_a_role_is_shown_to_that_role_only() -> None:
    command = Command("x.y", "y", "why", "Because.", needs="correct any call")
    assert permitted(command, ("supervisor", "admin"))
    assert not permitted(command, ("collector",))
    assert permitted(command, None)


def test_the_palette_finds_by_every_word() -> None:
    offered = [command for command in of_scope("worklist", "everywhere") if command.palette]
    assert fitting(offered, "so")[0].words == "sort"
    assert [command.verb for command in fitting(offered, "take my last")] == ["undo"]
    assert fitting(offered, "xyzzy") == []
    assert fitting(offered, "") == offered


def test_dialogs_name_their_scope() -> None:
    assert HelpDialog.SCOPE in SCOPES
    assert PaletteDialog.SCOPE in SCOPES
