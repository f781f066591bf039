"""Flags: every kind is set and read back, puts and ends its hold, and is lifted by whoever may."""

from __future__ import annotations

from datetime import timedelta

import pytest

from collections_tui.domain.contact.flags import BY_KIND, FLAGS
from collections_tui.domain.contact.records import FlagKind
from collections_tui.domain.errors import Refused
from collections_tui.domain.records import Unsaved
from collections_tui.services import accounts, calls, flags, numbers, queue, unsaved
from collections_tui.services.desk import Desk
from tests.build import HandClock, Office, add_account
from tests.naughty.strings import NAUGHTY, driving
from tests.services.entries import entry
from tests.services.facts import check_everything

# What is typed for each kind, and how it reads at once.
TYPED: dict[FlagKind, tuple[dict[str, str], str]] = {
    "attorney": (
        {"name": "Jane Roe", "phones": "(212) 555-0160"},
        "Has an attorney: Jane Roe, (212) 555-0160, since today",
    ),
    "no_calls": ({"said": "only letters"}, "Asked us to stop calling: only letters, since today"),
    "cease": ({"received_on": "9 nov"}, "Wrote that we must stop: since Mon 9 Nov"),
    "refuses": ({}, "Wrote that they refuse to pay: since today"),
    "bankruptcy": ({"chapter": "13", "filed_on": "tue"}, "Bankruptcy: chapter 13, since Tue 17 Nov"),
    "deceased": ({"died_on": "1 nov"}, "Has died: died on Sun 1 Nov, since today"),
    "speaks_for": (
        {"name": "Bob Roe", "role": "exec"},
        "Number of somebody who speaks for them: (201) 555-0101, Bob Roe, executor of the estate, since today",
    ),
    "minor": ({"until": "1 mar 2028"}, "Is a minor: since today, until the end of Tue 29 Feb 2028"),
    "dispute": ({"in_writing": "y"}, "Disputes the debt: in writing, received today"),
    "answered": ({"what": "ver"}, "Dispute answered: copy of the verification, sent today"),
    "times": ({"times": "weekends"}, "Times that do not suit: weekends, since today"),
    "place": ({"place": "work"}, "A place that does not suit: at work, since today"),
    "consent": ({"days": "7"}, "Agrees to more calls: given today, until the end of Sun 29 Nov"),
    "do_not_call": ({}, "Do not call this number: (201) 555-0101, since today"),
    "consent_revoked": ({}, "Consent for this number revoked: (201) 555-0101, since today"),
    "third_party": (
        {"who": "her sister", "asked": "no"},
        "Somebody else’s number: (201) 555-0101, her sister, not asked yet, since today",
    ),
    "where": ({"where": "CA"}, "Said where they are: CA, since today"),
    "notice": ({"sent_on": "yesterday"}, "Validation notice sent: by mail, its period ends "),
    "time_barred": ({}, "Too old to be sued over: since today"),
}
HOLDING = tuple(spec.kind for spec in FLAGS if spec.hold is not None)


def statements(desk: Desk, account: int) -> list[str]:
    """What the account says is set."""
    return [one.statement for one in accounts.view(desk, account).flags]


def holds(desk: Desk, account: int) -> list[str]:
    """The kinds of holds on an account."""
    return [hold.kind for hold in accounts.view(desk, account).holds]


def status(desk: Desk, account: int) -> str:
    return accounts.view(desk, account).account.status


def last_id(desk: Desk, account: int) -> int:
    """The flag that was set last."""
    return max(one.id for one in flags.of_account(desk, account))


def sibling(work: Office) -> int:
    """Another account of the first one's customer."""
    with work.boss.store.write() as tx:
        known = tx.accounts.get(work.accounts[0])
        assert known is not None
        return add_account(tx, number="B-1", customer_id=known.customer_id)


def test_every_kind_is_tried_here() -> None:
    assert set(TYPED) == set(BY_KIND)


@pytest.mark.parametrize("kind", TYPED)
def test_a_flag_is_set_read_back_and_lifted(work: Office, kind: FlagKind) -> None:
    ana, sue, account = work.desk("ana"), work.desk("sue"), work.accounts[0]
    typed, said = TYPED[kind]
    if kind == "answered":
        flags.set_flag(ana, account, "dispute", {})
        assert holds(ana, account) == ["dispute"]
    sentence = flags.set_flag(ana, account, kind, typed)
    assert sentence.startswith("A-0001: ")
    assert statements(ana, account)[0].startswith(said)
    spec = BY_KIND[kind]
    assert holds(ana, account) == ([spec.hold] if spec.hold else [])
    assert status(ana, account) == ("held" if spec.hold else "open")
    check_everything(ana)
    flag = last_id(ana, account)
    assert flags.lift(sue, account, flag) == f"A-0001: “{spec.words}” is lifted."
    # An answer that was lifted had been set by mistake: the dispute stands, and so does its hold.
    assert holds(ana, account) == (["dispute"] if kind == "answered" else [])
    assert status(ana, account) == ("held" if kind == "answered" else "open")
    assert len(statements(ana, account)) == (1 if kind == "answered" else 0)
    check_everything(ana)


