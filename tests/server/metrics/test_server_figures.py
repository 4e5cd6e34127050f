from typing import Any

from prometheus_client.parser import text_string_to_metric_families
from server_bench import Bench
from watched_bench import read, watched

from besedka.chat import Entry
from besedka.server.metrics.exposition import Family, Histogram, write
from besedka.server.metrics.server_figures import Figures
from besedka.server.process.config import Config


def test_connections_are_counted_by_what_they_speak() -> None:
    bench, figures = watched()
    bench.websocket(json=True)
    bench.websocket()
    bench.peer().open().send("GET / HTTP/1.1\r\nHost: chat\r\n\r\n")
    found = read(figures)
    kinds = ("websocket_json", "websocket_plain", "http", "lines")
    assert [found["besedka_connections", kind] for kind in kinds] == [1, 1, 1, 0]
    assert found["besedka_sessions", "connected"] == 2


def test_a_message_is_one_event_and_as_many_deliveries_as_there_are_members() -> None:
    bench, figures = watched()
    people = [bench.websocket(json=True) for _ in range(3)]
    before = read(figures)
    people[0].say('{"type": "send", "text": "hello"}')
    found = read(figures)
    assert found["besedka_messages_sent_total", "message"] == 1
    assert found["besedka_messages_sent_total", "accepted"] == 1
    assert found[("besedka_deliveries_total",)] - before[("besedka_deliveries_total",)] == 4


def test_deliveries_are_exactly_what_the_members_have_got() -> None:
    bench, figures = watched()
    people = [bench.websocket(json=True) for _ in range(4)]
    people[1].say('{"type": "exit"}')
    people[2].reset()
    people[0].say(*['{"type": "send", "text": "hello"}'] * 5)
    assert read(figures)[("besedka_deliveries_total",)] == sum(len(person.texts()) for person in people)


def test_sent_bytes_are_what_was_written() -> None:
    bench, figures = watched()
    people = [bench.websocket(json=True), bench.websocket(), bench.websocket("/?lang=ru")]
    before = read(figures)[("besedka_sent_bytes_total",)]
    written = sum(len(person.output) for person in people)
    people[0].say(*['{"type": "send", "text": "hello"}'] * 3)
    people[1].say("/ignore guest-1", "hello")
    grown = sum(len(person.output) for person in people) - written
    assert read(figures)[("besedka_sent_bytes_total",)] - before == grown


def test_refusals_are_counted_by_code() -> None:
    bench, figures = watched()
    bench.websocket(json=True).say('{"type": "send", "text": ""}', "no json")
    codes = {key[1]: value for key, value in read(figures).items() if key[0] == "besedka_refusals_total"}
    assert codes == {"text-empty": 1, "bad-json": 1}


def test_what_could_not_be_read_is_no_request() -> None:
    bench, figures = watched()
    bench.websocket(json=True).say("no json", '{"type": "nothing"}', '{"type": "users"}')
    kinds = {
        key[1]: value for key, value in read(figures).items() if key[0] == "besedka_messages_received_total"
    }
    assert kinds == {"list-users": 1}


def test_pauses_of_those_who_are_too_fast_are_counted() -> None:
    bench, figures = watched(Config(flood=1.0))
    bench.websocket(json=True).say(*['{"type": "send", "text": "hello"}'] * 9)
    assert read(figures)[("besedka_flood_pauses_total",)] > 0


def test_pending_messages_are_counted_while_they_wait() -> None:
    bench, figures = watched()
    bench.websocket(json=True).say('{"type": "send", "text": "later", "delay": 60}')
    assert read(figures)[("besedka_pending_messages",)] == 1


def test_commits_are_counted_and_those_that_were_asked_for_by_type() -> None:
    figures = Figures()
    bench = Bench()
    seen: list[Any] = []
    commit = bench.hub._commit

    def see(entry: Entry) -> None:
        seen.append(entry)
        commit(entry)

    bench.journal._commit = figures.counts.count_commits(see)
    bench.websocket(json=True).say('{"type": "send", "text": "hello"}')
    found = read(figures)
    assert found[("besedka_journal_appends_total",)] == len(seen)
    assert found["besedka_messages_received_total", "send"] == 1


def test_a_histogram_counts_what_is_within_each_bound() -> None:
    histogram = Histogram((1.0, 2.0))
    for value in (0.5, 1.0, 1.5, 9.0):
        histogram.observe(value)
    assert write([histogram.family("x_seconds", "X.")]).decode().splitlines() == [
        "# HELP x_seconds X.",
        "# TYPE x_seconds histogram",
        'x_seconds_bucket{le="1.0"} 2',
        'x_seconds_bucket{le="2.0"} 3',
        'x_seconds_bucket{le="+Inf"} 4',
        "x_seconds_sum 12.0",
        "x_seconds_count 4",
    ]


def test_a_label_is_read_back_as_it_was_whatever_is_in_it() -> None:
    odd = 'a"b\\c\nd'
    text = write([Family("x", "gauge", "X\ny", (("", (("label", odd),), 1),))]).decode()
    (family,) = text_string_to_metric_families(text)
    assert family.samples[0].labels == {"label": odd}


def test_the_process_has_the_names_of_prometheus_own_clients() -> None:
    names = {key[0] for key in read(Figures())}
    assert names >= {
        "process_cpu_seconds_total",
        "process_resident_memory_bytes",
        "process_virtual_memory_bytes",
        "process_start_time_seconds",
        "process_open_fds",
        "process_max_fds",
        "python_gc_objects_collected_total",
        "python_gc_objects_uncollectable_total",
        "python_gc_collections_total",
        "python_info",
    }
