"""The commands that record calls: `log-call`, `undo`, and the `outcomes` they can have."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

import click

from collections_tui.cli.options import Instant, common, settings
from collections_tui.cli.output import local, say, say_json, say_table
from collections_tui.domain.dates import parse_day, parse_moment
from collections_tui.domain.errors import Refused
from collections_tui.domain.money import parse_cents
from collections_tui.domain.phones import parse_phone
from collections_tui.services import accounts, books, calls
from collections_tui.services.desk import Desk
from collections_tui.services.views import CallEntry, Logged
