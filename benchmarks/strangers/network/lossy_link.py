"""A bad line between two namespaces: half the round trip each way, and each packet lost by chance."""

import fcntl
import json
import os
import struct
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.programs.compiling import compile_program
from benchmarks.strangers.network.namespaces import PEERS, ip, new_namespace, same_namespace

__all__ = ["SERVER", "LossyLink", "lossy_line"]

SERVER = "10.78.0.1"
"""The server's address; the clients have all of `PEERS`."""

_TUN, _FLAGS = 0x400454CA, 0x1001  # linux/if_tun.h: TUNSETIFF; IFF_TUN | IFF_NO_PI
_QUEUE = 20_000
_SEED = 20_261


@dataclass(slots=True)
class LossyLink:
    """The two ends of it, to be moved into by `network.enter`; `carried` is there when the line is no more."""

    clients: int
    server: int
    carried: dict[str, int] = field(default_factory=dict)


@contextmanager
def lossy_line(round_trip: float, loss: float) -> Iterator[LossyLink]:
    """Within, there is a line of so many milliseconds and of this share of losses; afterwards there is nothing of it.

    Raises `MeasurementError`.
    """
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="besedka-strangers-"))
        program = compile_program("relay", Path(folder))
        stack.enter_context(same_namespace())
        clients, clients_device = _end("10.77.255.254", SERVER, stack)
        ip(f"route add local {PEERS} dev lo")
        server, server_device = _end(SERVER, PEERS, stack)
        line = LossyLink(clients, server)
        command = [
            str(program),
            str(clients_device),
            str(server_device),
            f"{round_trip / 2:g}",
            f"{loss:g}",
            str(_SEED),
        ]
        devices = (clients_device, server_device)
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, pass_fds=devices)  # noqa: S603 - our own
        try:
            yield line
        finally:
            process.terminate()
            said, _ = process.communicate(timeout=10)
            line.carried.update(json.loads(said or "{}"))


def _end(here: str, there: str, stack: ExitStack) -> tuple[int, int]:
    """Make a namespace with a device in it; returns what stands for both."""
    namespace = new_namespace()
    stack.callback(os.close, namespace)
    device = os.open("/dev/net/tun", os.O_RDWR)
    stack.callback(os.close, device)
    fcntl.ioctl(device, _TUN, struct.pack("16sH22x", b"line", _FLAGS))
    ip(f"link set line txqueuelen {_QUEUE}")
    ip(f"addr add {here}/32 dev line")
    ip("link set line up")
    ip(f"route add {there} dev line src {here}")
    return namespace, device
