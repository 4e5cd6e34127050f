import sys
from datetime import datetime, timezone

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from besedka.weather.data.variables import Variable
from besedka.weather.gfs.index import FIELDS, MOST_BYTES, Entry, Span, locate, parse
from besedka.weather.gfs.trouble import MirrorError

RUN = datetime(2025, 8, 1, tzinfo=timezone.utc)
WHOLE = b"""\
1:0:d=2025080100:PRMSL:mean sea level:7 hour fcst:
2:990253:d=2025080100:CLMR:1 hybrid level:7 hour fcst:
3.1:1079000:d=2025080100:UGRD:10 m above ground:7 hour fcst:
3.2:1079000:d=2025080100:VGRD:10 m above ground:7 hour fcst:
4:2000000:d=2025080100:PRATE:surface:6-7 hour ave fcst:
5:2200000:d=2025080100:PRATE:surface:7 hour fcst:
6:2400000:d=2025080100:TCDC:entire atmosphere:7 hour fcst:
7:2500000:d=2025080100:TCDC:entire atmosphere:6-7 hour ave fcst:
8:2600000:d=2025080100:APCP:surface:0-7 hour acc fcst:
9:2700000:d=2025080100:TMAX:2 m above ground:6-7 hour max fcst:
10:4303694:d=2025080100:VIS:surface:7 hour fcst:
"""


def failure(data: bytes) -> MirrorError:
    with pytest.raises(MirrorError) as caught:
        parse(data, RUN)
    return caught.value


def judged(data: bytes) -> str:
    """Return `index` for one whose offsets ascend, and the reason for what is refused."""
    try:
        starts = [each.span.start for each in parse(data, RUN)]
    except MirrorError as error:
        return error.reason
    return "index" if starts == sorted(starts) else "descending"


def line(offset: object = 0, rest: str = "d=2025080100:VIS:surface:7 hour fcst:") -> bytes:
    return f"1:{offset}:{rest}\n".encode()


def test_a_message_ends_before_the_next_one_and_the_last_with_the_file() -> None:
    spans = [(each.name, each.span) for each in parse(WHOLE, RUN)]
    assert spans[:2] == [("PRMSL", Span(0, 990253)), ("CLMR", Span(990253, 1079000))]
    assert spans[-1] == ("VIS", Span(4303694, None))


def test_sub_messages_share_their_bytes_and_end_before_the_next_distinct_offset() -> None:
    found = locate(parse(WHOLE, RUN), 7, [Variable.WIND_EAST, Variable.WIND_NORTH])
    assert found == {
        Variable.WIND_EAST: Span(1079000, 2000000),
        Variable.WIND_NORTH: Span(1079000, 2000000),
    }


def test_sub_messages_at_the_end_of_the_file_share_its_end() -> None:
    data = WHOLE + b"11.1:5000000:d=2025080100:CRAIN:surface:7 hour fcst:\n"
    data += b"11.2:5000000:d=2025080100:CSNOW:surface:7 hour fcst:\n"
    assert [each.span for each in parse(data, RUN)][-3:] == [
        Span(4303694, 5000000),
        Span(5000000, None),
        Span(5000000, None),
    ]


def test_the_order_of_the_file_is_kept() -> None:
    names = [entry.name for entry in parse(WHOLE, RUN)]
    assert names == ["PRMSL", "CLMR", "UGRD", "VGRD", "PRATE", "PRATE", "TCDC", "TCDC", "APCP", "TMAX", "VIS"]


def test_of_a_field_that_stands_twice_the_instant_is_taken_whichever_is_first() -> None:
    found = locate(parse(WHOLE, RUN), 7, [Variable.PRECIPITATION_RATE, Variable.CLOUD])
    assert found == {
        Variable.PRECIPITATION_RATE: Span(2200000, 2400000),
        Variable.CLOUD: Span(2400000, 2500000),
    }


@pytest.mark.parametrize(
    ("words", "step"),
    [
        ("anl", 0),
        ("7 hour fcst", 7),
        ("384 hour fcst", 384),
        ("6-7 hour ave fcst", None),
        ("0-1 day acc fcst", None),
        ("7 hour fcst ens mean", None),
        (" 7 hour fcst", None),
        ("anl\n", None),
        ("", None),
    ],
)
def test_only_an_instant_has_a_step(words: str, step: int | None) -> None:
    assert Entry("VIS", "surface", words, Span(0, None)).step == step


def test_a_field_of_another_step_is_not_taken() -> None:
    assert locate(parse(WHOLE, RUN), 8, [Variable.VISIBILITY]) == {}
    assert locate(parse(line(rest="d=2025080100:VIS:surface:anl:"), RUN), 7, [Variable.VISIBILITY]) == {}


def test_a_field_at_another_level_is_not_taken() -> None:
    data = line(rest="d=2025080100:TMP:surface:7 hour fcst:") + line(
        9, "d=2025080100:TCDC:low cloud layer:7 hour fcst:"
    )
    assert locate(parse(data, RUN), 7, FIELDS) == {}


