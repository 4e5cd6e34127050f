"""The parts of the strangers' measures that need no server."""

from pathlib import Path

import pytest

from benchmarks.report.markdown import head
from benchmarks.strangers.clients.flood_bytes import FLOODS
from benchmarks.strangers.clients.probe_bytes import CLOSE_AT_ONCE, PROBES
from benchmarks.strangers.clients.raw_client import first_answer, handshake, text_frame
from benchmarks.strangers.main import main
from benchmarks.strangers.network.namespaces import address
from benchmarks.strangers.table import percentile, table, tables
from besedka.wire.http import HttpRequest, RequestParser
from besedka.wire.websocket import Role, TextMessage, WebSocket, is_upgrade


def test_a_table_has_a_column_for_every_title_and_a_dash_where_there_is_nothing() -> None:
    rows = [{"case": "a", "p50": 0.1234}, {"case": "b|c", "lost": 12_345.6}]
    assert table(rows).splitlines() == [
        "| case | p50 | lost |",
        "| --- | --- | --- |",
        "| a | 0.123 | – |",
        r"| b\|c | – | 12346 |",
    ]


def test_figures_stand_at_the_right_of_a_table() -> None:
    assert list(head(("case", "p50"), figures=1)) == ["| case | p50 |", "|---|---:|"]


def test_rows_of_other_titles_have_a_table_of_their_own() -> None:
    assert tables([{"a": 1}, {"b": 2}, {"a": 3}]) == "| a |\n| --- |\n| 1 |\n| 3 |\n\n| b |\n| --- |\n| 2 |\n"


def test_a_percentile_is_one_of_the_values() -> None:
    values = [float(number) for number in range(100, 0, -1)]
    assert (percentile(values, 0.5), percentile(values, 0.99), percentile([], 0.5)) == (51.0, 100.0, None)


def test_the_first_bytes_of_an_answer_say_what_we_were_taken_for() -> None:
    heads = (
        b"HTTP/1.1 101 Switching Protocols\r\n",
        b"HTTP/1.1 403 Forbidden\r\n",
        b"00:00:00 * Welcome",
        b"",
    )
    assert [first_answer(head) for head in heads] == ["101", "403", "greeted", "closed"]


def test_our_handshake_is_one() -> None:
    parser = RequestParser()
    parser.receive(handshake("127.0.0.1:8765", "/ws?name=x", "Origin: http://127.0.0.1:8765"))
    request = parser.next_event()
    assert isinstance(request, HttpRequest)
    assert is_upgrade(request)
    assert request.query == {"name": "x"}


@pytest.mark.parametrize("length", [0, 125, 126, 0xFFFF, 0x10000])
def test_our_frames_are_read_as_they_were_written(length: int) -> None:
    socket = WebSocket(Role.SERVER)
    socket.receive(text_frame("x" * length))
    assert socket.next_event() == TextMessage("x" * length)


def test_addresses_are_different_ones_and_no_loopback() -> None:
    some = [address(number) for number in range(10_000)]
    assert len(set(some)) == len(some)
    assert all(part.startswith("10.77.") and not part.endswith((".0", ".255")) for part in some)


def test_probes_say_different_things_but_for_those_who_say_nothing() -> None:
    said = [probe for probe in PROBES.values() if probe]
    assert len(set(said)) == len(said)
    assert set(PROBES) > CLOSE_AT_ONCE > set()


def test_a_flood_that_repeats_nothing_is_a_name_of_its_own() -> None:
    assert {name for name, flood in FLOODS.items() if not flood.repeated} == {
        "wrong handshakes",
        "handshakes, and gone",
        "TLS hellos",
        "connections, and gone",
    }


def test_a_folder_without_a_server_is_refused_before_anything_is_measured(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["stopped", "--tree", str(tmp_path)])
    assert ended.value.code == 2
    assert "no server_init.py" in capsys.readouterr().err
