"""Telling by mail: text and page in one message, through a server that takes it."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Sequence
from contextlib import suppress
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

from shkplan.base.messages import Language, said
from shkplan.operations.notices.notice import Notice
from shkplan.operations.notices.secrets import Secrets
from shkplan.operations.notices.sending import NotSent
from shkplan.operations.notices.webhooks import trusted
from shkplan.workspace.schedules.notify import Mail

__all__ = ["mail_for", "send_mail"]


def mail_for(mail: Mail, notice: Notice, languages: Sequence[Language]) -> EmailMessage:
    """A notice as a mail: the words as text and as a page, the facts as a file."""
    made = EmailMessage()
    made["Subject"] = notice.title(languages)
    made["From"] = mail.sender
    made["To"] = ", ".join(mail.to)
    made["Date"] = format_datetime(notice.now)
    made["Message-ID"] = f"<{notice.id}@{mail.sender.partition('@')[2]}>"
    made["Auto-Submitted"] = "auto-generated"  # no answering machine answers it
    made.set_content(notice.text(languages).encode("utf-8", "replace").decode(), cte="base64")
    made.add_alternative(notice.html(languages).encode("utf-8", "replace").decode(), subtype="html", cte="base64")
    if mail.attach:
        made.add_attachment(notice.json(), maintype="application", subtype="json", filename="shkplan-notice.json")
    made["Content-Language"] = ", ".join("zh-CN" if language == "zh" else language for language in languages)
    return made


def send_mail(
    mail: Mail, notice: Notice, languages: Sequence[Language], secrets: Secrets, root: Path, seconds: float
) -> None:
    """Send a notice by mail, once.

    Raises:
        NotSent: the server did not take it, for all of its addresses or for some.
    """
    context = trusted(mail.ca_file, root)
    try:
        refused = _sent(mail, mail_for(mail, notice, languages), secrets, context, seconds)
    except smtplib.SMTPRecipientsRefused as error:
        refused = error.recipients
    except smtplib.SMTPAuthenticationError as error:
        raise NotSent(
            said("{host} does not accept the user name and password ({code})", host=mail.host, code=error.smtp_code)
        ) from None
    except smtplib.SMTPNotSupportedError:
        told = "{host} does not offer what is needed ({what}); nothing was sent"
        raise NotSent(
            said(told, host=mail.host, what=mail.security if mail.security == "starttls" else "AUTH")
        ) from None
    except smtplib.SMTPResponseException as error:
        raise NotSent(
            _answer(mail.host, error.smtp_code, error.smtp_error, secrets), passing=400 <= error.smtp_code < 500
        ) from None
    except ssl.SSLCertVerificationError as error:
        told = "{host} shows a certificate that is not trusted here ({why}). Name that of your authority as ca_file."
        raise NotSent(said(told, host=mail.host, why=error.verify_message)) from None
    except (TimeoutError, smtplib.SMTPServerDisconnected) as error:
        late = isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError)
        told = "{host} does not answer within {seconds:g} s" if late else "{host} closed the connection"
        raise NotSent(said(told, host=mail.host, seconds=seconds), passing=True) from None
    except (OSError, ValueError) as error:  # ValueError: bytes that are no answer of such a server
        why = getattr(error, "strerror", None) or type(error).__name__
        raise NotSent(said("{host} cannot be reached: {why}", host=mail.host, why=why), passing=True) from None
    if refused:
        code, words = next(iter(refused.values()))
        refusal = said(
            "{addresses} refused: {why}", addresses=sorted(refused), why=_answer(mail.host, code, words, secrets)
        )
        partly = len(refused) < len(mail.to)
        raise NotSent(
            refusal, passing=not partly and all(400 <= code < 500 for code, _ in refused.values()), partly=partly
        )


def _sent(
    mail: Mail, message: EmailMessage, secrets: Secrets, context: ssl.SSLContext, seconds: float
) -> dict[str, tuple[int, bytes]]:
    """The addresses that the server refused; others are served."""
    if mail.security == "tls":
        server: smtplib.SMTP = smtplib.SMTP_SSL(mail.host, mail.server_port, timeout=seconds, context=context)
    else:
        server = smtplib.SMTP(mail.host, mail.server_port, timeout=seconds)
    try:
        if mail.security == "starttls":
            server.starttls(context=context)
        if mail.user_env and mail.password_env:
            server.login(secrets[mail.user_env], secrets[mail.password_env])
        return server.send_message(message, mail.sender, list(mail.to))
    finally:
        with suppress(smtplib.SMTPException, OSError, ValueError):
            server.quit()
        server.close()


def _answer(host: str, code: int, words: bytes | str, secrets: Secrets) -> str:
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return said("{host} answers {code}, {told}", host=host, code=code, told=secrets.struck(" ".join(text.split())))
