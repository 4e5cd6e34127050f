"""Addresses that somebody else has are told before anything is started."""

import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from small_stand import small

from besedka.dialects.words.languages import language
from besedka.stage.running.failures import StageFailure
from besedka.stage.running.raising.addresses import check_addresses
from besedka.stage.table.service import Service


@pytest.fixture
def taken() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening


def at(port: int, folder: Path) -> Service:
    return replace(small("node-1", folder), port=port)


def test_an_address_at_which_somebody_listens_is_named_with_the_service_that_needs_it(
    tmp_path: Path, taken: socket.socket
) -> None:
    port = taken.getsockname()[1]
    for service in (at(port, tmp_path), replace(small("node-1", tmp_path), metrics_port=port)):
        with pytest.raises(StageFailure) as refused:
            check_addresses([small("sampler", tmp_path), service])
        assert refused.value.code == 2
        assert refused.value.text(language("en")) == (
            f"127.0.0.1:{port} is taken, and node-1 is to listen there: a stand of another user may be up, "
            "or another program listens there."
        )
        assert f"Адрес 127.0.0.1:{port}, который нужен службе node-1" in refused.value.text(language("ru"))


def test_one_who_listens_at_all_addresses_has_this_one_too(tmp_path: Path) -> None:
    with socket.create_server(("0.0.0.0", 0)) as everywhere, pytest.raises(StageFailure):
        check_addresses([at(everywhere.getsockname()[1], tmp_path)])


def test_connections_that_have_ended_are_no_obstacle(tmp_path: Path, taken: socket.socket) -> None:
    address = taken.getsockname()
    with socket.create_connection(address) as peer:
        taken.accept()[0].close()  # Who closes first keeps the address for a minute (TIME_WAIT).
        assert peer.recv(1) == b""
    taken.close()
    check_addresses([at(address[1], tmp_path)])
    check_addresses([at(address[1], tmp_path)])


def test_an_address_that_this_machine_has_not_is_told_with_the_reason(tmp_path: Path) -> None:
    elsewhere = replace(at(8765, tmp_path), address="192.0.2.1")  # RFC 5737: for documentation
    with pytest.raises(StageFailure) as refused:
        check_addresses([elsewhere])
    sentence = "node-1 cannot listen at 192.0.2.1:8765: This machine has no such address."
    assert refused.value.text(language("en")) == sentence
