"""Opens the workstation: the only place where the command line meets the screens."""

from __future__ import annotations

import sys

from collections_tui.cli.options import Settings
from collections_tui.domain.errors import Refused
