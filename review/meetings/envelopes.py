"""Sealing and opening one ballot: ephemeral P-256 ECDH, HKDF-SHA256, AES-GCM (design §9). Knows no model.

Every envelope is of one length whatever is in it, and nothing derived from choice or nonce leaves it unsealed.
"""

import hashlib
import os
from dataclasses import dataclass
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_der_private_key,
)

CURVE = ec.SECP256R1()
NONCE = 16  # bytes: 128 bits, so that no two votes share one
IV = 12
POINT = 65  # an uncompressed point of the curve
INFO = b"zhiping ballot v1"


class EnvelopeBroken(Exception):
    """The envelope was not sealed for this key and candidate, or was changed since."""


@dataclass(frozen=True, slots=True)
class Vote:
    """What an envelope holds."""

    choice: str
    nonce: str
    candidate: UUID


def new_key() -> tuple[bytes, bytes]:
    """(public point, private key in DER) of one box."""
    private = ec.generate_private_key(CURVE)
    secret = private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return _point(private.public_key()), secret


def seal(choice: str, candidate: UUID, *, public_key: bytes) -> bytes:
    """Seal a one-character choice for a candidate; always the same number of bytes."""
    assert len(choice.encode()) == 1, "choices are one byte, so that envelopes are of one length"
    ephemeral = ec.generate_private_key(CURVE)
    shared = ephemeral.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(CURVE, public_key))
    point, iv = _point(ephemeral.public_key()), os.urandom(IV)
    content = choice.encode() + os.urandom(NONCE) + candidate.bytes
    return point + iv + AESGCM(_derive(shared, point, public_key)).encrypt(iv, content, candidate.bytes)


def open_envelope(sealed: bytes, candidate: UUID, *, public_key: bytes, private_key: bytes) -> Vote:
    """Raises ``EnvelopeBroken`` for anything that was not sealed for this box and candidate."""
    point, iv, body = sealed[:POINT], sealed[POINT : POINT + IV], sealed[POINT + IV :]
    try:
        private = load_der_private_key(private_key, password=None)
        assert isinstance(private, ec.EllipticCurvePrivateKey)
        shared = private.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(CURVE, point))
        content = AESGCM(_derive(shared, point, public_key)).decrypt(iv, body, candidate.bytes)
    except Exception as error:  # the library raises many kinds; each means the same to us
        raise EnvelopeBroken(str(candidate)) from error
    inside = UUID(bytes=content[1 + NONCE :])
    if inside != candidate:
        raise EnvelopeBroken(str(candidate))
    return Vote(content[:1].decode(), content[1 : 1 + NONCE].hex(), inside)


def receipt_of(sealed: bytes) -> str:
    """What the voter keeps: it says that the envelope is in the box, and nothing of what it holds."""
    return hashlib.sha256(sealed).hexdigest()


def _point(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _derive(shared: bytes, ephemeral: bytes, public_key: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=ephemeral + public_key, info=INFO).derive(shared)
