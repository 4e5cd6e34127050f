"""The verbs of the stand, as somebody works with them who has raised one: one small stand, from `up` to `down`.

The tests of this file are steps of one evening, in their order; the last ones are behind the end of the stand.
"""

import json
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from stage_harness import StagePlace, finish, interrupt, until

from besedka.stage.run_folder import CANARY, FAULTS, LOAD, REPORT, read_lines

PROFILE = """[profile]
entrance = nginx
options = --flood 0 --log-level warning

[load]
users = 10
rate = 20
duration = 2
ramp = 0.5

[verdict]
fail-if = lost>0, duplicated>0, canary.visits<1
"""
SERVICES = {"node-1", "relay-1", "nginx", "canary", "sampler"}
RELAY = ("127.0.0.21", 8765)
INTERRUPTED = 130


@pytest.fixture(scope="module")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> StagePlace:
    made = StagePlace(tmp_path_factory.mktemp("stand"))
    (made.work / "tiny.ini").write_text(PROFILE, encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def before(untouched: StagePlace) -> dict[str, list[str]]:
    """What is there before there is a stand."""
    return untouched.left()


@pytest.fixture(scope="module")
def place(untouched: StagePlace, before: dict[str, list[str]]) -> Iterator[StagePlace]:
    """Where one stand is up, until a test ends it."""
    try:
        up = untouched.run("up", "./tiny.ini")
        assert up.returncode == 0, up.stderr
        yield untouched
    finally:
        untouched.run("down")
        assert untouched.left() == before


@pytest.fixture(scope="module")
def run(place: StagePlace) -> Path:
    """The folder of the run that the stand was raised for."""
    return place.runs()[-1]


def test_status_lists_every_service_with_its_process_and_its_address(place: StagePlace, run: Path) -> None:
    shown = place.run("status")
    assert shown.returncode == 0, shown.stderr
    opening, *lines = shown.stdout.splitlines()
    assert opening == f"Run {run.name}, profile tiny, folder {run}"
    rows = {line.split()[0]: line.split()[1:] for line in lines}
    assert rows.keys() - {"prometheus"} == SERVICES  # It is there where it is installed.
    assert {row[0] for row in rows.values()} <= {"runs", "starts"}  # For a second it is supervisord's word.
    assert {int(row[1]) for row in rows.values()} <= set(place.processes_of(""))
    assert rows["nginx"][-1] == "127.0.0.11:8443"


def test_logs_shows_all_or_one_and_follows_until_ctrl_c(place: StagePlace) -> None:
    everything = place.run("logs", "--lines", "1")
    assert everything.returncode == 0
    assert {line.partition(" |")[0].strip() for line in everything.stdout.splitlines()} >= {
        "nginx",
        "relay-1",
    }
    unknown = place.run("logs", "node-9")
    assert unknown.returncode == 2
    assert unknown.stderr.startswith("There is no service “node-9”; there are: ")
    following = place.start("logs", "nginx", "-f", "--lines", "0")
    assert following.stdout is not None
    assert "canary" in following.stdout.readline()  # Somebody comes in once a second.
    interrupt(following)
    assert finish(following).returncode == INTERRUPTED


def test_a_stand_of_somebody_else_is_told_before_anything_is_started(
    place: StagePlace, tmp_path: Path
) -> None:
    other = StagePlace(tmp_path)
    empty, running = other.left(), place.left()
    refused = other.run("up")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr == (
        "127.0.0.31:8765 is taken, and node-1 is to listen there: a stand of another user may be up, "
        "or another program listens there.\n"
    )
    refused = other.run("run", "smoke", "--lang", "ru")
    assert refused.returncode == 2
    assert refused.stderr.startswith("Адрес 127.0.0.31:8765, который нужен службе node-1, уже занят")
    assert other.left() == empty
    assert other.runs() == []
    assert place.left() == running


def test_a_load_is_measured_alone_and_reported(place: StagePlace, run: Path) -> None:
    load = place.start("load", "./tiny.ini")
    until(load, lambda: place.processes_of("besedka.load.run.worker"))
    refused = place.run("load", "./tiny.ini")
    assert refused.returncode == 1
    assert f"Run {run.name} is under way (process {load.pid})" in refused.stderr
    done = finish(load)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "lost>0, duplicated>0" in done.stdout
    assert done.stdout.endswith("Not judged, since a load alone does not tell: canary.visits<1.\n")
    figures = json.loads((run / LOAD).read_text(encoding="utf-8"))["figures"]
    assert figures["lost"] == 0 < figures["sent"]
    report = place.run("report")
    assert report.returncode == 0, report.stdout
    assert report.stdout == f"The verdict: it held.\n{run / REPORT}\n"
    assert "<html" in (run / REPORT).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("verb", "service", "program"),
    [("kill", "node-1", "besedka serve"), ("restart", "relay-1", "services.relay")],
)
def test_what_is_killed_or_restarted_is_another_process_then(
    place: StagePlace, run: Path, verb: str, service: str, program: str
) -> None:
    (first,) = place.processes_of(program)
    told_of(place.run("fault", verb, service), run, verb, service)
    (second,) = place.processes_of(program)
    assert first != second
    assert answer_behind_relay()


@pytest.mark.parametrize(("verb", "service"), [("freeze", "node-1"), ("cut", "node-1"), ("slow", "relay-1")])
def test_what_lasts_is_felt_and_is_over_after_its_seconds(
    place: StagePlace, run: Path, verb: str, service: str
) -> None:
    node = place.processes_of("besedka serve")[0]
    felt = {"freeze": lambda: frozen(node), "cut": refused_by_relay, "slow": slow_behind_relay}[verb]
    assert not felt()
    fault = place.start("fault", verb, service, "1")
    until(fault, felt)
    told_of(finish(fault), run, verb, service, seconds=1.0)
    assert not felt()


