"""A real sshd on a high port of this machine, with the program's own set-up, and clients in real terminals."""

import grp
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from dashboard.ssh.door import Door
from dashboard.ssh.files import keys_program, match_block, session_program, sshd_program, sshd_version
from dashboard.ssh.key_list import write_list
from db.audit import Actor
from db.opening import connect
from db.public_key import read_key
from db.reader import open_reader
from db.writes import staff_keys
from db.writing import Writer
from tests.conftest import NOW_UTC
from tests.terminal.support import Seen

AS_ROOT = os.geteuid() == 0
"""Whether the tests may give sshd what it asks for: programs that are root's, and an account that looks keys up."""

ME = pwd.getpwuid(os.geteuid()).pw_name
MISSING = (
    "These tests need OpenSSH's server and client, and this machine has none. `make setup` installs them where it may "
    "(root on Debian or Ubuntu); elsewhere: apt install openssh-server openssh-client."
)
NO_TERMINALS = (
    "An sshd of an ordinary account can give no terminals on this machine: /dev/pts is mounted without gid=5. Run "
    "the tests of signing in as root."
)

GLOBAL = """\
ListenAddress 127.0.0.1
Port {port}
HostKey {folder}/host_ed25519
PidFile none
StrictModes no
UsePAM no
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin prohibit-password
MaxStartups 200
LoginGraceTime 60
LogLevel VERBOSE
AcceptEnv LANG LC_*
Subsystem sftp internal-sftp
"""


class Gate:
    """An sshd of one's own in front of one record. As root it asks the keys program, as sshd does in a clinic."""

    def __init__(self, folder: Path, private: Path, record: Path) -> None:
        self.folder, self.private, self.record = folder, private, record
        self.port = _free_port()
        keys_account = "nobody" if AS_ROOT else ME
        (folder / "list").mkdir()
        self.door = Door(ME, keys_account, str(folder / "programs"), str(folder / "list" / "keys"))
        if AS_ROOT:
            os.chown(folder / "list", 0, pwd.getpwnam(keys_account).pw_gid)
        (folder / "list").chmod(0o2750)
        (folder / "programs").mkdir(mode=0o755)
        self.home = private / "home"
        self.home.mkdir(mode=0o700)
        self._write_programs()
        self.owner = owner_of(record)
        self._server: subprocess.Popen[bytes] | None = None
        self.log = private / "sshd.log"
        self.known = private / "known_hosts"

    def _write_programs(self) -> None:
        session = session_program(self.door, self.record, None)
        # The account's own home is somebody's real one here.
        session = session.replace('HOME="$HOME"', f"HOME={self.home}")
        for name, text in ((self.door.keys_command, keys_program(self.door)), (self.door.session_command, session)):
            Path(name).write_text(text, encoding="utf-8")
            Path(name).chmod(0o755)

    def start(self) -> None:
        """Begin to listen."""
        make_key(self.folder / "host_ed25519")
        config = self.home / ".config" / "acudesk" / "ssh.toml"
        config.parent.mkdir(parents=True)
        config.write_text("".join(f'{name} = "{value}"\n' for name, value in asdict(self.door).items()))
        self._configure()
        program = sshd_program()
        assert program, MISSING
        if AS_ROOT:
            Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
        self.log.touch()
        command = [program, "-D", "-e", "-f", str(self.folder / "sshd_config")]
        with self.log.open("ab") as log:
            self._server = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        public = (self.folder / "host_ed25519.pub").read_text()
        self.known.write_text(f"[127.0.0.1]:{self.port} {public}")
        until(self._listens, 20, lambda: self.log.read_text(errors="replace"))

    def _configure(self) -> None:
        block = match_block(self.door, sshd_version())
        if not AS_ROOT:
            # sshd runs no keys program that is not root's; the same lines are asked for beforehand.
            block = "\n".join(line for line in block.splitlines() if "AuthorizedKeysCommand" not in line)
            block = block.replace("AuthorizedKeysFile none", f"AuthorizedKeysFile {self.folder}/authorized")
        text = GLOBAL.format(port=self.port, folder=self.folder)
        if (sshd_version() or (0, 0)) >= (9, 8):
            text += "PerSourcePenalties no\n"
        (self.folder / "sshd_config").write_text(text + block)
        (self.folder / "sshd_config").chmod(0o644)

    def _listens(self) -> bool:
        assert self._server is not None
        assert self._server.poll() is None, self.log.read_text(errors="replace")
        with socket.socket() as asked:
            asked.settimeout(0.5)
            return asked.connect_ex(("127.0.0.1", self.port)) == 0

    def let_in(self, staff_id: int, name: str = "key", *, kind: str = "ed25519", read_only: bool = False) -> "Client":
        """A key for somebody, on the record and on the list; the client that has it."""
        client = self.client(name, kind=kind)
        with Writer(self.record) as writer, writer.unit(self.owner, NOW_UTC) as unit:
            public = read_key(client.key.with_suffix(".pub").read_bytes())
            client.key_id = staff_keys.add(unit, staff_id, public, read_only=read_only)
        self.relist()
        return client

    def relist(self) -> None:
        """Write the list of keys, and where sshd may not ask for them, what it would have been answered."""
        with open_reader(self.record) as reader:
            write_list(reader, self.door)
        if not AS_ROOT:
            lines = []
            for line in Path(self.door.list).read_text().splitlines():
                _, kind, blob = line.split(" ")
                asked = subprocess.run([self.door.keys_command, ME, kind, blob], capture_output=True, check=True)
                lines.append(asked.stdout.decode())
            (self.folder / "authorized").write_text("".join(lines))

    def client(self, name: str, *, kind: str = "ed25519") -> "Client":
        """Somebody with a key that nobody knows yet."""
        return Client(self, make_key(self.private / name, kind=kind))

    @property
    def acudesk(self) -> list[str]:
        """The command line on this record, as the account's owner types it at the machine."""
        return [sys.executable, "-P", "-m", "dashboard", "--db", str(self.record)]

    @property
    def environment(self) -> dict[str, str]:
        """Where that owner's own files are; how the door was set up among them."""
        places = ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME")
        kept = {name: value for name, value in os.environ.items() if name not in places}
        return kept | {"HOME": str(self.home)}

    @property
    def pid(self) -> int:
        """The listening server."""
        assert self._server is not None
        return self._server.pid

    def said(self) -> str:
        """What sshd wrote into its log."""
        return self.log.read_text(errors="replace")

    def stop(self) -> None:
        """End the server and the sessions it started."""
        if self._server is not None:
            children = descendants(self._server.pid)
            self._server.terminate()
            self._server.wait(20)
            for pid in children:
                try:
                    os.kill(pid, signal.SIGKILL)
                except ProcessLookupError:
                    continue


