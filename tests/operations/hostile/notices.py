"""Who is told, by what, of what: reports.yaml, reasons, servers and secrets that mean harm."""

from __future__ import annotations

import email
import email.policy
import json
import sys
from collections.abc import Callable
from typing import Any

import pytest

from shkplan.operations.notices import NotSent, tell_of
from shkplan.operations.notices.mails import mail_for
from shkplan.operations.notices.webhooks import message_for
from shkplan.workspace.schedules.notify import Mail, Webhook
from shkplan.workspace.schedules.reports_file import read_reports
from tests.operations.hostile.cases import OBEYED, Case, Inside, collect, refused
from tests.operations.notices.conftest import NOW, OfficeOfRuns
from tests.operations.notices.servers import web_server

SECRET = "very-secret-token-0123"
UGLY = 'x\r\nBcc: all@example.org\r\n\r\n<script>alert(1)</script>\x1b[2J\x00\u202e$(touch broken)`touch broken`\u2028<at user_id="all"></at>'

WAYS = (
    ("webhook: a file", "webhook: {url: 'file:///etc/passwd'}"),
    ("webhook: gopher", "webhook: {url: 'gopher://127.0.0.1:25/_HELO'}"),
    ("webhook: not encrypted", "webhook: {url: 'http://example.org/'}"),
    ("webhook: a password in the address", "webhook: {url: 'https://user:pass@example.org/'}"),
    ("webhook: a key in the address", "webhook: {url: 'https://example.org/?key=1'}"),
    ("webhook: a line of a header in the address", 'webhook: {url: "https://example.org/\\r\\nX-Evil: 1"}'),
    ("webhook: an address in other signs", "webhook: {url: 'https:\\\\example.org'}"),
    ("webhook: certificates of a share", "webhook: {url: 'https://example.org/', ca_file: '\\\\server\\share\\ca.pem'}"),
    ("webhook: certificates of a share, the other way", "webhook: {url: 'https://example.org/', ca_file: //server/share/ca.pem}"),
    ("webhook: certificates outside", "webhook: {url: 'https://example.org/', ca_file: ../outside/ca.pem}"),
    ("webhook: a secret where its variable should stand", f"webhook: {{url_env: {SECRET}}}"),
    ("mail: a line of a header for its sender", 'mail: {host: h, from: "a@example.org\\nBcc: b@example.org", to: [c@example.org]}'),
    ("mail: two addresses in one", "mail: {host: h, from: a@example.org, to: ['c@example.org, d@example.org']}"),
    ("mail: an option for its host", "mail: {host: '-oProxyCommand=touch broken', from: a@example.org, to: ['c@example.org;id']}"),
    ("mail: a password in the open", "mail: {host: h.example.org, security: none, from: a@example.org, to: [c@example.org], user_env: U, password_env: P}"),
    ("mail: a password in the file", "mail: {host: h, from: a@example.org, to: [c@example.org], password: hunter2}"),
    ("command: one text for a shell", "command: 'touch broken; true'"),
    ("command: a line end in a word", 'command: ["true", "a\\nb"]'),
    ("command: a byte that ends a word", 'command: ["true", "a\\0b"]'),
    ("notify: without end", "command: ['true'], timeout: .inf"),
    ("link: a script", "command: ['true'], link: 'javascript:alert(1)'"),
)  # fmt: skip


def _way(inside: Inside, way: str) -> str:
    (inside.root / "data/plans").mkdir(parents=True)
    (inside.root / "reports.yaml").write_text(
        f"reports:\n  m: {{plan: p}}\nnotify:\n  w:\n    {{{way}}}\n", encoding="utf-8"
    )
    return refused(lambda: read_reports(inside.root))


def _office(inside: Inside) -> OfficeOfRuns:
    office = OfficeOfRuns(inside.root)
    inside.patch.chdir(office.root)
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "all_proxy"):
        inside.patch.delenv(name, raising=False)
    return office


def _tell(office: OfficeOfRuns, way: str, why: str = UGLY) -> None:
    office.write(f"  w: {{{way}, retries: 0, timeout: 5}}\n")
    tell_of(office.batch(office.run(why=why)), NOW, lambda _: None)


def _notice(inside: Inside) -> Any:
    """What would be told of a failure whose reason is ugly."""
    office, caught = _office(inside), list[Any]()
    inside.patch.setattr("shkplan.operations.notices.run_command", lambda argv, notice, *rest: caught.append(notice))
    _tell(office, "command: ['true']")
    return caught[0]


def _in_a_mail(inside: Inside) -> str:
    """Headers are those of the file, and the page holds no element of the reason's."""
    mail = Mail.model_validate({"host": "h", "from": "a@example.org", "to": ["c@example.org"]})
    sent = mail_for(mail, _notice(inside), ("zh", "en"))
    read = email.message_from_bytes(sent.as_bytes(policy=email.policy.SMTP), policy=email.policy.default)
    assert read["Bcc"] is None
    assert read["To"] == "c@example.org"
    assert not OBEYED.search(read["Subject"])
    page = read.get_body(("html",)).get_content()  # type: ignore[union-attr]
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "<at " not in page
    return "harmless"


