"""The commands about what goes out: what they answer, and the sender as a service of the host."""

from __future__ import annotations

import base64
import re
import shutil
import signal
import subprocess
import sys
import threading
from pathlib import Path

from pypdf import PdfReader

from collections_tui.services.bookshelf import Books
from tests.build import Office
from tests.cli.conftest import NOW, Shell
from tests.mailserver import MailServer
from tests.services.posting import give_address, outgoing, pdf, post


def test_what_is_sent_is_listed_opened_and_looked_after(
    work: Office, shell: Shell, boss: Shell, tmp_path: Path
) -> None:
    sent = post(work.boss, work.accounts[0])
    assert shell.json("documents", "A-0001") == [
        {
            "id": 1, "kind": "statement", "invoice_id": None, "title": "Statement of A-0001", "name": "statement.pdf",
            "media": "application/pdf", "made_at": NOW, "by": "boss", "bytes": len(pdf("Statement of A-0001")),
            "sha256": shell.json("documents", "A-0001")[0]["sha256"],
            "deliveries": [{"id": 1, "way": "print", "address": "", "state": "waiting", "queued_at": NOW,
                            "said": "no e-mail address", "ended_at": None}],
        }
    ]  # fmt: skip
    assert "waits for the print run" in shell.run("documents", "A-0001").stdout
    assert re.search(
        r"A-0001 +Statement of A-0001 +waits for the print run +no e-mail address", shell.run("mail").stdout
    )
    file = tmp_path / "was.pdf"
    assert shell.run("document", "open", "1", "--to", str(file)).stdout == f"Statement of A-0001 is in {file}.\n"
    assert file.read_bytes() == pdf("Statement of A-0001")
    assert shell.refused("document", "open", "9", "--to", str(file)).startswith("There is no document 9: ")
    assert shell.json("document", "send", "1", "--print", "--operation-id", "x") == {
        "delivery": 2, "document": 1, "way": "print", "address": "", "why": "",
    }  # fmt: skip
    assert shell.json("document", "send", "1", "--operation-id", "x")["delivery"] == 2, "the same again is the same"
    assert shell.json("mail", "cancel", "2", "--reason", "twice")["state"] == "cancelled"
    assert shell.refused("mail", "cancel", "2") == "Delivery 2 not printed: it does not wait any more."
    assert boss.json("mail", "doubt") == {"unsure": 1}
    assert [one["state"] for one in shell.json("mail", "retry", "--unsure")] == ["waiting"]
    assert shell.json("mail", "show", str(sent.delivery_id))["state"] == "waiting"
    assert "the print run" not in shell.run("mail", "show", "1").stdout
    assert shell.refused("mail", "show", "1", "--to", str(tmp_path / "x.eml")).startswith("Delivery 1 is printed: ")
    run = shell.json("print-run", "--to", str(tmp_path / "run.pdf"))
    assert [one["delivery"] for one in run["printed"]] == [1]
    assert shell.run("print-run", "--to", str(tmp_path / "run.pdf")).stdout == "Nothing waits to be printed.\n"
    assert shell.json("mail", "list", "--state", "printed")[0]["ended_at"] == NOW
    assert shell.json("account", "A-0001")["timeline"][0]["title"] == "Statement of A-0001: not printed"
    assert shell.refused("mail", "deliver") == "ana may not deliver mail: ask an admin or supervisor."
    assert boss.refused("mail", "deliver").startswith("Mail is not set up here: ")
    assert boss.refused("mail", "check").startswith("Mail is not set up here: ")
    assert boss.refused("mail", "bounced", str(file)).endswith("an answer of a person’s is for people to read.")


def test_a_service_sends_what_comes_until_it_is_ended(work: Office, tmp_path: Path) -> None:
    with MailServer() as server:
        taken = threading.Event()
        server.before = lambda at: taken.set() if at == "last line" else None
        config = server.settings(tmp_path / "config")
        work.boss.books = Books(config)
        give_address(work.boss, work.accounts[0], "ada@example.org")
        words = [sys.executable, "-m", "collections_tui", "--db", work.where, "--as", "boss", "--now", NOW]
        process = subprocess.Popen(
            [*words, "--config", str(config), "mail", "deliver", "--every", "1"],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        try:
            for title in ("First", "Second"):
                taken.clear()
                post(work.boss, work.accounts[0], outgoing(title))
                assert taken.wait(60), title
        finally:
            process.send_signal(signal.SIGTERM)
            out, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (0, "")
    assert out in ("1 sent.\n1 sent.\n", "2 sent.\n"), "the second may come while the first is on its way"
    assert len(server.taken) == 2


def test_a_new_patient_has_the_bill_in_their_mailbox(work: Office, boss: Shell, tmp_path: Path) -> None:
    """From nothing to a message at a mail server, by commands alone."""
    with MailServer() as server:
        config = ("--config", str(server.settings(tmp_path / "config")))
        new = boss.json(
            "customer", "add", "--client", "HOSP", "--name", "Noor Haddad", "--mobile", "(212) 555-0144",
            "--street", "8 Lake Street", "--city", "Albany", "--state", "NY", "--postcode", "12201",
            "--email", "noor@example.org",
        )  # fmt: skip
        draft = boss.json("invoice", "new", new["account"], "--service-on", "2026-11-20")["draft"]
        boss.run("invoice", "add-line", draft, "--description", "Splint", "--price", "80.00", "--quantity", "2")
        boss.run("invoice", "verify", draft)
        number = boss.json("invoice", "issue", draft)["number"]
        sent = boss.json("invoice", "send", number, *config)
        assert [(one["number"], one["way"], one["address"]) for one in sent] == [(number, "mail", "noor@example.org")]
        assert boss.json("invoice", "list", "--account", new["account"])[0]["status"] == "issued"
        assert boss.json("mail", "deliver", "--once", *config) == {
            "sent": 1, "later": 0, "bounced": 0, "failed": 0, "unsure": 0,
        }  # fmt: skip
        (taken,) = server.taken
    assert taken.to == ("noor@example.org",)
    boss.run("mail", "refuse", "noor@example.org")
    assert "noor@example.org (wants no e-mail)\n" in boss.run("account", new["account"]).stdout
    assert boss.json("account", new["account"])["customer"]["mail_refused"] == "refused"
    shown = boss.json("invoice", "list", "--account", new["account"])[0]
    assert (shown["status"], shown["total_cents"]) == ("sent", 160_00)
    assert boss.json("account", new["account"])["timeline"][0]["title"].endswith("mailed to noor@example.org")
    file = tmp_path / "was.pdf"
    boss.run("document", "open", str(sent[0]["document"]), "--to", str(file))
    assert number in PdfReader(file).pages[0].extract_text()
    assert base64.encodebytes(file.read_bytes())[:70].replace(b"\n", b"") in taken.content


def test_systemd_is_told_of_this_program_and_this_database(work: Office, boss: Shell, tmp_path: Path) -> None:
    text = boss.run("mail", "deliver", "--systemd").stdout
    program = Path(sys.executable).with_name("collections-tui")
    assert f"ExecStart={program} mail deliver --every 30 --as boss --db {work.where}\n" in text
    assert "{" not in text
    (tmp_path / "collections-tui-mail.service").write_text(text)
    analyze = shutil.which("systemd-analyze")
    if analyze is not None:
        done = subprocess.run(
            [analyze, "verify", str(tmp_path / "collections-tui-mail.service")],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert (done.returncode, done.stderr) == (0, "")
    secret = Shell("", "boss").run("--db", "postgresql://a:secret@h/d", "mail", "deliver", "--systemd", exit_code=1)
    assert "secret" not in secret.output
