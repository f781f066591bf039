"""A public key of SSH as a person sends it: understood byte by byte, or refused in a sentence.

Only a bare key is taken. What else can stand in such a file (options, commands, certificates, private halves) is
refused, since each would say something about how somebody may come in, and that is not theirs to say.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from math import gcd, prod
from typing import NamedTuple

from collections_tui.domain.errors import Refused
from collections_tui.domain.text import clean

SHORTEST_RSA = 3072
"""Bits: 128 bits of strength (NIST SP 800-57 part 1, table 2), which the curves have too."""
LONGEST_RSA = 16384
LONGEST_FILE = 64 * 1024
LONGEST_COMMENT = 100

_CURVES = {
    # y² = x³ - 3x + b (mod p): SEC 2, sections 2.4.2, 2.5.1 and 2.6.1
    "nistp256": (
        2**256 - 2**224 + 2**192 + 2**96 - 1,
        0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B,
    ),
    "nistp384": (
        2**384 - 2**128 - 2**96 + 2**32 - 1,
        0xB3312FA7E23EE7E4988E056BE3F82D19181D9C6EFE8141120314088F5013875AC656398D8A2ED19D2A85C8EDD3EC2AEF,
    ),
    "nistp521": (
        2**521 - 1,
        0x51953EB9618E1C9A1F929A21A0B68540EEA2DA725B99B315F3B8B489918EF109E156193951EC7E937B1652C0BD3BB1BF073573DF883D2C34F1EF451FD46B503F00,
    ),
}
_ED25519 = 32
KINDS = (
    "ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521", "ssh-rsa",
    "sk-ssh-ed25519@openssh.com", "sk-ecdsa-sha2-nistp256@openssh.com",
)  # fmt: skip
"""The kinds of keys that are taken; those with ``sk-`` live in a token that has to be touched."""
FORM = "restrict,pty,command="
"""How each of our lines begins: everything is shut but a terminal, and one command is run whatever is asked for."""
_OURS = re.compile(FORM + r'"(?:[^"\\]|\\.)* ssh session (?:[^"\\]|\\.)*" \S+ \S+( \S+)?')
_ANY_KIND = re.compile(r"(sk-)?(ssh|ecdsa|x509|webauthn-sk)-[a-z0-9@.-]+")
_MAKE_ONE = "make one with ssh-keygen -t ed25519"


class PublicKey(NamedTuple):
    """A key that is good. ``body`` is in base64, ``fingerprint`` as ``ssh-keygen -l`` shows it."""

    kind: str
    body: str
    comment: str
    fingerprint: str

    @property
    def line(self) -> str:
        """Kind and key, as they stand in a line of ``authorized_keys``."""
        return f"{self.kind} {self.body}"


def line_of(command: str, kind: str, body: str, login: str) -> str:
    """A line of ``authorized_keys`` by which sshd runs one command for a key, whatever is asked for."""
    quoted = command.replace('"', '\\"')
    return f'{FORM}"{quoted}" {kind} {body} {login}'


def strange_line(text: str) -> int:
    """The number of the first line that has a key and is none of ours; 0 when there is none."""
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip() and not line.lstrip().startswith("#") and not _OURS.fullmatch(line):
            return number
    return 0


class _Malformed(Exception):
    """The bytes of the key are not what its kind has."""


def parse_key(text: str) -> PublicKey:
    """The one public key in the text of a file, as ``ssh-keygen`` writes ``.pub``.

    Raises:
        Refused: there is none or more than one, it has options, is a private key, is weak or malformed.
    """
    if "PRIVATE KEY-----" in text or text.startswith("PuTTY-User-Key-File"):
        raise Refused("That is the private half of a key, which nobody else may have: send the file ending in .pub.")
    if text.lstrip().startswith("----"):
        raise Refused("That is a key in another form: ssh-keygen -i -f FILE writes it as OpenSSH does.")
    if len(text) > LONGEST_FILE:
        raise Refused("That is no file with a public key: it is too long.")
    lines = [line.strip() for line in text.splitlines()]
    lines = [line for line in lines if line and not line.startswith("#")]
    if not lines:
        raise Refused(f"There is no public key in it: {_MAKE_ONE}, and send the file ending in .pub.")
    if len(lines) > 1:
        raise Refused("There is more than one key in it: add them one by one.")
    return _parse_line(lines[0])


def _parse_line(line: str) -> PublicKey:
    kind, body, comment = [*line.split(None, 2), "", ""][:3]
    if not _ANY_KIND.fullmatch(kind):
        if any(_ANY_KIND.fullmatch(word) for word in line.split()[1:]):
            raise Refused("The key has options of its own: leave nothing before its kind, such as ssh-ed25519.")
        raise Refused(f"There is no public key in it: {_MAKE_ONE}, and send the file ending in .pub.")
    if kind == "ssh-dss":
        raise Refused(f"The key is weak: DSA is no longer safe; {_MAKE_ONE}.")
    if "-cert-" in kind:
        raise Refused("That is a certificate, whose own rules would be missed: add the key it was made for.")
    if kind not in KINDS:
        raise Refused(f"Keys of the kind {clean(kind)[:40]} are not taken: {_MAKE_ONE}.")
    try:
        blob = base64.b64decode(body, validate=True)
        _check(kind, _Reader(blob))
    except (_Malformed, binascii.Error, ValueError):
        raise Refused(f"The key is malformed: copy the whole line of the .pub file, or {_MAKE_ONE}.") from None
    digest = base64.b64encode(hashlib.sha256(blob).digest()).decode().rstrip("=")
    canonical = base64.b64encode(blob).decode()
    return PublicKey(kind, canonical, clean(comment.strip())[:LONGEST_COMMENT], f"SHA256:{digest}")


class _Reader:
    """Takes apart what RFC 4251, section 5, puts together."""

    def __init__(self, blob: bytes) -> None:
        self._blob, self._at = blob, 0

    def string(self) -> bytes:
        start = self._at + 4
        size = int.from_bytes(self._blob[self._at : start], "big")
        if start > len(self._blob) or start + size > len(self._blob):
            raise _Malformed
        self._at = start + size
        return self._blob[start : self._at]

    def number(self) -> int:
        """A positive number in its only form: no needless zeros before it."""
        raw = self.string()
        if not raw or raw[0] & 0x80 or (raw[0] == 0 and not (len(raw) > 1 and raw[1] & 0x80)):
            raise _Malformed
        return int.from_bytes(raw, "big")

    def end(self) -> None:
        if self._at != len(self._blob):
            raise _Malformed


def _check(kind: str, reader: _Reader) -> None:
    """Pass if what follows is a good key of that kind.

    Raises:
        _Malformed: it is not.
        Refused: it is weak.
    """
    if reader.string() != kind.encode():
        raise _Malformed
    if "ed25519" in kind:
        if len(reader.string()) != _ED25519:
            raise _Malformed
    elif "ecdsa" in kind:
        curve = reader.string().decode("ascii")
        if curve not in kind:
            raise _Malformed
        _check_point(curve, reader.string())
    else:
        _check_rsa(reader.number(), reader.number())
    if kind.startswith("sk-") and not reader.string():  # what it is for: "ssh:"
        raise _Malformed
    reader.end()


def _check_point(curve: str, point: bytes) -> None:
    """Pass if a point lies on its curve, and is written out in full (SEC 1, section 2.3.4)."""
    p, b = _CURVES[curve]
    size = (p.bit_length() + 7) // 8
    if len(point) != 1 + 2 * size or point[0] != 4:
        raise _Malformed
    x, y = int.from_bytes(point[1 : 1 + size], "big"), int.from_bytes(point[1 + size :], "big")
    if x >= p or y >= p or (y * y - (x * x * x - 3 * x + b)) % p:
        raise _Malformed


def _check_rsa(exponent: int, modulus: int) -> None:
    if modulus.bit_length() < SHORTEST_RSA:
        bits = f"RSA of {modulus.bit_length()} bits, where {SHORTEST_RSA} are the least"
        raise Refused(f"The key is weak: {bits}; {_MAKE_ONE}.")
    if exponent < 3 or exponent % 2 == 0 or modulus % 2 == 0 or modulus.bit_length() > LONGEST_RSA:
        raise _Malformed
    if gcd(modulus, prod(range(3, 2000, 2))) != 1:
        raise Refused(f"The key is weak: its modulus is no product of two large primes; {_MAKE_ONE}.")
