"""The receivables sample comes out to the cent, in whatever order its files come, however often."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime

import pytest

from collections_tui.domain.aging import Aging, age
from collections_tui.domain.aging import OpenItem as Item
from collections_tui.services import accounts, find, unmatched
from tests.build import HandClock
from tests.services.importing import SAMPLE, Importer

DAY = datetime(2014, 1, 31, 17, tzinfo=UTC)


@pytest.fixture
def then(incoming: Importer) -> Importer:
    """The importer on the last day of January 2014, for a client of its own."""
    clock = incoming.desk.clock
    assert isinstance(clock, HandClock)
    clock.at = DAY
    incoming.client = "WATSON"
    return incoming


def bring(importer: Importer, *kinds: str) -> None:
    """Import files of the sample."""
    for kind in kinds:
        assert importer.run(kind, SAMPLE / f"{kind}.csv").ok


def aging(importer: Importer) -> Aging:
    """The aging of all that is open."""
    rows = importer.all("SELECT due_on, open_cents FROM invoice WHERE open_cents <> 0")
    return age([Item(date.fromisoformat(due), cents) for due, cents in rows], 0, DAY.date())


def test_the_totals_are_those_of_its_readme(then: Importer) -> None:
    assert then.run("customers", SAMPLE / "customers.csv").added == 100
    invoices = then.run("invoices", SAMPLE / "invoices.csv")
    assert (invoices.read, invoices.added, invoices.rejected) == (2_466, 2_466, 0)
    assert (invoices.customers, invoices.accounts, invoices.worklist) == (0, 100, "WATSON")
    assert invoices.totals_cents == {"USD": 147_703_18}
    payments = then.run("payments", SAMPLE / "payments.csv")
    assert (payments.read, payments.added, payments.rejected) == (1_589, 1_589, 0)
    assert payments.totals_cents == {"USD": 93_742_40}
    assert then.one("SELECT count(*), sum(open_cents), sum(disputed) FROM invoice WHERE open_cents <> 0") == (
        877, 53_960_78, 383
    )  # fmt: skip
    assert then.one("SELECT count(*), sum(balance_cents) FROM account WHERE balance_cents <> 0") == (83, 53_960_78)
    assert aging(then) == Aging(0, 49_51, 1_893_28, 1_371_98, 50_646_01)
    then.check()


def test_phones_are_kept_in_e164_and_what_is_no_number_as_a_note(then: Importer) -> None:
    bring(then, "customers", "invoices")
    shapes = Counter(len(e164) for (e164,) in then.all("SELECT e164 FROM phone"))
    assert shapes == {12: 164}
    view = accounts.view(then.desk, then.account("0688-XNJRO"))
    noted = [item.text for item in view.timeline if item.kind == "note"]
    kept = dict(then.all(
        "SELECT r.reference, n.text FROM customer_note n JOIN customer_reference r ON r.customer_id = n.customer_id"
    ))  # fmt: skip
    assert sorted(kept.values()) == ["Home phone: call her brother", "Mobile phone: 555-0100"]
    assert noted == [text for reference, text in kept.items() if reference == "0688-XNJRO"]
    for reference, text in kept.items():
        view = accounts.view(then.desk, then.account(reference))
        assert text in [item.text for item in view.timeline if item.kind == "note"]


@pytest.mark.parametrize("order", [("customers", "invoices"), ("invoices", "customers")])
def test_customers_may_come_before_their_invoices_or_after(then: Importer, order: tuple[str, str]) -> None:
    bring(then, *order, "payments")
    assert then.one("SELECT sum(balance_cents) FROM account") == (53_960_78,)
    assert then.one("SELECT count(*) FROM customer") == (100,)
    assert then.one("SELECT name FROM account a JOIN customer c ON c.id = customer_id WHERE number = '0379-NEVHP'") == (
        "Antonio Nelson",
    )
    assert then.one("SELECT count(*) FROM phone") == (164,)
    then.check()


def test_payments_come_after_what_they_pay(then: Importer) -> None:
    bring(then, "customers")
    early = then.run("payments", SAMPLE / "payments.csv")
    assert (early.unmatched, early.rejected, early.added) == (1_589, 0, 0)
    bring(then, "invoices")
    assert then.run("payments", SAMPLE / "payments.csv").added == 1_589
    assert unmatched.count(then.desk) == (0, {}), "each has found its invoice"


def test_the_same_files_again_change_nothing(then: Importer) -> None:
    bring(then, "customers", "invoices", "payments")
    before = then.everything()
    for kind in ("customers", "invoices", "payments"):
        report = then.run(kind, SAMPLE / f"{kind}.csv")
        assert (report.added, report.changed, report.unchanged) == (0, 0, report.read)
    assert then.everything() == before


def test_everybody_is_found_by_name_number_and_phone(then: Importer) -> None:
    bring(then, "customers", "invoices")
    for question in ("Antonio Nelson", "0379-NEVHP", "0379nevhp", "(212) 555-0160"):
        assert "0379-NEVHP" in [one.number for one in find.find(then.desk, question)]
