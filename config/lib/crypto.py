"""Sealing of personal numbers: AES-256-GCM with a key ring, and a keyed blind index to find them again.

A token is ``key_id.base64url(row id ‖ nonce ‖ ciphertext)``. The column's name and the row's random id are
authenticated, so a ciphertext moved to another column does not open, and one moved to another row is recognised by
its row id (``config.lib.fields`` compares). The index has a key of its own: a plain hash of all ID numbers of a
province is computed in half an hour (trust.md A.2).
"""

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID, uuid4

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

ROW_BYTES, NONCE_BYTES, KEY_BYTES = 16, 12, 32


class SealBroken(Exception):
    """The ciphertext was changed, moved, or sealed with a key that is not on the ring."""


@dataclass(frozen=True, slots=True)
class Opened:
    """What a token held: the text, and the random id of the row it was sealed for."""

    text: str
    row: UUID


def seal(text: str, *, column: str, row: UUID | None = None) -> str:
    """Encrypt ``text`` for ``column`` (``app.model.field``), with the ring's first key."""
    row = row or uuid4()
    key_id, cipher = next(iter(_ring(settings.FIELD_KEYS).items()))
    nonce = secrets.token_bytes(NONCE_BYTES)
    sealed = cipher.encrypt(nonce, text.encode(), _bound_to(key_id, column, row.bytes))
    return f"{key_id}.{urlsafe_b64encode(row.bytes + nonce + sealed).decode()}"


def unseal(token: str, *, column: str) -> str:
    """Decrypt. Raises ``SealBroken``."""
    return open_seal(token, column=column).text


def open_seal(token: str, *, column: str) -> Opened:
    """Decrypt, and tell for which row it was sealed. Raises ``SealBroken``."""
    key_id, _, body = token.partition(".")
    cipher = _ring(settings.FIELD_KEYS).get(key_id)
    if cipher is None:
        raise SealBroken(f"No key {key_id!r} on the ring.")
    try:
        raw = _bytes_of(body)
        row, nonce, sealed = raw[:ROW_BYTES], raw[ROW_BYTES : ROW_BYTES + NONCE_BYTES], raw[ROW_BYTES + NONCE_BYTES :]
        return Opened(cipher.decrypt(nonce, sealed, _bound_to(key_id, column, row)).decode(), UUID(bytes=row))
    except (InvalidTag, ValueError) as error:
        raise SealBroken(f"A value of {column} does not open.") from error


def sealed_with_first_key(token: str) -> bool:
    """False for tokens that a rotation still has to seal anew."""
    return token.partition(".")[0] == next(iter(_ring(settings.FIELD_KEYS)))


def blind_index(value: str, *, column: str) -> str:
    """64 hex digits that are equal for equal values of a column; HMAC-SHA256 with ``settings.INDEX_KEY``."""
    return hmac.new(_index_key(settings.INDEX_KEY), f"{column}\0{value}".encode(), hashlib.sha256).hexdigest()


def _bytes_of(body: str) -> bytes:
    """Base64 in its one spelling: Python's decoder skips strange characters and drops the last digit's idle bits."""
    raw = urlsafe_b64decode(body)
    if urlsafe_b64encode(raw).decode() != body:
        raise ValueError("Not the spelling it was sealed with.")
    return raw


def _bound_to(key_id: str, column: str, row: bytes) -> bytes:
    return b"\0".join([b"zhiping", key_id.encode(), column.encode(), row])


@lru_cache(maxsize=4)
def _ring(setting: str) -> dict[str, AESGCM]:
    ring = {}
    for item in setting.split(","):
        key_id, _, hexed = item.strip().partition(":")
        ring[key_id] = AESGCM(_key(hexed, "FIELD_KEYS"))
    return ring


@lru_cache(maxsize=4)
def _index_key(setting: str) -> bytes:
    return _key(setting, "INDEX_KEY")


def _key(hexed: str, name: str) -> bytes:
    try:
        key = bytes.fromhex(hexed)
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise ImproperlyConfigured(f"{name} wants keys of {KEY_BYTES} bytes in hexadecimal.")
    return key
