"""Which client it is to be: the full one on a terminal, or lines."""

import os
from collections.abc import Awaitable, Callable, Mapping

from besedka.client.backoff import Backoff
from besedka.client.client import Client
from besedka.client.terminal.input import windows_console
from besedka.client.terminal.layout.capabilities import colour_depth, columns
from besedka.client.terminal.options import ClientOptions
from besedka.client.terminal.screen.event_renderer import EventRenderer
from besedka.client.terminal.stream.line_client import LineClient
from besedka.client.terminal.stream.requested_name import name_denied
from besedka.client.terminal.stream.stdin import MAX_LINE, InputLines, fd_source
from besedka.dialects.words.languages import language
from besedka.standard_streams import complain

__all__ = ["draws", "run"]

_KEYBOARD, _DISPLAY = 0, 1
_MAX_TYPED = 4094
"""Bytes of a line that a terminal edits: Linux drops what is typed behind 4,095 (N_TTY_BUF_SIZE), and tells nobody."""


async def run(chat: Client, again: Callable[[str], Awaitable[Client]], options: ClientOptions) -> int:
    """Run the client that suits the options and the descriptors 0 and 1; the exit code."""
    if draws(options, os.environ):
        from besedka.client.terminal.app import App  # noqa: PLC0415 - termios, that Windows has not

        depth = colour_depth(os.environ)
        app = App(EventRenderer(options.code, depth=depth, gutter=not depth), again)
        return await app.run(chat, options.name)
    live, seen = os.isatty(_KEYBOARD), os.isatty(_DISPLAY)
    if not live:
        denied = await name_denied(chat, options.name, language(options.code))
        if denied is not None:
            await chat.exit()
            complain(denied)
            return 1
    depth = _windows_depth(options) if seen else 0
    stream = LineClient(
        EventRenderer(options.code, depth=depth),
        again,
        InputLines(_source(live=live), _MAX_TYPED if live else MAX_LINE),
        json=options.json,
        columns=(lambda: columns(_DISPLAY)) if seen else None,
        # Somebody who sits there wants to stay in the chat; a script wants to know.
        backoff=Backoff() if live else None,
    )
    return await stream.run(chat, options.name)


def draws(options: ClientOptions, environ: Mapping[str, str]) -> bool:
    """Whether there is a terminal at both ends that can move its cursor, and the user wants that."""
    if options.plain or options.json or os.name == "nt":
        return False
    capable = environ.get("TERM", "") not in ("", "dumb")
    return capable and os.isatty(_KEYBOARD) and os.isatty(_DISPLAY)


def _source(*, live: bool) -> Callable[[], bytes]:
    if live and os.name == "nt":  # pragma: no cover - Windows alone
        return windows_console.console_source()
    return fd_source(_KEYBOARD)


def _windows_depth(options: ClientOptions) -> int:
    if os.name != "nt" or options.plain or options.json or os.environ.get("NO_COLOR"):
        return 0
    return 256 if windows_console.enable_colours() else 0  # pragma: no cover - Windows alone
