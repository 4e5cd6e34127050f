"""What the system says, in the user's language."""

import errno
import socket
import ssl
from pathlib import Path

import pytest

from besedka.dialects.words.languages import language
from besedka.system_errors import in_words, system_error

PACKAGE = Path(__file__).resolve().parents[1] / "besedka"
ENGLISH, RUSSIAN = language("en"), language("ru")


def certificate_error(code: int) -> ssl.SSLCertVerificationError:
    error = ssl.SSLCertVerificationError(1, "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed")
    error.verify_code = code
    return error


def tls_error(reason: str) -> ssl.SSLError:
    error = ssl.SSLError(1, f"[SSL: {reason}] something in English")
    error.reason = reason
    return error


@pytest.mark.parametrize(
    ("error", "english", "russian"),
    [
        (OSError(errno.ENOSPC, "No space"), "No space left on device", "на диске нет места"),
        (PermissionError(errno.EACCES, "x"), "Permission denied", "нет прав доступа"),
        (
            ConnectionRefusedError(errno.ECONNREFUSED, "Connect call failed ('192.0.2.1', 1)"),
            "Connection refused",
            "в соединении отказано",
        ),
        (socket.gaierror(socket.EAI_NONAME, "x"), "No such host", "узел с таким именем не найден"),
        (
            socket.gaierror(socket.EAI_AGAIN, "x"),
            "The name service does not answer",
            "служба имён не отвечает",
        ),
        (certificate_error(10), "the certificate has expired", "срок действия сертификата истёк"),
        (certificate_error(62), "the certificate is for another name", "сертификат выдан на другое имя"),
        (
            certificate_error(7),
            "the certificate is not accepted (code 7)",
            "сертификат не принят (код 7)",
        ),
        (
            tls_error("UNSUPPORTED_PROTOCOL"),
            "server and client have no version of TLS in common",
            "у сервера и клиента нет общей версии TLS",
        ),
        (
            tls_error("BAD_ECPOINT"),
            "the TLS handshake has failed (BAD_ECPOINT)",
            "не удалось установить соединение TLS (BAD_ECPOINT)",
        ),
        (
            UnicodeError("label too long"),
            "Invalid address or value",
            "недопустимый адрес или значение",
        ),
    ],
)
def test_what_is_known_is_said_in_the_users_language(error: Exception, english: str, russian: str) -> None:
    assert (system_error(error, ENGLISH), system_error(error, RUSSIAN)) == (english, russian)


def test_several_addresses_that_were_tried_in_vain_are_told_by_their_number() -> None:
    number = errno.ECONNREFUSED
    error = OSError(
        f"Multiple exceptions: [Errno {number}] Connect call failed, [Errno {number}] Connect call failed"
    )
    assert system_error(error, RUSSIAN) == "в соединении отказано"


@pytest.mark.parametrize(
    ("error", "russian"),
    [
        (OSError(9999, "quantum\x1b[2J flux"), "системная ошибка 9999: quantum[2J flux"),
        (OSError("odd"), "системная ошибка: odd"),
        (OSError(), "системная ошибка: OSError"),
        (socket.gaierror(-77, "odd name"), "системная ошибка -77: odd name"),
    ],
)
def test_what_is_unknown_keeps_the_systems_text_and_number(error: OSError, russian: str) -> None:
    assert system_error(error, RUSSIAN) == russian


def test_a_name_of_errno_is_told_and_any_other_word_stays() -> None:
    assert in_words("ETIMEDOUT", RUSSIAN) == "время ожидания истекло"
    assert in_words("HTTP 503", RUSSIAN) == "HTTP 503"


def test_no_system_text_is_shown_raw_anywhere() -> None:
    """`strerror` is for `besedka.system_errors`, and for what is not for people: errors of the library, the log."""
    paths = [path for path in PACKAGE.rglob("*.py") if "strerror" in path.read_text("utf-8")]
    assert {path.name for path in paths} <= {"system_errors.py", "connecting.py", "channel.py", "launch.py"}
