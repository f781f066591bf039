"""Draws the pictures of the README: `make screenshots`.

The demo is made from its fixed seed at a fixed instant and worked with a clock that is moved by hand, so the pictures
change only when the screens do. They come from the program's own drawing of its screens.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

# Before Textual is imported: it takes the shell's wishes about colour out of the environment.
import tests.conftest  # noqa: F401
from collections_tui.services.demo import make_demo
from tests.build import HandClock
from tests.pictures import PicturedWorkstation
from tests.stories.driver import Driver, sitting

IMAGES = Path(__file__).resolve().parents[1] / "docs" / "images"
WIDE = (120, 40)
NARROW = (80, 24)
SUPERVISOR = "dolores"


class DemoOffice(NamedTuple):
    """A demo to sit down in."""

    where: str
    clock: HandClock
    login: str


def demo_office(folder: Path) -> DemoOffice:
    """Make the demo of the fixed seed as of the fixed instant: a Monday, noon in New York."""
    clock = HandClock()
    report = make_demo(folder / "demo.db", clock=clock)
    return DemoOffice(report.where, clock, report.login)


class Sitter(NamedTuple):
    """Who works in front of the camera."""

    ui: Driver
    clock: HandClock

    async def call(self, seconds: int, *keys: str) -> None:
        """Make a call of this length on the open account, and go on to the next."""
        await self.ui.do("account.call")
        self.clock.forward(timedelta(seconds=seconds))
        for key in keys:
            await (self.ui.press(key) if key in ("enter", "tab", "space", "ctrl+t") else self.ui.type(key))
        self.clock.forward(timedelta(seconds=20))


Scene = Callable[[Sitter], Awaitable[None]]


async def worklist(sitter: Sitter) -> None:
    """The ranked list, and beside it why the account under the cursor ranks there."""
    await sitter.ui.press("down", "down")


async def account(sitter: Sitter) -> None:
    """One account: who owes, how much, what happened."""
    await sitter.ui.do("everywhere.next")


async def account_panes(sitter: Sitter, pane: str) -> None:
    """A pane of the account, over all of it where there is no room beside."""
    await account(sitter)
    await sitter.ui.do(f"account.{pane}")


async def invoices(sitter: Sitter) -> None:
    """What was billed, and the lines of the first invoice."""
    await account_panes(sitter, "invoices")
    await sitter.ui.press("enter")


async def timeline(sitter: Sitter) -> None:
    """What happened, newest first."""
    await account_panes(sitter, "timeline")


async def say(sitter: Sitter) -> None:
    """What to say in this call."""
    await account_panes(sitter, "script")


async def note(sitter: Sitter) -> None:
    """A note being written."""
    await account(sitter)
    await sitter.ui.do("account.note")
    await sitter.ui.type("Her sister rang: she is on holiday until the 2nd, and pays then")


async def next_day(sitter: Sitter) -> None:
    """The day on which to go on, and what for."""
    await account(sitter)
    await sitter.ui.do("account.day")
    await sitter.ui.type("+10d")
    await sitter.ui.press("tab")
    await sitter.ui.type("Ask for the second half")


async def call(sitter: Sitter) -> None:
    """A call under way, with the ways it can end."""
    await account(sitter)
    await sitter.ui.do("account.call")


async def promise(sitter: Sitter) -> None:
    """A promise being noted down."""
    await call(sitter)
    await sitter.ui.type("p395")
    await sitter.ui.press("tab")
    await sitter.ui.type("fri")
    await sitter.ui.press("tab", "tab")
    await sitter.ui.type("Gets paid on Thursday")


async def arrangement(sitter: Sitter) -> None:
    """Payments in parts, with the schedule and what the policy says."""
    await sitter.ui.press("2", "n", "a", "9", "tab", "tab", "tab")
    await sitter.ui.type("15th")
    await sitter.ui.press("tab")
    await sitter.ui.type("50")


async def promises(sitter: Sitter) -> None:
    """The money that is expected, after a morning's work."""
    for amount, day in (("40", "fri"), ("120", "tomorrow"), ("75", "fri"), ("60", "+10d"), ("200", "eom")):
        await sitter.ui.press("n", "p")
        await sitter.ui.type(amount)
        await sitter.ui.press("tab")
        await sitter.ui.type(day)
        await sitter.ui.press("enter")
    await sitter.ui.press("w", "2", "n", "a", "3", "enter", "P", "3")


async def bill(sitter: Sitter) -> None:
    """A bill in the making: two lines in it, the third being typed, and what fits in the price list."""
    await sitter.ui.press("n", "B", *"ex-10", "enter", *"fri", "enter", "enter")
    await sitter.ui.press(*"fi-02", "enter", *"2", "tab", "tab", "tab", *"10 %", "enter")
    await sitter.ui.type("ra")


async def checked(sitter: Sitter) -> None:
    """What the checks ask about a bill before it is issued."""
    await sitter.ui.press("n", "B", *"ra-01", "enter", *"fri", "enter", *"3", "enter")
    await sitter.ui.press(*"ra-01", "enter", "enter", "escape", "V")
    await sitter.ui.type("three teeth")


async def bills(sitter: Sitter) -> None:
    """The bills that are in the making, with what was issued, sent and voided on the tabs beside."""
    await sitter.ui.do("everywhere.bills")
    await sitter.ui.press("right")


async def disputed(sitter: Sitter) -> None:
    """An invoice issued here, opened, with what the customer disputes of it."""
    await bills(sitter)
    await sitter.ui.press(*["down"] * 5, "enter")


