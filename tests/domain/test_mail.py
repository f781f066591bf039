"""mail.toml: what it says, what it may not; and which text is an address to which anything could be sent."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collections_tui.domain.addresses import LONGEST, address_of
from collections_tui.domain.errors import ConfigError
from collections_tui.domain.mail import From, MailSettings, Retry, parse_mail
from collections_tui.resources import data_path
from tests.naughty.strings import NAUGHTY

SERVER = '[server]\nhost = "smtp.example.org"\n'
SENDER = '[sender]\nname = "Billing"\naddress = "billing@example.org"\n'


def said(text: str) -> MailSettings:
    return parse_mail(tomllib.loads(text), "config/mail.toml")


def test_what_ships_sends_nothing_and_its_comments_are_a_file_that_is_right() -> None:
    text = data_path("mail.toml").read_text("utf-8")
    shipped = said(text)
    assert (shipped.server, shipped.sender_of("HOSP")) == (None, None)
    assert shipped == said(""), "what is left out is as in the file that ships"
    whole = said("\n".join(line.removeprefix("#") if line[1:2] != " " else "" for line in text.splitlines()))
    assert whole.server is not None
    assert (whole.server.host, whole.server.port, whole.server.security) == ("smtp.example.org", 587, "starttls")
    assert whole.sender_of("DENT") == From("Billing", "billing@example.org")
    assert whole.sender_of("HOSP") == From("St. Elsewhere Billing", "billing@hospital.example.org")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (SERVER, "sender is missing"),
        (SERVER + 'password = "x"\n' + SENDER, "password does not belong into this file"),
        (SERVER + 'security = "ssl"\n' + SENDER, "security must be one of starttls, tls, none"),
        (SERVER + 'security = "none"\nuser = "a"\n' + SENDER, "go over the net for all to read"),
        (SERVER + 'password_file = "/x"\n' + SENDER, "user is missing"),
        (SERVER + 'user = "a"\npassword_file = "x"\n' + SENDER, "password_file must be a whole path"),
        (SERVER + "port = 0\n" + SENDER, "port must be from 1 to 65535"),
        ('[server]\nhost = "a b"\n' + SENDER, "host must be the name of a server"),
        (SERVER + '[sender]\naddress = "billing"\n', "address is no address that mail can come from"),
        (SERVER + '[sender]\nname = "A <b>"\naddress = "a@example.org"\n', "name cannot have any of"),
        (SERVER + '[sender]\nname = "A\\r\\nBcc: b"\naddress = "a@example.org"\n', "name must be one line"),
        (SERVER + SENDER + "[retry]\nfirst_minutes = 60\nlongest_minutes = 30\n", "longest_minutes must be from 60"),
        (SERVER + SENDER + "[clients.HOSP]\nnam = 1\n", "address is missing"),
        (SERVER + SENDER + "[servers]\n", "servers is not a field here"),
    ],
)
def test_a_wrong_file_is_refused_with_its_field(text: str, why: str) -> None:
    with pytest.raises(ConfigError, match=rf"^config/mail\.toml: {why}|^config/mail\.toml: .*{why}"):
        said(text)


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        (" Ada.Lovelace+bill@Example.ORG ", "Ada.Lovelace+bill@example.org"),
        ("o'neil@sub.example.org", "o'neil@sub.example.org"),
        ("ada@münchen.example", "ada@xn--mnchen-3ya.example"),
        ("ada@example", ""),
        ("ada@127.0.0.1", ""),
        ("ada@[127.0.0.1]", ""),
        ("ada..b@example.org", ""),
        (".ada@example.org", ""),
        ('"a b"@example.org', ""),
        ("łukasz@example.org", ""),
        ("ada@-example.org", ""),
        ("ada@exa mple.org", ""),
        ("Ada <ada@example.org>", ""),
        ("ada@example.org,eve@example.org", ""),
        ("ada@example.org\r\nBcc: eve@example.org", ""),
        (f"{'a' * 65}@example.org", ""),
        (f"a@{'.'.join(['a' * 60] * 5)}", ""),
        ("", ""),
    ],
)
def test_an_address_is_what_mail_is_really_sent_to(typed: str, address: str) -> None:
    assert address_of(typed) == address


@given(st.one_of(st.sampled_from([*NAUGHTY.values()]), st.text(max_size=30)), st.text(max_size=20))
def test_nothing_that_ends_a_line_or_a_command_is_an_address(local: str, host: str) -> None:
    for typed in (local, f"{local}@example.org", f"{local}@{host}", f"ada@{host}.org", f"ada@example.org{local}"):
        found = address_of(typed)
        assert not set(found) & set(' \t\r\n<>,;:"()[]\\\x00')
        assert found.isascii()
        assert len(found) <= LONGEST
        assert address_of(found) == found


@given(st.integers(0, 10_000), st.integers(0, 400))
def test_a_pause_is_never_longer_than_said_and_nothing_is_tried_for_ever(tries: int, hours: int) -> None:
    retry = Retry(timedelta(minutes=5), timedelta(hours=4), timedelta(hours=96))
    queued = datetime(2026, 11, 23, tzinfo=UTC)
    now = queued + timedelta(hours=hours)
    following = retry.next_after(tries, queued, now)
    if following is None:
        assert hours > 96 - 4
    else:
        assert timedelta(minutes=5) <= following - now <= timedelta(hours=4)
        assert following <= queued + timedelta(hours=96)
