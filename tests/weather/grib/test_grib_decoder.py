"""The decoder's process: it may crash, hang and be killed, and the next message finds another one."""

import asyncio
import os
import signal
import subprocess
import sys
from contextlib import aclosing
from pathlib import Path

import grib_fields
import pytest
from async_tests import asynchronous
from grib_fields import COARSE, RUN

from besedka.weather.data.failures import CorruptDataError, WeatherError
from besedka.weather.data.variables import Variable
from besedka.weather.grib import decoder as decoder_module
from besedka.weather.grib import decoding
from besedka.weather.grib.decoder import Decoder
from tools.weather.samples import make

HOSTILE = str(Path(grib_fields.__file__).parent / "hostile_worker.py")
GUST = make(Variable.GUST, RUN, 7, COARSE)


def hostile(timeout: float = 50.0, start: str = "well") -> Decoder:
    return Decoder(timeout=timeout, command=(sys.executable, HOSTILE, start))


async def process_of(decoder: Decoder) -> int:
    """The number of the process that answers."""
    with pytest.raises(CorruptDataError) as raised:
        await decoder.decode(b"who?")
    return int(str(raised.value))


@asynchronous
async def test_a_message_is_decoded_as_in_this_process() -> None:
    async with aclosing(Decoder()) as decoder:
        assert await decoder.decode(GUST) == decoding.decode(GUST)


@asynchronous
async def test_a_message_that_is_none_of_ours_is_no_failure() -> None:
    async with aclosing(Decoder()) as decoder:
        assert await decoder.decode(make(Variable.GUST, RUN, 7, COARSE, averaged=True)) is None


@asynchronous
async def test_a_corrupt_message_is_told_and_the_process_stays() -> None:
    async with aclosing(Decoder()) as decoder:
        await decoder.decode(GUST)
        before = decoder._process
        with pytest.raises(CorruptDataError, match="cannot read it"):
            await decoder.decode(b"GRIB" + GUST[4:60])
        assert await decoder.decode(GUST) is not None
        assert decoder._process is before


@asynchronous
async def test_many_who_ask_at_once_each_get_their_own_answer() -> None:
    messages = [make(Variable.GUST, RUN, step, COARSE) for step in range(1, 9)]
    async with aclosing(Decoder()) as decoder:
        fields = await asyncio.gather(*map(decoder.decode, messages))
    assert [field.header.step for field in fields if field is not None] == list(range(1, 9))


@pytest.mark.parametrize("order", [b"abort", b"half", b"length", b"nonsense"])
@asynchronous
async def test_a_message_that_ends_or_confuses_the_process_is_corrupt_and_the_next_finds_another(
    order: bytes,
) -> None:
    async with aclosing(hostile()) as decoder:
        before = await process_of(decoder)
        with pytest.raises(CorruptDataError, match="has ended the decoder"):
            await decoder.decode(order)
        assert await process_of(decoder) != before


@asynchronous
async def test_a_message_that_takes_too_long_is_corrupt_and_its_process_is_killed() -> None:
    async with aclosing(hostile()) as decoder:
        before = await process_of(decoder)
        decoder._timeout = 0.01
        with pytest.raises(CorruptDataError, match="took longer than"):
            await decoder.decode(b"hang")
        with pytest.raises(ProcessLookupError):
            os.kill(before, 0)
        decoder._timeout = 50.0
        assert await process_of(decoder) != before


@asynchronous
async def test_a_message_that_computes_too_long_is_stopped_by_the_system() -> None:
    async with aclosing(hostile()) as decoder:
        with pytest.raises(CorruptDataError, match=f"exit status {-signal.SIGXCPU}"):
            await decoder.decode(b"compute")


@asynchronous
async def test_a_message_that_needs_too_much_memory_is_corrupt() -> None:
    large = make(Variable.GUST, RUN, 7, "0p25")
    async with aclosing(Decoder(memory=16_000_000)) as decoder:
        with pytest.raises(CorruptDataError):
            await decoder.decode(large)
        assert await decoder.decode(GUST) is not None


@asynchronous
async def test_a_process_that_was_killed_from_outside_is_replaced() -> None:
    async with aclosing(hostile()) as decoder:
        before = await process_of(decoder)
        assert decoder._process is not None
        decoder._process.kill()
        await decoder._process.wait()
        assert await process_of(decoder) != before


@asynchronous
async def test_one_who_does_not_wait_for_the_answer_leaves_nobody_a_wrong_one() -> None:
    async with aclosing(hostile()) as decoder:
        before = await process_of(decoder)
        waiting = asyncio.ensure_future(decoder.decode(b"hang"))
        await asyncio.sleep(0)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        assert await process_of(decoder) != before


@pytest.mark.parametrize(("start", "said"), [("fail", "ecCodes cannot be loaded"), ("end", "does not start")])
@asynchronous
async def test_a_process_that_does_not_start_is_logged_and_no_fault_of_the_message(
    start: str, said: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with aclosing(hostile(start=start)) as decoder:
        with pytest.raises(WeatherError, match=said) as raised:
            await decoder.decode(GUST)
        assert not isinstance(raised.value, CorruptDataError)
    assert caplog.messages == [f"weather: {raised.value}"]


@asynchronous
async def test_a_program_that_is_not_there_is_told() -> None:
    with pytest.raises(WeatherError, match="does not start"):
        await Decoder(command=("/nowhere/python",)).decode(GUST)


@asynchronous
async def test_closed_it_ends_its_process_and_refuses() -> None:
    decoder = Decoder()
    await decoder.decode(GUST)
    process = decoder._process
    assert process is not None
    await decoder.aclose()
    assert process.returncode is not None
    with pytest.raises(WeatherError, match="closed"):
        await decoder.decode(GUST)


@asynchronous
async def test_closing_does_not_make_a_message_corrupt_that_is_being_decoded() -> None:
    decoder = hostile()
    await process_of(decoder)
    waiting = asyncio.ensure_future(decoder.decode(b"hang"))
    await asyncio.sleep(0)
    await decoder.aclose()
    with pytest.raises(WeatherError, match="closed") as raised:
        await waiting
    assert not isinstance(raised.value, CorruptDataError)


@asynchronous
async def test_the_process_is_found_wherever_the_bot_was_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with aclosing(Decoder()) as decoder:
        assert await decoder.decode(GUST) is not None


@asynchronous
async def test_nothing_that_the_library_prints_reaches_the_terminal(
    capfd: pytest.CaptureFixture[str],
) -> None:
    noisy = GUST[:60]
    with pytest.raises(CorruptDataError):
        decoding.decode(noisy)
    assert "ECCODES ERROR" in capfd.readouterr().err
    async with aclosing(Decoder()) as decoder:
        with pytest.raises(CorruptDataError):
            await decoder.decode(noisy)
    assert capfd.readouterr() == ("", "")


def test_the_bot_itself_loads_neither_the_library_nor_numpy() -> None:
    program = "import sys, besedka.weather.grib.store; print({'eccodes', 'numpy'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


def test_the_process_that_reads_other_peoples_bytes_is_not_given_the_token(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("CDSAPI_KEY", "a-token")
    assert "CDSAPI_KEY" not in decoder_module._environment()
