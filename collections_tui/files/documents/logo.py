"""A client's logo: a PNG or JPEG file, looked at before anything is written."""

from __future__ import annotations

import warnings
import zlib
from functools import lru_cache
from pathlib import Path

from collections_tui.domain.errors import ConfigError
from collections_tui.domain.text import clean
from collections_tui.files.documents.pdf_file import Picture

_MOST_BYTES = 4 << 20
_MOST_PIXELS = 4_000
_PRINTED = 800  # pixels: more of them is seen on no paper, at the size of a logo


def load_logo(path: Path) -> Picture:
    """Return a logo as a PDF has it.

    Raises:
        ConfigError: it cannot be read, is no PNG or JPEG image, or is too large to be a logo.
    """
    try:
        changed = path.stat().st_mtime_ns
    except OSError as error:
        raise ConfigError(
            f"The logo {clean(str(path))} cannot be read: {(error.strerror or 'why?').lower()}."
        ) from None
    return _loaded(path, changed)


@lru_cache(maxsize=32)
def _loaded(path: Path, _changed: int) -> Picture:
    from PIL import Image

    named = f"The logo {clean(str(path))}"
    try:
        with path.open("rb") as file:
            if len(file.read(_MOST_BYTES + 1)) > _MOST_BYTES:
                raise ConfigError(f"{named} is larger than 4 MB: make it smaller.")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(path, formats=("PNG", "JPEG")) as image:
                if max(image.size) > _MOST_PIXELS:
                    raise ConfigError(f"{named} has more than 4,000 pixels a side: make it smaller.")
                image.thumbnail((_PRINTED, _PRINTED))
                # What can be seen through is paper.
                whole = image.convert("RGBA")
                paper = Image.new("RGBA", whole.size, "white")
                flat = Image.alpha_composite(paper, whole).convert("RGB")
    except OSError as error:
        if error.strerror:
            raise ConfigError(f"{named} cannot be read: {error.strerror.lower()}.") from None
        raise _no_image(named) from None
    except (SyntaxError, ValueError, EOFError, Image.DecompressionBombError):
        raise _no_image(named) from None
    return Picture(flat.width, flat.height, 3, "FlateDecode", zlib.compress(flat.tobytes(), 9))


def _no_image(named: str) -> ConfigError:
    return ConfigError(f"{named} is no PNG or JPEG image: save it again as one of them.")