def told_of(
    done: "subprocess.CompletedProcess[str]", run: Path, verb: str, service: str, *, seconds: float = 0.0
) -> None:
    """A fault is told when it is over, and stands in the run's folder."""
    assert done.returncode == 0, done.stderr
    told = re.fullmatch(rf"{verb} {service}: over after ([0-9.]+) seconds\n", done.stdout)
    assert told
    assert float(told[1]) >= seconds
    record = read_lines(run / FAULTS)[-1]
    assert (record["verb"], record["service"]) == (verb, service)


def frozen(pid: int) -> bool:
    return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] == "T"


def refused_by_relay() -> bool:
    try:
        return answer_behind_relay() == b""
    except OSError:
        return True


def slow_behind_relay() -> bool:
    begin = time.monotonic()
    assert answer_behind_relay().startswith(b"HTTP/1.1 200")
    return time.monotonic() - begin >= 0.4  # 0.2 seconds in each direction.


def answer_behind_relay() -> bytes:
    with socket.create_connection(RELAY, timeout=60) as peer:
        peer.sendall(b"GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        return peer.recv(100)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("cut", "nginx"), "No relay stands before nginx; with cut and slow go: node-1."),
        (("kill", "node-9"), "There is no service “node-9”; there are: "),
    ],
)
def test_a_fault_that_is_not_possible_is_one_sentence(
    place: StagePlace, run: Path, words: tuple[str, ...], sentence: str
) -> None:
    recorded = read_lines(run / FAULTS)
    refused = place.run("fault", *words)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr.startswith(sentence)
    assert read_lines(run / FAULTS) == recorded


def test_two_runs_are_compared_by_name_or_folder(place: StagePlace, run: Path, tmp_path: Path) -> None:
    other = shutil.copytree(run, tmp_path / "other", ignore=shutil.ignore_patterns("*.key"))
    compared = place.run("compare", run.name, str(other), "--html", "page.html")
    assert compared.returncode == 0, compared.stderr
    assert "No difference beyond the spread." in compared.stdout
    page = place.work / "page.html"
    assert "<html" in page.read_text(encoding="utf-8")
    page.unlink()
    missing = place.run("compare", run.name, "none")
    assert (missing.returncode, missing.stderr) == (
        2,
        f"There is no run “none”; in stage-runs are: {run.name}.\n",
    )
    (other / LOAD).unlink()
    (other / "result.json").unlink()
    unfinished = place.run("compare", run.name, str(other), "--html", "page.html")
    assert (unfinished.returncode, page.exists()) == (2, False)
    assert unfinished.stderr == f"{other} has no finished load, so it cannot be compared.\n"


def test_down_ends_a_load_and_a_fault_of_others_and_leaves_nothing(
    place: StagePlace, run: Path, before: dict[str, list[str]]
) -> None:
    load = place.start("load", "./tiny.ini", "--set", "load.duration=600")
    fault = place.start("fault", "freeze", "sampler", "600")
    until(load, lambda: place.processes_of("besedka.load.run.worker"))
    sampler = place.processes_of("services.sampler")[0]
    until(fault, lambda: frozen(sampler))
    down = place.run("down")
    assert (down.returncode, down.stderr) == (0, "")
    assert down.stdout == f"Run {run.name} is over. Its folder is {run}\n"
    ended = finish(load)
    assert ended.returncode == INTERRUPTED
    assert re.search(r"^Ended by SIGTERM, which `.* stage down` sends\.$", ended.stderr, re.MULTILINE)
    assert read_lines(run / CANARY)[-1]["failed"] == ""  # Its own end is no outage.
    broken_off = finish(fault)
    assert (broken_off.returncode, broken_off.stderr) == (1, f"Run {run.name} was ended meanwhile.\n")
    assert place.left() == before


def test_without_a_stand_verbs_say_so_and_the_last_run_can_be_read(
    place: StagePlace, run: Path, before: dict[str, list[str]]
) -> None:
    for words in (("status",), ("load", "./tiny.ini")):
        refused = place.run(*words)
        assert (refused.returncode, refused.stdout, refused.stderr) == (1, "", "No stand is up.\n")
    assert place.run("logs", "nginx").returncode == 0
    assert place.run("report").stdout.endswith(f"{run / REPORT}\n")
    assert place.left() == before


def test_a_run_that_somebody_ends_by_down_says_so_and_leaves_its_folder(
    place: StagePlace, before: dict[str, list[str]]
) -> None:
    process = place.start("run", "./tiny.ini", "--set", "load.duration=600")
    until(process, lambda: place.processes_of("besedka.load.run.worker"))
    folder = place.runs()[0]
    down = place.run("down")
    assert (down.returncode, down.stdout) == (0, f"Run {folder.name} is over. Its folder is {folder}\n")
    ended = finish(process)
    assert ended.returncode == INTERRUPTED
    assert ended.stdout == ""
    told = ended.stderr.splitlines()[-2:]
    assert told[0].startswith(f"What there is of run {folder.name} is in {folder}; ")
    assert told[0].endswith(" stage report` makes a page of it.")
    assert told[1].startswith("Ended by SIGTERM, which ")
    assert place.left() == before
    report = place.run("report")
    assert (report.returncode, (folder / REPORT).is_file()) == (1, True)
