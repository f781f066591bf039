"""A list of any length over rows that somebody else keeps.

It holds a few hundred rows (`PageBuffer`), fetches the next ones before they are needed, and sends the terminal only
the lines that changed. Every key is remembered in order: a motion that needs rows not yet here is done when they
arrive, and so are the keys typed after it. It knows nothing about what a row is; text from rows is cleaned as it is
drawn.
"""

from collections.abc import Callable, Coroutine, Hashable, Sequence
from typing import Any, ClassVar, Generic, Self, TypeVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from collections_tui.tui.widgets.virtual_columns import Column
from collections_tui.tui.widgets.virtual_fetch import Around, Fetcher
from collections_tui.tui.widgets.virtual_paint import HEADER_LINES, Painter, Styles
from collections_tui.tui.widgets.virtual_rows import Motion, PageBuffer, Source

Row = TypeVar("Row")

WHEEL_ROWS = 3
_UNTOLD = object()


class ListMessage(Message):
    """What a list tells its owner. None of the kinds is a kind of another, so that `on` tells them apart."""

    def __init__(self, sender: "VirtualList[Any]") -> None:
        super().__init__()
        self.list = sender

    @property
    def control(self) -> "VirtualList[Any]":
        """The list, for selectors."""
        return self.list


class VirtualList(ScrollView, Generic[Row], can_focus=True, inherit_bindings=False):
    """Rows in columns under a heading, with a cursor, a page of them in view.

    Args:
        key: tells rows apart; a reload keeps the cursor on the same key.
        columns: what is shown of a row.
        empty_text: the sentence shown when there are no rows; it should say what to do next.
    """

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "virtual-list--header",
        "virtual-list--cursor",
        "virtual-list--dim",
        "virtual-list--accent",
    }
    DEFAULT_CSS = """
    VirtualList {
        & > .virtual-list--header { text-style: bold; }
        & > .virtual-list--dim { color: $text-muted; }
        & > .virtual-list--accent { text-style: bold; color: $text-accent; }
        & > .virtual-list--cursor { text-style: bold; }
        &:focus > .virtual-list--cursor {
            color: $block-cursor-foreground;
            background: $block-cursor-background;
            text-style: $block-cursor-text-style;
        }
        &:ansi > .virtual-list--dim { text-style: dim; }
        &:ansi > .virtual-list--accent { color: $accent; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "cursor_down", "Down", show=False, id="list.down"),
        Binding("up,k", "cursor_up", "Up", show=False, id="list.up"),
        Binding("pagedown", "page_down", "Page down", show=False, id="list.page_down"),
        Binding("pageup", "page_up", "Page up", show=False, id="list.page_up"),
        Binding("home,g", "home", "First", show=False, id="list.home"),
        Binding("end,G", "end", "Last", show=False, id="list.end"),
        Binding("enter", "choose", "Open", show=False, id="list.choose"),
    ]

    class Moved(ListMessage):
        """The cursor is on another row, or its row changed; `row` is None when there are no rows any more."""

        def __init__(self, sender: "VirtualList[Any]", row: Any) -> None:
            super().__init__(sender)
            self.row = row

    class Chosen(ListMessage):
        """Enter on `row`, or a second click on it."""

        def __init__(self, sender: "VirtualList[Any]", row: Any) -> None:
            super().__init__(sender)
            self.row = row

    class Counted(ListMessage):
        """The list learned how many rows there are, or that nobody knows: `row_count` says it."""

    class Fitted(ListMessage):
        """Other columns than before may have room: ``left_out`` says which have none."""

    class Failed(ListMessage):
        """The source raised `error`. The rows at hand stay; keys typed ahead are forgotten."""

        def __init__(self, sender: "VirtualList[Any]", error: Exception) -> None:
            super().__init__(sender)
            self.error = error

    def __init__(
        self,
        *,
        key: Callable[[Row], Hashable],
        columns: Sequence[Column[Row]],
        empty_text: str = "",
        name: str | None = None,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        self._styles_due = True
        super().__init__(name=name, id=id, classes=classes)
        self._buffer: PageBuffer[Row] = PageBuffer(key)
        self._painter: Painter[Row] = Painter(columns, empty_text)
        self._fetcher: Fetcher[Row] = Fetcher(
            self._buffer, run=self._run, arrived=self._take_rows, failed=self._take_failure
        )
        self._frame: list[Strip] = []
        self._fitted_to = Size(0, 0)
        self._motions: list[Motion] = []
        self._told: object = _UNTOLD
        self._told_count: int | None = None
        self._clicked: Hashable = None

    # For the owner

    @property
    def cursor_row(self) -> Row | None:
        """The row under the cursor; None while there are no rows."""
        return self._buffer.cursor_row

    @property
    def row_count(self) -> int | None:
        """How many rows the list has, as far as is known."""
        return self._buffer.total

    @property
    def left_out(self) -> tuple[Column[Row], ...]:
        """The columns for which there is no room."""
        return self._painter.left_out

    @property
    def busy(self) -> bool:
        """Whether keys wait for rows: the cursor is not yet where the person sent it."""
        return self._fetcher.jump is not None or bool(self._motions)

    async def settled(self) -> None:
        """Wait until every key is done and nothing is being fetched."""
        await self._fetcher.settled()

    def set_source(
        self, source: Source[Row], *, columns: Sequence[Column[Row]] | None = None, empty_text: str | None = None
    ) -> None:
        """Show the rows of `source` from its top. What was on its way from another source is dropped."""
        if columns is not None:
            self._painter.set_columns(columns)
            self.post_message(self.Fitted(self))
        if empty_text is not None:
            self._painter.empty_text = empty_text
        self._fetcher.source = source
        self._motions.clear()
        self._buffer.forget()
        self._told, self._clicked = _UNTOLD, None
        self._fetcher.jump_to("home", count=True)
        self._fetch()

    def reload(self, *, keep: bool = True) -> None:
        """Fetch the rows again. With `keep` the cursor stays on its key, or on the row that took its place."""
        if self._fetcher.source is None:
            return
        row, jump = self.cursor_row, self._fetcher.jump if keep else "home"
        if jump is None and row is not None:
            jump = Around(row, self._buffer.cursor - self._buffer.top, self._buffer.position)
        self._fetcher.jump_to(jump or "home", count=True)
        self._fetch()

    def select_key(self, key: Hashable) -> bool:
        """Put the cursor on the row with this key; False, and nothing happens, where it is not among those at hand."""
        if self._buffer.index(key) is None:
            return False
        self._do(Motion("to", key=key))
        return True

    def select_row(self, row: Row) -> None:
        """Put the cursor on `row`, or where it would stand, however far away that is."""
        if self._fetcher.source is not None and not self.select_key(self._buffer.key(row)):
            self._fetcher.jump_to(Around(row, self._buffer.height // 2, None))
            self._fetch()

    def update_row(self, row: Row) -> None:
        """Draw `row` in the place of the one with its key, if that is at hand; its place in the order stays."""
        if self._buffer.replace(row):
            self._tell()
            self._draw()

    def set_empty_text(self, sentence: str) -> None:
        """Show another sentence where there are no rows: why there are none may be learned later."""
        self._painter.empty_text = sentence
        self._draw()

    def show_columns(self, columns: Sequence[Column[Row]]) -> None:
        """Show other columns of the same rows."""
        self._painter.set_columns(columns)
        self._draw()

    @property
    def marked(self) -> set[Hashable]:
        """The keys of the rows that were marked, wherever in the list they are."""
        return set(self._painter.marked)

    def toggle_mark(self) -> None:
        """Mark the row under the cursor, or mark it no longer, and go to the next one."""
        row = self.cursor_row
        if row is not None and not self.busy:
            self._painter.marked ^= {self._buffer.key(row)}
            self._draw()
            self._do(Motion("rows", 1))

    def unmark(self) -> None:
        """Mark no row any more."""
        self._painter.marked.clear()
        self._draw()

    def redraw(self) -> None:
        """Render the rows in view again, for columns that show more than the row (the time of day, a setting)."""
        self._painter.forget()
        self._draw()

    # Keys and mouse

    def action_cursor_down(self) -> None:
        self._do(Motion("rows", 1))

    def action_cursor_up(self) -> None:
        self._do(Motion("rows", -1))

    def action_page_down(self) -> None:
        self._do(Motion("pages", 1))

    def action_page_up(self) -> None:
        self._do(Motion("pages", -1))

    def action_home(self) -> None:
        self._do(Motion("home"))

    def action_end(self) -> None:
        self._do(Motion("end"))

    def action_choose(self) -> None:
        self._do(Motion("choose"))

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self._do(Motion("scroll", WHEEL_ROWS))

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self._do(Motion("scroll", -WHEEL_ROWS))

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        if offset is None or offset.y < HEADER_LINES:
            return
        event.stop()
        line = offset.y - HEADER_LINES
        thumb = self._buffer.thumb()
        if thumb is not None and offset.x == self.size.width - 1:
            start, size = thumb
            self._do(Motion("pages", -1 if line < start else 1 if line >= start + size else 0))
        elif line < len(rows := self._buffer.visible):
            self._click_row(rows[line], event.chain)

    def _click_row(self, row: Row, chain: int) -> None:
        """Go to the row; choose it when it was clicked before and the cursor is still there."""
        key = self._buffer.key(row)
        again = chain > 1 or (key == self._clicked and row is self.cursor_row)
        self._clicked = key
        self._do(Motion("to", key=key))
        if again:
            self._do(Motion("choose"))

    # Motions

    def _do(self, motion: Motion) -> None:
        if self._fetcher.source is None:
            return
        self._motions.append(motion)
        self._advance()

    def _advance(self) -> None:
        """Do the motions in order, as far as the rows at hand allow, and fetch what the next one waits for."""
        fetcher = self._fetcher
        fetcher.blocked_by = None
        while self._motions and fetcher.jump is None and fetcher.blocked_by is None:
            motion = self._motions[0]
            want = self._buffer.apply(motion)
            if want in ("home", "end"):
                fetcher.jump_to(want)
                self._motions.pop(0)
            elif want is None:
                self._motions.pop(0)
                self._tell(motion)
            elif self._buffer.rows:
                fetcher.blocked_by = want
            else:
                # The first rows never came: ask for them again.
                fetcher.jump_to("home")
        self._draw()
        self._fetch()

    def _tell(self, motion: Motion | None = None) -> None:
        """Post that the cursor moved, if it did, and that its row was chosen, if that was asked."""
        row = self.cursor_row
        if row is not self._told and row != self._told:
            self._told = row
            self.post_message(self.Moved(self, row))
        if motion is not None and motion.kind == "choose" and row is not None:
            self.post_message(self.Chosen(self, row))

    # Rows that come in

    def _fetch(self) -> None:
        if self.is_attached:
            self._fetcher.fetch()

    def _run(self, work: Coroutine[Any, Any, None]) -> None:
        self.run_worker(work, group="virtual-list", exit_on_error=False)

    def _take_rows(self, new: bool) -> None:
        if new:
            self._painter.forget()
            self._tell()
        if self._buffer.total != self._told_count:
            self._told_count = self._buffer.total
            self.post_message(self.Counted(self))
        self._advance()

    def _take_failure(self, error: Exception) -> None:
        self._motions.clear()
        self.post_message(self.Failed(self, error))
        self._draw()

    # Drawing

    def on_mount(self) -> None:
        self._fetch()

    def on_resize(self, event: events.Resize) -> None:
        self._advance()

    def refresh(self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False) -> Self:
        """Ask for a repaint of these regions.

        One of the whole widget is Textual saying that styles may have changed, on every change of focus for one: it
        becomes a repaint of the lines that look different.
        """
        if not regions and self._frame and not self._styles_due:
            self._styles_due = True
            self.call_next(self._draw)
        if regions or layout or recompose or not self._frame:
            return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)
        return self

    def render_lines(self, crop: Region) -> list[Strip]:
        """Return the lines for the screen."""
        if self.size != self._fitted_to:
            # Textual paints the whole widget in a new size before it tells of it.
            self._frame = self._paint()
        if self.styles.gutter.totals != (0, 0):
            # A border or a padding is Textual's to draw.
            return super().render_lines(crop)
        lines = [self.render_line(y) for y in crop.line_range]
        if crop.column_span != (0, self.size.width):
            lines = [line.crop(*crop.column_span) for line in lines]
        return lines

    def render_line(self, y: int) -> Strip:
        """Return one line as it was last drawn; blank before the first rows are here."""
        if y < len(self._frame):
            return self._frame[y]
        return Strip.blank(self.size.width, self.rich_style)

    def _draw(self) -> None:
        """Draw what the buffer has in view, and send the lines that are not as they were."""
        if not self.size or not self.is_attached or (self._fetcher.jump is not None and not self._buffer.rows):
            # Nowhere to draw; or the rows of another source are on their way, and the old lines stay until then.
            return
        was, self._frame = self._frame, self._paint()
        width = self.size.width
        changed = [
            Region(0, y, width, 1)
            for y, (new, old) in enumerate(zip(self._frame, was, strict=False))
            if new is not old and new != old
        ]
        if changed:
            self.refresh(*changed)

    def _paint(self) -> list[Strip]:
        if self.size != self._fitted_to:
            self._fitted_to = self.size
            self._painter.set_width(self.size.width)
            self.post_message(self.Fitted(self))
            self._buffer.resize(max(0, self.size.height - HEADER_LINES))
        if self._styles_due:
            self._styles_due = False
            self._restyle()
        return self._painter.frame(self._buffer)

    def _restyle(self) -> None:
        """Take the styles as they are now."""
        names = ("header", "cursor", "dim", "accent")
        header, cursor, dim, accent = (self.get_component_styles(f"virtual-list--{n}").rich_style for n in names)
        if self.app.no_color:
            cursor += Style(reverse=True)
        self._painter.set_styles(Styles(*map(self._filtered, (self.rich_style, header, cursor, dim, accent))))

    def _filtered(self, style: Style) -> Style:
        """The style as it reaches the terminal: without colours, for one, where a person wants none."""
        segments = [Segment(" ", style)]
        for line_filter in self.get_line_filters():
            segments = line_filter.apply(segments, self.background_colors[1])
        return segments[0].style or Style()
