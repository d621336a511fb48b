"""Disks that are full: a small file system of our own where one may be mounted, else a limit on every file."""

import resource
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.races.live import Live

KILOBYTE = b"\0" * 1024


@contextmanager
def small_disk(folder: Path, *, megabytes: int) -> Iterator[Path]:
    """A file system of so many megabytes at `folder`. The test is skipped, and says so, where nobody may mount one."""
    folder.mkdir(mode=0o755, parents=True)
    mount = shutil.which("mount") or "/usr/bin/mount"
    words = [mount, "-t", "tmpfs", "-o", f"size={megabytes}m,mode=0777", "guildhall-tests", str(folder)]
    try:
        done = subprocess.run(words, capture_output=True, text=True, check=False)
    except OSError as missing:
        done = subprocess.CompletedProcess(words, 1, "", str(missing))
    if done.returncode:
        folder.rmdir()
        pytest.skip(f"a disk that can be filled has to be mounted, which is not allowed here ({done.stderr.strip()})")
    try:
        yield folder
    finally:
        subprocess.run([shutil.which("umount") or "/usr/bin/umount", "--lazy", str(folder)], check=True)
        folder.rmdir()


@contextmanager
def filled(disk: Path) -> Iterator[None]:
    """Not a byte is free on the disk for as long as the block lasts."""
    waste = disk / "waste"
    with waste.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(KILOBYTE)
        except OSError:
            pass
    try:
        yield
    finally:
        waste.unlink()


@contextmanager
def no_file_grows(live: Live) -> Iterator[None]:
    """The processes of the server may make no file longer than the log of the database is now."""
    log_size = Path(live.address.removeprefix("sqlite:///") + "-wal").stat().st_size
    limits = {process.pid: resource.prlimit(process.pid, resource.RLIMIT_FSIZE) for process in live.workers()}
    for pid, (_soft, hard) in limits.items():
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (log_size + 9000, hard))
    try:
        yield
    finally:
        for pid, limit in limits.items():
            resource.prlimit(pid, resource.RLIMIT_FSIZE, limit)
