"""What a damaged file tells by its length, its first bytes and its write-ahead log, where SQLite says little.

Only for a program that is about to end, or has the record open nowhere else: a plain look at the file drops the locks
that this process holds on it. The log carries none.
"""

import os
import struct
from pathlib import Path
from typing import Any, NamedTuple

from sqlcipher3 import dbapi2

from db.disks import size_text
from db.errors import CutRecord, ReadOnlyRecord, RecordError, WipedRecord, from_driver, shown

RESTORE = "Keep this file and restore the last backup: `acudesk restore`."
_LOG_HEAD, _FRAME_HEAD = 32, 24
_MAGIC = 0x377F0682


def closer(error: RecordError) -> RecordError:
    """The same error in better words, where the file itself tells what happened to it."""
    if error.place is None:
        return error
    try:
        with error.place.open("rb") as file:
            head = file.read(4096)
            size = os.fstat(file.fileno()).st_size
    except OSError:
        return error
    place = shown(error.place)
    if head and not any(head):
        return WipedRecord(
            f"The first page of {place} was wiped: it holds zeros only. Nothing was changed. Keep this file and "
            "restore the last backup."
        )
    page = int.from_bytes(head[16:18], "big")
    whole = int.from_bytes(head[28:32], "big") * (65536 if page == 1 else page)
    if head.startswith(b"SQLite format 3\0") and size < whole:
        return CutRecord(
            f"{place} was cut short: {size_text(size)} of {size_text(whole)} are there. Nothing was changed. Keep this "
            "file and restore the last backup."
        )
    return error


class Log(NamedTuple):
    """A write-ahead log: its pages, those that SQLite still takes, and the finished writes behind these."""

    pages: int
    valid: int
    lost_writes: int


def look_at_log(connection: Any, record: Path) -> Log | None:
    """The log beside a record, as SQLite takes it and as it is; None where there is none, or it moves meanwhile.

    SQLite reads up to the first page whose sum does not fit and takes that for the end. A finished write behind it was
    there once: the log was damaged in between, or the power went while that write was made.
    """
    log = record.with_name(f"{record.name}-wal")
    for _ in range(3):
        before = _frames(log)
        try:
            _, valid, _ = connection.execute("pragma wal_checkpoint(noop)").fetchone()
        except dbapi2.Error as error:
            if not isinstance(from_driver(error, record), ReadOnlyRecord):
                raise
            # It counts for nobody who may not write.
            valid = _followed(log)
        after = _frames(log)
        if before is None or after is None:
            return None
        if before == after:
            valid = max(valid, 0)
            return Log(len(before), valid, sum(before[valid:]))
    return None


def _frames(log: Path) -> list[bool] | None:
    """For each whole page of the log whether it ends a write; None where there is no log."""
    try:
        with log.open("rb") as file:
            head = file.read(_LOG_HEAD)
            size = os.fstat(file.fileno()).st_size
            if len(head) < _LOG_HEAD:
                return None
            page, sound = _page_of(head)
            marks: list[bool] = []
            for at in range(_LOG_HEAD, size - _FRAME_HEAD - page + 1, _FRAME_HEAD + page):
                file.seek(at)
                mark = file.read(_FRAME_HEAD)
                if sound and mark[8:16] != head[16:24]:
                    # What an earlier round of the log left behind.
                    break
                marks.append(mark[4:8] != bytes(4))
            return marks
    except OSError:
        return None


def _followed(log: Path) -> int:
    """The pages that SQLite takes: up to the end of the last write before the first page whose sum does not fit."""
    with log.open("rb") as file:
        head = file.read(_LOG_HEAD)
        page, sound = _page_of(head)
        order = ">" if head[3] & 1 else "<"
        sums = struct.unpack_from(">II", head, 24)
        number = valid = 0
        while sound and len(frame := file.read(_FRAME_HEAD + page)) == _FRAME_HEAD + page:
            number += 1
            sums = _sums(order, frame[:8] + frame[_FRAME_HEAD:], sums)
            if frame[8:16] != head[16:24] or struct.pack(">II", *sums) != frame[16:24]:
                break
            if frame[4:8] != bytes(4):
                valid = number
        return valid


def _sums(order: str, data: bytes, sums: tuple[int, int]) -> tuple[int, int]:
    """The sums of SQLite's log, carried on over some bytes."""
    first, second = sums
    for one, other in struct.iter_unpack(f"{order}II", data):
        first = (first + one + second) & 0xFFFFFFFF
        second = (second + other + first) & 0xFFFFFFFF
    return first, second


def _page_of(head: bytes) -> tuple[int, bool]:
    """The size of a page by the head of a log, and whether that head fits its own sum."""
    magic, _, page = struct.unpack_from(">III", head)
    sums = _sums(">" if magic & 1 else "<", head[:24], (0, 0))
    sound = magic & ~1 == _MAGIC and sums == struct.unpack_from(">II", head, 24)
    return (page, True) if sound else (4096, False)
