"""`besedka chat`, also `python client_init.py`."""

import math
import os
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from besedka.chat.language.text import clean
from besedka.client.address import Address
from besedka.client.errors import BadAddress, HandshakeRefused, ServerUnreachable
from besedka.client.terminal.options import ClientOptions, read_options
from besedka.client.terminal.session.error_messages import (
    explain_bad_address,
    explain_refusal,
    explain_unreachable,
)
from besedka.dialects.words.languages import LANGUAGES, Language, language
from besedka.standard_streams import complain

if TYPE_CHECKING:
    from besedka.client.client import Client

__all__ = ["main"]

_SCRIPT_PATIENCE: Final = 30.0
"""Seconds after which a script gives up a lost connection: time for a server to be restarted. A person never does."""


def main(argv: Sequence[str], *, program: str, server: str) -> int:
    """Run the client and return the exit code. `program` is the command that started it, `server` the one for a server.

    0: left normally. 1: there is no chat, or it was lost for good; for a script also: a command was refused, or the
    requested name. 2: invalid command line. 128 + N: ended by signal N.
    """
    options = read_options(argv, os.environ, program)
    words = language(options.code)
    try:
        address = Address.parse(options.address)
    except BadAddress as error:
        return _complain(explain_bad_address(error, words), 2)
    options = _with_wishes_of(options, address)
    words = language(options.code)
    import asyncio  # noqa: PLC0415 - imported only when needed

    try:
        return asyncio.run(_enter(options, address, words, server))
    except KeyboardInterrupt:
        return 130


async def _enter(options: ClientOptions, address: Address, words: Language, server: str) -> int:
    from besedka.client.connecting import connect  # noqa: PLC0415 - imported only when needed
    from besedka.client.terminal.connecting_notice import announce, while_waiting  # noqa: PLC0415 - uses asyncio

    patience = math.inf if os.isatty(0) else _SCRIPT_PATIENCE

    async def again(name: str | None) -> "Client":
        return await connect(address, name=name, language=options.code, reconnect_for=patience)

    try:
        chat = await while_waiting(again(options.name), lambda: announce(options))
    except ServerUnreachable as error:
        return _complain(explain_unreachable(error, address, words, server), 1)
    except HandshakeRefused as error:
        return _complain(explain_refusal(error, words), 1)
    from besedka.client.terminal.modes import run  # noqa: PLC0415 - imported only when needed

    return await run(chat, again, options)


def _with_wishes_of(options: ClientOptions, address: Address) -> ClientOptions:
    """Take name and language from the address as well (docs/protocol.md); the options take precedence."""
    code = (address.said("lang") or "").lower()
    return replace(
        options,
        name=options.name or address.said("name") or None,
        code=code if code in LANGUAGES and not options.spoken else options.code,
    )


def _complain(sentence: str, code: int) -> int:
    complain(clean(sentence, newline=False))
    return code
