"""What is mailed: once, whatever dies in between, and exactly what was kept of it; what cannot be is printed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from pypdf import PdfReader

from collections_tui.domain.errors import Refused, Trouble
from collections_tui.services import accounts, backup, deliveries, doctor, mail
from collections_tui.services.bookshelf import Books
from collections_tui.services.bounces import bounced
from collections_tui.services.desk import Desk
from collections_tui.services.print_run import print_run
from collections_tui.services.sender import CLAIM, LOST, check, deliver
from tests.build import NOON, HandClock, Office
from tests.mailserver import PASSWORD, USER, MailServer
from tests.services.posting import give_address, outgoing, pdf, post

ADA = "ada@example.org"


@pytest.fixture
def server() -> Iterator[MailServer]:
    with MailServer() as made:
        yield made


@pytest.fixture
def boss(work: Office, server: MailServer, tmp_path: Path) -> Desk:
    """The boss, by whose books there is a mail server; the first customer has an address."""
    work.boss.books = Books(server.settings(tmp_path / "config"))
    give_address(work.boss, work.accounts[0], ADA)
    return work.boss


def state_of(desk: Desk, delivery_id: int) -> str:
    return deliveries.view(desk, delivery_id).state


def forward(work: Office, by: timedelta) -> None:
    assert isinstance(work.clock, HandClock)
    work.clock.forward(by)


def test_what_is_mailed_comes_over_tls_once_and_is_what_was_kept(
    work: Office, boss: Desk, server: MailServer, tmp_path: Path
) -> None:
    account = work.accounts[0]
    with boss.store.read() as tx:
        invoice = tx.accounts.invoices(account)[0].id
    sent = post(boss, account, outgoing("Invoice A-0001-1", invoice_id=invoice), operation_id="once")
    assert post(boss, account, outgoing("Invoice A-0001-1", invoice_id=invoice), operation_id="once") == sent
    assert (sent.way, sent.address) == ("mail", ADA)
    assert check(boss) == f"localhost:{server.port} answers by STARTTLS, and knows {USER}."
    assert deliver(boss).sent == 1
    assert deliver(boss) == deliver(boss)._replace(sent=0), "nothing is left to send"
    (taken,) = server.taken
    assert (taken.sender, taken.to, taken.encrypted, taken.user) == ("billing@hospital.example", (ADA,), True, USER)
    deliveries.write_message(boss, sent.delivery_id, tmp_path / "kept.eml")
    assert taken.content == (tmp_path / "kept.eml").read_bytes()
    message = message_from_bytes(taken.content, policy=policy.default)
    assert (message["To"], message["Subject"]) == (ADA, "Invoice A-0001-1 from St. Elsewhere Hospital")
    (attached,) = message.iter_attachments()
    assert attached.get_content() == pdf("Invoice A-0001-1") == mail.open_document(boss, sent.document_id)
    text = message.get_body(("plain",)).get_content().replace("\r\n", "\n")  # type: ignore[union-attr]
    assert text.startswith("Invoice A-0001-1\n.\n.. what you owe\nŁukasz\n")
    assert "answer this message with the word STOP" in text
    assert "STOP" in message.get_body(("html",)).get_content()  # type: ignore[union-attr]
    view = accounts.view(boss, account)
    assert view.invoices[0].status == "sent"
    (item,) = [one for one in view.timeline if one.kind == "document"]
    assert (item.title, item.ref) == (f"Invoice A-0001-1: mailed to {ADA}", sent.document_id)
    with boss.store.read() as tx:
        entered = [row[0] for row in tx.sql.all("SELECT action FROM audit WHERE account_id = :a", {"a": account})]
    assert {"send", "mail sent", "export message"} <= set(entered)


@pytest.mark.parametrize("wrong", ["another's certificate", "nobody's certificate", "password", "no STARTTLS"])
def test_nothing_is_said_to_a_server_that_is_not_the_right_one(
    work: Office, boss: Desk, server: MailServer, tmp_path: Path, wrong: str
) -> None:
    sent, config = post(boss, work.accounts[0]), tmp_path / "config"
    with MailServer("none") as plain, MailServer(name="other.example") as other:
        if wrong == "another's certificate":
            other.settings(config)
        elif wrong == "nobody's certificate":
            server.settings(config, authority="")
        elif wrong == "no STARTTLS":
            server.settings(config, port=plain.port)
        else:
            (config / "password").write_text("not the one\n")
        boss.books = Books(config)
        done = deliver(boss)
        for one in (server, plain, other):
            assert one.taken == []
            assert bool(one.asked) is (wrong == "password" and one is server)
    assert done.trouble.startswith(f"The mail server localhost:{done.trouble.split(':')[1].split()[0]} does not ")
    for secret in (PASSWORD, "not the one", "bm90IHRoZSBvbmU"):
        assert secret not in f"{done.trouble} {deliveries.view(boss, sent.delivery_id)}"
    with pytest.raises(Trouble, match=r"mail\.toml"):
        check(boss)
    assert state_of(boss, sent.delivery_id) == "waiting"
    boss.books = Books(server.settings(config))
    assert deliver(boss).sent == 1, "once it is the right one, what waited goes out"


def test_a_password_that_others_may_read_is_not_used(work: Office, boss: Desk, tmp_path: Path) -> None:
    post(boss, work.accounts[0])
    (tmp_path / "config" / "password").chmod(0o644)
    with pytest.raises(Trouble, match=r"is there for others too: chmod o-rwx,g-w ") as refused:
        deliver(boss)
    assert PASSWORD not in str(refused.value)


def test_an_address_that_nobody_has_is_marked_and_its_documents_are_printed(
    work: Office, boss: Desk, server: MailServer, tmp_path: Path
) -> None:
    server.refuse[ADA] = "550 5.1.1 no such user here"
    first, second = (post(boss, work.accounts[0], outgoing(f"Statement {n}")) for n in (1, 2))
    third = post(boss, work.accounts[1])
    assert (third.way, third.why) == ("print", "no e-mail address")
    assert deliver(boss).bounced == 1, "the other one is not even tried"
    assert deliver(boss).bounced == 0
    assert deliveries.view(boss, first.delivery_id).said == "550 5.1.1 no such user here"
    (refusal,) = deliveries.refusals(boss)
    assert (refusal.address, refusal.kind) == (ADA, "bounced")
    assert accounts.view(boss, work.accounts[0]).refusal == refusal, "whoever looks at the account sees it"
    assert post(boss, work.accounts[0]).why == f"{ADA}: does not arrive"
    with pytest.raises(Refused, match="allow it first"):
        deliveries.retry(boss, first.delivery_id)
    printed = print_run(boss, tmp_path / "run.pdf")
    assert sorted(one.title for one in printed.deliveries) == [
        "Statement 1", "Statement 2", "Statement of A-0001", "Statement of A-0001",
    ]  # fmt: skip
    pages = [page.extract_text() for page in PdfReader(tmp_path / "run.pdf").pages]
    assert sorted(pages) == ["Statement 1", "Statement 2", "Statement of A-0001", "Statement of A-0001"]
    assert state_of(boss, second.delivery_id) == "printed"
    assert print_run(boss, tmp_path / "more.pdf").deliveries == ()
    assert not (tmp_path / "more.pdf").exists()
    assert deliveries.allow(boss, ADA.upper()) == f"{ADA.upper().split('@')[0]}@example.org is mailed to again."
    server.refuse.clear()
    deliveries.retry(boss, first.delivery_id)
    assert deliver(boss).sent == 1


def test_what_is_not_taken_for_now_is_tried_again_later_and_later_and_then_given_up(
    work: Office, boss: Desk, server: MailServer
) -> None:
    server.refuse[ADA] = "451 4.3.0 not now"
    sent = post(boss, work.accounts[0])
    waits = []
    for _ in range(9):
        assert deliver(boss).later == 1
        one = deliveries.view(boss, sent.delivery_id)
        assert one.next_at is not None
        waits.append((one.next_at - boss.now()) // timedelta(minutes=1))
        assert deliver(boss).later == 0, "not before its time"
        forward(work, one.next_at - boss.now())
    assert waits == [5, 10, 20, 40, 80, 160, 240, 240, 240]
    forward(work, NOON + timedelta(hours=96) - boss.now())
    assert deliver(boss).failed == 1
    assert deliveries.view(boss, sent.delivery_id).said == "given up: 451 4.3.0 not now"
    server.refuse.clear()
    server.answer = "554 5.6.0 I do not like it"
    deliveries.retry(boss, sent.delivery_id)
    assert deliver(boss).failed == 1, "what it says of the message is not the address's fault"
    assert deliveries.refusals(boss) == []
    server.answer = ""
    deliveries.retry(boss, sent.delivery_id)
    assert deliver(boss).sent == 1


def test_one_message_on_which_a_server_hangs_up_keeps_no_other_from_going_out(
    work: Office, boss: Desk, server: MailServer
) -> None:
    server.refuse[ADA] = "421 4.3.2 goodbye"
    post(boss, work.accounts[0])
    post(boss, work.accounts[1], to="ben@example.org")
    done = deliver(boss)
    assert (done.later, done.sent, done.trouble) == (1, 1, "")


class Killed:
    """A sender in a process of its own, which is killed at a step of the server."""

    def __init__(self, work: Office, server: MailServer, config: Path, step: str) -> None:
        reached, over = threading.Event(), threading.Event()

        def hold(at: str) -> None:
            if at == step:
                reached.set()
                over.wait(60)

        server.before = hold
        words = [
            sys.executable,
            "-m",
            "collections_tui",
            "--db",
            work.where,
            "--as",
            "boss",
            "--now",
            "2026-11-23T17:00Z",
        ]
        self.process = subprocess.Popen(
            [*words, "--config", str(config), "mail", "deliver"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        assert reached.wait(60), self.process.communicate(timeout=60)
        os.kill(self.process.pid, signal.SIGKILL)
        self.process.communicate(timeout=60)
        server.before = lambda at: None
        over.set()


def test_a_sender_that_is_killed_before_the_end_of_a_message_has_sent_nothing(
    work: Office, boss: Desk, server: MailServer, tmp_path: Path
) -> None:
    sent = post(boss, work.accounts[0])
    Killed(work, server, tmp_path / "config", "to")
    assert state_of(boss, sent.delivery_id) == "waiting"
    assert deliver(boss).sent == 0, "as far as anybody knows it is in good hands"
    forward(work, CLAIM)
    assert deliver(boss).sent == 1
    assert len(server.taken) == 1


def test_a_message_whose_sender_is_killed_when_the_server_has_it_is_sent_no_more(
    work: Office, boss: Desk, server: MailServer, tmp_path: Path
) -> None:
    sent = post(boss, work.accounts[0])
    Killed(work, server, tmp_path / "config", "last line")
    assert len(server.taken) == 1
    assert state_of(boss, sent.delivery_id) == "sending"
    assert deliver(boss).sent == 0
    forward(work, LOST)
    assert deliver(boss) == deliver(boss)
    assert state_of(boss, sent.delivery_id) == "unsure"
    forward(work, timedelta(days=5))
    assert deliver(boss).sent == 0
    assert len(server.taken) == 1
    (told,) = [one for one in doctor.examine(boss).checks if one.name == "mail"]
    assert (told.state, told.found) == (
        "look", (f"delivery {sent.delivery_id} of A-0001: Statement of A-0001 may have been mailed to {ADA}",),
    )  # fmt: skip
    deliveries.retry(boss, sent.delivery_id)
    assert deliver(boss).sent == 1, "a person may say so"
    assert server.taken[0].content == server.taken[1].content


def test_many_senders_at_once_send_each_once(work: Office, boss: Desk, server: MailServer, tmp_path: Path) -> None:
    for number in range(24):
        post(boss, work.accounts[number % 6], to=f"c{number}@example.org")
    done: list[int] = []

    def send() -> None:
        desk = work.desk("boss")
        desk.books = Books(tmp_path / "config")
        done.append(deliver(desk).sent)

    senders = [threading.Thread(target=send) for _ in range(4)]
    for one in senders:
        one.start()
    for one in senders:
        one.join(60)
    assert sum(done) == 24
    assert sorted(taken.to[0] for taken in server.taken) == sorted(f"c{number}@example.org" for number in range(24))


def test_what_is_cancelled_while_it_is_on_its_way_does_not_arrive(work: Office, boss: Desk, server: MailServer) -> None:
    sent, other = post(boss, work.accounts[0]), work.desk("ana")

    def cancel(at: str) -> None:
        if at == "to":
            deliveries.cancel(other, sent.delivery_id)

    server.before = cancel
    assert deliver(boss).sent == 0
    assert server.taken == []
    assert state_of(boss, sent.delivery_id) == "cancelled"


REPORT = """\
From: MAILER-DAEMON@mail.example
To: billing@hospital.example
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B
Content-Type: text/plain

