"""The virtual list as a person meets it: keys, mouse, sizes, slow rows, and text that means harm."""

import asyncio
import random
from collections.abc import Hashable
from typing import Any, NamedTuple

import pytest
from rich.cells import cell_len
from textual import on
from textual.app import App, ComposeResult
from textual.events import Key, MouseScrollDown
from textual.geometry import Region
from textual.pilot import Pilot
from textual.widgets import Input

from collections_tui.tui.widgets.virtual_columns import Column
from collections_tui.tui.widgets.virtual_list import VirtualList


class Account(NamedTuple):
    number: int
    name: str = "Rivera"


class Table:
    """A source over a list. While its gate is shut nothing arrives, however often it is asked."""

    def __init__(self, rows: list[Account], count: int | None = -1) -> None:
        self.rows = rows
        self.counted = count
        self.gate = asyncio.Event()
        self.gate.set()
        self.error: Exception | None = None
        self.asked = 0

    async def count(self) -> int | None:
        await self._arrive()
        return len(self.rows) if self.counted == -1 else self.counted

    async def after(self, row: Account | None, limit: int) -> list[Account]:
        await self._arrive()
        start = 0 if row is None else sum(1 for each in self.rows if each.number <= row.number)
        return self.rows[start : start + limit]

    async def before(self, row: Account | None, limit: int) -> list[Account]:
        await self._arrive()
        end = len(self.rows) if row is None else sum(1 for each in self.rows if each.number < row.number)
        return self.rows[max(0, end - limit) : end]

    async def _arrive(self) -> None:
        self.asked += 1
        await self.gate.wait()
        await asyncio.sleep(0)
        if self.error is not None:
            raise self.error


def accounts(count: int) -> list[Account]:
    return [Account(number) for number in range(1, count + 1)]


COLUMNS = [
    Column[Account]("No", 6, lambda row: str(row.number), "right", priority=2),
    Column[Account]("Name", 8, lambda row: row.name, priority=3, flexible=True),
    Column[Account]("Owed", 9, lambda row: f"{row.number}.00", "right", priority=1, tone=lambda row: "accent"),
    Column[Account]("Client", 8, lambda row: "Hospital", tone=lambda row: "dim"),
]


class Recorder(VirtualList[Account]):
    """The list, keeping what it asks to have repainted, and what a terminal would show that got only that."""

    def __init__(self) -> None:
        self.painted: list[Region] = []
        self.terminal: dict[int, str] = {}
        super().__init__(key=_number, columns=COLUMNS, empty_text="No accounts here. Press f to change the filter.")

    def refresh(self, *regions: Region, **kwargs: Any) -> "Recorder":
        self.painted += regions
        self.terminal |= {region.y: self.render_line(region.y).text for region in regions}
        return super().refresh(*regions, **kwargs)


def _number(row: Account) -> Hashable:
    return row.number