@pytest.mark.parametrize(
    ("kind", "typed", "words"),
    [
        ("attorney", {}, "“Has an attorney” needs name"),
        ("attorney", {"name": "J", "phones": "soon"}, "must be a telephone number"),
        ("cease", {"received_on": "+3d"}, "cannot be Thu 26 Nov: write a day that is not after today."),
        ("times", {"times": "after 6 pm"}, "It is not plain whether that is convenient"),
        ("times", {"times": "always"}, "leaves no time to call"),
        ("times", {"times": "weekends", "until": "2026-11-01"}, "Last day of it cannot be Sun 1 Nov: write a day"),
        ("minor", {"until": "2020-01-01"}, "cannot be Wed 1 Jan 2020: write a day that is not past."),
        ("where", {"where": "Atlantis"}, "“Atlantis” is neither a state such as CA nor a time zone"),
        ("consent", {"days": "9"}, "must be a number from 1 to 7"),
        ("speaks_for", {"name": "Bob", "role": "s"}, "Who that is must be one of spouse"),
        ("nonsense", {}, "There is no flag “nonsense”"),
        ("place", {"pub": "x"}, "has no pub: it asks for place"),
    ],
)
def test_what_cannot_be_is_refused_in_one_sentence(work: Office, kind: str, typed: dict[str, str], words: str) -> None:
    ana, account = work.desk("ana"), work.accounts[0]
    with pytest.raises(Refused) as refused:
        flags.set_flag(ana, account, kind, typed)
    assert words in str(refused.value)
    assert "\n" not in str(refused.value)
    assert statements(ana, account) == []


def test_a_flag_about_a_number_says_which(work: Office) -> None:
    ana, account = work.desk("ana"), work.accounts[0]
    numbers.add(ana, account, "(213) 555-0177")
    with pytest.raises(Refused, match="needs the number it is about"):
        flags.set_flag(ana, account, "do_not_call", {})
    with pytest.raises(Refused, match="is no number of"):
        flags.set_flag(ana, account, "do_not_call", {}, phone="212 555 0199")
    flags.set_flag(ana, account, "do_not_call", {}, phone="213.555.0177")
    verdicts = {one.phone.e164: one.open_now for one in accounts.view(ana, account).phones}
    assert verdicts == {"+12015550101": True, "+12135550177": False}


def test_what_is_about_one_account_leaves_the_others_alone_unless_it_is_everywhere(work: Office) -> None:
    ana, account, other = work.desk("ana"), work.accounts[0], sibling(work)
    flags.set_flag(ana, account, "attorney", {"name": "Jane Roe"})
    assert (holds(ana, account), holds(ana, other)) == (["attorney"], [])
    assert statements(ana, other) == []
    flags.set_flag(ana, other, "cease", {}, everywhere=True)
    assert (sorted(holds(ana, account)), holds(ana, other)) == (["attorney", "cease"], ["cease"])
    flags.lift(work.desk("sue"), account, last_id(ana, other))
    assert (holds(ana, account), holds(ana, other)) == (["attorney"], [])
    assert (status(ana, account), status(ana, other)) == ("held", "open")
    check_everything(ana)


def test_what_is_about_the_customer_holds_all_their_accounts(work: Office) -> None:
    ana, account, other = work.desk("ana"), work.accounts[0], sibling(work)
    flags.set_flag(ana, account, "bankruptcy", {})
    assert (holds(ana, account), holds(ana, other)) == (["bankruptcy"], ["bankruptcy"])
    flags.lift(work.desk("sue"), other, last_id(ana, account))
    assert (status(ana, account), status(ana, other)) == ("open", "open")


def test_a_flag_of_another_account_is_not_lifted_from_here(work: Office) -> None:
    ana, sue, account, other = work.desk("ana"), work.desk("sue"), work.accounts[0], sibling(work)
    flags.set_flag(ana, account, "attorney", {"name": "Jane Roe"})
    flag = last_id(ana, account)
    for elsewhere in (other, work.accounts[1]):
        with pytest.raises(Refused, match="is not on"):
            flags.lift(sue, elsewhere, flag)
    assert holds(ana, account) == ["attorney"]


