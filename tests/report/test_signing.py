"""A report is signed by a key, and openssl says the same as verify."""

import builtins
import shutil
import subprocess

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shkplan.base.errors import ParameterError, VerificationFailed
from shkplan.report.signing import NeedsPassphrase, check, sign

PEM, SSH = serialization.Encoding.PEM, serialization.Encoding.OpenSSH
PLAIN, OPENSSH = serialization.PrivateFormat.PKCS8, serialization.PrivateFormat.OpenSSH


@pytest.fixture
def report(made, tmp_path):
    shutil.copytree(made.path, tmp_path / "report")
    return tmp_path / "report"


def written(folder, key, private=PLAIN, *, secret=None):
    """A pair of keys in files: as openssl writes them, or as ssh-keygen does."""
    lock = serialization.BestAvailableEncryption(secret) if secret else serialization.NoEncryption()
    (folder / "key").write_bytes(key.private_bytes(PEM, private, lock))
    form = serialization.PublicFormat.OpenSSH if private is OPENSSH else serialization.PublicFormat.SubjectPublicKeyInfo
    (folder / "key.pub").write_bytes(key.public_key().public_bytes(SSH if private is OPENSSH else PEM, form))
    return folder / "key", folder / "key.pub"


@pytest.mark.parametrize("private", [PLAIN, OPENSSH], ids=["openssl", "ssh-keygen"])
def test_a_signature_is_found_good_by_its_key_alone(report, tmp_path, private):
    key, public = written(tmp_path, Ed25519PrivateKey.generate(), private)
    sign(report, key)
    check(report, public)
    (tmp_path / "other").mkdir()
    _, other = written(tmp_path / "other", Ed25519PrivateKey.generate(), private)
    with pytest.raises(VerificationFailed, match=r"is not a signature of this manifest\.json by the key in key\.pub"):
        check(report, other)


def test_a_signature_holds_for_one_manifest(report, tmp_path):
    key, public = written(tmp_path, Ed25519PrivateKey.generate())
    sign(report, key)
    path = report / "manifest.json"
    path.write_bytes(path.read_bytes() + b"\n")
    with pytest.raises(VerificationFailed, match="is not a signature of this"):
        check(report, public)


def test_openssl_says_the_same(report, tmp_path):
    """Without this library: the command that the documentation names."""
    if (openssl := shutil.which("openssl")) is None:
        pytest.skip("openssl is not installed")
    key, public = tmp_path / "key.pem", tmp_path / "public.pem"
    subprocess.run([openssl, "genpkey", "-algorithm", "ed25519", "-out", key], check=True, capture_output=True)
    subprocess.run([openssl, "pkey", "-in", key, "-pubout", "-out", public], check=True, capture_output=True)
    sign(report, key)
    asked = ["-verify", "-pubin", "-inkey", public, "-rawin", "-in", "manifest.json", "-sigfile", "manifest.json.sig"]
    told = subprocess.run([openssl, "pkeyutl", *asked], cwd=report, capture_output=True, text=True, check=False)
    assert (told.returncode, told.stdout.strip()) == (0, "Signature Verified Successfully")
    check(report, public)


def test_an_encrypted_key_asks_for_its_passphrase(report, tmp_path):
    key, public = written(tmp_path, Ed25519PrivateKey.generate(), secret=b"secret")
    with pytest.raises(NeedsPassphrase, match="passphrase is needed"):
        sign(report, key)
    with pytest.raises(ParameterError, match="or the passphrase is wrong"):
        sign(report, key, "wrong")
    sign(report, key, "secret")
    check(report, public)


def test_another_kind_of_key_is_refused(report, tmp_path):
    key, public = written(tmp_path, ec.generate_private_key(ec.SECP256R1()))
    with pytest.raises(ParameterError, match=r"is not an Ed25519 private key.*openssl genpkey"):
        sign(report, key)
    with pytest.raises(ParameterError, match="is not an Ed25519 public key"):
        check(report, public)


def test_a_changed_report_is_not_signed(report, tmp_path):
    key, _ = written(tmp_path, Ed25519PrivateKey.generate())
    (report / "results.json").write_text("{}")
    with pytest.raises(VerificationFailed, match=r"not signed: results\.json is not the file"):
        sign(report, key)
    assert not (report / "manifest.json.sig").exists()


def test_without_the_extra_it_is_named(report, tmp_path, monkeypatch):
    key, _ = written(tmp_path, Ed25519PrivateKey.generate())
    found = builtins.__import__

    def without(name, *rest, **named):
        if name.startswith("cryptography"):
            raise ImportError(name)
        return found(name, *rest, **named)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(ParameterError, match=r"pip install 'shkplan\[sign\]'"):
        sign(report, key)
