"""What the office of the demo set asks insurers for: claims in every state, and the remittances that answered them.

Done with the program's own services on some accounts of the medical clients, as `demo_invoiced` does with bills: a
small demo has as many as a large one. Remittances are written as an insurer writes them, and taken in like any other.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import NamedTuple

from collections_tui.clock import FixedClock
from collections_tui.domain.billing.records import Payer
from collections_tui.domain.insurance.records import Claim, Fee
from collections_tui.domain.money import plain_amount
from collections_tui.domain.records import Account
from collections_tui.services import claims, coverages, remittances
from collections_tui.services.bookshelf import Books
from collections_tui.services.claim_views import ContactEntry, NewClaim
from collections_tui.services.coverages import NewCoverage
from collections_tui.services.demo_calendar import Calendar
from collections_tui.services.demo_world import World
from collections_tui.services.desk import Desk
from collections_tui.services.money import settle
from collections_tui.services.sign_in import floor_zone
from collections_tui.store.seed import Seed
from collections_tui.store.transaction import Transaction

LOOKED_AT = 1_500
"""So many accounts are looked at: the same in a small demo as in a large one."""
OLDEST = 170
"""Days since an invoice was issued, at most: whoever waits longer than that has given up."""
AGREED_PPM = 650_000
"""The share of the charge that the clients and the second insurer have agreed on."""

_DENIED = ("197", "50", "29", "16", "18", "22")
"""Reasons (CARC) of what is refused in the demo, one of each kind that is worked on."""


class _Asked(NamedTuple):
    """An account with the invoice that an insurer is asked for, and which insurer that is."""

    account: Account
    invoice_id: int
    payer: Payer


class _Stray(NamedTuple):
    """Somebody whose claim an insurer pays under a number that nobody here has given; the charge is in cents."""

    family: str
    given: str
    charge: int


class _Answer(NamedTuple):
    """What an insurer says of a claim in cents: taken off by contract, the patient's, refused for a reason."""

    claim: Claim
    written: int = 0
    patient: int = 0
    refused: int = 0
    reason: str = ""
    status: str = "1"


def claim_some(new: Seed, world: World, calendar: Calendar, seed: int) -> None:
    """Let there be claims in every state, and what insurers have answered."""
    _Claiming(new, world, calendar, Random(f"claimed, {seed}")).all()


