"""Errors of the operating system, the name service, TLS and SQLite, as text in the user's language.

Their own texts are in English or in the system's language, and differ between systems.
"""

import errno
import re
import socket
from collections.abc import Mapping
from typing import Final

from besedka.chat.language.text import clean
from besedka.dialects.words.languages import N_, Language

__all__ = ["in_words", "system_error"]

_SENTENCES: Final[Mapping[str, str]] = {
    "EACCES": N_("Permission denied"),
    "EADDRINUSE": N_("Address already in use"),
    "EADDRNOTAVAIL": N_("This machine has no such address"),
    "EAFNOSUPPORT": N_("This kind of address is not supported"),
    "EAGAIN": N_("Resource temporarily unavailable"),
    "EBADF": N_("Bad file descriptor"),
    "EBUSY": N_("Device or resource busy"),
    "ECONNABORTED": N_("Connection aborted"),
    "ECONNREFUSED": N_("Connection refused"),
    "ECONNRESET": N_("Connection reset"),
    "EDQUOT": N_("Disk quota exceeded"),
    "EFBIG": N_("File too large"),
    "EHOSTDOWN": N_("Host is down"),
    "EHOSTUNREACH": N_("No route to host"),
    "EINVAL": N_("Invalid address or value"),
    "EIO": N_("Input/output error"),
    "EISDIR": N_("It is a directory"),
    "ELOOP": N_("Too many symbolic links"),
    "EMLINK": N_("The file has more than one name (hard links)"),
    "EMFILE": N_("Too many open files"),
    "ENAMETOOLONG": N_("File name too long"),
    "ENETDOWN": N_("Network is down"),
    "ENETUNREACH": N_("Network is unreachable"),
    "ENFILE": N_("Too many open files in the system"),
    "ENOBUFS": N_("No buffer space available"),
    "ENODEV": N_("No such device"),
    "ENOENT": N_("No such file or directory"),
    "ENOMEM": N_("Not enough memory"),
    "ENOSPC": N_("No space left on device"),
    "ENOTCONN": N_("Not connected"),
    "ENOTDIR": N_("A part of the path is no directory"),
    "ENOTTY": N_("It is not a terminal"),
    "ENXIO": N_("No such device or address"),
    "EPERM": N_("Operation not permitted"),
    "EPIPE": N_("Nobody reads it any more"),
    "EROFS": N_("Read-only file system"),
    "ETIMEDOUT": N_("Connection timed out"),
    "ETXTBSY": N_("The file is in use"),
}
"""By errno name, which has the same meaning on every system."""

_DATABASE: Final[Mapping[str, str]] = {
    "attempt to write a readonly database": N_("It may only be read"),
    "database is locked": N_("Another program has locked it"),
    "database or disk is full": _SENTENCES["ENOSPC"],
    "disk I/O error": _SENTENCES["EIO"],
    "the file system does not support a write-ahead log": N_(
        "Its file system is not suitable for a database"
    ),
    "unable to open database file": N_("The auxiliary files beside it cannot be opened or created"),
}
"""By SQLite's texts (sqlite3ErrStr); Python has had their numbers only since 3.11."""

_NO_SUCH_HOST: Final = N_("No such host")
_NAME_SERVICE: Final[Mapping[str, str]] = {
    "EAI_NONAME": _NO_SUCH_HOST,
    "EAI_NODATA": _NO_SUCH_HOST,
    "EAI_ADDRFAMILY": _NO_SUCH_HOST,
    "EAI_AGAIN": N_("The name service does not answer"),
    "EAI_FAIL": N_("The name service has failed"),
    "EAI_SERVICE": N_("No such port"),
    "EAI_FAMILY": N_("This kind of address is not supported"),
    "EAI_MEMORY": N_("Not enough memory"),
}
"""By name, from RFC 3493, 6.1; the numbers differ between systems."""

