"""What the tests of encryption share: keys of a test's own, and a record under one."""

from pathlib import Path

from db import keys
from db.audit import Actor
from db.encrypt import turn
from db.keys import RECORD, Key
from db.reader import Reader
from tests.conftest import NOW_UTC

PASSPHRASE = "seven quiet herons wade"


def me(_: Reader) -> Actor:
    """Who does it."""
    return Actor(None, "test")


def own_key(passphrase: str = "") -> Key:
    """A key with its file where it belongs; this process has it."""
    key = keys.new(RECORD)
    keys.write(key, keys.place_for(RECORD, key.name), passphrase=passphrase)
    return keys.hold(key)


def encrypted(record: Path, passphrase: str = "") -> Key:
    """Encrypt a record under a key of its own."""
    key = own_key(passphrase)
    turn(record, key, "encrypted", me, NOW_UTC)
    return key


def files_with(folder: Path, *texts: str) -> list[tuple[str, str]]:
    """Each file under a folder that has one of the texts in it, as it is on the disk."""
    wanted = [text.encode() for text in texts]
    return [
        (path.name, text.decode())
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        for text in wanted
        if text in path.read_bytes()
    ]
