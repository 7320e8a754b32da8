"""A key behind a passphrase: argon2id makes the wrapping keys, then encrypt-and-authenticate over 32 bytes.

Argon2id with a fresh salt gives 64 bytes: 32 that the key is combined with (a pad that is used once, since the salt is)
and 32 for an HMAC-SHA256 over everything that is stored. A wrong passphrase and a changed file both fail the HMAC.
"""

import hashlib
import hmac
import os
from typing import Any

TIME, MEMORY_KIB, LANES = 3, 65536, 4
"""The cost of one try: the second recommended setting of RFC 9106, about a tenth of a second."""

_SALT = 16
_HALF = 32
_MOST_TIME, _MOST_MEMORY, _MOST_LANES = 64, 4 << 20, 64


def wrap(raw: bytes, passphrase: str) -> dict[str, Any]:
    """A key of 32 bytes as it may be stored."""
    salt = os.urandom(_SALT)
    made: dict[str, Any] = {"kdf": "argon2id", "t": TIME, "m": MEMORY_KIB, "p": LANES, "salt": salt.hex()}
    pad, seal = _derive(passphrase, salt, TIME, MEMORY_KIB, LANES)
    made["text"] = bytes(a ^ b for a, b in zip(raw, pad, strict=True)).hex()
    made["mac"] = _mac(made, seal)
    return made


def unwrap(wrapped: dict[str, Any], passphrase: str) -> bytes | None:
    """The key, or None for a wrong passphrase or a stored form that was changed."""
    try:
        time, memory, lanes = wrapped["t"], wrapped["m"], wrapped["p"]
        text, salt, mac = bytes.fromhex(wrapped["text"]), bytes.fromhex(wrapped["salt"]), wrapped["mac"]
        bounded = 0 < time <= _MOST_TIME and 0 < memory <= _MOST_MEMORY and 0 < lanes <= _MOST_LANES
        if wrapped["kdf"] != "argon2id" or len(text) != _HALF or len(salt) != _SALT or not bounded:
            return None
        pad, seal = _derive(passphrase, salt, time, memory, lanes)
        if not hmac.compare_digest(_mac(wrapped, seal), mac):
            return None
    except (KeyError, ValueError, TypeError):
        return None
    return bytes(a ^ b for a, b in zip(text, pad, strict=True))


def _derive(passphrase: str, salt: bytes, time: int, memory: int, lanes: int) -> tuple[bytes, bytes]:
    # Only who has a passphrase pays for this import.
    from argon2.low_level import Type, hash_secret_raw

    secret = passphrase.encode("utf-8", "surrogatepass")
    both = hash_secret_raw(
        secret, salt, time_cost=time, memory_cost=memory, parallelism=lanes, hash_len=2 * _HALF, type=Type.ID
    )
    return both[:_HALF], both[_HALF:]


def _mac(stored: dict[str, Any], seal: bytes) -> str:
    said = "\n".join(f"{name}={stored[name]}" for name in ("kdf", "t", "m", "p", "salt", "text"))
    return hmac.new(seal, said.encode(), hashlib.sha256).hexdigest()
