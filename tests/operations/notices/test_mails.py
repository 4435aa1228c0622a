"""Mail through real servers on this machine: in the clear, encrypted, with a password, and servers that do not do what they should."""

from __future__ import annotations

import email
import email.policy
import json
import logging
import time
from email.message import EmailMessage
from pathlib import Path

import pytest

from shkplan.operations.notices import NotSent, tell_of
from tests.operations.notices.conftest import NOW, OfficeOfRuns
from tests.operations.notices.servers import bare_server, certificate, free_port, mail_server, tls

PASSWORD = "s3cret-p4ss"


@pytest.fixture
def pem(runs: OfficeOfRuns) -> Path:
    return certificate(runs.root)


def told(
    runs: OfficeOfRuns, port: int, pauses: list[float], more: str = "", way: str = "", why: str = "the disk is full"
) -> None:
    entries = (
        f"host: 127.0.0.1, port: {port}, from: shkplan@office.example, to: [a@office.example, b@office.example]{more}"
    )
    runs.write(f"  office:\n    mail: {{{entries}}}\n    timeout: 0.6\n{way}")
    tell_of(runs.batch(runs.run(why=why)), NOW, pauses.append)


def parsed(content: bytes) -> EmailMessage:
    found = email.message_from_bytes(content, policy=email.policy.default)
    assert isinstance(found, EmailMessage)
    return found


def test_a_failure_arrives_as_text_page_and_facts(runs: OfficeOfRuns, pauses: list[float]) -> None:
    with mail_server() as post:
        told(runs, post.port, pauses, ", security: none", why="<b>磁盘</b> & more")
    (envelope,) = post.mails
    assert (envelope.mail_from, envelope.rcpt_tos) == (
        "shkplan@office.example",
        ["a@office.example", "b@office.example"],
    )
    found = parsed(envelope.content)
    assert (
        found["Subject"]
        == "shkplan：monthly（报告日 2026-09-30）未能生成 / shkplan: monthly of 2026-09-30 was not made"
    )
    assert found["Auto-Submitted"] == "auto-generated"
    assert found["Content-Language"] == "zh-CN, en"
    text, page = found.get_body(["plain"]), found.get_body(["html"])
    assert text is not None
    assert page is not None
    assert "原因：因为<b>磁盘</b> & more" in text.get_content()
    assert "Why: since &lt;b&gt;磁盘&lt;/b&gt; &amp; more" in page.get_content()
    (facts,) = found.iter_attachments()
    assert facts.get_filename() == "shkplan-notice.json"
    assert json.loads(facts.get_content())["event"] == "failure"


def test_one_language_and_nothing_attached(runs: OfficeOfRuns, pauses: list[float]) -> None:
    with mail_server() as post:
        told(runs, post.port, pauses, ", security: none, attach: false", "    language: en\n")
    found = parsed(post.mails[0].content)
    assert found["Subject"] == "shkplan: monthly of 2026-09-30 was not made"
    assert list(found.iter_attachments()) == []