class _Claiming:
    def __init__(self, new: Seed, world: World, calendar: Calendar, rng: Random) -> None:
        self._new, self._rng = new, rng
        self._now = calendar.now.replace(microsecond=0)
        self._zone, self._books = floor_zone(), Books()
        with new.store.read() as tx:
            people = tx.people.everyone()
            self._payers = tx.payers.every()
            self._able = _able(tx, world, self._payers, self._desk_of(people[0], 0).today())
        self._supervisor = next(one for one in people if one.login == world.supervisor)
        self._collectors = [one for one in people if "collector" in one.roles and one.login != world.login]
        self._touched: set[int] = set()
        self._steps: list[tuple[int, int, Callable[[], object]]] = []
        self._files = 0

    def all(self) -> None:
        """Plan everything, and do it in the order of its days."""
        if not self._payers:
            return
        self._agree()
        for days in (1, 1, 0, 2, 3):
            self._make(days)
        for days in (4, 9, 12, 17, 22, 26):
            self._file(days)
        for days in (33, 36, 41, 47):
            self._file(days)
        self._pending()
        self._contested()
        self._answered()
        self._given_up()
        for _, _, step in sorted(self._steps, key=lambda one: (-one[0], one[1])):
            step()
        desk = self._desk(0, supervises=True)
        with desk.store.write() as tx:
            settle(tx, desk, sorted(self._touched), self._now)

    # -- what happens, each on its day ----------------------------------------------------------------------------

    def _make(self, days: int) -> None:
        """A claim that is to be filed."""
        asked = self._take(days)
        if asked is not None:
            self._plan(days, lambda: self._made(asked, days))

    def _file(self, days: int) -> list[Claim]:
        """A claim that was filed so many days ago; the list has it from then on."""
        found: list[Claim] = []
        asked = self._take(days + 1)
        if asked is not None:
            self._plan(days + 1, lambda: found.append(self._made(asked, days + 1)))
            self._plan(days, lambda: self._filed(found, days))
        return found

    def _pending(self) -> None:
        """Claims of which the insurer has said that it has them, that it wants records, that it never got them."""
        said = (
            (44, 31, ContactEntry("in_process", "Dana", "REF-20871")),
            (40, 15, ContactEntry("received", "Chris", "REF-31140")),
            (38, 4, ContactEntry("need_records", "Pat", "REF-77215", "the operative report")),
            (35, 1, ContactEntry("not_on_file", "Lee", "REF-50233")),
            (50, 12, ContactEntry("escalated", "Robin, a supervisor", "REF-90012", "no answer since two months")),
            (34, 3, ContactEntry("patient_asked", "Kim", "REF-40418", "asks whether there is another insurance")),
        )
        for filed, days, entry in said:
            self._contact(self._file(filed), days, entry)

    def _contested(self) -> None:
        """Claims that were refused, and contested."""
        for filed, denied, appealed, code in ((60, 35, 24, "50"), (55, 30, 33, "197"), (52, 21, 6, "16")):
            found = self._file(filed)
            self._contact(found, denied, ContactEntry("denied", "Sam", f"REF-6{denied}07", codes=(code,)))
            self._do(found, min(appealed, denied - 1), self._appeal)

    def _answered(self) -> None:
        """Remittances: most of a claim paid, some refused, one paid less than agreed; one taken back; two unknown."""
        days = 8
        filed = [self._file(days + more) for more in (20, 23, 25, 27, 29, 31, 33, 34, 36, 38, 39, 41)]
        strays = [*self._stray(days + 14), _Stray("OKAFOR", "JAMES", 245_00)]
        self._plan(days, lambda: self._remit(days, [one[0] for one in filed if one], strays=strays))
        later = [self._file(days + 14) for _ in range(2)]
        self._plan(15, lambda: self._remit(15, [one[0] for one in later if one], denies=False))
        self._plan(5, lambda: self._take_back(5, [one[0] for one in later if one]))

    def _given_up(self) -> None:
        """One that nobody filed in time, and one that was contested in vain."""
        found = self._file(90)
        self._contact(found, 62, ContactEntry("denied", "Sam", "REF-61107", codes=("29",)))
        self._do(found, 20, lambda desk, claim: claims.close(
            self._desk(20, supervises=True), claim.id, "filed too late: ours to bear", f"demo-close-{claim.id}",
            left="write off",
        ))  # fmt: skip

    # -- single steps ---------------------------------------------------------------------------------------------

    def _made(self, asked: _Asked, days: int) -> Claim:
        desk, account = self._desk(days), asked.account
        with desk.store.read() as tx:
            insured = tx.coverages.of_customer(account.customer_id)
        if not insured:
            member = f"{asked.payer.code}-{800000 + 41 * account.id}"
            first = date(desk.today().year - 1, 1, 1)
            coverages.add(desk, account.id, NewCoverage(asked.payer.code, member, first, group=f"G{account.id % 9}"))
        made = claims.make(desk, NewClaim(asked.invoice_id), f"demo-claim-{account.id}")
        return made.claim

    def _filed(self, found: list[Claim], days: int) -> None:
        claim = found[0]
        found[0] = claims.file(
            self._desk(days), claim.id, f"demo-file-{claim.id}", reference=f"BATCH-{1200 - days}"
        ).claim  # fmt: skip

    def _contact(self, found: list[Claim], days: int, entry: ContactEntry) -> None:
        self._do(
            found, days, lambda desk, claim: claims.contact(desk, claim.id, entry, f"demo-said-{claim.id}-{days}")
        )  # fmt: skip

    def _appeal(self, desk: Desk, claim: Claim) -> None:
        why = "the record shows that it was necessary, and the approval is enclosed"
        claims.appeal(desk, claim.id, why, f"demo-appeal-{claim.id}", reference="sent by registered mail")

    def _do(self, found: list[Claim], days: int, step: Callable[[Desk, Claim], object]) -> None:
        """Something about a claim, if there is one."""

        def done() -> None:
            if found:
                step(self._desk(days), found[0])

        self._plan(days, done)

    def _remit(self, days: int, asked: Sequence[Claim], *, denies: bool = True, strays: Sequence[_Stray] = ()) -> None:
        """What an insurer paid at once; every third claim is refused where it ``denies``."""
        answers = []
        short = self._agreeing.id  # who pays the first of its claims too little
        for at, claim in enumerate(asked):
            charge = claim.charge_cents
            if denies and at % 2 == 1 and at // 2 < len(_DENIED):
                answers.append(_Answer(claim, refused=charge, reason=_DENIED[at // 2], status="4"))
            elif denies and at == 4:
                answers.append(_Answer(claim, charge * 30 // 100, charge * 10 // 100, charge * 15 // 100, "96"))
            elif claim.payer.id == short:
                answers.append(_Answer(claim, charge * 43 // 100, charge * 15 // 100))
                short = 0
            else:
                answers.append(_Answer(claim, charge * 35 // 100, charge * 15 // 100))
        for payer in self._payers:
            self._import(days, payer, [one for one in answers if one.claim.payer.id == payer.id], strays)
            strays = ()

    def _take_back(self, days: int, asked: Sequence[Claim]) -> None:
        """One payment taken back, and the correction: the patient's share is larger."""
        for claim in asked[:1]:
            charge = claim.charge_cents
            before = _Answer(claim, charge * 35 // 100, charge * 15 // 100, status="22")
            after = _Answer(claim, charge * 35 // 100, charge * 25 // 100)
            self._import(days, claim.payer, [before, after], ())

    def _import(self, days: int, payer: Payer, answers: Sequence[_Answer], strays: Sequence[_Stray]) -> None:
        """Write a file as the insurer would for each client, and take it in."""
        desk = self._desk(days, supervises=True)
        with desk.store.read() as tx:
            codes = {one.id: one.code for one in tx.clients.every()}
        for client_id, code in codes.items():
            mine = [one for one in answers if one.claim.client_id == client_id]
            if mine:
                self._files += 1
                number = f"{payer.code}{self._files:05}"
                text = _written(payer, number, desk.today(), mine, strays)
                with TemporaryDirectory() as folder:
                    path = Path(folder) / f"{payer.code}-{desk.today():%m%d}.835"
                    path.write_text(text, "ascii", errors="replace")
                    remittances.take(desk, path, code)
                strays = ()

    def _agree(self) -> None:
        """What the second insurer has agreed on with every medical client: a share of whatever is charged."""
        with self._new.store.write() as tx:
            since = date(self._now.year - 2, 1, 1)
            clients = sorted({one.account.client_id for one in self._able})
            tx.fees.add(Fee(0, client, self._agreeing.id, "", since, allowed_ppm=AGREED_PPM) for client in clients)

    @property
    def _agreeing(self) -> Payer:
        """The one with whom something was agreed."""
        return self._payers[1 % len(self._payers)]

    # -- who, when ------------------------------------------------------------------------------------------------

    def _plan(self, days: int, step: Callable[[], object]) -> None:
        self._steps.append((days, len(self._steps), step))

    def _take(self, days: int) -> _Asked | None:
        """The next account whose invoice was issued at least so many days ago."""
        today = self._now.date()
        for at, one in enumerate(self._able):
            if (today - one.issued_on).days > days:
                found = self._able.pop(at)
                self._touched.add(found.account.id)
                return _Asked(found.account, found.invoice_id, self._payers[len(self._touched) % len(self._payers)])
        return None

    def _stray(self, days: int) -> list[_Stray]:
        """Somebody whose invoice is here, and can be found by their name and what was charged."""
        while (asked := self._take(days)) is not None:
            with self._new.store.read() as tx:
                card = tx.accounts.card(asked.account.id)
            assert card is not None, "it was taken from there"
            if card.customer.isascii():  # as insurers write names
                *given, family = card.customer.upper().split()
                return [_Stray(family, " ".join(given), asked.account.balance_cents)]
        return []

    def _desk(self, days: int, *, supervises: bool = False) -> Desk:
        """Somebody's desk so many days ago, some hours before this one."""
        return self._desk_of(self._supervisor if supervises else self._rng.choice(self._collectors), days)

    def _desk_of(self, person: object, days: int) -> Desk:
        at = self._now - timedelta(days=days, minutes=self._rng.randint(61, 119))
        return Desk(self._new.store, person, FixedClock(at), self._books, "demo", self._zone)  # type: ignore[arg-type]


class _Able(NamedTuple):
    """An account of a medical client with one invoice that is open as it was issued."""

    account: Account
    invoice_id: int
    issued_on: date


def _able(tx: Transaction, world: World, every: Sequence[Payer], today: date) -> list[_Able]:
    """Some accounts of which nothing else is to be told, those behind first: bills are made of the first ones."""
    medical = {client.id for client in world.clients if client.sector == "medical"}
    found = dict[int, _Able]()
    for account_id in range(LOOKED_AT, 0, -1):
        account = tx.accounts.get(account_id)
        if (
            account is None or account.client_id not in medical or account.status != "open"
            or account.customer_id in found or account.disputed or account.urgent or account.promise_due_on
            or tx.arrangements.of_account(account_id) or tx.coverages.of_customer(account.customer_id)
            or not any(phone.status == "good" for phone in tx.accounts.phones(account.customer_id))
        ):  # fmt: skip
            continue
        invoices = [one for one in tx.accounts.invoices(account_id) if one.open_cents]
        if len(invoices) == 1 and invoices[0].open_cents == invoices[0].amount_cents == account.balance_cents:
            issued = invoices[0].issued_on
            if 3 < (today - issued).days <= OLDEST:
                found[account.customer_id] = _Able(account, invoices[0].id, issued)
    return list(found.values())


# -- a remittance as an insurer writes it (X12 835) -----------------------------------------------------------------


def _written(payer: Payer, number: str, on: date, answers: Sequence[_Answer], strays: Sequence[_Stray]) -> str:
    day = f"{on:%Y%m%d}"
    parts = [_claim(one) for one in answers]
    parts += [_unknown(at, stray) for at, stray in enumerate(strays)]
    claims = sum(cents for cents, _ in parts)
    paid = max(0, claims)  # what is taken back and not set off is carried forward to the next payment
    body = [
        f"BPR*I*{_amount(paid)}*C*ACH************{day}" if paid else f"BPR*H*0*C*NON************{day}",
        f"TRN*1*{number}*1{payer.code}",
        f"N1*PR*{payer.name}*XV*{payer.code}",
        "N1*PE*BILLING OFFICE*XX*1234567893",
        "LX*1",
        *(segment for _, segments in parts for segment in segments),
    ]
    if claims < 0:
        body.append(f"PLB*1234567893*{on.year}1231*FB:{number}*{_amount(claims)}")
    return "~".join(["ST*835*0001", *body, f"SE*{len(body) + 2}*0001", ""])


def _claim(one: _Answer) -> tuple[int, list[str]]:
    """What is paid of a claim, and its segments."""
    sign = -1 if one.status == "22" else 1
    charge = sign * one.claim.charge_cents
    paid = charge - sign * (one.written + one.patient + one.refused)
    head = f"CLP*{one.claim.control}*{one.status}*{_amount(charge)}*{_amount(paid)}*{_amount(sign * one.patient)}*12"
    adjusted = (("CO", "45", one.written), ("PR", "1", one.patient), ("CO", one.reason, one.refused))
    segments = [f"CAS*{group}*{reason}*{_amount(sign * cents)}" for group, reason, cents in adjusted if cents]
    return paid, [f"{head}*ICN{one.claim.id:06}", *segments, f"DTM*232*{one.claim.service_from:%Y%m%d}"]


def _unknown(at: int, stray: _Stray) -> tuple[int, list[str]]:
    """A claim whose number nobody here has given."""
    paid = stray.charge * 65 // 100
    segments = [
        f"CLP*OLD-{7710 + at}*1*{_amount(stray.charge)}*{_amount(paid)}*0*12*ICN9{at:05}",
        f"CAS*CO*45*{_amount(stray.charge - paid)}",
        f"NM1*QC*1*{stray.family}*{stray.given}",
    ]
    return paid, segments


def _amount(cents: int) -> str:
    return plain_amount(cents, "USD")
