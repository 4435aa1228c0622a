"""Webhooks against real servers on this machine: taken, refused, late, led astray, encrypted, signed, and in the forms of robots."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import logging
from collections.abc import Iterator
from urllib.parse import parse_qs, quote, urlsplit

import pytest

from shkplan.base.errors import ShkplanError
from shkplan.operations.notices import NotSent, tell_of
from tests.operations.notices.conftest import NOW, OfficeOfRuns
from tests.operations.notices.servers import (
    Hook,
    bare_server,
    certificate,
    drops,
    free_port,
    hangs,
    tls,
    trickles,
    web_server,
)

TOKEN = "very-secret-token"


@pytest.fixture
def hook() -> Iterator[Hook]:
    with web_server() as server:
        yield server


def told(runs: OfficeOfRuns, webhook: str, pauses: list[float], more: str = "", why: str = "the disk is full") -> None:
    """One failed run, told by a webhook."""
    runs.write(f"  chat:\n    webhook: {webhook}\n    timeout: 0.6\n{more}")
    tell_of(runs.batch(runs.run(why=why)), NOW, pauses.append)


def test_a_failure_arrives_with_all_there_is_to_know(runs: OfficeOfRuns, hook: Hook, pauses: list[float]) -> None:
    runs.run(day="2026-08-31")
    told(runs, f"{{url: '{hook.address}/reports'}}", pauses, "    link: https://reports.example.org/office/\n")
    ((path, headers, _),) = hook.requests
    assert path == "/reports"
    assert headers["Content-Type"] == "application/json; charset=utf-8"
    content = hook.content
    assert content["event"] == "failure"
    assert headers["Idempotency-Key"] == content["id"]
    (one,) = content["reports"]
    assert one["reason"] == {"zh": "因为the disk is full", "en": "since the disk is full"}
    where = "https://reports.example.org/office/reports/our-plan/2026-08-31/index.html"
    assert one["last_good"] == {"as_of": "2026-08-31", "open": where}
    assert content["log_digest"] == runs.batch().log.digest
    assert content["text"]["en"].splitlines()[2:] == [
        "monthly (our-plan), as of 2026-09-30: not made.",
        "Why: since the disk is full",
        f"The last good report, as of 2026-08-31, is still there: {where}",
        "Details are in the log: reports/shkplan.log",
        "What to do: remove the cause, then run in the workspace: shkplan run monthly --as-of 2026-09-30",
    ]
    assert pauses == []


@pytest.mark.parametrize("first", [[500], [503, 429], [drops], [hangs], [408, drops, 502]])
def test_what_passes_is_tried_again(runs: OfficeOfRuns, hook: Hook, pauses: list[float], first: list[object]) -> None:
    """With waits that double, and the same id, so that a receiver knows what came twice."""
    hook.answers = [*first, 200]
    told(runs, f"{{url: '{hook.address}'}}", pauses)
    assert len(hook.requests) == len(first) + 1
    assert pauses == [2.0, 4.0, 8.0][: len(first)]
    assert len({headers["Idempotency-Key"] for _, headers, _ in hook.requests}) == 1


def test_attempts_have_an_end(runs: OfficeOfRuns, hook: Hook, pauses: list[float]) -> None:
    hook.answers = [500]
    with pytest.raises(NotSent, match=r"notify\.chat was not told: 127\.0\.0\.1:\d+ answers 500"):
        told(runs, f"{{url: '{hook.address}'}}", pauses, "    retries: 2\n")
    assert len(hook.requests) == 3


def test_a_wait_that_is_asked_for_is_kept_within_bounds(runs: OfficeOfRuns, hook: Hook, pauses: list[float]) -> None:
    hook.answers = [
        (429, {"Retry-After": "20"}, b""),
        (503, {"Retry-After": "99999"}, b""),
        (503, {"Retry-After": "soon"}, b""),
        200,
    ]
    told(runs, f"{{url: '{hook.address}'}}", pauses)
    assert pauses == [20.0, 60.0, 8.0]


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 301, 302, 303, 304])
def test_what_does_not_pass_is_not_tried_again(
    runs: OfficeOfRuns, hook: Hook, pauses: list[float], status: int
) -> None:
    hook.answers = [(status, {"Location": "/elsewhere"}, b"")]
    with pytest.raises(NotSent, match=f"answers {status}"):
        told(runs, f"{{url: '{hook.address}'}}", pauses)
    assert len(hook.requests) == 1


def test_a_server_that_sends_a_byte_at_a_time_is_given_up(
    runs: OfficeOfRuns, hook: Hook, pauses: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shkplan.operations.notices._ENDING", 0.2)
    hook.answers = [trickles]
    with pytest.raises(NotSent, match="no answer within"):
        told(runs, f"{{url: '{hook.address}'}}", pauses, "    retries: 0\n")


def test_nobody_is_there(runs: OfficeOfRuns, pauses: list[float]) -> None:
    with pytest.raises(NotSent, match="cannot be reached"):
        told(runs, f"{{url: 'http://127.0.0.1:{free_port()}'}}", pauses)
    assert len(pauses) == 3


def test_an_answer_that_is_none(runs: OfficeOfRuns, pauses: list[float]) -> None:
    with (
        bare_server(lambda one: one.sendall(b"SSH-2.0-OpenSSH\r\n\r\n")) as port,
        pytest.raises(NotSent, match="cannot be reached"),
    ):
        told(runs, f"{{url: 'http://127.0.0.1:{port}'}}", pauses, "    retries: 0\n")


def test_a_redirect_on_the_same_host_is_followed(runs: OfficeOfRuns, hook: Hook, pauses: list[float]) -> None:
    hook.answers = [(307, {"Location": "/new"}, b""), (308, {"Location": f"{hook.address}/newer"}, b""), 200]
    told(runs, f"{{url: '{hook.address}/old'}}", pauses)
    assert [path for path, *_ in hook.requests] == ["/old", "/new", "/newer"]


def test_a_redirect_to_another_host_is_not(runs: OfficeOfRuns, hook: Hook, pauses: list[float]) -> None:
    with web_server() as other:
        for target in (
            other.address,
            "http://169.254.169.254/latest",
            "https://evil.example/",
            "file:///etc/passwd",
            "//evil.example/x",
        ):
            hook.answers = [(307, {"Location": target}, b"")]
            with pytest.raises(NotSent, match="which is not followed"):
                told(runs, f"{{url: '{hook.address}'}}", pauses)
        assert other.requests == []


def test_a_redirect_without_end_has_one(runs: OfficeOfRuns, hook: Hook, pauses: list[float]) -> None:
    hook.answers = [(307, {"Location": "/again"}, b"")]
    with pytest.raises(NotSent, match="redirects without end"):
        told(runs, f"{{url: '{hook.address}'}}", pauses)
    assert len(hook.requests) == 4


def test_a_certificate_that_nobody_knows_is_refused_unless_it_is_named(runs: OfficeOfRuns, pauses: list[float]) -> None:
    pem = certificate(runs.root)
    with web_server(tls(pem)) as hook:
        with pytest.raises(NotSent, match="a certificate that is not trusted here"):
            told(runs, f"{{url: '{hook.address}'}}", pauses)
        told(runs, f"{{url: '{hook.address}', ca_file: office.pem}}", pauses)
        assert len(hook.requests) == 1
        (runs.reports / "notices.json").unlink()
        with pytest.raises(NotSent, match="no file of certificates"):
            told(runs, f"{{url: '{hook.address}', ca_file: missing.pem}}", pauses, why="another")


def test_the_message_is_signed(
    runs: OfficeOfRuns, hook: Hook, pauses: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KEY", "k3y")
    told(runs, f"{{url: '{hook.address}', secret_env: KEY}}", pauses)
    ((_, headers, body),) = hook.requests
    expected = hmac.new(b"k3y", headers["X-Shkplan-Timestamp"].encode() + b"." + body, hashlib.sha256).hexdigest()
    assert headers["X-Shkplan-Signature"] == f"sha256={expected}"


def test_wecom(runs: OfficeOfRuns, hook: Hook, pauses: list[float], monkeypatch: pytest.MonkeyPatch) -> None:
    """A text message of at most 2048 bytes; whether it was taken stands in the body."""
    monkeypatch.setenv("WECOM", f"{hook.address}/cgi-bin/webhook/send?key={TOKEN}")
    hook.answers = [(200, {}, b'{"errcode": 0, "errmsg": "ok"}')]
    told(runs, "{url_env: WECOM, format: wecom}", pauses, "    language: zh\n", why="磁盘已满" * 300)
    ((path, _, _),) = hook.requests
    assert path == f"/cgi-bin/webhook/send?key={TOKEN}"
    assert set(hook.content) == {"msgtype", "text"}
    text = hook.content["text"]["content"]
    assert text.startswith(
        "shkplan：monthly（报告日 2026-09-30）未能生成\n\nmonthly（our-plan，报告日 2026-09-30）：未能生成。\n原因："
    )
    assert len(text.encode()) <= 2048
    assert text.endswith("…")


def test_dingtalk(runs: OfficeOfRuns, hook: Hook, pauses: list[float], monkeypatch: pytest.MonkeyPatch) -> None:
    """The key signs the moment in milliseconds, within the address."""
    monkeypatch.setenv("URL", f"{hook.address}/robot/send?access_token={TOKEN}")
    monkeypatch.setenv("KEY", "SEC000")
    hook.answers = [(200, {}, b'{"errcode": 0, "errmsg": "ok"}')]
    told(runs, "{url_env: URL, format: dingtalk, secret_env: KEY}", pauses)
    query = parse_qs(urlsplit(hook.requests[0][0]).query)
    (moment,), (sign,) = query["timestamp"], query["sign"]
    assert query["access_token"] == [TOKEN]
    assert len(moment) == 13
    assert base64.b64decode(sign) == hmac.new(b"SEC000", f"{moment}\nSEC000".encode(), hashlib.sha256).digest()
    assert hook.content["msgtype"] == "text"
    assert "since the disk is full" in hook.content["text"]["content"]


def test_feishu(runs: OfficeOfRuns, hook: Hook, pauses: list[float], monkeypatch: pytest.MonkeyPatch) -> None:
    """The moment and the key together sign nothing, within the message."""
    monkeypatch.setenv("URL", f"{hook.address}/open-apis/bot/v2/hook/{TOKEN}")
    monkeypatch.setenv("KEY", "SEC000")
    hook.answers = [(200, {}, b'{"code": 0, "msg": "success", "data": {}}')]
    told(runs, "{url_env: URL, format: feishu, secret_env: KEY}", pauses)
    content = hook.content
    assert (content["msg_type"], set(content["content"])) == ("text", {"text"})
    key = f"{content['timestamp']}\nSEC000".encode()
    assert base64.b64decode(content["sign"]) == hmac.new(key, b"", hashlib.sha256).digest()


@pytest.mark.parametrize(
    ("form", "body", "expected"),
    [
        ("wecom", b'{"errcode": 93000, "errmsg": "invalid webhook url"}', "93000, invalid webhook url"),
        ("dingtalk", b'{"errcode": 310000, "errmsg": "keywords not in content"}', "310000, keywords"),
        ("feishu", b'{"code": 19021, "msg": "sign match fail"}', "19021, sign match fail"),
        ("wecom", b"<html>", "not that of a"),
        ("feishu", b"[]", "not that of a"),
        ("wecom", b"{}", "None"),
    ],
)
def test_a_robot_refuses_although_it_answers_200(
    runs: OfficeOfRuns,
    hook: Hook,
    pauses: list[float],
    monkeypatch: pytest.MonkeyPatch,
    form: str,
    body: bytes,
    expected: str,
) -> None:
    monkeypatch.setenv("URL", f"{hook.address}/x")
    hook.answers = [(200, {}, body)]
    with pytest.raises(NotSent, match=expected):
        told(runs, f"{{url_env: URL, format: {form}}}", pauses)
    assert len(hook.requests) == 1


def test_a_robot_that_has_too_much_to_say_is_asked_again(
    runs: OfficeOfRuns, hook: Hook, pauses: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("URL", hook.address)
    hook.answers = [(200, {}, b'{"errcode": 45009, "errmsg": "api freq out of limit"}'), (200, {}, b'{"errcode": 0}')]
    told(runs, "{url_env: URL, format: wecom}", pauses)
    assert len(hook.requests) == 2


@pytest.mark.parametrize(
    "address",
    ["ftp://a.example/x", "nonsense", "https://", "https://a.example/ x", "https://a.example:x/", "http://a.example/"],
)
def test_an_address_in_the_environment_is_looked_at_as_well(
    runs: OfficeOfRuns, pauses: list[float], monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv("URL", address)
    with pytest.raises(NotSent, match=r"holds no address|is not encrypted"):
        told(runs, "{url_env: URL}", pauses)


def test_a_variable_that_is_not_set_is_told(
    runs: OfficeOfRuns, pauses: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("URL", raising=False)
    with pytest.raises(NotSent, match="the variable URL is not set") as error:
        told(runs, "{url_env: URL}", pauses)
    assert "URL_FILE" in error.value.text("zh")


def test_a_variable_may_name_a_file(
    runs: OfficeOfRuns, hook: Hook, pauses: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    (runs.root / "secret").write_text(f"{hook.address}/from-file\n", encoding="utf-8")
    monkeypatch.setenv("URL_FILE", str(runs.root / "secret"))
    told(runs, "{url_env: URL}", pauses)
    assert hook.requests[0][0] == "/from-file"


@pytest.mark.parametrize(
    "answers",
    [
        [500],
        [drops],
        [hangs],
        [(302, {"Location": f"/x?key={TOKEN}"}, b"")],
        [(307, {"Location": f"http://x.example/?key={TOKEN}"}, b"")],
    ],
)
def test_no_secret_is_in_what_is_said_or_logged(
    runs: OfficeOfRuns,
    hook: Hook,
    pauses: list[float],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    answers: list[object],
) -> None:
    """Neither in the error in either language, nor in any line of any log, down to the loudest."""
    caplog.set_level(logging.DEBUG)
    monkeypatch.setenv("URL", f"{hook.address}/hook/{TOKEN}?key={TOKEN}")
    hook.answers = answers
    with pytest.raises(ShkplanError) as error:
        told(runs, "{url_env: URL}", pauses, "    retries: 0\n", why=f"token={TOKEN} {quote(TOKEN)}")
    chain = error.value
    assert chain.__cause__ is None
    for text in (
        str(chain),
        chain.text("zh"),
        repr(chain),
        caplog.text,
        json.dumps([record.__dict__ for record in caplog.records], default=str),
    ):
        assert TOKEN not in text
    assert all(TOKEN.encode() not in body for _, _, body in hook.requests)
