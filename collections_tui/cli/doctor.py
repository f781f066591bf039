"""The command `doctor`: whether the database and every figure in it are right, in one line for each kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from collections_tui.cli.options import common, settings
from collections_tui.cli.output import progress_bar, say, say_json

if TYPE_CHECKING:
    from collections_tui.services.house import Check


@click.command("doctor")
@click.option("--repair", is_flag=True, help="Put right what is wrong, and look once more.")
@common
def doctor_command(repair: bool) -> None:
    """Look at the database and what stands around it, work out every kept figure anew, and say what is wrong.

    It reads one moment of the database and keeps nobody from working; a night is the best time for --repair. Exit code
    1 says that something is wrong (and, with --repair, still is).

    JSON: {"accounts", "wrong", "figures": [{"name", "wrong", "repaired", "examples": [{"where", "kept", "found"}]}],
    "checks": [{"name", "state", "number", "repaired", "found", "advice", "note"}]}; a state is ok, look or wrong.
    """
    from collections_tui.services import doctor

    with settings().desk() as desk, progress_bar("Checking") as progress:
        report = doctor.examine(desk, repair, progress)
    if settings().json:
        figures = [
            {
                "name": one.name,
                "wrong": one.wrong,
                "repaired": one.repaired,
                "examples": [
                    {"where": wrong.where, "kept": wrong.kept, "found": wrong.found} for wrong in one.examples
                ],
            }
            for one in report.findings
        ]
        checks = [
            {
                "name": one.name, "state": one.state, "number": one.number, "repaired": one.mended, "found": one.found,
                "advice": one.advice, "note": one.note,
            }
            for one in report.checks
        ]  # fmt: skip
        say_json({"accounts": report.accounts, "wrong": report.wrong, "figures": figures, "checks": checks})
    else:
        for check in report.checks:
            _say_check(check)
        for finding in report.findings:
            say(_line(finding))
            for wrong in finding.examples if finding.wrong > finding.repaired else ():
                say(f"    {wrong.where}: kept {_shown(wrong.kept)}, should be {_shown(wrong.found)}")
    if report.wrong:
        raise click.exceptions.Exit(1)


def _say_check(check: Check) -> None:
    if check.mended >= check.number > 0:
        say(f"mended  {check.name}: {check.number:,}")
        return
    if check.state == "ok":
        say(f"ok      {check.name}" + (f" ({check.note})" if check.note else ""))
        return
    mended = f", {check.mended:,} mended" if check.mended else ""
    say(f"{'WRONG' if check.state == 'wrong' else 'look'}".ljust(8) + f"{check.name}: {check.number:,}{mended}")
    for found in check.found:
        say(f"    {found}")
    say(f"    → {check.advice}")


def _line(finding: object) -> str:
    from collections_tui.services.doctor import Finding

    assert isinstance(finding, Finding)
    if not finding.wrong:
        return f"ok      {finding.name}"
    if finding.repaired >= finding.wrong:
        return f"mended  {finding.name}: {finding.wrong:,} were wrong"
    mended = f", {finding.repaired:,} mended" if finding.repaired else ""
    return f"WRONG   {finding.name}: {finding.wrong:,}{mended}"


def _shown(value: object) -> str:
    return "nothing" if value is None or value == "" else str(value)
