"""A public key is taken as it is, and nothing else is: not a private one, not options, not half a key."""

import base64
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.errors import Refused
from db.public_key import LARGEST, mark_of, read_key
from tests.ssh.support import make_key


def packed(*parts: bytes) -> str:
    return base64.b64encode(b"".join(len(part).to_bytes(4, "big") + part for part in parts)).decode()


ED = packed(b"ssh-ed25519", bytes(range(32)))
RSA_3072 = packed(b"ssh-rsa", b"\x01\x00\x01", b"\x00" + b"\xff" * 384)
RSA_2048 = packed(b"ssh-rsa", b"\x01\x00\x01", b"\x00" + b"\xff" * 256)
SK = "sk-ssh-ed25519@openssh.com"
POINT = b"\x04" + bytes(64)


@pytest.mark.parametrize("kind", ["ed25519", "ecdsa", "rsa"])
def test_what_ssh_keygen_makes_is_taken_with_its_own_fingerprint(kind: str, tmp_path: Path) -> None:
    public = make_key(tmp_path / "key", kind=kind).with_suffix(".pub")
    key = read_key(public.read_bytes())
    told = subprocess.run(["ssh-keygen", "-l", "-f", str(public)], capture_output=True, text=True, check=True).stdout
    assert told.split()[:2] == [str(key.bits), key.fingerprint]
    assert public.read_text().split() == [key.kind, key.blob, key.comment]


@pytest.mark.parametrize(
    "line",
    [
        f"sk-ssh-ed25519@openssh.com {packed(b'sk-ssh-ed25519@openssh.com', bytes(32), b'ssh:')}",
        "sk-ecdsa-sha2-nistp256@openssh.com "
        + packed(b"sk-ecdsa-sha2-nistp256@openssh.com", b"nistp256", POINT, b"ssh:clinic"),
        f"ssh-rsa {RSA_3072}",
        f"\ufeff# a remark\r\n\r\nssh-ed25519 {ED} ana's laptop\r\n",
    ],
)
def test_hardware_keys_long_rsa_and_windows_files_are_taken(line: str) -> None:
    assert read_key(line.encode()).kind in line


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl\n", "private key"),
        (b"PuTTY-User-Key-File-3: ssh-ed25519\n", "private key"),
        (b"---- BEGIN SSH2 PUBLIC KEY ----\nAAAA\n", "ssh-keygen -i"),
        (f'command="sh" ssh-ed25519 {ED}'.encode(), "options"),
        (f"no-pty ssh-ed25519 {ED}".encode(), "options"),
        (f"ssh-ed25519 {ED}\nssh-ed25519 {ED}\n".encode(), "2 lines"),
        (f"ssh-ed25519 {ED}\rssh-ed25519 {ED}".encode(), "2 lines"),
        (b"", "no key in the file"),
        (b"# only a remark\n", "no key in the file"),
        (b"a" * (LARGEST + 1), "more than"),
        (b"\xff\xfe\x00", "not text"),
        (f"ssh-rsa {RSA_2048}".encode(), "2048 bits"),
        (f"ssh-dss {ED}".encode(), "DSA"),
        (b"ssh-ed25519-cert-v01@openssh.com AAAA", "certificate"),
        (b"ssh-ed448 AAAA", "not taken"),
        (b"hello", "no public key"),
        (f"ssh-ed25519 {ED[:-8]}".encode(), "what its kind says"),
        (f"ssh-ed25519 {ED[:-1]}".encode(), "cut off"),
        (f"ssh-ed25519 {ED}====".encode(), "cut off"),
        (f"ssh-rsa {ED}".encode(), "what its kind says"),
        (f"ssh-ed25519 {packed(b'ssh-ed25519', bytes(32), b'more')}".encode(), "what its kind says"),
        (f"ssh-ed25519 {packed(b'ssh-ed25519', bytes(31))}".encode(), "what its kind says"),
        (f"ecdsa-sha2-nistp384 {packed(b'ecdsa-sha2-nistp384', b'nistp256', POINT)}".encode(), "what its kind says"),
        (f"{SK} {packed(SK.encode(), bytes(32), b'web:')}".encode(), "what its kind says"),
        (f"ssh-rsa {packed(b'ssh-rsa', bytes([1]), bytes([0]) + bytes([255]) * 384)}".encode(), "what its kind says"),
    ],
)  # fmt: skip
def test_anything_else_is_refused_with_the_reason_and_never_repeated(data: bytes, why: str) -> None:
    with pytest.raises(Refused, match=why) as refused:
        read_key(data)
    assert ED[:20] not in str(refused.value) and "b3Bl" not in str(refused.value)
    assert refused.value.exit_code == 65


@given(
    st.one_of(st.binary(max_size=400), st.binary(max_size=80).map(lambda raw: b"ssh-ed25519 " + base64.b64encode(raw)))
)
def test_garbage_is_refused_in_words(data: bytes) -> None:
    with pytest.raises(Refused):
        read_key(data)


def test_a_comment_is_data() -> None:
    key = read_key(f"ssh-ed25519 {ED} ana\x1b]52;c;aGk=\x07\u202e {'x' * 500}".encode())
    assert "\x1b" not in key.comment and "\u202e" not in key.comment and len(key.comment) <= 100


def test_a_mark_is_letters_and_digits_and_tells_keys_apart() -> None:
    assert mark_of(ED).isalnum() and len(mark_of(ED)) == 32
    assert mark_of(ED) != mark_of(RSA_3072)
