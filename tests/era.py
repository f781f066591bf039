"""Remittances made up for tests: what payers say in records, written as an 835 with any separators."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

DAY = date(2026, 10, 5)
Adjusted = tuple[str, str, int]
"""Group, reason, cents."""


class Service(NamedTuple):
    """A service line; what is not adjusted is paid."""

    charge: int
    adjusted: tuple[Adjusted, ...] = ()
    code: str = "99213"
    on: date = DAY
    remarks: tuple[str, ...] = ()

    @property
    def paid(self) -> int:
        return self.charge - sum(cents for _, _, cents in self.adjusted)


class Told(NamedTuple):
    """A claim: its charge is that of its lines, or is told; what is not adjusted is paid."""

    control: str
    lines: tuple[Service, ...] = ()
    adjusted: tuple[Adjusted, ...] = ()
    status: str = "1"
    number: str = "ICN1"
    whole: int | None = None
    patient: str = "DOE"
    member: str = "M1"

    @property
    def charge(self) -> int:
        return sum(line.charge for line in self.lines) if self.whole is None else self.whole

    @property
    def every(self) -> list[Adjusted]:
        return [*self.adjusted, *(one for line in self.lines for one in line.adjusted)]

    @property
    def paid(self) -> int:
        return self.charge - sum(cents for _, _, cents in self.every)

    def reversed(self) -> Told:
        """The claim that takes this one back."""
        return self._replace(
            status="22",
            whole=-self.charge,
            adjusted=_negative(self.adjusted),
            lines=tuple(one._replace(charge=-one.charge, adjusted=_negative(one.adjusted)) for one in self.lines),
        )


def _negative(adjusted: Iterable[Adjusted]) -> tuple[Adjusted, ...]:
    return tuple((group, reason, -cents) for group, reason, cents in adjusted)


class Sheet(NamedTuple):
    """How it is written: separators of elements, parts and segments, what follows each segment, with which envelope."""

    element: str = "*"
    part: str = ":"
    end: str = "~"
    wrap: str = ""
    envelope: bool = True


PLAIN = Sheet()


def amount(cents: int) -> str:
    sign, cents = ("-", -cents) if cents < 0 else ("", cents)
    whole, rest = divmod(cents, 100)
    return f"{sign}{whole}" + (f".{rest:02}".rstrip("0") if rest else "")


def body(
    claims: Sequence[Told],
    plb: Sequence[tuple[str, int]] = (),
    *,
    trace: str = "T1",
    payer: str = "BLUE SHIELD",
    code: str = "60054",
    on: date = DAY,
    method: str = "ACH",
) -> list[list[str]]:
    """The segments of a transaction between ST and SE, each a list of elements; ``@`` divides parts of an element."""
    paid = sum(claim.paid for claim in claims) - sum(cents for _, cents in plb)
    told = [
        ["BPR", "I", amount(paid), "C", method, *[""] * 11, on.strftime("%Y%m%d")],
        ["TRN", "1", trace, "1999999999"],
        ["N1", "PR", payer, "XV", code],
        ["N1", "PE", "CLINIC", "XX", "1234567893"],
        ["LX", "1"],
    ]
    for claim in claims:
        told += _claim(claim)
    if plb:
        pairs = [text for reason, cents in plb for text in (f"{reason}@REF1", amount(cents))]
        told.append(["PLB", "1234567893", "20261231", *pairs])
    return told


def _claim(claim: Told) -> list[list[str]]:
    patient = sum(cents for group, _, cents in claim.every if group == "PR")
    told = [
        [
            "CLP",
            claim.control,
            claim.status,
            amount(claim.charge),
            amount(claim.paid),
            amount(patient),
            "MC",
            claim.number,
        ],
        *_cas(claim.adjusted),
        ["NM1", "QC", "1", claim.patient, "MARY", "", "", "", "MI", claim.member],
    ]
    for line in claim.lines:
        told.append(["SVC", f"HC@{line.code}", amount(line.charge), amount(line.paid), "", "1"])
        told.append(["DTM", "472", line.on.strftime("%Y%m%d")])
        told += _cas(line.adjusted)
        told += [["LQ", "HE", remark] for remark in line.remarks]
    return told


def _cas(adjusted: Iterable[Adjusted]) -> list[list[str]]:
    return [["CAS", group, reason, amount(cents)] for group, reason, cents in adjusted]


def written(bodies: Sequence[list[list[str]]], sheet: Sheet = PLAIN, control: str = "000000001") -> str:
    """The text of a file with these transactions."""
    told: list[list[str]] = []
    for number, one in enumerate(bodies, start=1):
        told += [["ST", "835", f"{number:04}"], *one, ["SE", str(len(one) + 2), f"{number:04}"]]
    if sheet.envelope:
        isa = [
            "ISA",
            "00",
            " " * 10,
            "00",
            " " * 10,
            "ZZ",
            "SENDER".ljust(15),
            "ZZ",
            "RECEIVER".ljust(15),
            "261005",
            "1200",
        ]
        isa += ["^" if sheet.element != "^" else "U", "00501", control, "0", "P", sheet.part]
        gs = ["GS", "HP", "SENDER", "RECEIVER", "20261005", "1200", "7", "X", "005010X221A1"]
        told = [isa, gs, *told, ["GE", str(len(bodies)), "7"], ["IEA", "1", control]]
    return "".join(
        sheet.element.join(text.replace("@", sheet.part) for text in segment) + sheet.end + sheet.wrap
        for segment in told
    )


def era(
    *claims: Told, plb: Sequence[tuple[str, int]] = (), trace: str = "T1", control: str = "000000001", **more: object
) -> str:
    """The text of a file with one transaction."""
    return written([body(claims, plb, trace=trace, **more)], control=control)  # type: ignore[arg-type]
