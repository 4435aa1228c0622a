"""Who stands behind a report: a signature of its manifest, which fixes every other file by its checksum.

``manifest.json.sig`` holds the 64 bytes of an Ed25519 signature (RFC 8032) of ``manifest.json`` and nothing else, so that
others check it without this library::

    openssl pkeyutl -verify -pubin -inkey public.pem -rawin -in manifest.json -sigfile manifest.json.sig
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from shkplan.base.errors import ParameterError, ShkplanError, VerificationFailed
from shkplan.base.messages import said

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

SIGNATURE = "manifest.json.sig"

_SIGNED = SIGNATURE.removesuffix(".sig")


class NeedsPassphrase(ParameterError):
    """A private key that is encrypted, and no passphrase for it."""


def sign(report: str | Path, key: str | Path, passphrase: str | None = None) -> Path:
    """The file of the signature of a report, written beside its manifest.

    Args:
        report: the folder of a report whose files are those that its manifest lists.
        key: the file of an Ed25519 private key, in PEM as openssl makes it or as ssh-keygen does.
        passphrase: of the key, where it has one.

    Raises:
        ParameterError: the extra is not installed, or the key is none of this kind.
        NeedsPassphrase: the key is encrypted.
        VerificationFailed: a file of the report is not what its manifest lists.
    """
    from shkplan.report import manifest as record
    from shkplan.report.verifying.entries import held, links_and_devices

    folder, private = Path(report), _private(Path(key), passphrase)
    manifest = record.read(folder)
    if wrong := links_and_devices(folder) or [*(found := held(folder, manifest)).fatal, *found.changed]:
        raise VerificationFailed(said("not signed: {told}", told=wrong[0]))
    path = folder / SIGNATURE
    path.write_bytes(private.sign((folder / _SIGNED).read_bytes()))
    return path


def check(report: Path, public: str | Path) -> None:
    """Nothing: the manifest of a report is signed by a key.

    Args:
        report: its folder.
        public: the file of the public key, in PEM or as ssh-keygen writes it.

    Raises:
        ParameterError: the extra is not installed, or the key is none of this kind.
        VerificationFailed: there is no signature, or none by this key.
    """
    known, path = _public(Path(public)), report / SIGNATURE
    from cryptography.exceptions import InvalidSignature

    if not path.is_file():
        raise VerificationFailed(said("not verified: the report has no signature, {file} is missing", file=SIGNATURE))
    try:
        known.verify(path.read_bytes(), (report / _SIGNED).read_bytes())
    except InvalidSignature:
        told = "not verified: {file} is not a signature of this {manifest} by the key in {key}"
        raise VerificationFailed(said(told, file=SIGNATURE, manifest=_SIGNED, key=Path(public).name)) from None


def _private(path: Path, passphrase: str | None) -> Ed25519PrivateKey:
    """A private key of its file."""
    serialization, kind, _ = _library()
    content, secret = _content(path), passphrase.encode() if passphrase else None
    load = serialization.load_ssh_private_key if b"OPENSSH" in content else serialization.load_pem_private_key
    try:
        key = load(content, secret)
    except TypeError as error:
        if passphrase:
            raise _no_key(path, said("private")) from error
        raise NeedsPassphrase(said("{path} is encrypted; its passphrase is needed.", path=path)) from error
    except Exception as error:  # the library raises four kinds, one of them its own
        raise _no_key(path, said("private")) from error
    if not isinstance(key, kind):
        raise _no_key(path, said("private"))
    return cast("Ed25519PrivateKey", key)


def _public(path: Path) -> Ed25519PublicKey:
    """A public key of its file."""
    serialization, _, kind = _library()
    content = _content(path)
    load = serialization.load_ssh_public_key if content.startswith(b"ssh-") else serialization.load_pem_public_key
    try:
        key = load(content)
    except Exception as error:  # as above
        raise _no_key(path, said("public")) from error
    if not isinstance(key, kind):
        raise _no_key(path, said("public"))
    return cast("Ed25519PublicKey", key)


def _content(path: Path) -> bytes:
    if not path.is_file():
        raise ShkplanError(said("{path}: no such file.", path=path))
    return path.read_bytes()


def _no_key(path: Path, which: str) -> ParameterError:
    told = "{path}: this is not an Ed25519 {which} key, or the passphrase is wrong. Make a pair with: openssl genpkey -algorithm ed25519 -out key.pem; openssl pkey -in key.pem -pubout -out public.pem"
    return ParameterError(said(told, path=path, which=which))


def _library() -> tuple[Any, Any, Any]:
    """What is needed of the library that signs.

    Raises:
        ParameterError: it is not installed.
    """
    try:
        from cryptography.hazmat.primitives import serialization
        from cryptography.hazmat.primitives.asymmetric import ed25519
    except ImportError as error:
        told = "Signatures need a library that is not installed: pip install 'shkplan[sign]'"
        raise ParameterError(said(told)) from error
    return serialization, ed25519.Ed25519PrivateKey, ed25519.Ed25519PublicKey