def _in_a_chat(form: str) -> Callable[[Inside], str]:
    """One message, with a call to nobody."""

    def attempt(inside: Inside) -> str:
        hook = Webhook.model_validate({"url_env": "CHAT", "format": form})
        sent = message_for(hook, "https://example.org/robot", _notice(inside), ("zh",), None, 1.0)
        content = json.loads(sent.body)
        text = content["content"]["text"] if form == "feishu" else content["text"]["content"]
        assert "script" in text
        assert form != "feishu" or "<at" not in text
        assert set(content) <= {"msgtype", "text", "msg_type", "content"}
        assert not any("\n" in one or "\r" in one for pair in sent.headers.items() for one in pair)
        return "harmless"

    return attempt


def _in_a_command(inside: Inside) -> str:
    """Its words are those of the file, the facts are data, and no shell reads either."""
    office = _office(inside)
    saves = "import json, os, sys; json.dump([sys.argv[1:], json.load(sys.stdin)], open('told.json', 'w'))"
    _tell(office, f"command: {json.dumps([sys.executable, '-c', saves, '$(touch broken)', '; touch broken'])}")
    argv, facts = json.loads((office.root / "told.json").read_text(encoding="utf-8"))
    assert argv == ["$(touch broken)", "; touch broken"]
    assert facts["event"] == "failure"
    assert not (office.root / "broken").exists()
    return "harmless"


def _led_astray(inside: Inside, where: str) -> str:
    """A redirect to another place is told and not followed."""
    office = _office(inside)
    with web_server() as hook, web_server() as other:
        hook.answers = [(307, {"Location": where.replace("OTHER", other.address)}, b"")]
        with pytest.raises(NotSent):
            _tell(office, f"webhook: {{url: '{hook.address}/x'}}", "full")
        assert len(hook.requests) <= 4
        assert not other.requests
    return "refused"


def _endless_answer(inside: Inside) -> str:
    """Of an answer no more is read than says anything."""
    office = _office(inside)
    with web_server() as hook:
        hook.answers = [(500, {}, b"x" * 3_000_000)]
        with pytest.raises(NotSent) as error:
            _tell(office, f"webhook: {{url: '{hook.address}/x'}}", "full")
    assert len(str(error.value)) < 500
    return "refused"


def _no_secret_is_kept(inside: Inside) -> str:
    """Not in a log, a file or what is said, whatever the other side answers."""
    office = _office(inside)
    inside.patch.setenv("CHAT", f"http://127.0.0.1:9/{SECRET}?key={SECRET}")
    inside.patch.setenv("KEY", SECRET)
    with pytest.raises(NotSent) as error:
        _tell(office, "webhook: {url_env: CHAT, secret_env: KEY, format: dingtalk}", f"the hook {SECRET} failed")
    assert SECRET not in str(error.value)
    assert SECRET not in error.value.text("zh")
    for path in office.reports.rglob("*"):
        if path.is_file() and path.name != "runs.jsonl":  # the reason was put there by the test itself
            assert SECRET.encode() not in path.read_bytes(), path.name
    return "harmless"


def _address_from_a_file_outside(inside: Inside) -> str:
    """A variable that holds something else than an address is not told."""
    office = _office(inside)
    inside.patch.setenv("CHAT", "file:///etc/passwd")
    with pytest.raises(NotSent) as error:
        _tell(office, "webhook: {url_env: CHAT}", "full")
    assert "passwd" not in str(error.value)
    return "refused"


ASTRAY = (
    "OTHER", "OTHER/x", "http://169.254.169.254/latest/meta-data", "file:///etc/passwd", "ftp://127.0.0.1/", "//169.254.169.254/", "http://[::1", "/x",
    "javascript:alert(1)",
)  # fmt: skip
_TOLD = "what is told is data, wherever it arrives"
CASES: list[Case] = [
    *collect("a way of telling is one address, sender or program, without secrets", WAYS, _way),
    *collect("a notice goes to the host of the file and to no other", [(f"webhook: led to {one}", one) for one in ASTRAY], _led_astray),
    Case("reason: in a mail", _TOLD, _in_a_mail),
    *(Case(f"reason: in a message of {one}", _TOLD, _in_a_chat(one)) for one in ("wecom", "dingtalk", "feishu")),
    Case("reason: in a command", _TOLD, _in_a_command),
    Case("webhook: an answer of three million bytes", "an answer is read up to a measure", _endless_answer),
    Case("webhook: an address that is a file, by its variable", "an address is one of the web", _address_from_a_file_outside),
    Case("secrets: after a notice that failed", "no secret is kept anywhere", _no_secret_is_kept),
]  # fmt: skip
