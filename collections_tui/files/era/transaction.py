"""One transaction of an 835: its segments between ST and SE, in the order of the standard, become a record."""

from __future__ import annotations

from collections.abc import Sequence

from collections_tui.domain.errors import Refused
from collections_tui.domain.insurance.remittance import (
    Adjustment,
    ClaimPayment,
    ProviderAdjustment,
    Remittance,
    ServiceLine,
)
from collections_tui.files.era.segments import Segment
from collections_tui.files.era.values import cents, day, wrong

_PAYER_IDS = ("2U", "EO", "HI", "NF")  # REF01 of the payer's further ids
_MOST_LINES = 9_999  # of a claim; the standard has 999
_GROUPS = ("CO", "PR", "OA", "PI", "CR")


def remittance_of(begun: Segment, body: Sequence[Segment]) -> Remittance:
    """Return what a transaction says.

    Raises:
        Refused: a segment that must be there is not, stands elsewhere, or cannot be understood.
    """
    builder = _Builder(begun)
    for segment in body:
        builder.take(segment)
    return builder.done()


class _Builder:
    """A transaction as far as it has been read; what comes next belongs to the last claim, and to its last line."""

    def __init__(self, begun: Segment) -> None:
        self._begun = begun
        self._bpr: Segment | None = None
        self._trn: Segment | None = None
        self._produced: Segment | None = None
        self._party = ""
        self._payer, self._payee, self._payee_code, self._currency = "", "", "", ""
        self._codes: list[str] = []
        self._claims: list[ClaimPayment] = []
        self._provider: list[ProviderAdjustment] = []
        self._plb: Segment | None = None
        self._claim: ClaimPayment | None = None
        self._line: ServiceLine | None = None

    def take(self, segment: Segment) -> None:
        """Take the next segment; those that say nothing of interest here are passed over."""
        name = segment.name
        if name == "CLP":
            self._begin_claim(segment)
        elif name == "PLB":
            self._take_plb(segment)
        elif name in ("SVC", "CAS"):
            self._take_money(segment)
        elif self._claim is not None:
            self._take_detail(segment)
        else:
            self._take_head(segment)

    def done(self) -> Remittance:
        """What has been read.

        Raises:
            Refused: there was no payment in it, or no trace number.
        """
        self._close_claim()
        bpr, trn = self._bpr, self._trn
        if bpr is None or trn is None or not trn.get(2):
            missing = "BPR" if bpr is None else "TRN02"
            raise Refused(f"The transaction of {self._begun.place} has no {missing}: ask for a whole file.")
        paid_on = day(bpr, 16) or (self._produced and day(self._produced, 2))
        if paid_on is None:
            raise wrong(bpr, 16, "is no day")
        paid = cents(bpr, 2, required=True)
        if bpr.get(3) == "D":
            paid = -paid
        payer = self._payer or (self._codes[0] if self._codes else trn.text(3)) or "unknown"
        codes = [*self._codes, trn.text(3), trn.text(4)]
        return Remittance(
            bpr.place, payer, tuple(dict.fromkeys(filter(None, codes))), trn.text(2), bpr.text(4, 3), paid_on, paid,
            self._payee, self._payee_code, self._currency, tuple(self._claims), tuple(self._provider),
            self._plb and self._plb.place,
        )  # fmt: skip

    # -- the head ---------------------------------------------------------------------------------------------------

    def _take_head(self, segment: Segment) -> None:
        name, what = segment.name, segment.get(1)
        if name == "BPR":
            if self._bpr is not None:
                raise _out_of_place(segment)
            self._bpr = segment
        elif name == "TRN" and self._trn is None:
            self._trn = segment
        elif name == "CUR":
            self._currency = segment.text(2, 3)
        elif name == "DTM" and what == "405":
            self._produced = segment
        elif name == "N1":
            self._take_party(segment)
        elif name == "REF" and self._party == "PR" and what in _PAYER_IDS:
            self._codes.append(segment.text(2))

    def _take_party(self, segment: Segment) -> None:
        self._party = segment.get(1)
        if self._party == "PR":
            self._payer = segment.text(2)
            self._codes += filter(None, [segment.text(4)])
        elif self._party == "PE":
            self._payee, self._payee_code = segment.text(2), segment.text(4)

    def _take_plb(self, segment: Segment) -> None:
        """An adjustment of the provider's: pairs of a reason and an amount."""
        self._close_claim()
        self._plb = self._plb or segment
        for index in range(3, len(segment.elements), 2):
            if not segment.get(index) and not segment.get(index + 1):
                continue
            code, *more = segment.parts(index)
            self._provider.append(ProviderAdjustment(code, " ".join(more), cents(segment, index + 1, required=True)))

    # -- claims -----------------------------------------------------------------------------------------------------

    def _begin_claim(self, segment: Segment) -> None:
        if self._plb is not None:
            raise _out_of_place(segment)
        self._close_claim()
        told = cents(segment, 5) if segment.get(5) else None
        self._claim = ClaimPayment(
            segment.place, segment.text(1), segment.text(2, 2), cents(segment, 3, required=True),
            cents(segment, 4, required=True), told, segment.text(7),
        )  # fmt: skip

    def _close_claim(self) -> None:
        self._close_line()
        if self._claim is not None:
            self._claims.append(self._claim)
        self._claim = None

    def _close_line(self) -> None:
        if self._line is not None and self._claim is not None:
            self._claim = self._claim._replace(lines=(*self._claim.lines, self._line))
        self._line = None

    def _take_money(self, segment: Segment) -> None:
        claim = self._claim
        if claim is None:
            raise _out_of_place(segment)
        if segment.name == "SVC":
            self._close_line()
            if len(claim.lines) >= _MOST_LINES:
                raise _out_of_place(segment)
            system, code, *modifiers = [*segment.parts(1), "", ""][:6]
            self._line = ServiceLine(
                segment.place, system, code, tuple(filter(None, modifiers)), cents(segment, 2), cents(segment, 3),
                units=segment.text(5, 15),
            )  # fmt: skip
            return
        adjusted = _adjustments(segment)
        if self._line is not None:
            self._line = self._line._replace(adjustments=(*self._line.adjustments, *adjusted))
        else:
            self._claim = claim._replace(adjustments=(*claim.adjustments, *adjusted))

    def _take_detail(self, segment: Segment) -> None:
        if segment.name == "LX":
            self._close_claim()
        elif self._line is not None:
            self._line = _with_detail(self._line, segment)
        elif self._claim is not None:
            self._claim = _with_claim_detail(self._claim, segment)


