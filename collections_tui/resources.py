"""Finds the files that ship in data/, in a checkout as in an installed wheel. Refuses to read or understand them."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def data_path(*parts: str) -> Path:
    """Return the absolute path of a file or folder inside data/; without parts, of data/ itself.

    The path need not exist: a caller that lets people name a file can say in its own words that it is missing.

    Raises:
        FileNotFoundError: there is no data/ at all, so the installation is damaged.
        ValueError: the parts lead out of data/.
    """
    root = _data_root()
    path = root.joinpath(*parts)
    if ".." in path.parts[len(root.parts) :] or not path.is_relative_to(root):
        raise ValueError(f"{'/'.join(parts)} lies outside the data that ships with the program.")
    return path


def _data_root() -> Path:
    # A wheel carries data/ inside the package; in a checkout it stands beside the package.
    for root in (_PACKAGE / "data", _PACKAGE.parent / "data"):
        if root.is_dir():
            return root
    raise FileNotFoundError(
        f"The data that ships with the program is missing from {_PACKAGE}: install collections-tui again."
    )
