"""Tables over many pages: the titles on each, and the sum so far at its foot and at the head of the next."""

from __future__ import annotations

from collections_tui.files.documents.compose import Table
from collections_tui.files.documents.pdf_file import Node
from collections_tui.files.documents.sheet import LEADING, Sheet

SIZE = 9.0
_STEP = SIZE * LEADING
_GAP, _PAD = 8.0, 3.0
_LEAST = 50.0
_SPREAD = 0.6  # of the width: a table narrower than that stays so


def draw_table(sheet: Sheet, root: Node, table: Table) -> None:
    """Draw a table under ``root``, from ``sheet.y`` on."""
    _Drawn(sheet, root, table).all()


class _Drawn:
    def __init__(self, sheet: Sheet, root: Node, table: Table) -> None:
        self._sheet, self._root, self._table = sheet, root, table
        self._widths = self._laid_out()
        self._ends: list[float] = []
        x = sheet.left
        for width in self._widths:
            x += width
            self._ends.append(x)
            x += _GAP
        self._heads = self._cells(table.heads, bold=True)

    def all(self) -> None:
        table, sheet = self._table, self._sheet
        rows = [self._cells(row) for row in table.rows]
        carries = bool(table.carried)
        whole = sum(self._high(row) for row in rows) + self._high(self._heads)
        # A small table stays whole; of a larger one three rows are on the page where it begins.
        sheet.need(whole if whole < 160 else min(whole, self._high(self._heads) + 4 * (_STEP + _PAD)))
        self._titles(Node("TR", self._root))
        so_far = 0
        for place, row in enumerate(rows):
            last = place == len(rows) - 1
            foot = 0.0 if last or not carries else _STEP + _PAD
            if sheet.y + self._high(row) + foot > sheet.bottom and place:
                if carries:
                    self._carry(table.carried, so_far)
                sheet.turn()
                self._titles(None)
                if carries:
                    self._carry(table.brought or table.carried, so_far)
            self._row(Node("TR", self._root), row)
            so_far += table.cents[place]

    def _titles(self, node: Node | None) -> None:
        """The titles; on the pages behind the first they only repeat what was told."""
        self._row(node, self._heads, head=True)
        self._sheet.rule(self._sheet.left, self._sheet.y + 1, self._ends[-1], thick=0.8)
        self._sheet.y += 2

    def _carry(self, words: str, cents: int) -> None:
        sheet = self._sheet
        sheet.y += _STEP
        edge = self._ends[-1]
        amount = self._table.money(cents)
        sheet.write(
            None, edge - sheet.width(amount, SIZE, bold=True) - 14, sheet.y, words, SIZE, bold=True, side="right"
        )
        sheet.write(None, edge, sheet.y, amount, SIZE, bold=True, side="right")
        sheet.y += _PAD

    def _row(self, node: Node | None, cells: list[list[str]], *, head: bool = False) -> None:
        sheet, top = self._sheet, self._sheet.y
        for place, lines in enumerate(cells):
            cell = None
            if node is not None:
                cell = Node("TH", node, "/A<</O/Table/Scope/Column>>") if head else Node("TD", node)
            right = self._table.aligns[place] == "right"
            x = self._ends[place] if right else self._ends[place] - self._widths[place]
            for number, line in enumerate(lines, start=1):
                foot = top + number * _STEP
                sheet.write(cell, x, foot, line, SIZE, bold=head, side="right" if right else "left")
        sheet.y = top + self._high(cells)

    def _high(self, cells: list[list[str]]) -> float:
        return max(map(len, cells)) * _STEP + _PAD

    def _cells(self, cells: tuple[str, ...], *, bold: bool = False) -> list[list[str]]:
        return [
            self._sheet.wrapped(cell, SIZE, width + 0.01, bold=bold)
            for cell, width in zip(cells, self._widths, strict=True)
        ]

    def _laid_out(self) -> list[float]:
        """As wide as what is in them; the widest gives way, or takes what is left."""
        sheet, table = self._sheet, self._table
        widths = [sheet.width(head, SIZE, bold=True) for head in table.heads]
        for row in table.rows:
            for place, cell in enumerate(row):
                if len(cell) * SIZE > widths[place]:  # no letter is wider than its size: most cells are not measured
                    widths[place] = max(widths[place], sheet.width(cell, SIZE))
        room = sheet.wide - _GAP * (len(widths) - 1)
        while sum(widths) > room and max(widths) > _LEAST:
            at = widths.index(max(widths))
            second = max((width for place, width in enumerate(widths) if place != at), default=0.0)
            widths[at] = max(_LEAST, second - 1, widths[at] - (sum(widths) - room))
        left = room - sum(widths)
        if left > 0 and sum(widths) > room * _SPREAD:
            # A column of words takes what is left; figures alone share it.
            words = [place for place, align in enumerate(table.aligns) if align == "left"]
            takers = [max(words, key=widths.__getitem__)] if words else range(len(widths))
            for place in takers:
                widths[place] += left / len(takers)
        return widths