class Client:
    """Somebody's ssh with their key."""

    def __init__(self, gate: Gate, key: Path) -> None:
        self.gate, self.key = gate, key
        self.key_id = 0
        self.before = 0

    def command(self, *options: str, program: str = "ssh", port: str = "-p") -> list[str]:
        """An ssh command line that asks nobody anything and uses no configuration of this machine."""
        return [
            program, *options, "-F", "none", port, str(self.gate.port), "-i", str(self.key), "-o", "IdentitiesOnly=yes",
            "-o", "IdentityAgent=none", "-o", "BatchMode=yes", "-o", f"UserKnownHostsFile={self.gate.known}",
            "-o", "GlobalKnownHostsFile=none", "-o", "StrictHostKeyChecking=yes", "-o", "LogLevel=ERROR",
        ]  # fmt: skip

    @property
    def there(self) -> str:
        """The account on this machine."""
        return f"{ME}@127.0.0.1"

    def run(self, *words: str, options: tuple[str, ...] = (), seconds: float = 40) -> subprocess.CompletedProcess[str]:
        """Without a terminal: what came of it."""
        return subprocess.run(
            [*self.command(*options), self.there, *words], stdin=subprocess.DEVNULL, capture_output=True, text=True,
            errors="replace", timeout=seconds, check=False,
        )  # fmt: skip

    def open(self, *options: str, columns: int = 120, rows: int = 40, env: dict[str, str] | None = None) -> Seen:
        """A session in a real terminal, not waited for."""
        home = self.gate.private
        # Earlier sessions may still be ending.
        if self.gate.record.exists():
            with open_reader(self.gate.record) as reader:
                self.before = (reader.row("select coalesce(max(id), 0) from sign_in") or (0,))[0]
        return Seen(home, *self.command("-t", *options), self.there, columns=columns, rows=rows, env=env)

    def sign_in(self, *options: str, **more: Any) -> Seen:
        """A session whose first picture stands."""
        seen = self.open(*options, **more)
        try:
            seen.until(lambda: "1 Today" in seen.text() or "acudesk  " in seen.text(), 60)
            seen.quiet(0.3)
        except BaseException:
            seen.close()
            raise
        return seen


def owner_of(record: Path) -> Actor:
    """Make the first of the staff the owner, whose account at the machine is that of the tests."""
    with closing(connect(record, query_only=False)) as connection:
        connection.execute("update staff set role = 'owner', system_user = ? where id = 1", (ME,))
        (name,) = connection.execute("select name from staff where id = 1").fetchone()
    return Actor(1, name)


def terminals_for_anybody() -> bool:
    """Whether a new terminal is the group's that sshd wants it to be; only root could give it to that group."""
    near, far = os.openpty()
    try:
        return os.fstat(far).st_gid == grp.getgrnam("tty").gr_gid
    except KeyError:
        return True
    finally:
        os.close(near)
        os.close(far)


def make_key(path: Path, *, kind: str = "ed25519", bits: str = "") -> Path:
    """A new pair of keys; the private one's place."""
    more = ["-b", bits] if bits else []
    subprocess.run(["ssh-keygen", "-q", "-t", kind, *more, "-N", "", "-C", path.name, "-f", str(path)], check=True)
    return path


def until(true: Callable[[], object], seconds: float = 20.0, told: Callable[[], object] = lambda: "") -> None:
    """Wait for a state; fail with what `told` says."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, f"it never happened: {told()}"
        time.sleep(0.05)


def descendants(pid: int) -> list[int]:
    """Every process that a process started, and theirs."""
    told = subprocess.run(["ps", "-e", "-o", "pid=,ppid="], capture_output=True, text=True, check=True)
    parents = [tuple(map(int, line.split())) for line in told.stdout.splitlines()]
    found = [pid]
    for one in found:
        found += [child for child, parent in parents if parent == one]
    return found[1:]


@contextmanager
def gate_before(record: Path, private: Path) -> Iterator[Gate]:
    """A listening sshd in front of a record, taken away again."""
    assert shutil.which("ssh") and shutil.which("ssh-keygen") and sshd_program(), MISSING
    if not AS_ROOT and not terminals_for_anybody():
        pytest.skip(NO_TERMINALS)
    # What sshd runs must be root's with every folder above it, so not in a folder that everybody may write.
    folder = Path(tempfile.mkdtemp(prefix="acudesk-test-", dir="/var/lib" if AS_ROOT else private))
    folder.chmod(0o755)
    gate = Gate(folder, private, record)
    try:
        gate.start()
        yield gate
    finally:
        gate.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])
