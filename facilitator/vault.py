"""Keeps the key of each round, encrypts its ballots and shreds the key when the round is sealed."""

import contextlib
import hashlib
import hmac
import os
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from facilitator.settings import sync_folder, write_secret

TOKEN_BYTES = 16
_KEY_BYTES, _NONCE_BYTES = 32, 12
_OWNER = "belongs-to"
_HEXADECIMAL = frozenset("0123456789abcdef")


class KeyGone(Exception):
    """The key of a round is not there: the round has been sealed, or the key folder is another."""


class Vault:
    """The keys of all rounds, one file each, readable by the owner alone."""

    def __init__(self, folder: Path) -> None:
        """Use ``folder``, which is made at the first key."""
        self.folder = folder
        self._keys: dict[str, ChaCha20Poly1305] = {}

    def read_owner(self) -> str | None:
        """Return the name of the database whose keys these are, None where that has not been noted."""
        path = self.folder / _OWNER
        # It is empty where a program died, or another one is, in the middle of noting it.
        return (path.read_text() if path.exists() else "") or None

    def belong_to(self, database: str) -> None:
        """Note whose keys these are."""
        if self.read_owner() != database:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            (self.folder / _OWNER).unlink(missing_ok=True)
            # Another process that starts in the same moment writes the same.
            with contextlib.suppress(FileExistsError):
                write_secret(self.folder / _OWNER, database.encode())

    def create_key(self, round_id: str) -> None:
        """Make the key of a round; it is on disk before this returns."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_secret(self._path(round_id), secrets.token_bytes(_KEY_BYTES))

    def has_key(self, round_id: str) -> bool:
        """Tell whether the key of a round exists."""
        return self._path(round_id).exists()

    def list_keys(self) -> list[str]:
        """Return the ids of the rounds that have a key."""
        return sorted(path.stem for path in self.folder.glob("*.key"))

    def encrypt(self, round_id: str, ballot_key: bytes, plain: bytes, length: int) -> bytes:
        """Return ``plain`` padded to ``length`` and encrypted, bound to its round and ballot key.

        Raises KeyGone without a key and ValueError where ``plain`` is longer than ``length``.
        """
        if len(plain) > length:
            raise ValueError(f"{len(plain)} bytes do not fit into {length}")
        nonce = secrets.token_bytes(_NONCE_BYTES)
        padded = plain + b"\x00" * (length - len(plain))
        return nonce + self._cipher(round_id).encrypt(nonce, padded, _bound(round_id, ballot_key))

    def decrypt(self, round_id: str, ballot_key: bytes, sealed: bytes) -> bytes:
        """Return what was encrypted; raise KeyGone where the key is not there or is another."""
        nonce, body = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
        try:
            padded = self._cipher(round_id).decrypt(nonce, body, _bound(round_id, ballot_key))
        except InvalidTag:
            raise KeyGone(round_id) from None
        return padded.rstrip(b"\x00")

    def destroy_key(self, round_id: str) -> None:
        """Overwrite and remove the key of a round; nothing happens where there is none."""
        self._keys.pop(round_id, None)
        path = self._path(round_id)
        if not path.exists():
            return
        with path.open("r+b") as file:
            file.write(b"\x00" * _KEY_BYTES)
            file.flush()
            os.fsync(file.fileno())
        path.unlink()
        sync_folder(self.folder)

    def _cipher(self, round_id: str) -> ChaCha20Poly1305:
        # Another process may have sealed the round: a remembered key counts only while its file is there.
        known = self._keys.get(round_id)
        if known is None:
            path = self._path(round_id)
            if not path.exists():
                raise KeyGone(round_id)
            known = self._keys[round_id] = ChaCha20Poly1305(path.read_bytes())
        elif not os.path.exists(f"{self.folder}/{round_id}.key"):
            self._keys.pop(round_id, None)
            raise KeyGone(round_id)
        return known

    def _path(self, round_id: str) -> Path:
        if not round_id.isalnum():
            raise ValueError(f"not the id of a round: {round_id!r}")
        return self.folder / f"{round_id}.key"


def new_token() -> str:
    """Return a participant's random 128-bit token, in hexadecimal."""
    return secrets.token_hex(TOKEN_BYTES)


def token_hash(token: str) -> bytes:
    """Return what is stored of a participant's token."""
    return hashlib.sha256(b"participant\x00" + token.encode()).digest()


def ticket_hash(workshop_id: str, code: str) -> bytes:
    """Return what is stored of a one-time ticket."""
    return hashlib.sha256(b"ticket\x00" + workshop_id.encode() + b"\x00" + code.encode()).digest()


def derive(token: str, *parts: str) -> bytes:
    """Return HMAC-SHA-256 of ``parts`` under the token: a name nobody can join without the token."""
    coded = [part.encode() for part in parts]
    message = b"".join([len(part).to_bytes(4, "big") + part for part in coded])
    return hmac.digest(bytes.fromhex(token), message, "sha256")


def is_token(value: str) -> bool:
    """Tell whether a cookie's value has the form of a token."""
    return len(value) == 2 * TOKEN_BYTES and _HEXADECIMAL.issuperset(value)


def _bound(round_id: str, ballot_key: bytes) -> bytes:
    return round_id.encode() + b"\x00" + ballot_key