_WRONG_NAME: Final = N_("the certificate is for another name")
_UNKNOWN_ISSUER: Final = N_("the certificate's issuer is not trusted")
_CERTIFICATE: Final[Mapping[int, str]] = {
    2: _UNKNOWN_ISSUER,
    9: N_("the certificate is not valid yet"),
    10: N_("the certificate has expired"),
    18: N_("the certificate is self-signed"),
    19: _UNKNOWN_ISSUER,
    20: _UNKNOWN_ISSUER,
    21: _UNKNOWN_ISSUER,
    23: N_("the certificate has been revoked"),
    62: _WRONG_NAME,
    64: _WRONG_NAME,
}
"""OpenSSL's X509_V_ERR_… (x509_vfy.h)."""

_NOTHING_IN_COMMON: Final = N_("server and client have no version of TLS in common")
_TLS: Final[Mapping[str, str]] = {
    "TLSV1_ALERT_PROTOCOL_VERSION": _NOTHING_IN_COMMON,
    "UNSUPPORTED_PROTOCOL": _NOTHING_IN_COMMON,
    "SSLV3_ALERT_HANDSHAKE_FAILURE": N_("the server has refused the TLS handshake"),
    "CERTIFICATE_REQUIRED": N_("the server requires a client certificate"),
    "TLSV13_ALERT_CERTIFICATE_REQUIRED": N_("the server requires a client certificate"),
}
"""OpenSSL's reasons, as spelled in `ssl.SSLError.reason`."""

_ERRNO_IN_TEXT: Final = re.compile(r"\[Errno (\d{1,5})\]")


def system_error(error: Exception, words: Language) -> str:
    """Return the reason of a failure, without a period. An unknown error keeps the system's text and number."""
    import ssl  # noqa: PLC0415 - only when it is needed

    if isinstance(error, UnicodeError):
        return words.text(_SENTENCES["EINVAL"])
    if getattr(error, "verify_code", None):
        return _certificate(error, words)
    if isinstance(error, ssl.SSLError):  # Its errno is not one of the system's.
        return _tls(str(getattr(error, "reason", None) or ""), words)
    if isinstance(error, socket.gaierror):
        return _name_service(error, words)
    number = _errno(error)
    name = errno.errorcode.get(number, "")
    if name in _SENTENCES:
        return words.text(_SENTENCES[name])
    if str(error) in _DATABASE:
        return words.text(_DATABASE[str(error)])
    return _unknown(error, number, words)


def in_words(name: str, words: Language) -> str:
    """Return the reason for an errno name, such as `ECONNREFUSED`; any other name is returned unchanged."""
    return words.text(_SENTENCES[name]) if name in _SENTENCES else name


def _certificate(error: Exception, words: Language) -> str:
    code = int(getattr(error, "verify_code", 0))
    sentence = words.text(_CERTIFICATE.get(code, N_("the certificate is not accepted (code {code})")))
    return sentence.format(code=code)


def _tls(reason: str, words: Language) -> str:
    sentence = words.text(_TLS.get(reason, N_("the TLS handshake has failed ({reason})")))
    return sentence.format(reason=clean(reason, newline=False) or "?")


def _name_service(error: OSError, words: Language) -> str:
    for name, sentence in _NAME_SERVICE.items():
        if error.errno is not None and error.errno == getattr(socket, name, None):
            return words.text(sentence)
    return _unknown(error, error.errno or 0, words)


def _errno(error: Exception) -> int:
    """Return the errno; if several addresses failed, asyncio gives it only in the error's text."""
    number = getattr(error, "errno", None)
    found = None if number else _ERRNO_IN_TEXT.search(str(error))
    return int(found[1]) if found else number or 0


def _unknown(error: Exception, number: int, words: Language) -> str:
    said = clean(getattr(error, "strerror", None) or str(error) or type(error).__name__, newline=False)
    if not number:
        return words.text("system error: {text}").format(text=said)
    return words.text("system error {number}: {text}").format(number=number, text=said)
