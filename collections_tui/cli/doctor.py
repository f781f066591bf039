"""The command `doctor`: whether every figure that the database keeps is right, in one line for each kind."""

from __future__ import annotations

import click

from collections_tui.cli.options import common, settings
from collections_tui.cli.output import progress_bar, say, say_json


@click.command("doctor")
@click.option("--repair", is_flag=True, help="Put right what is wrong, and look once more.")
@common
def doctor_command(repair: bool) -> None:
    """Work out every kept figure anew and say what differs: balances, promises, calls, the queue, and the counts.

    It reads one moment of the database and keeps nobody from working; a night is the best time for --repair. Exit code
    1 says that something is wrong (and, with --repair, still is).

    JSON: {"accounts", "wrong", "figures": [{"name", "wrong", "repaired", "examples": [{"where", "kept", "found"}]}]}.
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
        say_json({"accounts": report.accounts, "wrong": report.wrong, "figures": figures})
    else:
        for finding in report.findings:
            say(_line(finding))
            for wrong in finding.examples if finding.wrong > finding.repaired else ():
                say(f"    {wrong.where}: kept {_shown(wrong.kept)}, should be {_shown(wrong.found)}")
    if report.wrong:
        raise click.exceptions.Exit(1)


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
