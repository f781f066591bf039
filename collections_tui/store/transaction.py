"""One open transaction: a subject class per subject, made when first asked for."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from collections_tui.store.contract import Sql
from collections_tui.store.subjects.accounts import Accounts
from collections_tui.store.subjects.audit import Audit, Fields
from collections_tui.store.subjects.calls import Calls
from collections_tui.store.subjects.contact import Contact
from collections_tui.store.subjects.counts import Counts
from collections_tui.store.subjects.ledger import Ledger
from collections_tui.store.subjects.lists import Lists
from collections_tui.store.subjects.people import Clients, People, Worklists
from collections_tui.store.subjects.promises import Promises
from collections_tui.store.subjects.queue import Queue
from collections_tui.store.subjects.records import Drafts, Settings, Texts
from collections_tui.store.subjects.scores import Scores
from collections_tui.store.subjects.unmatched import UnmatchedPayments

if TYPE_CHECKING:
    from collections_tui.store.subjects.arrangements import Arrangements
    from collections_tui.store.subjects.assistance import AssistanceKept
    from collections_tui.store.subjects.bill_drafts import BillDrafts
    from collections_tui.store.subjects.bulk import Bulk
    from collections_tui.store.subjects.called import Called
    from collections_tui.store.subjects.checked import Checked
    from collections_tui.store.subjects.claim_figures import ClaimFigures
    from collections_tui.store.subjects.claims import Claims
    from collections_tui.store.subjects.coverage import Coverages, Payers
    from collections_tui.store.subjects.deliveries import Deliveries
    from collections_tui.store.subjects.disputes import Disputes
    from collections_tui.store.subjects.documents import Documents
    from collections_tui.store.subjects.examined import Examined
    from collections_tui.store.subjects.expected import Expected
    from collections_tui.store.subjects.fees import Fees
    from collections_tui.store.subjects.figures import Figures
    from collections_tui.store.subjects.fitting import Fittings
    from collections_tui.store.subjects.floor import Floor
    from collections_tui.store.subjects.health import Health
    from collections_tui.store.subjects.invoices import Invoices
    from collections_tui.store.subjects.morning import Morning
    from collections_tui.store.subjects.moves import Moves
    from collections_tui.store.subjects.prices import Prices
    from collections_tui.store.subjects.registering import Registering
    from collections_tui.store.subjects.remittances import Remittances
    from collections_tui.store.subjects.requests import Requests
    from collections_tui.store.subjects.rules import WorklistRules
    from collections_tui.store.subjects.search import Search
    from collections_tui.store.subjects.sessions import Sessions
    from collections_tui.store.subjects.ssh_keys import SshKeys
    from collections_tui.store.subjects.standing import Standing
    from collections_tui.store.subjects.teams import Pins, Teams


class Transaction:
    """What a service sees between the beginning and the commit."""

    def __init__(self, sql: Sql) -> None:
        self.sql = sql
        self._entries: list[Fields] = []

    def finish(self, outlasting: list[Fields]) -> None:
        """Do what is left to the end: write what was counted, then add what was entered in the audit, and before it
        what outlasts the transaction.

        The engine calls this just before it commits.
        """
        self.counts.write()
        entries = [*outlasting, *self._entries]
        self._entries.clear()
        if entries:
            self.audit.append(entries)

    @cached_property
    def counts(self) -> Counts:
        """What reports are made of. Whoever stores what they count tells them so."""
        return Counts(self.sql)

    @cached_property
    def settings(self) -> Settings:
        return Settings(self.sql)

    @cached_property
    def people(self) -> People:
        return People(self.sql)

    @cached_property
    def teams(self) -> Teams:
        """Imported when first asked for, like the PINs: hardly anything asks for either."""
        from collections_tui.store.subjects.teams import Teams

        return Teams(self.sql)

    @cached_property
    def pins(self) -> Pins:
        """By which authority is lent."""
        from collections_tui.store.subjects.teams import Pins

        return Pins(self.sql)

    @cached_property
    def ssh_keys(self) -> SshKeys:
        """By which people who come from afar are known; imported when first asked for."""
        from collections_tui.store.subjects.ssh_keys import SshKeys

        return SshKeys(self.sql)

    @cached_property
    def clients(self) -> Clients:
        return Clients(self.sql)

    @cached_property
    def worklists(self) -> Worklists:
        return Worklists(self.sql)

    @cached_property
    def accounts(self) -> Accounts:
        return Accounts(self.sql)

    @cached_property
    def queue(self) -> Queue:
        return Queue(self.sql)

    @cached_property
    def calls(self) -> Calls:
        return Calls(self.sql, self.counts)

    @cached_property
    def contact(self) -> Contact:
        return Contact(self.sql)

    @cached_property
    def lists(self) -> Lists:
        return Lists(self.sql, self.search)

    @cached_property
    def search(self) -> Search:
        """Finding accounts, by the engine's own index of words."""
        if self.sql.engine == "postgres":
            from collections_tui.store.postgres.search import PostgresSearch

            return PostgresSearch(self.sql)
        from collections_tui.store.sqlite.search import SqliteSearch

        return SqliteSearch(self.sql)

    @cached_property
    def promises(self) -> Promises:
        return Promises(self.sql)

    @cached_property
    def expected(self) -> Expected:
        """Money that is expected. Imported when first asked for, like the two that follow."""
        from collections_tui.store.subjects.expected import Expected

        return Expected(self.sql)

    @cached_property
    def standing(self) -> Standing:
        """What arrangements are judged by, and what is written of it."""
        from collections_tui.store.subjects.standing import Standing

        return Standing(self.sql)

    @cached_property
    def morning(self) -> Morning:
        """What a new day changes by itself."""
        from collections_tui.store.subjects.morning import Morning

        return Morning(self.sql)

    @cached_property
    def moves(self) -> Moves:
        """Accounts on their way between worklists."""
        from collections_tui.store.subjects.moves import Moves

        return Moves(self.sql, self.lists)

    @cached_property
    def rules(self) -> WorklistRules:
        """Whose worklists are, and what comes to them by itself."""
        from collections_tui.store.subjects.rules import WorklistRules

        return WorklistRules(self.sql)

    @cached_property
    def arrangements(self) -> Arrangements:
        """Imported when first asked for: most of what people do asks for none."""
        from collections_tui.store.subjects.arrangements import Arrangements

        return Arrangements(self.sql)

    @cached_property
    def requests(self) -> Requests:
        """What supervisors are asked for besides arrangements. Imported when first asked for."""
        from collections_tui.store.subjects.requests import Requests

        return Requests(self.sql)

    @cached_property
    def ledger(self) -> Ledger:
        return Ledger(self.sql, self.counts)

    @cached_property
    def prices(self) -> Prices:
        """What clients charge for their services. Imported when first asked for."""
        from collections_tui.store.subjects.prices import Prices

        return Prices(self.sql)

    @cached_property
    def registering(self) -> Registering:
        """Customers and accounts that people register. Imported when first asked for."""
        from collections_tui.store.subjects.registering import Registering

        return Registering(self.sql)

    @cached_property
    def payers(self) -> Payers:
        """Insurers. Imported when first asked for, like whom they insure."""
        from collections_tui.store.subjects.coverage import Payers

        return Payers(self.sql)

    @cached_property
    def assistance(self) -> AssistanceKept:
        """What protects a hospital's patients. Imported when first asked for."""
        from collections_tui.store.subjects.assistance import AssistanceKept

        return AssistanceKept(self.sql)

    @cached_property
    def coverages(self) -> Coverages:
        """Who insures a customer."""
        from collections_tui.store.subjects.coverage import Coverages

        return Coverages(self.sql)

    @cached_property
    def remittances(self) -> Remittances:
        """What insurers say they paid. Imported when first asked for."""
        from collections_tui.store.subjects.remittances import Remittances

        return Remittances(self.sql)

    @cached_property
    def fittings(self) -> Fittings:
        """Which invoices it may be for. Imported when first asked for."""
        from collections_tui.store.subjects.fitting import Fittings

        return Fittings(self.sql)

    @cached_property
    def claims(self) -> Claims:
        """What insurers are asked for. Imported when first asked for."""
        from collections_tui.store.subjects.claims import Claims

        return Claims(self.sql)

    @cached_property
    def claim_figures(self) -> ClaimFigures:
        """What reports about claims are made of. Imported when first asked for."""
        from collections_tui.store.subjects.claim_figures import ClaimFigures

        return ClaimFigures(self.sql)

    @cached_property
    def fees(self) -> Fees:
        """What clients and insurers have agreed on. Imported when first asked for."""
        from collections_tui.store.subjects.fees import Fees

        return Fees(self.sql)

    @cached_property
    def unmatched(self) -> UnmatchedPayments:
        return UnmatchedPayments(self.sql)

    @cached_property
    def documents(self) -> Documents:
        """What went out, as it was. Imported when first asked for, like the queue of it."""
        from collections_tui.store.subjects.documents import Documents

        return Documents(self.sql)

    @cached_property
    def deliveries(self) -> Deliveries:
        """Each document's way to somebody."""
        from collections_tui.store.subjects.deliveries import Deliveries

        return Deliveries(self.sql)

    @cached_property
    def bill_drafts(self) -> BillDrafts:
        """Bills in the making. Imported when first asked for, like invoices."""
        from collections_tui.store.subjects.bill_drafts import BillDrafts

        return BillDrafts(self.sql)

    @cached_property
    def invoices(self) -> Invoices:
        from collections_tui.store.subjects.invoices import Invoices

        return Invoices(self.sql)

    @cached_property
    def disputes(self) -> Disputes:
        """What is said to be wrong with invoices. Imported when first asked for."""
        from collections_tui.store.subjects.disputes import Disputes

        return Disputes(self.sql)

    @cached_property
    def scores(self) -> Scores:
        return Scores(self.sql)

    @cached_property
    def figures(self) -> Figures:
        """Imported when first asked for: only reports ask for any."""
        from collections_tui.store.subjects.figures import Figures

        return Figures(self.sql)

    @cached_property
    def called(self) -> Called:
        """Likewise."""
        from collections_tui.store.subjects.called import Called

        return Called(self.sql)

    @cached_property
    def checked(self) -> Checked:
        """What checks of bills look at."""
        from collections_tui.store.subjects.checked import Checked

        return Checked(self.sql)

    @cached_property
    def examined(self) -> Examined:
        """Imported when first asked for: only the doctor does."""
        from collections_tui.store.subjects.examined import Examined

        return Examined(self.sql)

    @cached_property
    def health(self) -> Health:
        """Imported when first asked for: by the doctor and after a restore."""
        from collections_tui.store.subjects.health import Health

        return Health(self.sql)

    @cached_property
    def floor(self) -> Floor:
        """Imported when first asked for: only supervisors look at the floor."""
        from collections_tui.store.subjects.floor import Floor

        return Floor(self.sql)

    @cached_property
    def sessions(self) -> Sessions:
        """Who has a workstation open. Imported when first asked for: a command line has none."""
        from collections_tui.store.subjects.sessions import Sessions

        return Sessions(self.sql)

    @cached_property
    def drafts(self) -> Drafts:
        return Drafts(self.sql)

    @cached_property
    def unsaved(self) -> Texts:
        return Texts(self.sql)

    @cached_property
    def audit(self) -> Audit:
        return Audit(self.sql, self._entries)

    @cached_property
    def bulk(self) -> Bulk:
        """Volume imports. Imported when first asked for: nothing else needs it."""
        from collections_tui.store.subjects.bulk import Bulk

        return Bulk(self.sql, self.search, self.counts)
