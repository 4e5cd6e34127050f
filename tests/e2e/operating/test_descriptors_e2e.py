"""Our programs with a descriptor that is full, gone, closed, or not what it should be: no traceback, ever."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from besedka.load.run.child_processes import RunningServer, running_server

ROOT = Path(__file__).resolve().parents[3]
CLIENT, SERVER, LOAD = "client_init.py", "server_init.py", "-m besedka load"
SHORT = "--users 3 --duration 0.3 --ramp 0 --rate 50"


@pytest.fixture(scope="module")
def server() -> Iterator[RunningServer]:
    with running_server() as started:
        yield started


def shell(line: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run `line` in a shell, where `$P` is Python."""
    environ = {**os.environ, "P": sys.executable, "LANG": "C.UTF-8", "BESEDKA_LANG": "en", **more}
    return subprocess.run(
        ["/bin/sh", "-c", line],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        cwd=ROOT,
        env=environ,
        check=False,
    )


@pytest.mark.parametrize(
    "program", [f"{CLIENT} --help", f"{SERVER} --help", f"{LOAD} --help", "-m besedka -V"]
)
def test_help_that_cannot_be_written_is_one_sentence(program: str) -> None:
    done = shell(f"$P {program} >/dev/full")
    assert (done.returncode, done.stderr) == (
        1,
        "The output could not be written: No space left on device.\n",
    )


@pytest.mark.parametrize(
    "program", [f"{CLIENT} --help", f"{SERVER} --help", f"{LOAD} --help", "-m besedka -h"]
)
@pytest.mark.parametrize("redirection", [">&-", "<&- >&- 2>&-", "2>&-", "2>/dev/full"])
def test_help_to_nobody_is_no_trouble(program: str, redirection: str) -> None:
    done = shell(f"$P {program} {redirection}")
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("program", [f"{CLIENT} --no", f"{SERVER} --no", f"{LOAD} --no", "-m besedka no"])
@pytest.mark.parametrize("redirection", ["2>/dev/full", "2>&-", "<&- >&- 2>&-"])
def test_a_complaint_that_cannot_be_written_keeps_its_exit_code(program: str, redirection: str) -> None:
    done = shell(f"$P {program} {redirection}")
    assert (done.returncode, done.stdout, done.stderr) == (2, "", "")


@pytest.mark.parametrize("options", ["", "--json"])
def test_a_clients_output_on_a_full_disk_is_counted_and_told(server: RunningServer, options: str) -> None:
    done = shell(f"echo send hello | $P {CLIENT} 127.0.0.1:{server.port} {options} >/dev/full")
    assert done.returncode == 1
    assert re.fullmatch(
        r"\d\d:\d\d:\d\d ~ There was no room for [1-9] of the lines of the output: No space left on device\.\n",
        done.stderr,
    )


def test_a_clients_input_that_cannot_be_read_is_told(server: RunningServer, tmp_path: Path) -> None:
    done = shell(f"$P {CLIENT} 127.0.0.1:{server.port} 0>{tmp_path / 'x'}")
    assert done.returncode == 1
    assert "~ The input cannot be read: Bad file descriptor." in done.stderr
    assert "Traceback" not in done.stderr


def test_a_folder_is_no_input(server: RunningServer) -> None:
    done = shell(f"$P {CLIENT} 127.0.0.1:{server.port} <.")
    assert done.returncode == 1
    assert "directory" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("redirection", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_a_client_with_closed_descriptors_comes_and_goes(server: RunningServer, redirection: str) -> None:
    done = shell(f"$P {CLIENT} 127.0.0.1:{server.port} {redirection}")
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("redirection", "code"), [("<&- >&- 2>&-", 0), (">/dev/full", 1), ("2>/dev/full", 0)]
)
def test_a_load_run_ends_with_its_verdict_and_without_a_traceback(
    server: RunningServer, redirection: str, code: int
) -> None:
    done = shell(f"$P {LOAD} 127.0.0.1:{server.port} {SHORT} {redirection}")
    assert done.returncode == code
    assert "Traceback" not in done.stderr
    assert ("The output could not be written" in done.stderr) == (code == 1)


def test_a_report_that_does_not_fit_is_told_and_the_other_one_is_written(
    server: RunningServer, tmp_path: Path
) -> None:
    page = tmp_path / "page"
    done = shell(f"$P {LOAD} 127.0.0.1:{server.port} {SHORT} --json /dev/full --html {page}")
    assert done.returncode == 1
    assert "/dev/full cannot be written: No space left on device." in done.stderr
    assert "Traceback" not in done.stderr
    assert page.stat().st_size > 0


PRINTS = """
import sys
from besedka.standard_streams import complain, open_standard_streams, say
open_standard_streams()
for number in range(3000):
    (say if sys.argv[1] == "out" else complain)(f"{number:099}")
"""


@pytest.mark.parametrize("stream", ["out", "err"])
@pytest.mark.parametrize("switches", [(), ("-u",)])
def test_a_slow_reader_of_a_non_blocking_pipe_gets_all_of_it(stream: str, switches: tuple[str, ...]) -> None:
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    command = [sys.executable, *switches, "-c", PRINTS, stream]
    outputs = {"stdout": writing} if stream == "out" else {"stderr": writing}
    with subprocess.Popen(command, cwd=ROOT, **outputs) as process:  # type: ignore[call-overload]
        os.close(writing)
        with os.fdopen(reading, "rb") as pipe:
            lines = pipe.read().splitlines()
    assert process.returncode == 0
    assert lines == [b"%099d" % number for number in range(3000)]


SERVES = ("<&- 2>&-", "2>/dev/full", "2</dev/null")


@pytest.mark.parametrize(("redirection", "code"), [*zip(SERVES, (0, 0, 1), strict=True)])
def test_a_server_serves_whatever_becomes_of_its_log(redirection: str, code: int) -> None:
    command = f'exec "$P" {SERVER} --port 0 {redirection}'
    environ = {**os.environ, "P": sys.executable, "BESEDKA_LANG": "en"}
    with subprocess.Popen(
        ["/bin/sh", "-c", command], cwd=ROOT, env=environ, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        try:
            lines = [next(process.stdout)]
            while not lines[-1].startswith("Ctrl-C"):
                lines.append(next(process.stdout))
            found = re.search(r"ws://\S*:(\d+)", "".join(lines))
            visit = shell(f"echo send hello | $P {CLIENT} 127.0.0.1:{found[1] if found else 0}")
        finally:
            process.send_signal(signal.SIGTERM)
        told = "".join(lines) + process.stdout.read()
    assert (visit.returncode, process.returncode) == (0, code)
    assert ("The log cannot be written: " in told) == ("&-" not in redirection)
