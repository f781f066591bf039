"""Text from outside, made safe to store and to show, with nothing lost.

A name, a note or a file can hold escape sequences that drive the terminal, controls that turn the reading direction
around, and characters that show nothing at all. Every one of them is made visible here: a control character becomes its
picture (U+2400 block), any other becomes its number between ⟨ and ⟩. Nothing is dropped, so a person can still see
what was sent. Joiners and variation selectors stay: they are part of names and of emoji.
"""

import re

TAB_STOP = 4
"""Columns between tab stops, where a tab in a text of several lines is spread to spaces."""

# Everything here is in one of the categories Cc, Cf, Cs, Zl, Zp or Cn, which `str.isprintable` refuses: that is what
# makes the quick way out of `clean` right. Signs of category Cf that do print (U+0600 and its like) are left alone.
_UNSAFE = re.compile(
    "["
    "\x00-\x1f\x7f-\x9f"  # C0, DEL, C1
    "\u00ad\u180e\u200b\u2060-\u2065\ufeff"  # soft hyphen, zero-width spaces, invisible operators
    "\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f"  # reading direction, line and paragraph separators
    "\ufdd0-\ufdef\ufff9-\ufffb\ufffe\uffff"  # interlinear notes, what is no character at all
    "\ud800-\udfff"  # halves of a pair
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"  # shorthand and musical controls
    "\U000e0000-\U000e007f"  # tags, which can hide a whole message
    "]"
)
_LINE_END = re.compile("\r\n|\r")
_LINE_ENDS = re.compile("[\r\n]+")


def clean(text: str, *, lines: bool = False) -> str:
    """Return `text` with everything that could drive a terminal or deceive a reader made visible.

    One line by default: each run of line ends becomes one space, and so does each tab. With `lines`, line ends stay (as
    `\\n`) and tabs are spread to spaces. Cleaning twice gives the same as cleaning once.
    """
    if text.isprintable():
        return text
    if lines:
        kept = _LINE_END.sub("\n", text).split("\n")
        return "\n".join(_UNSAFE.sub(_visible, line).expandtabs(TAB_STOP) for line in kept)
    return _UNSAFE.sub(_visible, _LINE_ENDS.sub(" ", text).replace("\t", " "))


def _visible(match: re.Match[str]) -> str:
    """The printable form of one character: its control picture, or its number."""
    character = match[0]
    if character == "\t":
        return character
    number = ord(character)
    if number < 0x20:
        return chr(0x2400 + number)
    if number == 0x7F:
        return "\u2421"
    return f"⟨U+{number:04X}⟩"
