"""Who is told: what may stand in reports.yaml, and that no secret may."""

from pathlib import Path

import pytest

from shkplan.base.errors import DataError
from shkplan.workspace.schedules.reports_file import ReportsFile, read_reports

HEAD = "reports:\n  monthly: {plan: our-plan%s}\nnotify:\n  office:\n    "


def read(folder: Path, way: str, of_report: str = "") -> ReportsFile:
    (folder / "reports.yaml").write_text(HEAD % of_report + way + "\n", encoding="utf-8")
    return read_reports(folder)


@pytest.mark.parametrize(
    "way",
    [
        "command: [page, 值班, a b]",
        "webhook: {url: 'https://hooks.example.org/reports'}",
        "webhook: {url: 'http://127.0.0.1:8080/x'}",
        "webhook: {url: 'http://hooks.office/x', allow_http: true, secret_env: KEY}",
        "webhook: {url_env: WECOM_URL, format: wecom}",
        "webhook: {url_env: DINGTALK_URL, format: dingtalk, secret_env: DINGTALK_SECRET}",
        "mail: {host: smtp.example.org, from: a@example.org, to: [b@example.org], user_env: U, password_env: P}",
        "mail: {host: localhost, security: none, from: a@example.org, to: [b@example.org], user_env: U, password_env: P}",
    ],
)
def test_what_may_stand_there(tmp_path: Path, way: str) -> None:
    assert set(read(tmp_path, way, ", notify: [office]").notify) == {"office"}


@pytest.mark.parametrize(
    ("way", "told"),
    [
        ("command: []", "command"),
        ("command: ['']", "command"),
        ("command: rm -rf /", "a list"),
        ("when: [failure]", "command, webhook or mail"),
        ("command: [a]\n    mail: {host: h, from: a@b.c, to: [a@b.c]}", "command, webhook or mail"),
        ("when: []\n    command: [a]", "when"),
        ("when: [always]\n    command: [a]", "failure"),
        ("webhook: {}", "url or url_env"),
        ("webhook: {url: 'https://a.example', url_env: A}", "url or url_env"),
        ("webhook: {url: 'https://u:secret@a.example/'}", "secrets"),
        ("webhook: {url: 'https://a.example/?key=secret'}", "secrets"),
        ("webhook: {url: 'http://a.example/'}", "https, or this machine"),
        ("webhook: {url: 'http://127.0.0.1.evil.example/'}", "https, or this machine"),
        ("webhook: {url: 'file:///etc/passwd'}", "an address such as"),
        ("webhook: {url: 'https://a.example:99999/'}", "an address such as"),
        ('webhook: {url: "https://a.example/\\r\\nHost: b"}', "an address such as"),
        ("webhook: {url: 'https://open.feishu.cn/open-apis/bot/v2/hook/abc', format: feishu}", "url_env"),
        ("webhook: {url_env: A, format: wecom, secret_env: B}", "no key"),
        ("webhook: {url_env: 'a b'}", "url_env"),
        ("mail: {host: h, from: a@b.c, to: []}", "to"),
        ('mail: {host: h, from: a@b.c, to: ["a@b.c\\nBcc: x@y.z"]}', "an address such as"),
        ('mail: {host: h, from: "A <a@b.c>", to: [a@b.c]}', "an address such as"),
        ("mail: {host: h, from: a@b.c, to: ['a@b.c, d@e.f']}", "an address such as"),
        ("mail: {host: 'h\"', from: a@b.c, to: [a@b.c]}", "host"),
        ("mail: {host: h, from: a@b.c, to: [a@b.c], password: secret}", "password"),
        ("mail: {host: h, from: a@b.c, to: [a@b.c], user_env: U}", "both or neither"),
        ("mail: {host: h, security: none, from: a@b.c, to: [a@b.c], user_env: U, password_env: P}", "starttls or tls"),
        ("timeout: 0\n    command: [a]", "timeout"),
        ("retries: 99\n    command: [a]", "retries"),
        ("link: 'javascript:alert(1)'\n    command: [a]", "an address such as"),
    ],
)
def test_what_may_not_is_told_with_its_place(tmp_path: Path, way: str, told: str) -> None:
    with pytest.raises(DataError) as error:
        read(tmp_path, way)
    assert told in str(error.value)
    assert "notify.office" in str(error.value)


def test_nobody_is_told_who_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"reports\.monthly\.notify\[0\].*chief.*office"):
        read(tmp_path, "command: [a]", ", notify: [chief]")