class Desk(App[None]):
    """One list, and a field to put the focus elsewhere."""

    def __init__(self, table: Table | None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.table = table
        self.rows = Recorder()
        self.said: list[tuple[str, int | None]] = []
        self.errors: list[Exception] = []

    def compose(self) -> ComposeResult:
        yield self.rows
        yield Input()

    def on_mount(self) -> None:
        if self.table is not None:
            self.rows.set_source(self.table)
        self.rows.focus()

    @on(VirtualList.Moved)
    def note_move(self, message: VirtualList.Moved) -> None:
        assert message.control is self.rows
        self.said.append(("moved", message.row and message.row.number))

    @on(VirtualList.Chosen)
    def note_choice(self, message: VirtualList.Chosen) -> None:
        self.said.append(("chosen", message.row.number))

    def on_virtual_list_failed(self, message: VirtualList.Failed) -> None:
        self.errors.append(message.error)


async def settle(pilot: Pilot[None]) -> None:
    """Wait until every key is done, every row is here and everything is on screen."""
    await pilot.pause()
    desk = pilot.app
    assert isinstance(desk, Desk)
    await desk.rows.settled()
    await pilot.pause()


def burst(pilot: Pilot[None], *names: str) -> None:
    """Type faster than anything can be done or drawn."""
    for name in names:
        pilot.app.post_message(Key(name, name if len(name) == 1 else None))


async def keys(pilot: Pilot[None], *names: str) -> None:
    burst(pilot, *names)
    await settle(pilot)


def shown(desk: Desk) -> list[str]:
    """The lines of the list as they are on screen."""
    region = desk.rows.region
    return [desk.rows.render_line(y).text for y in range(region.height)]


def numbers(desk: Desk) -> list[int]:
    """The account numbers in view."""
    return [int(text[1:7]) for text in shown(desk)[1:] if text.strip()]


def cursor(desk: Desk) -> int | None:
    return None if desk.rows.cursor_row is None else desk.rows.cursor_row.number


async def test_what_is_seen() -> None:
    desk = Desk(Table(accounts(50)))
    async with desk.run_test(size=(50, 9)) as pilot:
        await settle(pilot)
        assert [line.rstrip() for line in shown(desk)] == [
            "     No Name                        Owed Client",
            "▸     1 Rivera                      1.00 Hospital▐",
            "      2 Rivera                      2.00 Hospital",
            "      3 Rivera                      3.00 Hospital",
            "      4 Rivera                      4.00 Hospital",
            "      5 Rivera                      5.00 Hospital",
        ]
        assert desk.rows.row_count == 50
        assert desk.said == [("moved", 1)]


@pytest.mark.parametrize(
    ("pressed", "number"),
    [
        (["down"], 2),
        (["j", "j", "k"], 2),
        (["up"], 1),
        (["pagedown"], 6),
        (["pagedown", "pagedown", "pageup"], 6),
        (["end"], 1000),
        (["G", "up", "pageup"], 994),
        (["end", "home", "down"], 2),
        (["G", "g"], 1),
        (["end", "down", "pagedown"], 1000),
    ],
)
async def test_keys(pressed: list[str], number: int) -> None:
    desk = Desk(Table(accounts(1000)))
    async with desk.run_test(size=(50, 10)) as pilot:
        await settle(pilot)
        await keys(pilot, *pressed)
        assert cursor(desk) == number
        assert number in numbers(desk)
        assert desk.said[-1] == ("moved", number)


async def test_every_move_is_told_and_enter_chooses() -> None:
    desk = Desk(Table(accounts(9)))
    async with desk.run_test(size=(50, 20)) as pilot:
        await settle(pilot)
        await keys(pilot, "down", "down", "enter", "up", "up", "up", "enter")
        assert desk.said == [
            ("moved", 1),
            ("moved", 2),
            ("moved", 3),
            ("chosen", 3),
            ("moved", 2),
            ("moved", 1),
            ("chosen", 1),
        ]


async def test_keys_typed_before_the_first_row_are_kept() -> None:
    table = Table(accounts(500))
    table.gate.clear()
    desk = Desk(table)
    async with desk.run_test(size=(50, 10)) as pilot:
        burst(pilot, "down", "down", "enter", "pagedown", "end", "up", "enter", "home")
        await pilot.pause()
        assert (cursor(desk), desk.said, desk.rows.busy) == (None, [], True)
        table.gate.set()
        await settle(pilot)
        assert desk.said == [
            ("moved", 1),
            ("moved", 2),
            ("moved", 3),
            ("chosen", 3),
            ("moved", 8),
            ("moved", 500),
            ("moved", 499),
            ("chosen", 499),
            ("moved", 1),
        ]
        assert not desk.rows.busy


async def test_keys_typed_past_the_rows_at_hand_wait_in_order() -> None:
    table = Table(accounts(500))
    desk = Desk(table)
    async with desk.run_test(size=(50, 24)) as pilot:
        await settle(pilot)
        table.gate.clear()
        burst(pilot, *["pagedown"] * 12, "enter", "up")
        await pilot.pause()
        stopped = cursor(desk)
        assert stopped is not None
        assert stopped < 150
        assert ("chosen", 229) not in desk.said
        table.gate.set()
        await settle(pilot)
        assert desk.said[-2:] == [("chosen", 229), ("moved", 228)]


async def test_a_long_walk_agrees_with_the_whole_list() -> None:
    """Any keys in any number, with rows arriving at any time, leave the cursor where counting says."""
    table = Table(accounts(1500))
    desk = Desk(table)
    dice = random.Random(7)
    steps = {"down": 1, "up": -1, "j": 1, "k": -1, "pagedown": 19, "pageup": -19, "end": 10_000, "home": -10_000}
    async with desk.run_test(size=(60, 24)) as pilot:
        await settle(pilot)
        desk.rows.terminal = dict(enumerate(shown(desk)))
        expected = 1
        for _ in range(40):
            if dice.random() < 0.3:
                table.gate.clear()
            pressed = dice.choices(list(steps), [8, 8, 3, 3, 6, 6, 1, 1], k=dice.randrange(1, 30))
            for key in pressed:
                expected = max(1, min(1500, expected + steps[key]))
            burst(pilot, *pressed)
            await pilot.pause()
            table.gate.set()
            await settle(pilot)
            assert cursor(desk) == expected
            seen = numbers(desk)
            assert seen == list(range(seen[0], seen[0] + 20))
            assert [line[0] for line in shown(desk)[1:]].index("▸") == seen.index(expected)
            assert list(desk.rows.terminal.values()) == shown(desk)


async def test_few_rows_are_held_and_the_end_is_asked_for_from_the_end() -> None:
    table = Table(accounts(20_000))
    desk = Desk(table)
    async with desk.run_test(size=(50, 24)) as pilot:
        await settle(pilot)
        before = table.asked
        await keys(pilot, "end")
        assert table.asked - before == 1
        await keys(pilot, *["pageup"] * 60)
        assert cursor(desk) == 20_000 - 60 * 19
        assert len(desk.rows._buffer.rows) < 600


async def test_a_move_repaints_two_lines() -> None:
    desk = Desk(Table(accounts(1000)))
    async with desk.run_test(size=(50, 24)) as pilot:
        await settle(pilot)
        desk.rows.painted.clear()
        await keys(pilot, "down")
        assert sorted(desk.rows.painted) == [Region(0, 1, 50, 1), Region(0, 2, 50, 1)]
        desk.rows.painted.clear()
        await keys(pilot, *["up"] * 5)
        assert sorted(desk.rows.painted) == [Region(0, 1, 50, 1), Region(0, 2, 50, 1)]


async def test_losing_the_focus_repaints_the_cursor_only() -> None:
    desk = Desk(Table(accounts(1000)))
    async with desk.run_test(size=(50, 24)) as pilot:
        await settle(pilot)
        focused = desk.rows.render_line(1)
        desk.rows.painted.clear()
        await keys(pilot, "tab")
        assert desk.rows.painted == [Region(0, 1, 50, 1)]
        assert desk.rows.render_line(1) != focused
        await keys(pilot, "shift+tab")
        assert desk.rows.render_line(1) == focused


async def test_another_theme_reaches_every_row() -> None:
    desk = Desk(Table(accounts(1000)))
    async with desk.run_test(size=(50, 24)) as pilot:
        await settle(pilot)
        before = [desk.rows.render_line(y) for y in range(10)]
        desk.theme = "textual-light"
        await settle(pilot)
        await pilot.pause()
        after = [desk.rows.render_line(y) for y in range(10)]
        assert all(new != old and new.text == old.text for new, old in zip(after, before, strict=True))


async def test_rows_of_an_older_source_are_dropped() -> None:
    old, new = Table(accounts(300)), Table([Account(n) for n in range(7000, 7300)])
    old.gate.clear()
    desk = Desk(old)
    async with desk.run_test(size=(50, 10)) as pilot:
        desk.rows.set_source(new)
        await pilot.press("down")
        await settle(pilot)
        old.gate.set()
        await settle(pilot)
        assert cursor(desk) == 7001
        assert desk.said == [("moved", 7000), ("moved", 7001)]


async def test_old_rows_stay_in_sight_until_the_new_ones_are_here() -> None:
    desk = Desk(Table(accounts(30)))
    async with desk.run_test(size=(50, 10)) as pilot:
        await settle(pilot)
        before = shown(desk)
        slow = Table([Account(n) for n in range(7000, 7300)])
        slow.gate.clear()
        desk.rows.set_source(slow)
        burst(pilot, "down", "tab")
        desk.rows.set_empty_text("Nothing.")
        desk.rows.redraw()
        await pilot.pause()
        assert (shown(desk), cursor(desk), desk.rows.busy) == (before, None, True)
        slow.gate.set()
        await settle(pilot)
        assert (numbers(desk)[0], cursor(desk)) == (7000, 7001)


async def test_other_columns_with_another_source() -> None:
    desk = Desk(Table(accounts(30)))
    async with desk.run_test(size=(50, 10)) as pilot:
        await keys(pilot, "down", "down")
        desk.rows.set_source(Table(accounts(5)), columns=[Column("Who", 10, lambda row: f"{row.name} {row.number}")])
        await settle(pilot)
        assert [line.rstrip() for line in shown(desk)][:3] == [" Who", "▸Rivera 1", " Rivera 2"]


async def test_reload_keeps_the_cursor_on_its_account() -> None:
    table = Table(accounts(1000))
    desk = Desk(table)
    async with desk.run_test(size=(50, 24)) as pilot:
        await keys(pilot, *["pagedown"] * 10, "down", "down")
        number, line = cursor(desk), numbers(desk)
        table.rows = [row for row in table.rows if row.number % 7 or row.number == number]
        desk.rows.reload()
        await settle(pilot)
        assert cursor(desk) == number
        assert numbers(desk).index(number or 0) == line.index(number or 0)
        assert desk.rows.row_count == len(table.rows)


async def test_reload_goes_to_the_next_account_when_its_own_is_gone() -> None:
    table = Table(accounts(1000))
    desk = Desk(table)
    async with desk.run_test(size=(50, 24)) as pilot:
        await keys(pilot, "down", "down", "down")
        del table.rows[3]
        desk.rows.reload()
        await keys(pilot, "enter")
        assert desk.said[-2:] == [("moved", 5), ("chosen", 5)]
        assert numbers(desk)[:5] == [1, 2, 3, 5, 6]


async def test_reload_from_the_top() -> None:
    desk = Desk(Table(accounts(1000)))
    async with desk.run_test(size=(50, 24)) as pilot:
        await keys(pilot, "end", "up")
        desk.rows.reload(keep=False)
        await settle(pilot)
        assert (cursor(desk), numbers(desk)[0]) == (1, 1)


async def test_reload_from_the_top_goes_before_the_end_that_is_on_its_way() -> None:
    table = Table(accounts(1000))
    desk = Desk(table)
    async with desk.run_test(size=(50, 24)) as pilot:
        await settle(pilot)
        table.gate.clear()
        burst(pilot, "end")
        await pilot.pause()
        desk.rows.reload(keep=False)
        table.gate.set()
        await settle(pilot)
        assert cursor(desk) == 1
        table.gate.clear()
        burst(pilot, "end")
        await pilot.pause()
        desk.rows.reload()
        table.gate.set()
        await settle(pilot)
        assert cursor(desk) == 1000


async def test_reload_of_the_same_rows_repaints_nothing() -> None:
    desk = Desk(Table(accounts(1000)))
    async with desk.run_test(size=(50, 24)) as pilot:
        await keys(pilot, "pagedown", "down")
        said = list(desk.said)
        desk.rows.painted.clear()
        desk.rows.reload()
        await settle(pilot)
        assert desk.rows.painted == []
        assert desk.said == said


async def test_rows_that_vanish_below_the_cursor() -> None:
    table = Table(accounts(1000))
    desk = Desk(table)
    async with desk.run_test(size=(50, 24)) as pilot:
        await keys(pilot, "end")
        table.rows = accounts(10)
        desk.rows.reload()
        await settle(pilot)
        assert cursor(desk) == 10
        assert numbers(desk) == list(range(1, 11))
        await keys(pilot, "down", "pagedown", "end", "enter")
        assert desk.said[-1] == ("chosen", 10)


async def test_an_end_that_comes_sooner_than_counted() -> None:
    desk = Desk(Table(accounts(130), count=100_000))
    async with desk.run_test(size=(50, 24)) as pilot:
        await settle(pilot)
        assert desk.rows.row_count == 100_000
        await keys(pilot, *["pagedown"] * 12)
        assert (cursor(desk), desk.rows.row_count) == (130, 130)


async def test_a_list_that_nobody_counts() -> None:
    desk = Desk(Table(accounts(500), count=None))
    async with desk.run_test(size=(50, 24)) as pilot:
        await keys(pilot, "pagedown")
        assert desk.rows.row_count is None
        assert not any("▐" in line for line in shown(desk))
        await keys(pilot, "end")
        assert cursor(desk) == 500
        await keys(pilot, *["pageup"] * 40)
        assert cursor(desk) == 1


async def test_an_empty_list_says_what_to_do() -> None:
    desk = Desk(Table([]))
    async with desk.run_test(size=(36, 10)) as pilot:
        await keys(pilot, "down", "end", "home", "pagedown", "enter")
        assert [line.strip() for line in shown(desk)[1:4]] == ["No accounts here. Press f to", "change the filter.", ""]
        assert desk.said == [("moved", None)]


async def test_the_last_account_goes_and_another_comes() -> None:
    table = Table(accounts(1))
    desk = Desk(table)
    async with desk.run_test(size=(50, 10)) as pilot:
        await settle(pilot)
        table.rows = []
        desk.rows.reload()
        await settle(pilot)
        assert "No accounts here" in shown(desk)[1]
        table.rows = accounts(2)
        desk.rows.reload()
        await settle(pilot)
        assert desk.said == [("moved", 1), ("moved", None), ("moved", 1)]
        assert numbers(desk) == [1, 2]


async def test_nothing_is_said_to_be_empty_while_rows_are_on_their_way() -> None:
    table = Table(accounts(5))
    table.gate.clear()
    desk = Desk(table)
    async with desk.run_test(size=(50, 10)) as pilot:
        await pilot.pause()
        assert not any(line.strip() for line in shown(desk)[1:])
        table.gate.set()
        await settle(pilot)
        assert numbers(desk) == [1, 2, 3, 4, 5]


async def test_a_hidden_list_and_one_not_yet_on_screen() -> None:
    loose = Recorder()
    loose.set_source(Table(accounts(5)))
    loose.set_empty_text("Nothing.")
    loose.update_row(Account(1, "Chen"))
    loose.redraw()
    loose.reload()
    assert loose.cursor_row is None
    desk = Desk(Table(accounts(1000)))
    async with desk.run_test(size=(50, 24)) as pilot:
        await settle(pilot)
        desk.rows.display = False
        await settle(pilot)
        await keys(pilot, "tab")
        desk.rows.action_end()
        await settle(pilot)
        desk.rows.display = True
        await settle(pilot)
        assert (cursor(desk), numbers(desk)) == (1000, list(range(981, 1001)))


@pytest.mark.parametrize("height", [3, 4, 9, 60])
async def test_a_new_height_keeps_the_cursor_in_view(height: int) -> None:
    desk = Desk(Table(accounts(1000)))
    async with desk.run_test(size=(50, 24)) as pilot:
        await keys(pilot, *["pagedown"] * 5, *["down"] * 12)
        number = cursor(desk)
        await pilot.resize_terminal(50, height + 4)
        await settle(pilot)
        assert cursor(desk) == number
        assert number in numbers(desk)
        assert len(numbers(desk)) == height
        await keys(pilot, "down", "up", "pagedown", "pageup")
        assert cursor(desk) == number


async def test_a_tall_screen_is_filled() -> None:
    desk = Desk(Table(accounts(1000)))
    async with desk.run_test(size=(50, 10)) as pilot:
        await keys(pilot, "end")
        await pilot.resize_terminal(50, 204)
        await settle(pilot)
        assert numbers(desk) == list(range(801, 1001))


@pytest.mark.parametrize(
    ("width", "names"),
    [
        (80, ["No", "Name", "Owed", "Client"]),
        (36, ["No", "Name", "Owed", "Client"]),
        (35, ["No", "Name", "Owed"]),
        (26, ["No", "Name"]),
        (16, ["Name"]),
        (5, ["Na…"]),
    ],
)
async def test_columns_leave_on_a_narrow_screen(width: int, names: list[str]) -> None:
    desk = Desk(Table(accounts(1000)))
    async with desk.run_test(size=(width, 10)) as pilot:
        await settle(pilot)
        assert shown(desk)[0].split() == names
        assert all(cell_len(line) == width for line in shown(desk))


NAUGHTY = [
    "[red]x[/] [/]",
    "[@click=app.quit]quit[/]",
    "\x1b]52;c;aGVsbG8=\x07 \x1b[2J",
    "\x9b31m \x00 \x7f",
    "\u202egnp.exe\u202c",
    "a\nb\r\nc\td",
    "日本語の名前がとても長い",
    "e" + "\u0301" * 5000,
    "👩\u200d👩\u200d👧\u200d👦 ❤\ufe0f 🇩🇪",
    "\ud800\udfff",
    "مرحبا بالعالم",
    "\u200b\u200d\ufeff",
    "x" * 100_000,
    "日" * 100_000,
    "'; DROP TABLE account; --",
    "",
]


async def test_naughty_names_stay_in_their_cells() -> None:
    desk = Desk(Table([Account(n, name) for n, name in enumerate(NAUGHTY, 1)]))
    async with desk.run_test(size=(50, 24)) as pilot:
        await keys(pilot, *["down"] * len(NAUGHTY))
        lines = shown(desk)
        assert numbers(desk) == list(range(1, len(NAUGHTY) + 1))
        for line in lines:
            assert cell_len(line) == 50
            assert line.isprintable() or "\u200d" in line
        for number, line in enumerate(lines[1 : len(NAUGHTY) + 1], 1):
            assert line.rstrip(" ▐").endswith(f"{number}.00 Hospital")
        assert "[@click=app.quit]quit[/]"[:14] in lines[2]
        assert "␛]52;c;aGVsbG" in lines[3]
        assert "⟨U+202E⟩gnp" in lines[5]


async def test_a_naughty_heading_and_sentence() -> None:
    desk = Desk(None)
    async with desk.run_test(size=(50, 10)) as pilot:
        column = Column[Account]("\x1b[2J[b]", 10, lambda row: row.name)
        desk.rows.set_source(Table([]), columns=[column], empty_text="Nothing for \x1b[31m[red]you[/]")
        await settle(pilot)
        assert shown(desk)[0].startswith(" ␛[2J[b]   ")
        assert shown(desk)[1].rstrip() == " Nothing for ␛[31m[red]you[/]"


async def test_the_cursor_is_seen_without_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    desk = Desk(Table(accounts(5)), ansi_color=True)
    async with desk.run_test(size=(50, 10)) as pilot:
        await keys(pilot, "down")
        assert [line[0] for line in shown(desk)[1:4]] == [" ", "▸", " "]
        styles = [style for y in range(1, 4) for _, style, _ in desk.rows.render_line(y)]
        assert not [style for style in styles if style and style.color and not style.color.is_default]
        assert not [style for style in styles if style and style.bgcolor and not style.bgcolor.is_default]
        assert [bool(style and style.reverse) for _, style, _ in desk.rows.render_line(2)] == [True]


async def test_a_click_moves_and_a_second_click_chooses() -> None:
    desk = Desk(Table(accounts(100)))
    async with desk.run_test(size=(50, 14)) as pilot:
        await settle(pilot)
        await pilot.click(desk.rows, offset=(5, 1))
        assert ("chosen", 1) not in desk.said, "one click never chooses, not even on the cursor"
        await pilot.click(desk.rows, offset=(5, 4))
        assert desk.said[-1] == ("moved", 4)
        await pilot.press("down", "up")
        await pilot.click(desk.rows, offset=(20, 4))
        await settle(pilot)
        assert desk.said[-1] == ("chosen", 4)


async def test_a_double_click_chooses() -> None:
    desk = Desk(Table(accounts(100)))
    async with desk.run_test(size=(50, 14)) as pilot:
        await settle(pilot)
        await pilot.double_click(desk.rows, offset=(5, 3))
        await settle(pilot)
        assert desk.said[-2:] == [("moved", 3), ("chosen", 3)]


async def test_clicks_beside_the_rows_do_nothing() -> None:
    desk = Desk(Table(accounts(3)))
    async with desk.run_test(size=(50, 14)) as pilot:
        await settle(pilot)
        await pilot.click(desk.rows, offset=(5, 0))
        await pilot.click(desk.rows, offset=(5, 8))
        await pilot.click(desk.rows, offset=(5, 8))
        await settle(pilot)
        assert desk.said == [("moved", 1)]


async def test_the_scroll_bar_turns_pages() -> None:
    desk = Desk(Table(accounts(1000)))
    async with desk.run_test(size=(50, 14)) as pilot:
        await settle(pilot)
        await pilot.click(desk.rows, offset=(49, 9))
        await settle(pilot)
        assert cursor(desk) == 10
        await pilot.click(desk.rows, offset=(49, 1))
        await settle(pilot)
        assert cursor(desk) == 1


async def test_the_wheel_scrolls_and_the_cursor_stays_in_view() -> None:
    desk = Desk(Table(accounts(1000)))
    async with desk.run_test(size=(50, 14)) as pilot:
        await keys(pilot, "down")
        for _ in range(100):
            desk.rows.on_mouse_scroll_down(_wheel())
        await settle(pilot)
        assert (numbers(desk)[0], cursor(desk)) == (301, 301)
        for _ in range(200):
            desk.rows.on_mouse_scroll_up(_wheel())
        await settle(pilot)
        assert (numbers(desk)[0], cursor(desk)) == (1, 10)


def _wheel() -> Any:
    return MouseScrollDown(None, 5, 5, 0, 1, 0, False, False, False)


async def test_a_row_that_changed_is_drawn_again() -> None:
    desk = Desk(Table(accounts(100)))
    async with desk.run_test(size=(50, 14)) as pilot:
        await settle(pilot)
        desk.rows.painted.clear()
        desk.rows.update_row(Account(3, "Okafor"))
        desk.rows.update_row(Account(5000, "Nobody"))
        await settle(pilot)
        assert "Okafor" in shown(desk)[3]
        assert desk.rows.painted == [Region(0, 3, 50, 1)]
        desk.rows.update_row(Account(1, "Chen"))
        await settle(pilot)
        assert desk.said[-1] == ("moved", 1), "the preview has to follow"
        assert "Chen" in shown(desk)[1]


async def test_columns_that_show_more_than_the_row_are_drawn_again() -> None:
    clock = ["09:00"]
    desk = Desk(None)
    async with desk.run_test(size=(50, 14)) as pilot:
        columns = [Column[Account]("Time", 6, lambda row: clock[0] if row.number == 2 else "-")]
        desk.rows.set_source(Table(accounts(5)), columns=columns)
        await settle(pilot)
        desk.rows.painted.clear()
        clock[0] = "09:01"
        desk.rows.redraw()
        await settle(pilot)
        assert shown(desk)[2].strip() == "09:01"
        assert desk.rows.painted == [Region(0, 2, 50, 1)]


async def test_select_by_key_and_by_row() -> None:
    table = Table(accounts(5000))
    desk = Desk(table)
    async with desk.run_test(size=(50, 24)) as pilot:
        await settle(pilot)
        assert desk.rows.select_key(40)
        await settle(pilot)
        assert cursor(desk) == 40
        assert not desk.rows.select_key(4000)
        desk.rows.select_row(Account(4000))
        await keys(pilot, "down")
        assert cursor(desk) == 4001
        assert len(numbers(desk)) == 20
        desk.rows.select_row(Account(4999))
        await settle(pilot)
        assert (cursor(desk), numbers(desk)[-1]) == (4999, 5000)


async def test_a_source_that_fails_is_told_and_the_next_key_tries_again() -> None:
    table = Table(accounts(500))
    table.error = OSError("the disk went away")
    desk = Desk(table)
    async with desk.run_test(size=(50, 24)) as pilot:
        await keys(pilot)
        assert [str(error) for error in desk.errors] == ["the disk went away"]
        assert "No accounts" not in "".join(shown(desk))
        table.error = None
        await keys(pilot, "down")
        assert cursor(desk) == 2
        table.error = OSError("again")
        await keys(pilot, "end", "up", "enter")
        assert str(desk.errors[-1]) == "again"
        assert desk.said[-1] == ("moved", 2), "keys that waited for the end are not done elsewhere"
        assert numbers(desk)[:2] == [1, 2]
        table.error = None
        await keys(pilot, "end")
        assert cursor(desk) == 500


async def test_a_border_is_drawn_around_the_rows() -> None:
    desk = Desk(Table(accounts(100)))
    async with desk.run_test(size=(50, 14)) as pilot:
        await settle(pilot)
        desk.rows.styles.border = ("round", "white")
        await settle(pilot)
        await keys(pilot, "down")
        screen = [strip.text for strip in desk.screen._compositor.render_strips()]
        assert screen[0].startswith("╭")
        assert screen[3].startswith("│▸     2 Rivera")
        assert all(cell_len(line) == 50 for line in screen)