def test_every_variable_has_the_name_and_level_of_gfs() -> None:
    assert {each.value: " @ ".join(names) for each, names in FIELDS.items()} == {
        "t2m": "TMP @ 2 m above ground",
        "r2m": "RH @ 2 m above ground",
        "u10": "UGRD @ 10 m above ground",
        "v10": "VGRD @ 10 m above ground",
        "gust": "GUST @ surface",
        "vis": "VIS @ surface",
        "prmsl": "PRMSL @ mean sea level",
        "tcc": "TCDC @ entire atmosphere",
        "prate": "PRATE @ surface",
        "crain": "CRAIN @ surface",
        "csnow": "CSNOW @ surface",
        "cfrzr": "CFRZR @ surface",
        "orog": "HGT @ surface",
    }


def test_a_variable_that_gfs_does_not_have_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="AEROSOL_DEPTH"):
        locate(parse(WHOLE, RUN), 7, [Variable.VISIBILITY, Variable.AEROSOL_DEPTH])


@pytest.mark.parametrize("length", range(len(WHOLE)))
def test_an_index_that_is_cut_anywhere_but_after_a_line_is_noticed(length: int) -> None:
    part = WHOLE[:length]
    if part.endswith(b"\n"):
        assert len(parse(part, RUN)) == part.count(b"\n")
    else:
        assert failure(part).reason == ("cut-off" if part else "corrupt")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n",
        b"<!DOCTYPE html>\n<html></html>\n",
        b"GRIB\x00\x00\x00\x02\xff\n",
        line(-1),
        line("1e3"),
        line("0x10"),
        line("٣"),
        line(" 5"),
        line("9" * 13),
        line("9" * 5000),
        b"a" + line(),
        b"1.1.1" + line()[1:],
        line(rest="d=20250801:VIS:surface:7 hour fcst:"),
        line(rest="d=2025080106:VIS:surface:7 hour fcst:"),
        line(rest="VIS:surface:7 hour fcst:"),
        line(rest="d=2025080100:VIS:surface:7 hour fcst"),
        line().replace(b"\n", b"\r") + line(),
        line() + b"\n",
        line(10) + line(9),
        line(10) + line(10) + line(9) + line(10),
    ],
    ids=lambda data: data[:40].decode("latin-1"),
)
def test_what_is_no_index_is_called_corrupt(data: bytes) -> None:
    assert failure(data).reason == "corrupt"


def test_an_index_of_a_million_lines_is_refused_before_it_is_read() -> None:
    assert str(failure(line() * 1_000_000)) == f"corrupt index of more than {MOST_BYTES} bytes"


def test_the_longest_index_that_is_read_is_five_times_as_long_as_the_real_one() -> None:
    rows = (
        line(number * 1000, "d=2025080100:UGRD:planetary boundary layer:7 hour fcst:")
        for number in range(3700)
    )
    data = b"".join(rows)
    assert len(data) <= MOST_BYTES
    assert len(parse(data, RUN)) == 3700


def test_the_detail_for_the_log_is_short_whatever_the_line_is() -> None:
    assert len(str(failure(b"x" * 200_000 + b"\n"))) < 100


def test_parsing_takes_time_in_proportion_to_length() -> None:
    """Counted in calls, which no machine's speed changes."""

    def calls(data: bytes) -> int:
        count = 0

        def counted(*_: object) -> None:
            nonlocal count
            count += 1

        sys.setprofile(counted)
        try:
            parse(data, RUN)
        finally:
            sys.setprofile(None)
        return count

    few, many = calls(line() * 100), calls(line() * 1000)
    assert many < 11 * few


rows = st.lists(
    st.tuples(
        st.integers(1, 999_999),
        st.integers(0, 10**6),
        st.sampled_from(["VIS", "PRATE", "TMP"]),
        st.sampled_from(["surface", "2 m above ground"]),
        st.sampled_from(["anl", "7 hour fcst", "6-7 hour ave fcst"]),
    ),
    min_size=1,
)


@given(rows)
def test_whatever_is_listed_is_found_where_it_is(made: list[tuple[int, int, str, str, str]]) -> None:
    made.sort(key=lambda row: row[1])
    data = "".join(f"{n}:{offset}:d=2025080100:{a}:{b}:{c}:\n" for n, offset, a, b, c in made).encode()
    entries = parse(data, RUN)
    offsets = sorted({row[1] for row in made})
    following: dict[int, int | None] = dict(zip(offsets, [*offsets[1:], None], strict=True))
    assert [(e.name, e.level, e.time) for e in entries] == [row[2:] for row in made]
    assert [e.span for e in entries] == [Span(row[1], following[row[1]]) for row in made]


@given(
    st.binary(max_size=300) | st.text("0123456789.:d=\nVIS surface7hourfcst", max_size=300).map(str.encode)
)
@example(b"1:2:d=2025080100:::::\n")
def test_any_bytes_are_an_index_or_a_clear_failure(data: bytes) -> None:
    assert judged(data) in ("index", "corrupt", "cut-off")


@given(st.integers(0, len(WHOLE) - 1), st.integers(0, 255))
def test_an_index_with_one_wrong_byte_is_an_index_or_a_clear_failure(position: int, byte: int) -> None:
    data = WHOLE[:position] + bytes([byte]) + WHOLE[position + 1 :]
    assert judged(data) in ("index", "corrupt", "cut-off")
