"""Programs from the distribution: two IRC servers and a message broker.

Their limits on haste and on connections are off.
"""

from collections.abc import Sequence
from pathlib import Path

from benchmarks.peers.base import Peer, program, version_in

__all__ = ["Inspircd", "Nats", "Ngircd"]

_NGIRCD = """\
[Global]
Name = irc.bench.local
Info = benchmark
AdminInfo1 = benchmark
Listen = 127.0.0.1
Ports = {port}
MotdPhrase = "hello"
[Limits]
MaxConnections = 0
MaxConnectionsIP = 0
MaxJoins = 0
MaxNickLength = 20
MaxPenaltyTime = 0
PingTimeout = 120
PongTimeout = 120
[Options]
DNS = no
Ident = no
PAM = no
"""

_INSPIRCD = """\
<server name="irc.bench.local" description="benchmark" network="bench" id="001">
<admin name="benchmark" nick="bench" email="bench@bench.local">
<bind address="127.0.0.1" port="{port}" type="clients">
<connect name="all" allow="*" timeout="120" pingfreq="120" hardsendq="1G" softsendq="1G" recvq="16M"
 threshold="1000000000" commandrate="1000000000" fakelag="no" localmax="100000" globalmax="100000" maxchans="10"
 resolvehostnames="no" limit="100000">
<performance softlimit="100000" somaxconn="4096" clonesonconnect="no" netbuffersize="65534">
<limits maxnick="20">
<log method="file" type="*" level="default" target="{folder}/log">
<pid file="{folder}/pid">
"""

_NATS = """\
listen: "127.0.0.1:{port}"
max_connections: 100000
write_deadline: "60s"
max_pending: 512MB
"""


class _Daemon(Peer):
    package = ""
    private = True
    config = ""

    def missing(self) -> str | None:
        """Return how to install its Debian package, or None when it is here."""
        return None if program(self.package) else f"apt-get install {self.package}"

    def version(self) -> str:
        """Return what its `--version` says."""
        return version_in(program(self.package) or "", "--version")

    def write_config(self, port: int, folder: Path) -> str:
        """Write its configuration; returns where."""
        path = folder / f"{self.package}.conf"
        path.write_text(self.config.format(port=port, folder=folder), encoding="utf-8")
        return str(path)


class Ngircd(_Daemon):
    """A small IRC server in C."""

    at_once = 8  # it keeps ten waiting, and who comes then is not heard for a second
    name = package = "ngircd"
    protocol = "irc"
    config = _NGIRCD

    def command(self, port: int, folder: Path) -> Sequence[str]:
        """Return what starts it in the foreground."""
        return [program(self.package) or "", "--nodaemon", "--config", self.write_config(port, folder)]


class Inspircd(_Daemon):
    """A large IRC server in C++."""

    at_once = 1024  # it lets all in who have come, once a second
    name = package = "inspircd"
    protocol = "irc"
    config = _INSPIRCD

    def command(self, port: int, folder: Path) -> Sequence[str]:
        """Return what starts it in the foreground; it refuses root unless it is told otherwise."""
        options = ("--nofork", "--runasroot", "--config", self.write_config(port, folder))
        return [program(self.package) or "", *options]


class Nats(_Daemon):
    """A message broker in Go."""

    name = package = "nats-server"
    protocol = "nats"
    config = _NATS

    def command(self, port: int, folder: Path) -> Sequence[str]:
        """Return what starts it in the foreground."""
        return [program(self.package) or "", "--config", self.write_config(port, folder)]
