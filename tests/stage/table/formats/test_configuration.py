"""What is generated from the table, read by the programs that it is for."""

import json
import re
import shutil
import socket
import ssl
import stat
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import compose
import jsonschema
import pytest
import yaml
from written_configuration import PLACES, nginxes, table, written

from besedka.stage.table.formats.compose import compose_data
from besedka.stage.table.formats.nginx import nginx_configuration
from besedka.stage.table.profile import Profile, ProfileError
from besedka.stage.table.services import root_of_package
from tests.ports import free_port

ODD = "50% of $HOME, it's\"; #1 {x}"
"""A folder's name with all that a configuration could read as something else."""


def test_a_path_that_no_configuration_can_hold_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / ODD
    folder.mkdir()
    with pytest.raises(ProfileError, match="choose one without"):
        written(folder)


@pytest.mark.parametrize("nginx", nginxes())
@pytest.mark.parametrize("name", PLACES)
def test_nginx_takes_its_configuration_wherever_the_folder_is(tmp_path: Path, nginx: str, name: str) -> None:
    folder = tmp_path / name
    folder.mkdir()
    front = next(row for row in written(folder, nodes=3, nginx=nginx) if row.role == "nginx")
    done = subprocess.run([*front.command, "-t"], check=False, capture_output=True, text=True, env={})
    assert (done.returncode, "test is successful" in done.stderr) == (0, True), done.stderr
    assert "warn" not in done.stderr


def test_there_is_an_nginx_to_try_it_with() -> None:
    assert nginxes()


@contextmanager
def answering() -> Iterator[tuple[int, list[bytes]]]:
    """A server for one request, which it accepts as a WebSocket."""
    heads: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def answer() -> None:
            connection, _ = listener.accept()
            with connection:
                while b"\r\n\r\n" not in b"".join(heads):
                    heads.append(connection.recv(4096))
                connection.sendall(
                    b"HTTP/1.1 101 Switching\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\nhello"
                )
                connection.recv(4096)

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        yield listener.getsockname()[1], heads
        thread.join(60)


@pytest.mark.parametrize("nginx", nginxes())
def test_nginx_passes_a_websocket_on_and_says_from_whom_it_is(tmp_path: Path, nginx: str) -> None:
    with answering() as (port, heads), free_port() as at:
        rows = written(tmp_path, nginx=nginx)
        places = {"relay": ("127.0.0.1", port), "nginx": ("127.0.0.1", at)}
        moved = [
            replace(row, address=places[row.role][0], port=places[row.role][1]) if row.role in places else row
            for row in rows
        ]
        (tmp_path / "nginx.conf").write_text(nginx_configuration(moved))
        command = next(row.command for row in rows if row.role == "nginx")
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env={}) as process:
            try:
                said = upgraded(at, tmp_path / "ca.pem", process)
            finally:
                process.terminate()
                process.communicate()
        assert said.startswith(b"HTTP/1.1 101 ")
        assert said.endswith(b"hello")
    head = b"".join(heads).decode().lower()
    for line in (
        "host: chat.example:8443",
        "upgrade: websocket",
        "connection: upgrade",
        "x-forwarded-for: 127.0.0.1",
    ):
        assert line in head
    assert "x-forwarded-proto: https" in head


def upgraded(port: int, authority: Path, process: "subprocess.Popen[bytes]") -> bytes:
    context = ssl.create_default_context(cafile=authority)
    while True:
        assert process.poll() is None
        try:
            plain = socket.create_connection(("127.0.0.1", port), 60)
        except ConnectionRefusedError:
            continue
        break
    with plain, context.wrap_socket(plain, server_hostname="localhost") as secure:
        assert secure.version() in ("TLSv1.2", "TLSv1.3")
        secure.sendall(
            b"GET / HTTP/1.1\r\nHost: chat.example:8443\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"X-Forwarded-For: 192.0.2.1\r\n\r\n"
        )
        said = b""
        while not said.endswith(b"hello"):
            piece = secure.recv(4096)
            assert piece, said
            said += piece
        return said


def test_nginx_balances_over_the_relays_of_all_nodes(tmp_path: Path) -> None:
    found = re.findall(
        r"^ +server ([0-9.:]+) fail", nginx_configuration(table(tmp_path, nodes=3)), re.MULTILINE
    )
    assert found == ["127.0.0.21:8765", "127.0.0.22:8765", "127.0.0.23:8765"]


def test_only_its_owner_can_read_the_private_key(tmp_path: Path) -> None:
    written(tmp_path)
    assert stat.S_IMODE((tmp_path / "nginx.key").stat().st_mode) == 0o600
    ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(
        tmp_path / "nginx.pem", tmp_path / "nginx.key"
    )


def test_prometheus_is_told_of_every_node(tmp_path: Path) -> None:
    written(tmp_path, nodes=2)
    read = yaml.safe_load((tmp_path / "prometheus.yml").read_text(encoding="utf-8"))
    (job,) = read["scrape_configs"]
    assert [target["targets"] for target in job["static_configs"]] == [
        ["127.0.0.31:9165"],
        ["127.0.0.32:9165"],
    ]
    assert read["global"]["scrape_interval"] == "1s"


@pytest.mark.skipif(not shutil.which("promtool"), reason="checked by promtool where there is one")
@pytest.mark.parametrize("name", PLACES)
def test_promtool_takes_the_configuration(tmp_path: Path, name: str) -> None:
    folder = tmp_path / name
    folder.mkdir()
    written(folder, nodes=2)
    subprocess.run(["promtool", "check", "config", str(folder / "prometheus.yml")], check=True)


def compose_schema() -> Any:
    folder = Path(next(iter(compose.__path__)))
    schema = json.loads((folder / "config" / "compose_spec.json").read_text(encoding="utf-8"))
    return {
        **schema,
        "$schema": "http://json-schema.org/draft-07/schema#",
    }  # It names an alias that is none any more.


@pytest.mark.parametrize("nodes", [1, 3])
@pytest.mark.parametrize("name", PLACES)
def test_compose_reads_what_was_meant(tmp_path: Path, nodes: int, name: str) -> None:
    folder = tmp_path / name
    folder.mkdir()
    rows = written(folder, nodes=nodes)
    read = yaml.safe_load((folder / "compose.yaml").read_text(encoding="utf-8"))
    profile = Profile("several", nodes=nodes, journal=True)
    assert read == compose_data(rows, profile, folder, folder / "run", root_of_package())
    jsonschema.validate(read, compose_schema())


def test_in_containers_nothing_of_this_machine_is_named_but_what_is_mounted(tmp_path: Path) -> None:
    written(tmp_path)
    read = yaml.safe_load((tmp_path / "compose.yaml").read_text(encoding="utf-8"))
    for service in read["services"].values():
        assert all(mount.get("read_only") or mount["type"] == "volume" for mount in service.pop("volumes"))
    assert str(tmp_path) not in json.dumps(read)
    assert "127.0.0." not in json.dumps(read).replace('"127.0.0.1:8443:8443"', "")
    assert read["services"]["nginx"]["depends_on"] == {"relay-1": {"condition": "service_healthy"}}
    assert read["services"]["node-1"]["command"][-2:] == ["--journal", "/stand/node-1.journal"]
    assert read["services"]["relay-1"]["command"][-1].endswith("/relay-1.sock")