async def claims(sitter: Sitter) -> None:
    """The worklist of claims: what insurers are to be asked today, as it ranks."""
    await sitter.ui.do("everywhere.claims")


async def claim(sitter: Sitter) -> None:
    """A claim that was refused: whom to ask, by when, what helps; and how a call to the insurer can end."""
    await claims(sitter)
    await sitter.ui.press("down", "down", "enter", "c")


async def insurance(sitter: Sitter) -> None:
    """The insurance of an account, with what insurers did in plain words."""
    await claims(sitter)
    await sitter.ui.press("3", "enter", "enter")
    await sitter.ui.do("everywhere.claims")


async def remittance(sitter: Sitter) -> None:
    """One remittance: its balance, and what it says of each claim."""
    await sitter.ui.do("everywhere.remittances")
    await sitter.ui.press("down", "enter")


async def call_log(sitter: Sitter) -> None:
    """The calls of a morning."""
    await sitter.ui.do("everywhere.next")
    await sitter.call(31, "n")
    await sitter.call(186, "p", "305", "tab", "fri", "enter")
    await sitter.call(44, "v")
    await sitter.call(97, "c", "tomorrow 2:30pm", "enter")
    await sitter.call(152, "S", "Says the crown broke after a week", "enter")
    await sitter.call(75, "ctrl+t", "y", "Paid by card on Friday", "enter")
    await sitter.ui.do("everywhere.call_log")


async def find(sitter: Sitter) -> None:
    """Any account by part of a name, number or phone."""
    await sitter.ui.do("everywhere.find")
    await sitter.ui.type("mart")


async def narrow(sitter: Sitter) -> None:
    """The filter of a worklist: the larger amounts."""
    await sitter.ui.do("worklist.filter")
    await sitter.ui.press("tab", "tab")
    await sitter.ui.type("500")


async def palette(sitter: Sitter) -> None:
    """Everything that can be done here, by a part of its name."""
    await sitter.ui.do("everywhere.palette")
    await sitter.ui.type("wo")


async def show_help(sitter: Sitter) -> None:
    """Every key that works on the screen behind."""
    await sitter.ui.do("everywhere.help")


async def team(sitter: Sitter) -> None:
    """The floor at this moment, as the supervisor sees it."""
    await sitter.ui.do("everywhere.team")


async def reassign(sitter: Sitter) -> None:
    """Moving what the filter keeps to two colleagues, and what would move."""
    await sitter.ui.do("worklist.filter")
    await sitter.ui.press("tab", "tab")
    await sitter.ui.type("500")
    await sitter.ui.press("enter")
    await sitter.ui.do("worklist.reassign")
    await sitter.ui.type("marcus,priya")


async def reports(sitter: Sitter) -> None:
    """The figures of the month by person, with their plot."""
    await sitter.ui.do("everywhere.reports")


PICTURES: dict[str, tuple[tuple[int, int], Scene]] = {
    "worklist": (WIDE, worklist),
    "worklist-80x24": (NARROW, worklist),
    "filter": (NARROW, narrow),
    "account": (WIDE, account),
    "say": (NARROW, say),
    "invoices": (NARROW, invoices),
    "timeline": (NARROW, timeline),
    "call": (WIDE, call),
    "promise": (NARROW, promise),
    "arrangement": (NARROW, arrangement),
    "promises": (WIDE, promises),
    "note": (NARROW, note),
    "next-day": (NARROW, next_day),
    "bill": (NARROW, bill),
    "bill-checked": (NARROW, checked),
    "bills": (NARROW, bills),
    "disputed": (NARROW, disputed),
    "claims": (WIDE, claims),
    "claim": (NARROW, claim),
    "insurance": (WIDE, insurance),
    "remittance": (NARROW, remittance),
    "call-log": (WIDE, call_log),
    "find": (WIDE, find),
    "palette": (NARROW, palette),
    "help": (WIDE, show_help),
    "team": (WIDE, team),
    "reassign": (WIDE, reassign),
    "reports": (WIDE, reports),
}
SUPERVISED = {"team", "reassign", "reports"}
"""What the supervisor of the demo sees; everything else is the collector's."""


async def draw(name: str) -> str:
    """Draw one picture, as SVG."""
    size, scene = PICTURES[name]
    with tempfile.TemporaryDirectory(prefix="collections-tui-screenshots-") as folder:
        place = demo_office(Path(folder))
        login = SUPERVISOR if name in SUPERVISED else place.login
        async with sitting(place, login, size=size, make=PicturedWorkstation) as ui:
            await scene(Sitter(ui, place.clock))
            return ui.app.export_screenshot()


def main() -> None:
    """Draw all pictures, or those that are named."""
    parser = argparse.ArgumentParser(prog="python -m tests.screenshots", description="Draw the pictures of the README.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"which: {', '.join(PICTURES)}; all without one")
    parser.add_argument("--to", type=Path, default=IMAGES, help="the folder they go to (docs/images)")
    said = parser.parse_args()
    if unknown := set(said.names) - set(PICTURES):
        parser.error(f"there is no picture {', '.join(sorted(unknown))}; there are {', '.join(PICTURES)}")
    said.to.mkdir(parents=True, exist_ok=True)
    for name in said.names or PICTURES:
        (said.to / f"{name}.svg").write_text(asyncio.run(draw(name)), encoding="utf-8")
        print(f"{name}.svg")


if __name__ == "__main__":
    main()
