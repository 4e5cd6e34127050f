"""The thread that answers meanwhile, where no file descriptor is left."""

import asyncio
import errno
import gc
import socket
import sys
from typing import Any

import pytest
from metrics_peers import run

from besedka.server.metrics.listener import MetricsAddressError, MetricsListener
from besedka.server.metrics.server_figures import Figures
from besedka.server.process.readiness import Readiness


def test_too_few_descriptors_are_an_error_and_no_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    printed: list[Any] = []
    monkeypatch.setattr(sys, "unraisablehook", printed.append)

    def none_left(*_: object) -> None:
        raise OSError(errno.EMFILE, "Too many open files")

    async def main() -> None:
        listener = MetricsListener(Figures(), Readiness("replaying"))
        await listener.bind("127.0.0.1", 0)
        with monkeypatch.context() as patch:
            patch.setattr(socket, "socketpair", none_left)
            with pytest.raises(MetricsAddressError), listener.answer_meanwhile():
                pass
        listener.close()
        await asyncio.sleep(0)

    assert run(main()) == []
    gc.collect()
    assert [str(one.exc_value) for one in printed] == []