def _out_of_place(segment: Segment) -> Refused:
    return Refused(f"The file is damaged: {segment.place} stands where none can; ask whoever sent it for a whole one.")


def _adjustments(segment: Segment) -> list[Adjustment]:
    """The reasons and amounts of a CAS: up to six of them, each with a quantity that nobody needs."""
    group = segment.text(1, 2)
    if group not in _GROUPS:
        raise wrong(segment, 1, "is no group of adjustments")
    found: list[Adjustment] = []
    for index in range(2, len(segment.elements), 3):
        reason = segment.text(index, 5)
        if not reason and not segment.get(index + 1):
            continue
        if not reason:
            raise wrong(segment, index, "is no reason")
        found.append(Adjustment(group, reason, cents(segment, index + 1, required=True)))
    return found


def _with_detail(line: ServiceLine, segment: Segment) -> ServiceLine:
    """A service line with what one more segment says of it."""
    name, what = segment.name, segment.get(1)
    if name == "DTM" and what in ("472", "150"):
        return line._replace(service_on=day(segment, 2) or line.service_on)
    if name == "REF" and what == "6R":
        return line._replace(control=segment.text(2))
    if name == "AMT" and what == "B6":
        return line._replace(allowed_cents=cents(segment, 2))
    if name == "LQ" and what in ("HE", "RX") and segment.get(2):
        return line._replace(remarks=(*line.remarks, segment.text(2, 10)))
    return line


def _with_claim_detail(claim: ClaimPayment, segment: Segment) -> ClaimPayment:
    """A claim with what one more segment says of it."""
    name, what = segment.name, segment.get(1)
    if name == "NM1" and what == "QC":
        person = ", ".join(filter(None, (segment.text(3), segment.text(4))))
        return claim._replace(patient=person, member=segment.text(9) or claim.member)
    if name == "NM1" and what == "IL" and not claim.member:
        return claim._replace(member=segment.text(9))
    if name == "DTM" and what == "232":
        return claim._replace(service_from=day(segment, 2))
    if name == "DTM" and what == "233":
        return claim._replace(service_to=day(segment, 2))
    if name in ("MOA", "MIA"):
        places = range(3, 8) if name == "MOA" else (5, 20, 21, 22, 23)
        told = tuple(segment.text(index, 10) for index in places if segment.get(index))
        return claim._replace(remarks=(*claim.remarks, *told))
    return claim
