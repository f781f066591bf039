"""Texts that people, files and other people's programs have been known to send, each under a name.

Every escape sequence carries a mark of its own, so that a test that sees the mark outside of its harmless form knows
where it came from. The strings are used as names, notes, numbers and answers: wherever a text can come in.
"""

from __future__ import annotations

import re
import unicodedata

MARK = "NAUGHTY"

ESCAPES = {
    "clear screen": "\x1b[2J\x1b[H" + MARK,
    "colour": f"\x1b[31337m{MARK}\x1b[0m",
    "cursor away": f"{MARK}\x1b[99;99H",
    "scroll region": f"\x1b[5;7r{MARK}",
    "report status": f"{MARK}\x1b[6n\x1b[c",
    "alternate screen": f"\x1b[?1049h{MARK}",
    "paste brackets": f"\x1b[201~{MARK}\x1b[200~",
    "reset": f"\x1bc{MARK}",
    "title": f"\x1b]0;{MARK}\x07",
    "clipboard": "\x1b]52;c;TkFVR0hUWQ==\x07",
    "clipboard by string end": "\x1b]52;c;TkFVR0hUWQ==\x1b\\",
    "link": f"\x1b]8;;https://naughty.example/\x1b\\{MARK}\x1b]8;;\x1b\\",
    "device control": f"\x1bP+q544e\x1b\\{MARK}",
    "program command": f"\x1b_{MARK}\x1b\\",
    "half a sequence": f"{MARK}\x1b[",
    "half a string": f"\x1b]0;{MARK}",
    "bare escape": f"{MARK}\x1b",
    "eight-bit sequence": f"\x9b31337m{MARK}",
    "eight-bit clipboard": "\x9d52;c;TkFVR0hUWQ==\x9c",
    "all C1": "".join(map(chr, range(0x80, 0xA0))) + MARK,
    "all C0 but NUL": "".join(map(chr, range(0x01, 0x20))) + "\x7f" + MARK,
    "bells and backspaces": f"{MARK}\x07\x08\x08\x08\x08",
    "shift out": f"\x0e{MARK}\x0f",
}

DIRECTIONS = {
    "right to left override": "Rivera \u202egnp.exe",
    "isolates": "\u2066Rivera\u2069 \u2067x\u2068y",
    "embeddings": "\u202aA\u202bB\u202cC\u202dD",
    "marks": "a\u200eb\u200fc\u061cd",
    "Arabic": "محمد عبد الله",
    "Hebrew with vowels": "בְּרֵאשִׁ֖ית",
    "both ways": "Ana (עָנָה) 12-34 محمد",
    "line separators": "one\u2028two\u2029three\x85four",
}

SHAPES = {
    "wide": "日本語のお客様 株式会社",
    "halfwidth": "ﾃｽﾄ ｵｷｬｸｻﾏ",
    "fullwidth": "Ｒｉｖｅｒａ　＝１＋１",
    "zero width": "R\u200bi\u200cv\u200de\u2060r\ufeffa",
    "soft hyphen": "Ri\u00advera",
    "nothing to see": "\u3164\u115f\u2800\u00a0Rivera",
    "joiners alone": "\u200d\u200d\u200dx\u200d",
    "tags": "Rivera" + "".join(chr(0xE0000 + ord(c)) for c in "hidden"),
    "variation selectors": "R\ufe0fi\ufe0ev\U000e0100era",
    "zalgo": "R" + "\u0315\u0489\u033e\u0360" * 40 + "i" + "\u0316\u0323\u0325" * 40,
    "marks alone": "\u0301\u0302\u0303",
    "mark after blank": "Ann \u0301 Lee",
    "family": "👩\u200d👩\u200d👧\u200d👦 Family",
    "skin": "👍🏿 👩🏽\u200d🚀 Doe",
    "flags": "🇺🇸🇩🇪🇺 Doe",
    "keycap": "1\ufe0f\u20e3 #\ufe0f\u20e3",
    "heart": "❤\ufe0f❤\ufe0e",
    "old letters": "𓀀𓁐 𐎠𐏀 𝕽𝖎𝖛",
    "private use": "\ue000\uf8ff\U000f0000",
    "no characters": "a\ufdd0\ufffeb\uffff\U0001ffff",
    "replacement": "Ren\ufffd",
    "ligatures": "ﷺ ﬃ Ǆ ß ẞ İ ı",
    "Thai": "น้ำผึ้ง ทำไมเหรอ",
    "Devanagari": "क्षत्रिय र्क",
    "Korean in parts": "\u1112\u1161\u11ab\u1100\u1173\u11af",
    "case that grows": "ŉ ǰ ΐ ﬀ İ",
    "other digits": "١٢٣ ۴۵۶ १२३ ４５６ ²³ ⅷ 𝟙𝟚",
}

