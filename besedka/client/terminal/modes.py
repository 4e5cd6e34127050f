"""Chooses between the full client on a terminal and the line client."""

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
_MAX_TYPED_BYTES = 4094
"""Bytes of a line edited by the terminal: Linux silently drops input beyond 4,095 (N_TTY_BUF_SIZE)."""


async def run(chat: Client, again: Callable[[str], Awaitable[Client]], options: ClientOptions) -> int:
    """Run the client that suits the options and descriptors 0 and 1; return the exit code."""
    if draws(options, os.environ):
        from besedka.client.terminal.app import App  # noqa: PLC0415 - needs termios, absent on Windows

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
        InputLines(_source(live=live), _MAX_TYPED_BYTES if live else MAX_LINE),
        json=options.json,
        columns=(lambda: columns(_DISPLAY)) if seen else None,
        # A person wants to stay in the chat; a script wants to know.
        backoff=Backoff() if live else None,
    )
    return await stream.run(chat, options.name)


def draws(options: ClientOptions, environ: Mapping[str, str]) -> bool:
    """Return whether both ends are a terminal that can move its cursor, and the user wants that."""
    if options.plain or options.json or os.name == "nt":
        return False
    capable = environ.get("TERM", "") not in ("", "dumb")
    return capable and os.isatty(_KEYBOARD) and os.isatty(_DISPLAY)


def _source(*, live: bool) -> Callable[[], bytes]:
    if live and os.name == "nt":  # pragma: no cover - Windows only
        return windows_console.console_source()
    return fd_source(_KEYBOARD)


def _windows_depth(options: ClientOptions) -> int:
    if os.name != "nt" or options.plain or options.json or os.environ.get("NO_COLOR"):
        return 0
    return 256 if windows_console.enable_colours() else 0  # pragma: no cover - Windows only