def test_a_hold_stays_while_another_flag_asks_for_it(work: Office) -> None:
    ana, sue, account = work.desk("ana"), work.desk("sue"), work.accounts[0]
    flags.set_flag(ana, account, "no_calls", {})
    flags.set_flag(ana, account, "cease", {})
    assert holds(ana, account) == ["cease"]
    flags.lift(sue, account, last_id(ana, account))
    assert (holds(ana, account), status(ana, account)) == (["cease"], "held")
    flags.lift(sue, account, last_id(ana, account))
    assert (holds(ana, account), status(ana, account)) == ([], "open")


def test_the_same_again_takes_its_place_and_what_differs_stands_beside_it(work: Office) -> None:
    ana, account = work.desk("ana"), work.accounts[0]
    flags.set_flag(ana, account, "attorney", {"name": "Jane Roe"})
    flags.set_flag(ana, account, "attorney", {"name": "John Doe"})
    assert statements(ana, account) == ["Has an attorney: John Doe, since today"]
    flags.set_flag(ana, account, "place", {"place": "home"})
    flags.set_flag(ana, account, "place", {"place": "work"})
    flags.set_flag(ana, account, "times", {"times": "weekends"})
    flags.set_flag(ana, account, "times", {"times": "not before 10"})
    assert [one.kind for one in flags.of_account(ana, account)].count("place") == 2
    assert [one.kind for one in flags.of_account(ana, account)].count("times") == 2


def test_what_is_over_by_itself_is_not_shown_any_more(work: Office) -> None:
    ana, account = work.desk("ana"), work.accounts[0]
    flags.set_flag(ana, account, "consent", {"days": "2"})
    assert isinstance(work.clock, HandClock)
    work.clock.forward(timedelta(days=1))
    assert statements(ana, account) == ["Agrees to more calls: given Mon 23 Nov, until the end of today"]
    work.clock.forward(timedelta(days=1))
    assert statements(ana, account) == []


def test_times_that_do_not_suit_keep_the_account_asleep(work: Office) -> None:
    ana, account = work.desk("ana"), work.accounts[0]
    flags.set_flag(ana, account, "times", {"times": "weekdays 11-15"})
    with work.boss.store.read() as tx:
        known = tx.accounts.get(account)
    assert known is not None
    assert known.may_call_at is not None
    assert known.may_call_at == work.clock.now() + timedelta(hours=3)
    flags.lift(ana, account, last_id(ana, account))
    assert accounts.view(ana, account).account.may_call_at is None


@pytest.mark.parametrize("kind", ["attorney", "do_not_call", "notice"])
def test_a_collector_lifts_only_what_collectors_may(work: Office, kind: FlagKind) -> None:
    ana, account = work.desk("ana"), work.accounts[0]
    flags.set_flag(ana, account, kind, TYPED[kind][0])
    assert [one.may_lift for one in flags.of_account(ana, account)] == [False]
    assert [one.may_lift for one in flags.of_account(work.desk("sue"), account)] == [True]
    with pytest.raises(Refused, match="ana may not lift any flag: ask a supervisor"):
        flags.lift(ana, account, last_id(ana, account))
    assert len(statements(ana, account)) == 1


@pytest.mark.parametrize("login", ["olga", "adam"])
def test_who_only_looks_sets_and_lifts_nothing(work: Office, login: str) -> None:
    desk, ana, account = work.desk(login), work.desk("ana"), work.accounts[0]
    with pytest.raises(Refused):
        flags.set_flag(desk, account, "consent", {})
    flags.set_flag(ana, account, "consent", {})
    with pytest.raises(Refused):
        flags.lift(desk, account, last_id(ana, account))
    assert len(flags.of_account(desk, account)) == 1


def test_not_on_an_account_that_somebody_else_has(work: Office) -> None:
    queue.open_account(work.desk("ben"), work.accounts[0])
    with pytest.raises(Refused, match="ben has been working"):
        flags.set_flag(work.desk("ana"), work.accounts[0], "consent", {})


def test_what_was_typed_is_kept_until_it_is_set(work: Office) -> None:
    ana, account = work.desk("ana"), work.accounts[0]
    of = Unsaved("flag", account)
    unsaved.keep(ana, of, {"kind": "consent", "consent.days": "3", "times.times": "mornings"})
    flags.set_flag(ana, account, "consent", {"days": "3"}, left={"times.times": "mornings"})
    assert unsaved.begun(ana, of) == {"times.times": "mornings"}
    with pytest.raises(Refused):
        flags.set_flag(ana, account, "times", {"times": "x"}, left={})
    assert unsaved.begun(ana, of) == {"times.times": "mornings"}
    flags.set_flag(ana, account, "times", {"times": "mornings"}, left={})
    assert unsaved.begun(ana, of) == {}