CODE = {
    "markup": "[red]Rivera[/red]",
    "closing markup": "Smith [/] Jr",
    "click": "[@click=app.quit]press[/]",
    "link markup": "[link=https://naughty.example]x[/link]",
    "open bracket": "[",
    "many brackets": "[[[[[[]]]]]] [bold [/bold",
    "escaped bracket": "\\[red]\\",
    "style name": "[$accent on $error]x[/]",
    "SQL": "Robert'); DROP TABLE customer;--",
    "SQL union": "' OR 1=1 UNION SELECT login FROM collector --",
    "full-text query": 'name:x* AND "y" OR NOT (z NEAR/2 w) -',
    "like": "100%_off\\",
    "quotes": 'O\'Neil "the" `one` ‘and’ “only”',
    "format strings": "{0} {name} {} %s %d %n $(date) `id` ${HOME}",
    "braces": "{customer} {balance} {{}}",
    "JSON": '{"a": [1, null], "b": "\\u001b"}',
    "HTML": "<script>alert(1)</script> &amp; <b>",
    "TOML": '"""\nkey = 1\n[table]',
    "path": "../../../../etc/passwd",
    "file": "file:///dev/zero",
    "backslashes": "C:\\new\\table\\x1b[2J \\u001b",
    "option": "--help",
    "only dash": "-",
    "null words": "NULL",
    "None": "None",
    "infinity": "1e999",
    "nan": "NaN",
}

FORMULAS = {
    "formula": "=cmd|' /C calc'!A0",
    "formula plus": "+SUM(1;1)",
    "formula minus": "-2+3+cmd|' /C calc'!A0",
    "formula at": "@SUM(1+1)*cmd|' /C calc'!A0",
    "formula behind blank": "  =1+1",
    "formula behind tab": "\t=1+1",
    "formula behind line": "\n=1+1",
    "formula wide": "＝1+1",
    "hyperlink": '=HYPERLINK("https://naughty.example","pay")',
}

LINES = {
    "lines": "one\ntwo\r\nthree\rfour\vfive\ffive",
    "tabs": "a\tb\t\tc",
    "many lines": "x\n" * 500,
    "blanks": "   Ann    Lee   ",
    "blank": " ",
    "only no-break": "\u00a0\u2003\u3000",
    "comma": "Lee, Ann; and | others",
    "separators": "a\x1fb\x1ec\x1dd\x1c",
}

LONG = {
    "long": "x" * 100_000,
    "long wide": "日" * 33_000,
    "long zalgo": "e" + "\u0301" * 100_000,
    "long family": "👩\u200d" * 20_000,
    "long escapes": "\x1b[2J" * 20_000,
    "long words": "word " * 20_000,
    "long digits": "9" * 100_000,
    "long brackets": "[" * 100_000,
    "long blanks": "a" + " " * 100_000 + "b",
}

NAUGHTY: dict[str, str] = ESCAPES | DIRECTIONS | SHAPES | CODE | FORMULAS | LINES | LONG
"""All that a UTF-8 file can hold and a database keep."""

SHORT = {name: text for name, text in NAUGHTY.items() if len(text) <= 1000}
"""Those that can be typed, or given to a command."""

BROKEN = {"half a pair": "\ud83d", "other half": "x\ude00y", "bytes": "caf\udce9", "NUL": "a\x00b"}
"""What no UTF-8 file holds, but the arguments of a command, or a broken program, may."""

_DRIVES = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f\ufeff\ud800-\udfff\U000e0000-\U000e007f]"
)


def driving(text: str) -> list[str]:
    """Return every sign that could drive a terminal or turn the reading direction. A line feed is none of them."""
    return _DRIVES.findall(text)


def is_kept(text: str, shown: str) -> bool:
    """Tell whether everything of a text that can be seen is still there, in its order."""
    rest = iter(shown)
    return all(any(sign == other for other in rest) for sign in text if _seen(sign))


def _seen(sign: str) -> bool:
    return sign.isprintable() and not sign.isspace() and unicodedata.category(sign)[0] in "LNPS"