I'm sorry to have to inform you that your message could not be delivered.

--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example
Original-Envelope-Id: {mark}

Original-Recipient: rfc822;{address}
Final-Recipient: rfc822; {address}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 {status} <{address}>: \x1b[2JUser unknown

--B
Content-Type: text/rfc822-headers

Message-ID: {message_id}
To: {address}

--B--
"""


def test_what_comes_back_later_is_marked_and_printed(work: Office, boss: Desk, tmp_path: Path) -> None:
    sent = post(boss, work.accounts[0])
    assert deliver(boss).sent == 1
    with boss.store.read() as tx:
        real = tx.deliveries.message(sent.delivery_id).message_id

    def report(message_id: str = real, address: str = ADA, action: str = "failed", status: str = "5.1.1") -> Path:
        file = tmp_path / "back.eml"
        file.write_text(REPORT.format(message_id=message_id, address=address, action=action, status=status, mark="x"))
        return file

    with pytest.raises(Refused, match="is no report of a mail server"):
        bounced(boss, report(action="delivered"))
    for forged in (("<other@hospital.example>", ADA), (real, "ben@example.org")):
        assert [one.delivery_ids for one in bounced(boss, report(*forged))] == [()]
        assert state_of(boss, sent.delivery_id) == "sent"
    (delayed,) = bounced(boss, report(action="delayed", status="4.4.1"))
    assert (delayed.delayed, state_of(boss, sent.delivery_id)) == (True, "sent")
    for _ in range(2):
        (one,) = bounced(boss, report())
        assert one.delivery_ids == (sent.delivery_id,)
    assert state_of(boss, sent.delivery_id) == "bounced"
    assert deliveries.view(boss, sent.delivery_id).said == "550 5.1.1 <ada@example.org>: ␛[2JUser unknown"
    assert [one.kind for one in deliveries.refusals(boss)] == ["bounced"]
    assert [one.document_id for one in deliveries.listed(boss, ("waiting",))] == [sent.document_id]
    boss.from_afar = True
    with pytest.raises(Refused, match="from afar"):
        bounced(boss, report())


def test_who_wants_no_mail_gets_letters_and_who_may_get_nothing_gets_nothing(work: Office, boss: Desk) -> None:
    sent = post(boss, work.accounts[0])
    said = deliveries.refuse(work.desk("ana"), f" {ADA} ", "told me so")
    assert said == f"Nothing is mailed to {ADA} any more; 1 that waits for it is printed."
    assert deliver(boss).sent == 0
    assert deliveries.view(boss, sent.delivery_id).way == "print"
    with pytest.raises(Refused, match=r"^Nothing is mailed to ada@example.org any more \(refused on 2026-11-23\)"):
        post(boss, work.accounts[0], to=ADA)
    with pytest.raises(Refused, match="is no e-mail address"):
        post(boss, work.accounts[0], to="ada@example.org\r\nBcc: eve@example.org")
    with boss.store.write() as tx:
        tx.accounts.add_hold(work.accounts[1], "attorney", "", boss.now(), None, None)
    with pytest.raises(Refused, match="Nothing is sent to the customer of A-0002: they have an attorney"):
        post(boss, work.accounts[1])
    boss.books = Books()
    give_address(boss, work.accounts[2], "carl@example.org")
    assert post(boss, work.accounts[2]).why == "mail is not set up here"


def test_what_cannot_be_written_waits_on_and_a_folder_gets_a_file_each(
    work: Office, boss: Desk, tmp_path: Path
) -> None:
    for account in work.accounts[1:3]:
        post(boss, account, outgoing()._replace(name="../../Statement.pdf"))
    with pytest.raises(Refused, match="There is no folder"):
        print_run(boss, tmp_path / "none" / "run.pdf")
    folder = tmp_path / "each"
    folder.mkdir()
    done = print_run(boss, folder, "HOSP")
    ids = sorted(one.id for one in done.deliveries)
    names = sorted(one.name for one in folder.iterdir())
    assert names == [f"{number:04}-{one}-_.._Statement.pdf" for number, one in enumerate(ids, start=1)]
    assert [state_of(boss, one.id) for one in done.deliveries] == ["printed", "printed"]
    with pytest.raises(Refused, match="There is no client NONE"):
        print_run(boss, folder, "NONE")


def test_a_document_that_somebody_changed_is_not_opened_and_the_doctor_says_so(
    work: Office, boss: Desk, server: MailServer
) -> None:
    sent = post(boss, work.accounts[0])
    with pytest.raises(Exception, match="documents are kept as they went out"), boss.store.write() as tx:
        tx.sql.run("UPDATE document SET body = :body", {"body": b"%PDF-1.4 you owe nothing"})
    with boss.store.write() as tx:
        trigger = "document_keeps" if tx.sql.engine == "sqlite" else "document_keeps ON document"
        tx.sql.run(f"DROP TRIGGER {trigger}")
        tx.sql.run("UPDATE document SET body = :body", {"body": b"%PDF-1.4 you owe nothing"})
    with pytest.raises(Refused, match=f"Document {sent.document_id} is not what went out"):
        mail.open_document(boss, sent.document_id)
    (told,) = [one for one in doctor.examine(boss).checks if one.name == "documents"]
    assert (told.state, told.number) == ("wrong", 1)
    good = post(boss, work.accounts[1], to="ben@example.org")
    assert (deliver(boss).failed, deliver(boss).sent) == (1, 0), "what was changed is not sent, and keeps no other back"
    assert deliveries.view(boss, sent.delivery_id).said.startswith(f"Document {sent.document_id} is not what went out")
    assert [taken.to for taken in server.taken] == [("ben@example.org",)]
    assert state_of(boss, good.delivery_id) == "sent"


def test_what_waited_when_a_backup_was_made_does_not_go_out_twice(
    work: Office, boss: Desk, server: MailServer, tmp_path: Path, engine: str
) -> None:
    sent, printed = post(boss, work.accounts[0]), post(boss, work.accounts[1])
    if engine == "sqlite":
        backup.make(boss, str(tmp_path / "kept.db"))
    assert deliver(boss).sent == 1
    if engine == "sqlite":
        work.__exit__(None, None, None)
        backup.restore(work.where, "boss", work.clock, str(tmp_path / "kept.db"))
        boss = work.desk("boss")
        boss.books = Books(tmp_path / "config")
    else:
        with boss.store.write() as tx:  # as a dump of before would have it
            tx.sql.run("UPDATE delivery SET state = 'waiting', next_at = queued_at, ended_at = NULL, sender = ''")
        assert deliveries.doubt(boss) == 2
    assert deliver(boss).sent == 0
    assert print_run(boss, tmp_path / "run.pdf").deliveries == ()
    assert [state_of(boss, one.delivery_id) for one in (sent, printed)] == ["unsure", "unsure"]
    assert len(server.taken) == 1
    deliveries.retry(boss, printed.delivery_id)
    assert len(print_run(boss, tmp_path / "run.pdf").deliveries) == 1


def test_nobody_sees_or_sends_what_is_of_clients_that_are_none_of_theirs(work: Office, boss: Desk) -> None:
    sent = post(boss, work.accounts[0])
    ana = work.desk("ana")
    ana.person = ana.person._replace(scope=(99,))
    with boss.store.write() as tx:
        tx.sql.run("UPDATE account SET worklist_id = NULL, ready = 0, wake_at = NULL")
    assert deliveries.listed(ana) == []
    for ask in (
        lambda: deliveries.view(ana, sent.delivery_id),
        lambda: deliveries.cancel(ana, sent.delivery_id),
        lambda: mail.open_document(ana, sent.document_id),
        lambda: mail.documents_of(ana, work.accounts[0]),
        lambda: mail.send_again(ana, sent.document_id, operation_id="x"),
    ):
        with pytest.raises(Refused, match="not among the clients of ana"):
            ask()
