"""Files spoiled at random: flipped bits, lines lost and doubled, tokens that once broke somebody's reader."""

import random

TOKENS: tuple[bytes, ...] = (
    b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"\xc3\x28", b"\xed\xa0\x80", b"\x1b]52;c;aGk=\x07", b"\x1b[2J", b"\x9b31m",
    "\u202egnp.exe".encode(), "\u2066".encode(), b"[@click=app.quit]x[/]", b"[/]", b"=1+1", b"@SUM(1)",
    b"+cmd|' /C x'!A0",
    b"%s%n", b"{0}", b"\r", b"\n", b"\r\n", b"\t", b",", b";", b'"', b"'", b"\\", b"\\n", b"-", b"-1", b"0", b"1e999",
    b"-0.0", b"NaN", b"Infinity", b"9" * 400, b"2.98E+13", b"2026-02-30", b"0000-00-00", b"9999-12-31", b"0001-01-01",
    b"10000-01-01", b"2026-11-20 24:00", b"2026-03-08 02:30", b"1; drop table patient", b"../../etc/passwd",
    b"x" * 3000,
    "é\u0301".encode(), "👩‍👩‍👧".encode(), "ſ".encode(), "١٢".encode(), b" " * 50,
)  # fmt: skip
"""For any file."""

CALENDAR: tuple[bytes, ...] = (
    b"\nRRULE:FREQ=SECONDLY\n", b"\nRRULE:FREQ=DAILY;INTERVAL=0\n", b"\nRRULE:FREQ=DAILY;COUNT=1000000000\n",
    b"\nRRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30\n", b"\nRRULE:FREQ=WEEKLY;UNTIL=99991231T000000Z\n",
    b"\nRRULE:FREQ=DAILY;BYSETPOS=-366\n", b"\nRRULE:\n", b"\nEXDATE:20261124T093000\n", b"\nRDATE:20261124T093000\n",
    b"\nDTSTART:00000101T000000\n", b"\nDTSTART;VALUE=DATE:20261124\n",
    b"\nDTSTART;TZID=Mars/Olympus:20261124T093000\n",
    b"\nDTSTART;TZID=../../etc/passwd:20261124T093000\n", b"\nDTEND:19700101T000000Z\n", b"\nDURATION:-P1D\n",
    b"\nDURATION:P99999999D\n", b"\nBEGIN:VEVENT\n", b"\nEND:VEVENT\n", b"\nEND:VCALENDAR\n", b"\nBEGIN:VTIMEZONE\n",
    b"\nTZOFFSETTO:+9999\n", b"\nSTATUS:CANCELLED\n", b"\nSEQUENCE:-1\n", b"\nUID:\n", b"\n \n", b"\n\t", b":", b";",
    b"=",
    b"\nRECURRENCE-ID:20261124T093000\n", b"\nRECURRENCE-ID;RANGE=THISANDFUTURE:20261124T093000\n", b"\\,", b"\\;",
)  # fmt: skip
"""For a calendar."""

CASES: tuple[bytes, ...] = (
    b"{", b"}", b"[", b"]", b"[" * 2000, b'{"a":' * 2000, b"null", b"true", b'""', b'"severity": 1,', b'"nprs": [[1]],',
    b'"nprs": {},', b"-", b"1e400", b"\\ud800", b'"\\u0000"', b'"visits_done": 1e308,', b'"visits_done": -5,',
    b'"nprs": [' + b"5," * 400 + b"5],", b'"nprs": [11],',
)  # fmt: skip
"""For cases in JSON."""


def spoiled(dice: random.Random, data: bytes, others: tuple[bytes, ...] = ()) -> bytes:
    """The file with one to six things done to it."""
    for _ in range(dice.choice((1, 1, 1, 2, 3, 6))):
        data = dice.choice(WAYS)(dice, data, others)
    return data


def _span(dice: random.Random, data: bytes, most: int) -> tuple[int, int]:
    start = dice.randrange(len(data) + 1)
    return start, min(len(data), start + dice.randint(0, most))


def _flip(dice: random.Random, data: bytes, _: tuple[bytes, ...]) -> bytes:
    if not data:
        return data
    at = dice.randrange(len(data))
    return data[:at] + bytes([data[at] ^ (1 << dice.randrange(8))]) + data[at + 1 :]


def _cut_out(dice: random.Random, data: bytes, _: tuple[bytes, ...]) -> bytes:
    start, end = _span(dice, data, 60)
    return data[:start] + data[end:]


def _put_in(dice: random.Random, data: bytes, others: tuple[bytes, ...]) -> bytes:
    start, end = _span(dice, data, dice.choice((0, 0, 8)))
    return data[:start] + dice.choice(TOKENS + others * 2) + data[end:]


def _cut_off(dice: random.Random, data: bytes, _: tuple[bytes, ...]) -> bytes:
    return data[: dice.randrange(len(data) + 1)]


def _repeat(dice: random.Random, data: bytes, _: tuple[bytes, ...]) -> bytes:
    start, end = _span(dice, data, 40)
    return data[:end] + data[start:end] * dice.choice((1, 2, 1000)) + data[end:]


def _lines(dice: random.Random, data: bytes, _: tuple[bytes, ...]) -> bytes:
    lines = data.split(b"\n")
    one, other = dice.randrange(len(lines)), dice.randrange(len(lines))
    match dice.randrange(4):
        case 0:
            lines[one], lines[other] = lines[other], lines[one]
        case 1:
            lines.insert(one, lines[other])
        case 2:
            del lines[one]
        case _:
            cells = lines[one].split(b",")
            dice.shuffle(cells)
            lines[one] = b",".join(cells)
    return b"\n".join(lines)


def _whole(dice: random.Random, data: bytes, _: tuple[bytes, ...]) -> bytes:
    match dice.randrange(5):
        case 0:
            return b"\xef\xbb\xbf" + data
        case 1:
            return data.replace(b"\n", b"\r\n")
        case 2:
            return data.replace(b",", b";")
        case 3:
            return data.decode("utf-8", "replace").encode("utf-16")
        case _:
            return data.replace(b"\n", b"\r")


WAYS = (_flip, _cut_out, _put_in, _put_in, _put_in, _cut_off, _repeat, _lines, _lines, _whole)
