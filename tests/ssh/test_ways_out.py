"""Every way past the dashboard that ssh has is shut: commands, copies, tunnels, agents, the shell behind a key."""

import socket
import subprocess
import time
from pathlib import Path

import pytest

from tests.ssh.support import Client, Gate, until
from tests.ssh.test_sign_in import signed_in_by


@pytest.mark.parametrize(
    "words",
    [("id",), ("sh", "-c", "touch {mark}"), ("",), ("-t", "sh"), ("internal-sftp",), ("acudesk", "export", "/tmp")],
)
def test_a_command_is_not_run(words: tuple[str, ...], gate: Gate, ana: Client) -> None:
    mark = gate.private / "ran"
    done = ana.run(*(word.format(mark=mark) for word in words), options=("-T",))
    assert done.returncode == 77
    assert done.stdout == "" and "acudesk" in done.stderr and "uid=" not in done.stderr
    assert not mark.exists()


@pytest.mark.parametrize("options", [("-T",), ("-n", "-T")])
def test_without_a_terminal_there_is_a_sentence_and_no_patient(options: tuple[str, ...], ana: Client) -> None:
    done = ana.run(options=options)
    assert (done.returncode, done.stdout) == (77, "")
    assert "needs a terminal" in done.stderr


def test_files_are_not_copied_in_or_out(gate: Gate, ana: Client, tmp_path: Path) -> None:
    for program, words in (
        ("sftp", ("-b", "/dev/null", ana.there)),
        ("scp", (f"{ana.there}:{gate.record}", str(tmp_path / "stolen"))),
        ("scp", ("-O", f"{ana.there}:{gate.record}", str(tmp_path / "stolen"))),
        ("scp", (str(gate.known), f"{ana.there}:{gate.private}/planted")),
    ):
        command = [*ana.command(program=program, port="-P"), *words]
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=40, check=False)
        assert done.returncode != 0, command
    assert not (tmp_path / "stolen").exists() and not (gate.private / "planted").exists()


def free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


def test_no_tunnel_leads_through_it(gate: Gate, ana: Client) -> None:
    here, there = free_port(), free_port()
    with ana.sign_in("-L", f"{here}:127.0.0.1:{gate.port}", "-D", str(there)) as seen:
        with socket.create_connection(("127.0.0.1", here), 10) as tunnel:
            tunnel.settimeout(10)
            # The client listens; sshd refuses what would have gone through.
            assert tunnel.recv(8) == b""
        assert seen.alive()
    refused = ana.run(options=("-tt", "-o", "ExitOnForwardFailure=yes", "-R", f"{free_port()}:127.0.0.1:{gate.port}"))
    assert refused.returncode == 255 and "forward" in refused.stderr.lower()
    direct = ana.run(options=("-W", f"127.0.0.1:{gate.port}"))
    assert direct.returncode == 255 and "SSH-2.0" not in direct.stdout


def test_no_agent_and_no_display_come_along(gate: Gate, ana: Client) -> None:
    agent = subprocess.run(["ssh-agent", "-s"], capture_output=True, text=True, check=True).stdout
    names = dict(part.split("=", 1) for part in agent.replace("\n", ";").split(";") if "=" in part)
    try:
        outside = {"SSH_AUTH_SOCK": names["SSH_AUTH_SOCK"], "DISPLAY": ":99"}
        with ana.sign_in("-A", "-X", "-o", "ForwardX11Trusted=yes", env=outside):
            pid = int(signed_in_by(gate, ana).process.split(":")[-2])
            found = Path(f"/proc/{pid}/environ").read_bytes()
            assert b"SSH_AUTH_SOCK" not in found and b"DISPLAY" not in found
    finally:
        subprocess.run(["kill", names["SSH_AGENT_PID"]], check=True)


def test_a_connection_that_opens_no_session_is_closed(ana: Client) -> None:
    started = time.monotonic()
    done = ana.run(options=("-N",), seconds=60)
    assert done.returncode == 255
    assert 5 < time.monotonic() - started < 40


def test_a_second_session_on_one_connection_is_refused(gate: Gate, ana: Client) -> None:
    shared = ("-o", f"ControlPath={gate.private}/c", "-o", "ControlPersist=no")
    with ana.sign_in("-M", *shared):
        done = subprocess.run(
            ["ssh", "-F", "none", *shared, "-o", "ControlMaster=no", "-o", "BatchMode=yes", "-p", "1", ana.there, "id"],
            stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=40, check=False,
        )  # fmt: skip
        assert done.returncode != 0 and "uid=" not in done.stdout


def test_no_key_leads_to_a_shell(gate: Gate, ana: Client) -> None:
    with ana.sign_in() as seen:
        one = signed_in_by(gate, ana)
        seen.send(b"\x1a")
        seen.until(lambda: "There is no shell behind this session" in seen.text())
        for keys in (b"\x1a", b"\x1c", b"\x1b", b"\x1a\x1a", b"\x1c\x1c"):
            seen.send(keys)
            seen.quiet(0.2, 2)
        assert seen.alive()
        before = len(seen.output)
        seen.send(b"\x0c")
        seen.until(lambda: b"acudesk" in seen.output[before:])
        assert signed_in_by(gate, ana) == one
        seen.send(b"\x11")
        assert seen.ended() == 0


def test_keys_struck_before_the_first_picture_stop_nothing(ana: Client) -> None:
    with ana.open() as seen:
        seen.send(b"\x1a\x1c" * 20)
        until(lambda: (seen.read(0.1), "Today" in seen.text() or not seen.alive())[1], 60, seen.text)
        seen.quiet(0.3)
        assert "$ " not in seen.text() and "# " not in seen.text()
