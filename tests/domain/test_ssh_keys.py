"""Public keys: what is good, what is refused, and that nothing else comes of any text."""

from __future__ import annotations

import base64
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collections_tui.domain.errors import Refused
from collections_tui.domain.ssh_keys import line_of, parse_key, strange_line
from tests.ssh_samples import BAD, GOOD

ED, _ = GOOD["ed25519"]


def rsa(modulus: int, exponent: int = 65537, *, after: bytes = b"") -> str:
    """A line with an RSA key of these numbers."""

    def text(raw: bytes) -> bytes:
        return len(raw).to_bytes(4, "big") + raw

    def number(value: int) -> bytes:
        return text(value.to_bytes(value.bit_length() // 8 + 1, "big"))

    return f"ssh-rsa {base64.b64encode(text(b'ssh-rsa') + number(exponent) + number(modulus) + after).decode()}"


@pytest.mark.parametrize("kind", GOOD)
def test_a_good_key_is_understood(kind: str) -> None:
    line, fingerprint = GOOD[kind]
    key = parse_key(f"# from Ana\n\n  {line}   ana's laptop \x1b[2J\r\n")
    assert (key.kind, key.line, key.fingerprint) == (line.split()[0], line, fingerprint)
    assert key.comment == "ana's laptop ␛[2J"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "There is no public key in it"),
        ("hello", "There is no public key in it"),
        (f"{ED}\n{GOOD['rsa 3072'][0]}", "more than one key"),
        (f'command="/bin/sh" {ED}', "options of its own"),
        (f"no-pty,permitopen=\"a b\" {ED}", "options of its own"),
        (f"restrict {ED}", "options of its own"),
        (f"cert-authority {ED}", "options of its own"),
        ("-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----", "private half"),
        ("PuTTY-User-Key-File-3: ssh-ed25519", "private half"),
        ("---- BEGIN SSH2 PUBLIC KEY ----\nAAAA\n---- END SSH2 PUBLIC KEY ----", "another form"),
        (BAD["dsa"], "weak: DSA"),
        (BAD["rsa 2048"], "weak: RSA of 2048 bits, where 3072 are the least"),
        (BAD["certificate"], "certificate"),
        ("ssh-xmss@openssh.com AAAA", "ssh-xmss@openssh.com are not taken"),
        (ED[:-4], "malformed"),
        (f"{ED}AAAA", "malformed"),
        (ED.replace("ssh-ed25519 ", "ssh-rsa "), "malformed"),
        (ED.replace("IKFr", "!!!!"), "malformed"),
        (rsa((1 << 3071) + 1, 2), "malformed"),
        (rsa((1 << 3071) + 1, 1), "malformed"),
        (rsa(1 << 3072), "malformed"),
        (rsa((1 << 3071) + 15, after=b"\0"), "malformed"),
        (rsa(((1 << 3071) | 1) * 3), "no product of two large primes"),
        ("x" * 70_000, "too long"),
    ],
)  # fmt: skip
def test_anything_else_is_refused_in_a_sentence(text: str, said: str) -> None:
    with pytest.raises(Refused) as refused:
        parse_key(text)
    assert said in str(refused.value)
    assert str(refused.value).isprintable()


@pytest.mark.parametrize("kind", ["ecdsa 256", "ecdsa 384", "ecdsa 521"])
def test_a_point_beside_its_curve_is_no_key(kind: str) -> None:
    name, body = GOOD[kind][0].split()
    blob = bytearray(base64.b64decode(body))
    for place in (-1, -40, len(blob) // 2):
        changed = bytearray(blob)
        changed[place] ^= 1
        with pytest.raises(Refused, match="malformed"):
            parse_key(f"{name} {base64.b64encode(changed).decode()}")


@settings(max_examples=150)
@given(
    st.one_of(
        st.text(max_size=60),
        st.builds(lambda before, after: f"{before}{ED}{after}", st.text(max_size=20), st.text(max_size=20)),
        st.builds(
            lambda kind, blob: f"{kind} {base64.b64encode(blob).decode()}",
            st.sampled_from(["ssh-rsa", "ssh-ed25519", "ecdsa-sha2-nistp256", "sk-ssh-ed25519@openssh.com"]),
            st.binary(max_size=80),
        ),
    )
)
def test_any_text_is_a_key_of_one_line_or_refused(text: str) -> None:
    try:
        key = parse_key(text)
    except Refused as refused:
        said = str(refused)
    else:
        assert parse_key(key.line).fingerprint == key.fingerprint
        said = f"{key.line} {key.comment}"
    assert said.isprintable()


def test_our_lines_are_told_from_those_of_others() -> None:
    kind, body = ED.split()
    ours = line_of('/x/collections-tui ssh session --db "a b" --as ana', kind, body, "ana")
    assert strange_line(f"# ours\n\n{ours}\n") == 0
    assert strange_line(f"{ours}\n{ED} root@host\n") == 2
    assert strange_line(f"{ours} {ED}\nx\n") == 1
    assert strange_line(line_of("/bin/sh", kind, body, "ana")) == 1
    assert strange_line(ours.replace("restrict,", "")) == 1


@pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="ssh-keygen is not installed")
def test_fingerprints_are_those_of_ssh_keygen(tmp_path: Path) -> None:
    for line, _ in GOOD.values():
        file = tmp_path / "key.pub"
        file.write_text(f"{line}\n")
        shown = subprocess.run(["ssh-keygen", "-lf", str(file)], capture_output=True, text=True, check=True).stdout
        assert parse_key(line).fingerprint == shown.split()[1]
