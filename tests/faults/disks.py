"""Disks that fill up, that fail, and that the system stops writing to. Real ones, which take an administrator."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

PAGE = 4096


def _run(*words: str) -> None:
    """Do what only an administrator may, or skip the test."""
    if os.geteuid() != 0 or shutil.which(words[0]) is None:
        pytest.skip("only an administrator may make disks: this test of a faulty one was left out")
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"no such disk can be made here ({done.stderr.strip()[:200]}): this test was left out")


@contextmanager
def small(folder: Path, size: str = "8m") -> Iterator[Path]:
    """A disk in memory of that size."""
    folder.mkdir(exist_ok=True)
    _run("mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder))
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


@contextmanager
def filled(disk: Path, leave: int) -> Iterator[None]:
    """Meanwhile there is room for so many bytes more."""
    filler = disk / "filler"
    free = os.statvfs(disk)
    try:
        with filler.open("wb", buffering=0) as file:
            os.posix_fallocate(file.fileno(), 0, max(PAGE, free.f_bavail * free.f_frsize - leave))
        yield
    finally:
        filler.unlink()


@contextmanager
def failing_beyond(size: int) -> Iterator[None]:
    """Meanwhile whatever is written behind so many bytes of a file fails, as on a disk with faults there."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


class Image:
    """A disk in a file: it can be taken out and put in again, and the system can be made to stop writing to it."""

    def __init__(self, folder: Path) -> None:
        self.file, self.disk = folder / "disk.img", folder / "disk"
        self.disk.mkdir()
        with self.file.open("wb") as file:
            file.truncate(16 << 20)
        _run("mkfs.ext4", "-q", "-O", "^has_journal", "-E", "lazy_itable_init=1", str(self.file))
        self.put_in()

    def put_in(self) -> None:
        """Mount it."""
        _run("mount", "-o", "loop", str(self.file), str(self.disk))

    def stop_writing(self) -> None:
        """What the system does by itself when a disk is faulty: from now on it may only be read."""
        _run("mount", "-o", "remount,abort", str(self.disk))

    def take_out(self) -> None:
        """Unmount it; nothing on it may be open. What was not on the disk yet is gone."""
        subprocess.run(["umount", str(self.disk)], check=True)


@contextmanager
def image(folder: Path) -> Iterator[Image]:
    """Such a disk, put in."""
    made = Image(folder)
    try:
        yield made
    finally:
        subprocess.run(["umount", "-l", str(made.disk)], check=False, capture_output=True)
