"""What the tests of encryption share: keys of a test's own, and a record under one."""

from pathlib import Path

from db import cipher, keys
from db.asking import ask_with
from db.audit import Actor
from db.audit_keys import kept, settled
from db.encrypt import turn
from db.keys import RECORD, Key
from db.reader import Reader, open_reader
from db.writes.audit_keys import begin_key
from db.writing import Writer
from tests.conftest import NOW_UTC

NOBODY = Actor(None, "test")
PASSPHRASE = "seven quiet herons wade"


def me(_: Reader) -> Actor:
    """Who does it."""
    return Actor(None, "test")


def forget() -> None:
    """Let this process go of every key, and of who is asked for a passphrase."""
    keys.forget()
    ask_with(None)
    cipher._opened_with.clear()


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


def begun(path: Path, actor: Actor = NOBODY) -> int:
    """Keep the audit log with a key of its own from now on; the first entry it holds for."""
    with open_reader(path) as reader:
        now = kept(reader)
    with Writer(path) as writer, writer.unit(actor, NOW_UTC) as unit:
        number = begin_key(unit, None if now is None else now.name)
    with open_reader(path) as reader:
        settled(reader)
    return number


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
