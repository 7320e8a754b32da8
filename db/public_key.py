"""A public ssh key as it comes in a file: read strictly, because what is kept of it is printed to sshd again.

Needs only the standard library.
"""

import base64
import binascii
import hashlib
import re
from typing import NamedTuple

from care.text import tidy
from db.errors import Refused

LARGEST = 16_384
"""Bytes of the largest file that is looked at; an RSA key of 16,384 bits has 2,800."""

SMALLEST_RSA = 3072
LARGEST_RSA = 16_384
LONGEST_COMMENT = 100

_CURVES = {"nistp256": 32, "nistp384": 48, "nistp521": 66}
"""The curves of ECDSA keys, with the bytes of a coordinate."""

KINDS = {
    "ssh-ed25519": "ed25519",
    "sk-ssh-ed25519@openssh.com": "ed25519-sk",
    **{f"ecdsa-sha2-{curve}": "ecdsa" for curve in _CURVES},
    "sk-ecdsa-sha2-nistp256@openssh.com": "ecdsa-sk",
    "ssh-rsa": "rsa",
}
"""The kinds of keys that are taken, with the word `ssh-keygen -t` has for each."""

_A_KIND = re.compile(r"(ssh|sk-ssh|ecdsa|sk-ecdsa|webauthn)-[a-z0-9@.-]+", re.ASCII)
_HOW = "Give the file that ends in .pub, as `ssh-keygen -t ed25519` made it."


class PublicKey(NamedTuple):
    """A public key. `blob` is base64 as sshd writes it, `fingerprint` as `ssh-keygen -l` does, `comment` cleaned."""

    kind: str
    blob: str
    comment: str
    fingerprint: str
    bits: int

    @property
    def word(self) -> str:
        """What people call its kind: `ed25519`, `rsa 4096`."""
        return f"{KINDS[self.kind]} {self.bits}" if self.kind == "ssh-rsa" else KINDS[self.kind]


def mark_of(blob: str) -> str:
    """The key's own hash in 32 hexadecimal digits: how a session says by which key it came in."""
    return hashlib.sha256(blob.encode("ascii")).hexdigest()[:32]


def read_key(data: bytes) -> PublicKey:
    """The one public key in a file. Raises `Refused` with what is wrong with it; nothing of it is repeated there."""
    if len(data) > LARGEST:
        raise _refused(f"the file has more than {LARGEST:,} bytes, which no public key has")
    if b"PRIVATE KEY" in data or data.startswith(b"PuTTY-User-Key-File"):
        raise Refused(
            "That file holds a private key, which must never leave its owner's machine. Nothing was kept of it. Delete "
            "this copy, and if it travelled by mail or memory stick, make a new key. Only the file that ends in .pub "
            "is asked for."
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _refused("the file is not text") from None
    if text.lstrip().startswith("---- BEGIN SSH2 PUBLIC KEY"):
        raise Refused(
            "That public key is in another program's form (RFC 4716). Nothing was kept. `ssh-keygen -i -f FILE` prints "
            "it in the form that is asked for."
        )
    lines = [line for line in re.split(r"[\r\n]+", text) if line.strip() and not line.lstrip().startswith("#")]
    if not lines:
        raise _refused("there is no key in the file")
    if len(lines) > 1:
        raise _refused(f"the file holds {len(lines)} lines that could be keys; one is taken at a time")
    return _read_line(lines[0])


def _read_line(line: str) -> PublicKey:
    kind, _, rest = line.strip().partition(" ")
    blob, _, comment = rest.strip().partition(" ")
    if kind not in KINDS:
        raise _refused(_wrong_kind(kind, line))
    try:
        raw = base64.b64decode(blob, validate=True)
    except (binascii.Error, ValueError):
        raise _refused("the key itself is cut off or damaged") from None
    if base64.b64encode(raw).decode() != blob:
        raise _refused("the key itself is cut off or damaged")
    bits = _bits(kind, raw)
    print_of = base64.b64encode(hashlib.sha256(raw).digest()).decode().rstrip("=")
    return PublicKey(kind, blob, tidy(comment)[:LONGEST_COMMENT], f"SHA256:{print_of}", bits)


def _wrong_kind(kind: str, line: str) -> str:
    if any(word in KINDS for word in re.split(r"[ \t]+", line)[1:]):
        return "something stands before the key; options are not taken from a file"
    if kind in ("ssh-dss", "ssh-rsa1") or kind.startswith("ssh-dss"):
        return "DSA keys are no longer safe"
    if "-cert-" in kind:
        return "that is a certificate, not a key"
    if _A_KIND.fullmatch(kind):
        return "keys of that kind are not taken"
    return "there is no public key in the file"


def _bits(kind: str, raw: bytes) -> int:
    """The size of a key whose parts are what its kind says they are; raises `Refused`."""
    try:
        parts = _parts(raw)
        if parts[0].decode("ascii") != kind:
            raise ValueError
        return _size(kind, parts[1:])
    except (ValueError, IndexError, UnicodeDecodeError):
        raise _refused("what is in the key is not what its kind says") from None


def _parts(raw: bytes) -> list[bytes]:
    """The strings of ssh's own encoding, each with its length before it, and nothing behind the last."""
    found = []
    while raw:
        length = int.from_bytes(raw[:4], "big")
        if len(raw) < 4 + length:
            raise ValueError
        found.append(raw[4 : 4 + length])
        raw = raw[4 + length :]
    return found


def _size(kind: str, parts: list[bytes]) -> int:
    if kind == "ssh-rsa":
        exponent, modulus = (int.from_bytes(part, "big", signed=True) for part in parts)
        bits = modulus.bit_length()
        if not 0 < exponent < 2**64 or exponent < 3 or exponent % 2 == 0 or modulus < 0 or modulus % 2 == 0:
            raise ValueError
        if not SMALLEST_RSA <= bits <= LARGEST_RSA:
            raise _refused(f"it is an RSA key of {bits} bits; from {SMALLEST_RSA} to {LARGEST_RSA} are taken")
        return bits
    if kind.startswith("sk-"):
        *parts, application = parts
        if not application.startswith(b"ssh:"):
            raise ValueError
    if "ed25519" in kind:
        (point,) = parts
        if len(point) != 32:
            raise ValueError
        return 256
    curve, point = parts
    name = curve.decode("ascii")
    if not kind.removesuffix("@openssh.com").endswith(name) or len(point) != 1 + 2 * _CURVES.get(name, 0):
        raise ValueError
    if point[0] != 4:
        raise ValueError
    return int(name.removeprefix("nistp"))


def _refused(why: str) -> Refused:
    return Refused(f"That key cannot be taken: {why}. Nothing was kept. {_HOW}")