# -- by outcomes ----------------------------------------------------------------------------------------------------

BY_OUTCOME = {
    "attorney": ("Jane Roe, 212 555 0160", "Has an attorney: Jane Roe, (212) 555-0160, since today"),
    "cease": ("Wants letters.", "Asked us to stop calling: Wants letters, since today"),
    "bankrupt": ("chapter 7", "Bankruptcy: chapter 7, chapter 7, since today"),
    "deceased": ("Her son said so.", "Has died: Her son said so, since today"),
    "disputes": ("Never was there.", "Disputes the debt: not in writing, Never was there, received today"),
}


@pytest.mark.parametrize("outcome", BY_OUTCOME)
def test_an_outcome_sets_its_flag_and_an_undo_lifts_it(work: Office, outcome: str) -> None:
    ana, account = work.desk("ana"), work.accounts[0]
    note, said = BY_OUTCOME[outcome]
    logged = calls.log_call(ana, entry(ana, account, outcome, phone="+12015550101", note=note))
    assert logged.flag_words
    (line,) = accounts.view(ana, account).flags
    assert (line.statement, line.by) == (said, "ana")
    assert status(ana, account) == "held"
    calls.undo_last(ana)
    assert statements(ana, account) == []
    assert (holds(ana, account), status(ana, account)) == ([], "open")
    check_everything(ana)


def test_a_flag_that_was_there_before_is_there_after_an_undo(work: Office) -> None:
    ana, account = work.desk("ana"), work.accounts[0]
    flags.set_flag(ana, account, "attorney", {"name": "Jane Roe"})
    calls.log_call(ana, entry(ana, account, "inbound_attorney", note="John Doe"))
    assert len(statements(ana, account)) == 2
    calls.undo_last(ana)
    assert statements(ana, account) == ["Has an attorney: Jane Roe, since today"]
    assert (holds(ana, account), status(ana, account)) == (["attorney"], "held")


def test_a_call_is_not_undone_once_its_flag_was_corrected(work: Office) -> None:
    """The undo would end the hold that stands for what was put right by hand."""
    ana, account = work.desk("ana"), work.accounts[0]
    calls.log_call(ana, entry(ana, account, "attorney", phone="+12015550101", note="J. Roh"))
    flags.set_flag(ana, account, "attorney", {"name": "Jane Roe", "phones": "2125550160"})
    with pytest.raises(Refused, match="has been worked on since your call"):
        calls.undo_last(ana)
    assert holds(ana, account) == ["attorney"]


def test_the_flag_of_a_call_that_was_lifted_releases_the_account(work: Office) -> None:
    ana, sue, account = work.desk("ana"), work.desk("sue"), work.accounts[0]
    calls.log_call(ana, entry(ana, account, "attorney", phone="+12015550101", note="Jane Roe"))
    flags.lift(sue, account, last_id(ana, account))
    assert (holds(ana, account), status(ana, account)) == ([], "open")
    check_everything(ana)


def test_a_call_back_is_consent(work: Office) -> None:
    ana, account = work.desk("ana"), work.accounts[0]
    logged = calls.log_call(ana, entry(ana, account, "call_back", phone="+12015550101"))
    assert logged.flag_words == "agrees to more calls: until the end of Sun 29 Nov"
    calls.undo_last(ana)
    assert statements(ana, account) == []


# -- hostile text ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", NAUGHTY.values(), ids=NAUGHTY)
def test_whatever_is_typed_is_text(work: Office, text: str) -> None:
    ana, account = work.desk("ana"), work.accounts[0]
    for kind, field in (("attorney", "name"), ("no_calls", "said"), ("where", "where"), ("times", "times")):
        try:
            said = flags.set_flag(ana, account, kind, {field: text})
        except Refused as refused:
            said = str(refused)
        assert driving(said) == []
        assert "\n" not in said
    for line in flags.of_account(ana, account):
        assert driving(line.statement + line.words) == []


def test_hostile_notes_set_flags_that_are_text(work: Office) -> None:
    ana = work.desk("ana")
    for account, text in zip(work.accounts, list(NAUGHTY.values()), strict=False):
        calls.log_call(ana, entry(ana, account, "attorney", phone="", note=text or "x"))
        for line in flags.of_account(ana, account):
            assert driving(line.statement) == []
