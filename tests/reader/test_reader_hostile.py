"""Files that want more than their share: ended in their own process, while whoever asked goes on.

The DOCX that unpacks to two hundred megabytes is refused before it gets here (`test_reader_kinds.py`).
"""

import os
import time
import tracemalloc

import pytest

from marketplace.reader import __main__ as inside
from marketplace.reader import child
from marketplace.reader.faults import Fault, UnfitFile, Unreadable, UnreadFile
from marketplace.reader.kinds import FileKind, check
from marketplace.reader.pictures import plain
from tests.reader.hostile import FILES, REFUSED
from tests.reader.papers import pdf

pytestmark = pytest.mark.once

EXPECTED = {
    "stream_bomb.pdf": Unreadable.TOO_BIG,
    "nested_filters.pdf": Unreadable.TOO_BIG,
    "endless_operators.pdf": Unreadable.TOO_LONG,
    "ten_thousand_pages.pdf": Unreadable.TOO_BIG,
    "pages_in_a_circle.pdf": Unreadable.BROKEN,
    "form_in_itself.pdf": Unreadable.NO_WORDS,
    "laughs.docx": Unreadable.BROKEN,
    "outside_entity.docx": Unreadable.BROKEN,
    "deep_nesting.docx": Unreadable.BROKEN,
}


@pytest.mark.parametrize("name", FILES)
def test_a_hostile_file_is_unreadable_within_its_time(name):
    content = FILES[name]()
    begun = time.monotonic()
    with pytest.raises(UnreadFile) as unread:
        child.read(check(name, content), content, seconds=2.5 if name == "endless_operators.pdf" else child.SECONDS)
    assert unread.value.why in {EXPECTED[name], Unreadable.TOO_LONG}  # where the machine is busy, time ends it
    assert time.monotonic() - begun < child.SECONDS + 1


@pytest.mark.parametrize("name", REFUSED)
def test_a_first_look_takes_neither_time_nor_room(name):
    content, peak = REFUSED[name](), 0
    tracemalloc.start()
    begun = time.process_time()
    with pytest.raises(UnfitFile) as unfit:
        check(name, plain(content))
    took, peak = time.process_time() - begun, tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert unfit.value.fault in {Fault.PACKED, Fault.BROKEN}
    assert (took < 1, peak < 12_000_000) == (True, True), (took, peak)


def test_a_child_is_given_ten_seconds_and_no_secret(monkeypatch):
    asked = {}

    class Watched(child.subprocess.Popen):
        def __init__(self, command, **options):
            asked.update(options, command=command)
            super().__init__(command, **options)

    class AtOnce(child.Timer):
        def start(self):
            asked["seconds"] = self.interval
            self.function()

    monkeypatch.setattr(child.subprocess, "Popen", Watched)
    monkeypatch.setattr(child, "Timer", AtOnce)
    with pytest.raises(UnreadFile) as unread:
        child.read(FileKind.TEXT, b"Mara Quill")
    assert unread.value.why is Unreadable.TOO_LONG
    assert (asked["seconds"], asked["env"]) == (10.0, {"LC_ALL": "C.UTF-8"})
    assert "Mara" not in repr(asked["command"])


def test_a_child_that_answers_without_end_is_ended(monkeypatch):
    monkeypatch.setattr(child, "_BEGIN", "while True: print('x' * 9000)")
    with pytest.raises(UnreadFile) as unread:
        child.read(FileKind.TEXT, bytes(5_000_000), seconds=5)
    assert unread.value.why is Unreadable.TOO_BIG


def test_a_child_reads_what_is_well(tmp_path):
    reading = child.read(FileKind.PDF, pdf([["Work experience", "Cook, Harbour Diner, 2012 – 2014", "• Cooked"]]))
    assert reading.lines[0] == "Work experience"
    [found] = reading.experiences
    assert (found.title, found.organisation, str(found.started_on)) == ("Cook", "Harbour Diner", "2012-01-01")


@pytest.mark.parametrize(
    ("event", "arguments"),
    [
        ("open", ("/tmp/x", "w", os.O_WRONLY | os.O_CREAT)),
        ("socket.connect", ()),
        ("socket.__new__", ()),
        ("subprocess.Popen", ()),
        ("os.system", ()),
        ("os.fork", ()),
    ],
)
def test_a_child_may_neither_write_nor_call_nor_start_anything(event, arguments):
    with pytest.raises(PermissionError):
        inside.forbid(event, arguments)


def test_a_child_may_read_its_own_modules():
    inside.forbid("open", ("marketplace/reader/pdf.py", "r", os.O_RDONLY | os.O_CLOEXEC))
