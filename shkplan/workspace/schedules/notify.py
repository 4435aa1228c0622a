"""Who is told what became of reports, and how: a command, a webhook, a mail. Secrets never stand here, only where they are kept."""

from __future__ import annotations

import re
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, ConfigDict, Field, model_validator

from shkplan.base.messages import said
from shkplan.base.typed import Misfit, Record

__all__ = ["LOCAL", "Event", "Mail", "Notify", "Robot", "Webhook"]

Event = Literal["failure", "success", "recovery"]
Robot = Literal["plain", "wecom", "dingtalk", "feishu"]  # the form of a webhook's message
LOCAL = ("localhost", "127.0.0.1", "::1")

_VARIABLE = Field(pattern=r"^[A-Z][A-Z0-9_]*$")
_PORTS = {"starttls": 587, "tls": 465, "none": 25}
_HIDDEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def _plain(value: str) -> str:
    """Text on one line: nothing in it ends a header, a line or an argument."""
    if _HIDDEN.search(value):
        raise Misfit(said("text on one line"), said("Remove line ends and control characters."))
    return value


def _address(value: str) -> str:
    """The address of a mailbox alone."""
    if len(value) > 254 or not re.fullmatch(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9.-]+", value):
        raise Misfit(said("an address such as office@example.org"), said("Write the address alone, without a name."))
    return value


def _web_address(value: str) -> str:
    """An address of the web that holds no secret."""
    try:
        parts = urlsplit(value)
        sound = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        sound = False
    if not sound or re.search(r"[\s\x00-\x20\x7f\\]", value):
        raise Misfit(said("an address such as https://hooks.example.org/reports"), said("Correct it."))
    if parts.username or parts.password or parts.query or parts.fragment:
        remedy = said("Put the whole address into a variable of the environment, and name that as url_env.")
        raise Misfit(said("an address without user, password or query, which are secrets"), remedy)
    return value


def is_safe(address: str) -> bool:
    """Whether an address is encrypted, or leads no farther than this machine."""
    parts = urlsplit(address)
    return parts.scheme == "https" or parts.hostname in LOCAL


def _own_file(value: str) -> str:
    """A file, by a way on which no other machine is asked for it: Windows shows a share the name and password of its user."""
    if _plain(value).startswith("//") or "\\" in value or ".." in value.split("/"):
        expected = said("a file of the workspace, as in office.pem")
        raise Misfit(expected, said("Copy the file into the workspace, and write the way to it with /."))
    return value


OwnFile = Annotated[str, Field(min_length=1), AfterValidator(_own_file)]
Plain = Annotated[str, Field(min_length=1), AfterValidator(_plain)]
Address = Annotated[str, AfterValidator(_address)]
Variable = Annotated[str, _VARIABLE]


class Webhook(Record):
    """A message sent to an address of the web, as JSON.

    Attributes:
        url: the address, where it holds no secret.
        url_env: the variable of the environment that holds the address.
        format: plain for our own, or that of the robot of a chat.
        secret_env: the variable that holds the key messages are signed with.
        allow_http: whether the address may be one that is not encrypted.
        ca_file: certificates to trust besides the usual ones, as a file of the workspace.
    """

    url: Annotated[str, AfterValidator(_web_address)] | None = None
    url_env: Variable | None = None
    format: Robot = "plain"
    secret_env: Variable | None = None
    allow_http: bool = False
    ca_file: OwnFile | None = None

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        """One address, and no secret in it."""
        if (self.url is None) == (self.url_env is None):
            raise Misfit(said("url or url_env, one of them"), said("Keep one of them."), found=self.url)
        if self.url is not None and self.format != "plain":
            remedy = said("Put the whole address into a variable of the environment, and name that as url_env.")
            raise Misfit(said("url_env: the address of a robot is a secret"), remedy, found=self.format, at=("url",))
        if self.url is not None and not self.allow_http and not is_safe(self.url):
            raise Misfit(
                said("https, or this machine"), said("Write https, or allow_http: true."), at=("url",), found=self.url
            )
        if self.format == "wecom" and self.secret_env is not None:
            raise Misfit(said("no key: a robot of WeCom takes none"), said("Remove it."), at=("secret_env",))
        return self


class Mail(Record):
    """A mail sent through a server (SMTP).

    Attributes:
        host, port: of the server; the port that is usual where none is given.
        security: starttls, tls from the first byte, or none.
        sender: the address it comes from; ``from`` in the file.
        to: the addresses it goes to.
        user_env, password_env: the variables of the environment that hold user and password.
        attach: whether the facts come along as a file.
        ca_file: certificates to trust besides the usual ones, as a file of the workspace.
    """

    model_config = ConfigDict(populate_by_name=True)

    host: Annotated[str, Field(pattern=r"^[A-Za-z0-9.:-]+$")]
    port: Annotated[int, Field(ge=1, le=65535)] | None = None
    security: Literal["starttls", "tls", "none"] = "starttls"
    sender: Annotated[Address, Field(alias="from")]
    to: Annotated[tuple[Address, ...], Field(min_length=1)]
    user_env: Variable | None = None
    password_env: Variable | None = None
    attach: bool = True
    ca_file: OwnFile | None = None

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        """A user has a password, and neither is sent where everybody reads it."""
        if (self.user_env is None) != (self.password_env is None):
            raise Misfit(said("user_env and password_env, both or neither"), said("Add the other one."), found=None)
        if self.user_env and self.security == "none" and self.host not in LOCAL:
            expected = said("starttls or tls, where a password is sent")
            raise Misfit(expected, said("Correct it."), found=self.security, at=("security",))
        return self

    @property
    def server_port(self) -> int:
        """The port, or the usual one."""
        return self.port or _PORTS[self.security]


class Notify(Record):
    """One way of telling: what of, in which language, and where to.

    Attributes:
        when: failure, success, recovery: the first report that succeeds after one that failed.
        command: a program with its arguments; no shell reads them.
        webhook, mail: where to; of the three one.
        language: of the words; both where none is given.
        timeout: seconds for one attempt.
        retries: further attempts after one that failed for a passing reason.
        link: the address under which the workspace can be read, if it can.
    """

    when: Annotated[tuple[Event, ...], Field(min_length=1)] = ("failure", "recovery")
    command: Annotated[tuple[Plain, ...], Field(min_length=1)] | None = None
    webhook: Webhook | None = None
    mail: Mail | None = None
    language: Literal["zh", "en", "both"] = "both"
    timeout: Annotated[float, Field(gt=0, le=600)] = 30
    retries: Annotated[int, Field(ge=0, le=10)] = 3
    link: Annotated[str, AfterValidator(_web_address)] | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        """Exactly one way of telling."""
        given = [name for name in ("command", "webhook", "mail") if getattr(self, name) is not None]
        if len(given) != 1:
            raise Misfit(said("command, webhook or mail, one of them"), said("Keep one of them."), found=given or None)
        return self

    @property
    def variables(self) -> tuple[str, ...]:
        """The variables of the environment whose values are secrets."""
        ways = (self.webhook, self.mail)
        names = ("url_env", "secret_env", "user_env", "password_env")
        return tuple(found for way in ways for name in names if (found := getattr(way, name, None)))
