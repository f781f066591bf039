"""`python -m collections_tui` is the same as the command `collections-tui`."""

from collections_tui.client import main

if __name__ == "__main__":
    main()