def test_with_starttls_and_a_password(
    runs: OfficeOfRuns, pem: Path, pauses: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAIL_USER", "reporter")
    (runs.root / "password").write_text(f"{PASSWORD}\n", encoding="utf-8")
    monkeypatch.setenv("MAIL_PASSWORD_FILE", str(runs.root / "password"))
    with mail_server(starttls=tls(pem), auth=True) as post:
        told(runs, post.port, pauses, ", user_env: MAIL_USER, password_env: MAIL_PASSWORD, ca_file: office.pem")
    assert post.logins == [("reporter", PASSWORD)]
    assert len(post.mails) == 1


def test_encrypted_from_the_first_byte(runs: OfficeOfRuns, pem: Path, pauses: list[float]) -> None:
    with mail_server(whole=tls(pem)) as post:
        told(runs, post.port, pauses, ", security: tls, ca_file: office.pem")
    assert len(post.mails) == 1


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_certificate_that_nobody_knows_is_refused(
    runs: OfficeOfRuns, pem: Path, pauses: list[float], security: str
) -> None:
    context = tls(pem)
    server = mail_server(starttls=context) if security == "starttls" else mail_server(whole=context)
    with server as post, pytest.raises(NotSent, match="a certificate that is not trusted here"):
        told(runs, post.port, pauses, f", security: {security}")
    assert post.mails == []
    assert pauses == []


def test_nothing_is_sent_in_the_clear_where_it_should_not(
    runs: OfficeOfRuns, pauses: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server that offers no STARTTLS, perhaps since somebody on the way took the offer out."""
    monkeypatch.setenv("U", "reporter")
    monkeypatch.setenv("P", PASSWORD)
    with mail_server() as post, pytest.raises(NotSent, match=r"does not offer what is needed \(starttls\)"):
        told(runs, post.port, pauses, ", user_env: U, password_env: P")
    assert (post.mails, post.logins, pauses) == ([], [], [])


def test_a_wrong_password_is_told_and_not_tried_again(
    runs: OfficeOfRuns,
    pem: Path,
    pauses: list[float],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    monkeypatch.setenv("U", "reporter")
    monkeypatch.setenv("P", "wrong-p4ss")
    with (
        mail_server(starttls=tls(pem), auth=True) as post,
        pytest.raises(NotSent, match="does not accept the user name and password") as error,
    ):
        told(runs, post.port, pauses, ", user_env: U, password_env: P, ca_file: office.pem")
    assert set(post.logins) == {("reporter", "wrong-p4ss")}
    assert pauses == []
    ours = [record.getMessage() for record in caplog.records if record.name.startswith("shkplan")]
    assert all("wrong-p4ss" not in text for text in (str(error.value), error.value.text("zh"), *ours))


def test_a_refusal_for_now_is_tried_again(runs: OfficeOfRuns, pauses: list[float]) -> None:
    with mail_server() as post:
        post.answers = ["451 try later", "421 too busy"]
        told(runs, post.port, pauses, ", security: none")
    assert len(post.mails) == 1
    assert pauses == [2.0, 4.0]


def test_a_refusal_for_good_is_not(runs: OfficeOfRuns, pauses: list[float]) -> None:
    with mail_server() as post:
        post.answers = ["550 looks like spam"]
        with pytest.raises(NotSent, match="answers 550, looks like spam"):
            told(runs, post.port, pauses, ", security: none")
    assert (post.mails, pauses) == ([], [])


def test_an_address_that_is_refused_is_told_and_the_others_served_once(runs: OfficeOfRuns, pauses: list[float]) -> None:
    with mail_server() as post:
        post.refused = {"b@office.example": "550 nobody of that name"}
        with pytest.raises(NotSent, match=r"b@office\.example refused") as error:
            told(runs, post.port, pauses, ", security: none")
        assert error.value.partly is False
        tell_of(runs.batch(), NOW, pauses.append)  # those who got it are not told again
    assert [one.rcpt_tos for one in post.mails] == [["a@office.example"]]


def test_all_addresses_are_refused(runs: OfficeOfRuns, pauses: list[float]) -> None:
    with mail_server() as post:
        post.refused = dict.fromkeys(["a@office.example", "b@office.example"], "550 no")
        with pytest.raises(NotSent, match=r"a@office\.example, b@office\.example refused"):
            told(runs, post.port, pauses, ", security: none")
    assert pauses == []


def test_nobody_is_there(runs: OfficeOfRuns, pauses: list[float]) -> None:
    with pytest.raises(NotSent, match="cannot be reached"):
        told(runs, free_port(), pauses, ", security: none")
    assert len(pauses) == 3


@pytest.mark.parametrize(
    ("serve", "expected"),
    [
        (lambda one: time.sleep(2), "does not answer"),
        (lambda one: one.close(), r"closed the connection|cannot be reached"),
        (lambda one: one.sendall(b"220 hi\r\n"), r"closed the connection|cannot be reached"),
        (
            lambda one: one.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n"),
            r"closed the connection|cannot be reached|answers",
        ),
        (lambda one: one.sendall(b"\xff" * 20000), r"closed the connection|cannot be reached|answers"),
        (lambda one: one.sendall(b"554 no service here\r\n"), "answers 554"),
    ],
    ids=["hangs", "drops", "drops-later", "web", "noise", "refuses"],
)
def test_a_server_that_does_not_do_what_it_should(
    runs: OfficeOfRuns, pauses: list[float], serve: object, expected: str
) -> None:
    with bare_server(serve) as port, pytest.raises(NotSent, match=expected):  # type: ignore[arg-type]
        told(runs, port, pauses, ", security: none", "    retries: 1\n")


def test_nothing_that_is_told_ends_a_header(runs: OfficeOfRuns, pauses: list[float]) -> None:
    """Names come from files: what is in them stays on the line, and no other header begins."""
    with mail_server() as post:
        runs.write(
            f"  office:\n    mail: {{host: 127.0.0.1, port: {post.port}, security: none, from: a@b.example, to: [a@b.example]}}\n"
        )
        run = runs.run(why="x\r\nBcc: victim@b.example\r\n\r\n.\r\nMAIL FROM:<x@y>")
        tell_of(runs.batch(run.model_copy(update={"plan": "p\r\nBcc: v@b.example"})), NOW, pauses.append)
    (envelope,) = post.mails
    assert envelope.rcpt_tos == ["a@b.example"]
    assert parsed(envelope.content)["Bcc"] is None
