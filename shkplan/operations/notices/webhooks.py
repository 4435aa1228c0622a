"""Telling by a webhook: one JSON message to one address, in our own form or in that of the robot of a chat.

The robots of WeCom (企业微信), DingTalk (钉钉) and Feishu (飞书) take a text message each in a form of its own, answer 200 also where
they refuse it, and say so in the body. DingTalk's key signs the moment within the address, Feishu's within the message.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import ssl
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from email.message import Message
from http.client import HTTPException
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote_plus, urljoin, urlsplit

from shkplan.base.messages import Language, Text, said
from shkplan.operations.notices.notice import Notice
from shkplan.operations.notices.secrets import Secrets
from shkplan.operations.notices.sending import NotSent
from shkplan.workspace.schedules.notify import LOCAL, Webhook, is_safe

__all__ = ["Sent", "host_of", "message_for", "post"]

_LARGEST = 65_536  # bytes of an answer
_MOST_HOPS = 3
_PORTS = {"https": 443, "http": 80}
_NAMES = {"wecom": Text("企业微信", "WeCom"), "dingtalk": Text("钉钉", "DingTalk"), "feishu": Text("飞书", "Feishu")}
_ROOM = {"wecom": 2_048, "dingtalk": 18_000, "feishu": 18_000}  # bytes of text that a robot takes
_CODES = {"wecom": ("errcode", "errmsg"), "dingtalk": ("errcode", "errmsg"), "feishu": ("code", "msg")}
_BUSY = {"wecom": {45009}, "dingtalk": {130101, 410100, 660026}, "feishu": {9499, 11232}}  # too many messages at a time


@dataclass(frozen=True)
class Sent:
    """A message as it goes out.

    Attributes:
        address: where to.
        body: its bytes.
        headers: its headers.
    """

    address: str = field(repr=False)
    body: bytes
    headers: Mapping[str, str]


def post(
    hook: Webhook, notice: Notice, languages: Sequence[Language], secrets: Secrets, root: Path, seconds: float
) -> None:
    """Send a notice to a webhook, once.

    Raises:
        NotSent: it was not taken.
    """
    address = hook.url if hook.url is not None else secrets[hook.url_env or ""]
    _refuse_unsafe(address, hook)
    key = secrets[hook.secret_env] if hook.secret_env else None
    message = message_for(hook, address, notice, languages, key, time.time())
    target = message.address
    for _ in range(_MOST_HOPS + 1):
        answer = _posted(target, message, hook, root, seconds)
        if isinstance(answer, bytes):
            _taken(hook.format, answer)
            return
        onward = urljoin(target, answer.target)
        if _origin(onward) != _origin(target):
            told = "{host} redirects to another host, {other}, which is not followed"
            raise NotSent(said(told, host=host_of(target), other=host_of(onward)))
        target = onward
    raise NotSent(said("{host} redirects without end", host=host_of(target)))


def message_for(
    hook: Webhook, address: str, notice: Notice, languages: Sequence[Language], key: str | None, now: float
) -> Sent:
    """A notice in the form that the other side takes, signed where there is a key.

    Args:
        hook: the form.
        address: where to.
        notice: what to tell.
        languages: of the words.
        key: to sign with.
        now: seconds since 1970.
    """
    headers = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "shkplan"}
    if hook.format == "plain":
        body, moment = notice.json(), str(int(now))
        headers["Idempotency-Key"] = notice.id
        if key is not None:
            digest = hmac.new(key.encode(), moment.encode() + b"." + body, hashlib.sha256).hexdigest()
            headers |= {"X-Shkplan-Timestamp": moment, "X-Shkplan-Signature": f"sha256={digest}"}
        return Sent(address, body, headers)
    text = _cut(notice.text(languages), _ROOM[hook.format])
    content: dict[str, Any] = {"msgtype": "text", "text": {"content": text}}
    if hook.format == "feishu":  # which takes <at user_id="all"> for a call to everybody
        text = text.replace("<", "\N{FULLWIDTH LESS-THAN SIGN}")
        content = {"msg_type": "text", "content": {"text": text}}
    if key is not None and hook.format == "dingtalk":
        moment = str(round(now * 1000))
        sign = _signature(key.encode(), f"{moment}\n{key}".encode())
        address += f"{'&' if '?' in address else '?'}timestamp={moment}&sign={quote_plus(sign)}"
    if key is not None and hook.format == "feishu":
        moment = str(int(now))
        content = {"timestamp": moment, "sign": _signature(f"{moment}\n{key}".encode(), b""), **content}
    return Sent(address, json.dumps(content, ensure_ascii=False).encode("utf-8", "replace"), headers)


def _signature(key: bytes, words: bytes) -> str:
    return base64.b64encode(hmac.new(key, words, hashlib.sha256).digest()).decode()


def host_of(address: str) -> str:
    """The host of an address, which is all of it that is told."""
    _, host, port = (*_origin(address), None, None, None)[:3]
    return f"{host or '?'}{f':{port}' if port and port not in _PORTS.values() else ''}"


def _origin(address: str) -> tuple[object, ...]:
    try:
        parts = urlsplit(address)
        return parts.scheme, parts.hostname, parts.port or _PORTS.get(parts.scheme)
    except ValueError:
        return ()


def _refuse_unsafe(address: str, hook: Webhook) -> None:
    """Refuse what is no address of the web, or one where everybody on the way reads along."""
    scheme, host = (*_origin(address), None, None)[:2]
    if scheme not in ("http", "https") or not host or any(ord(sign) <= 32 or ord(sign) == 127 for sign in address):
        raise NotSent(
            said(
                "{variable} holds no address such as https://hooks.example.org/reports", variable=hook.url_env or "url"
            )
        )
    if not hook.allow_http and not is_safe(address):
        told = "{host} is not encrypted: write https, or allow_http: true"
        raise NotSent(said(told, host=host_of(address)))


@dataclass(frozen=True)
class _Onward:
    """Where an answer leads on to."""

    target: str = field(repr=False)


class _Stay(urllib.request.HTTPRedirectHandler):
    """Follows nothing by itself."""

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Message, newurl: str
    ) -> None:
        del req, fp, code, msg, headers, newurl


def _posted(target: str, message: Sent, hook: Webhook, root: Path, seconds: float) -> bytes | _Onward:
    """The body of an answer that says yes, or where the message should go instead."""
    host = host_of(target)
    handlers: list[urllib.request.BaseHandler] = [
        _Stay(),
        urllib.request.HTTPSHandler(context=trusted(hook.ca_file, root)),
    ]
    if urlsplit(target).hostname in LOCAL:
        handlers.append(urllib.request.ProxyHandler({}))
    request = urllib.request.Request(target, message.body, dict(message.headers), method="POST")  # noqa: S310  # http or https, see above
    try:
        with urllib.request.build_opener(*handlers).open(request, timeout=seconds) as answer:
            return bytes(answer.read(_LARGEST))
    except urllib.error.HTTPError as error:
        with error:
            if error.code in (307, 308) and error.headers.get("Location"):
                return _Onward(error.headers["Location"])
            passing, after = (
                error.code in (408, 425, 429) or error.code >= 500,
                _seconds(error.headers.get("Retry-After")),
            )
            raise NotSent(
                said("{host} answers {code}", host=host, code=error.code), passing=passing, after=after
            ) from None
    except TimeoutError:
        raise NotSent(
            said("{host} does not answer within {seconds:g} s", host=host, seconds=seconds), passing=True
        ) from None
    except (OSError, HTTPException, ValueError) as error:
        why = getattr(error, "reason", error)
        if isinstance(why, ssl.SSLCertVerificationError):
            told = (
                "{host} shows a certificate that is not trusted here ({why}). Name that of your authority as ca_file."
            )
            raise NotSent(said(told, host=host, why=why.verify_message)) from None
        if isinstance(why, TimeoutError):
            raise NotSent(
                said("{host} does not answer within {seconds:g} s", host=host, seconds=seconds), passing=True
            ) from None
        words = getattr(why, "strerror", None) or type(why).__name__
        raise NotSent(said("{host} cannot be reached: {why}", host=host, why=words), passing=True) from None


def trusted(ca_file: str | None, root: Path) -> ssl.SSLContext:
    """Whom to trust: the authorities of the system, and those of a file of the workspace.

    Raises:
        NotSent: there is no such file, or nothing in it.
    """
    context = ssl.create_default_context()
    if ca_file is not None:
        try:
            context.load_verify_locations(root / ca_file)
        except (OSError, ValueError):
            raise NotSent(said("{file} is no file of certificates (PEM)", file=ca_file)) from None
    return context


def _seconds(header: str | None) -> float | None:
    """How long the other side asks to wait, where it says so in seconds."""
    return float(header) if header and header.isascii() and header.isdigit() else None


def _taken(form: str, body: bytes) -> None:
    """Nothing, where the other side took a message.

    Raises:
        NotSent: a robot refused it.
    """
    if form not in _CODES:
        return
    code, words = _CODES[form]
    try:
        answer = json.loads(body)
        number, told = answer.get(code, answer.get("StatusCode")), answer.get(words, "")
    except (ValueError, AttributeError, RecursionError):
        raise NotSent(said("the answer is not that of a {robot} robot", robot=_NAMES[form])) from None
    if number != 0:
        passing = number in _BUSY[form]
        raise NotSent(
            said("the {robot} robot refused it: {code}, {told}", robot=_NAMES[form], code=str(number), told=str(told)),
            passing=passing,
        )


def _cut(text: str, room: int) -> str:
    """A text that takes no more bytes than there is room."""
    if len(text.encode("utf-8", "replace")) <= room:
        return text
    return text.encode("utf-8", "replace")[: room - 4].decode("utf-8", "ignore") + "…"
