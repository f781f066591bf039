"""A program that is killed while it takes a remittance in: all of it is there, or nothing, and it is taken in again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from collections_tui.services import accounts, doctor, remittances
from tests.build import Office
from tests.era import Service, Told, era
from tests.services.billing import SERVICE
from tests.services.claiming import AETNA, claimed, patient
from tests.services.facts import check_everything

ROOT = Path(__file__).parents[2]
_KILLED = """
import os, signal, sys
from pathlib import Path
from collections_tui.services import remittances, remittance_posting
from collections_tui.services.sign_in import open_desk
from tests.build import HandClock
where, file, moment = sys.argv[1:]
done = []

def killing(name, kept):
    def act(self, *args, **more):
        found = kept(self, *args, **more)
        done.append(1)
        if name == moment.split()[0] and len(done) == int(moment.split()[1]):
            os.kill(os.getpid(), signal.SIGKILL)
        return found
    return act

name = moment.split()[0]
if name != "commit":
    setattr(remittance_posting.Poster, name, killing(name, getattr(remittance_posting.Poster, name)))
desk = open_desk(where, "boss", HandClock())
remittances.take(desk, Path(file), "HOSP")
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.parametrize("moment", ["post 1", "post 3", "finish 1", "commit 0"])
def test_all_of_it_or_nothing(work: Office, tmp_path: Path, moment: str) -> None:
    ana = work.desk("ana")
    asked = [claimed(ana, patient(work, AETNA)) for _ in range(3)]
    told = [Told(one.control, (Service(100_00, (("PR", "1", 20_00),), on=SERVICE),)) for one in asked]
    (tmp_path / "x.835").write_text(era(*told))
    killed = subprocess.run(
        [sys.executable, "-c", _KILLED, work.where, str(tmp_path / "x.835"), moment],
        cwd=ROOT, check=False, env=os.environ | {"PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert killed.returncode == -signal.SIGKILL
    whole = moment == "commit 0"
    assert len(remittances.listed(work.boss)) == whole
    owed = [accounts.alone(work.boss, one.account_id).balance_cents for one in asked]
    assert owed == [20_00 if whole else 100_00] * 3
    again = remittances.take(work.boss, tmp_path / "x.835", "HOSP")
    assert (again.posted, again.unchanged) == ((0, 1) if whole else (3, 0))
    assert [accounts.alone(work.boss, one.account_id).balance_cents for one in asked] == [20_00] * 3
    assert doctor.examine(work.boss).wrong == 0
    check_everything(work.boss)
