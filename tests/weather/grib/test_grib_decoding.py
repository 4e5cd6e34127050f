"""One message into one field: every variable, both packings, and the traps."""

import math
import struct
from datetime import timedelta
from typing import Any

import eccodes
import numpy as np
import pytest
from grib_fields import COARSE, RUN, cut_whole, numbers, unpacked

from besedka.weather.data.failures import CorruptDataError
from besedka.weather.data.variables import Variable
from besedka.weather.grib.decoding import decode
from besedka.weather.grib.header import Field
from besedka.weather.grib.messages import packed_values
from tools.weather.plausible import PLAUSIBLE, Array
from tools.weather.samples import GRIDS, Packing, join, make, make_cams, points

CAMS = [
    Variable.TEMPERATURE,
    Variable.DEW_POINT,
    Variable.WIND_EAST,
    Variable.WIND_NORTH,
    Variable.PRESSURE,
    Variable.CLOUD,
    Variable.AEROSOL_DEPTH,
]


def decoded(message: bytes) -> Field:
    field = decode(message)
    assert field is not None
    return field


@pytest.mark.parametrize("packing", ["grid_simple", "grid_complex", "grid_complex_spatial_differencing"])
@pytest.mark.parametrize("variable", Variable)
def test_every_variable_is_read_in_every_packing(variable: Variable, packing: Packing) -> None:
    message = make(variable, RUN, 7, "1p00", packing=packing)
    field = decoded(message)
    assert (field.header.variable, field.header.run, field.header.step) == (variable, RUN, 7)
    assert np.array_equal(numbers(field.values), unpacked(message))
    wanted = PLAUSIBLE[variable](*points(GRIDS["1p00"]))
    assert abs(numbers(field.values) - wanted).max() <= (wanted.max() - wanted.min()) / 1000


@pytest.mark.parametrize("variable", CAMS)
def test_every_variable_of_copernicus_is_read_in_our_units(variable: Variable) -> None:
    field = decoded(make_cams(variable, RUN, 36))
    assert (field.header.variable, field.header.run, field.header.step) == (variable, RUN, 36)
    wanted = PLAUSIBLE[variable](*points(GRIDS["0p4"]))
    assert abs(numbers(field.values) - wanted).max() <= (wanted.max() - wanted.min()) / 1000


def test_ten_kilometres_less_a_metre_are_a_visibility_and_not_a_missing_value() -> None:
    def field(latitude: Array, longitude: Array) -> Array:
        return np.where(latitude > 45, np.nan, np.where(longitude < 90, 9999.0, 9000.0))

    values = numbers(decoded(make(Variable.VISIBILITY, RUN, 7, COARSE, field, bits=16)).values)
    assert (np.round(values) == 9999).sum() == 28 * 18
    assert np.isnan(values).sum() == 9 * 72


@pytest.mark.parametrize("packing", ["grid_simple", "grid_complex", "grid_complex_spatial_differencing"])
def test_values_that_are_missing_are_missing(packing: Packing) -> None:
    def field(latitude: Array, longitude: Array) -> Array:
        return np.where((latitude + longitude) % 15 == 0, np.nan, 280 + latitude / 10)

    values = numbers(decoded(make(Variable.TEMPERATURE, RUN, 7, COARSE, field, packing)).values)
    wanted = field(*points(COARSE))
    assert np.array_equal(np.isnan(values), np.isnan(wanted))
    assert np.nanmax(abs(values - wanted)) < 0.01


def test_a_field_that_is_the_same_everywhere_is_read() -> None:
    values = numbers(decoded(make(Variable.CLOUD, RUN, 7, COARSE, lambda north, _: 0 * north)).values)
    assert values.tolist() == [0.0] * (72 * 37)


def test_a_field_that_is_the_same_everywhere_may_have_no_groups_as_ncep_writes_it() -> None:
    changes = {"bitsPerValue": 0, "numberOfGroupsOfDataValues": 0}
    message = make(Variable.IS_SNOW, RUN, 7, COARSE, lambda north, _: 1 + 0 * north, "grid_complex")
    handle = eccodes.codes_new_from_message(message)
    for key, value in changes.items():
        eccodes.codes_set(handle, key, value)
    values = numbers(decoded(bytes(eccodes.codes_get_message(handle))).values)
    eccodes.codes_release(handle)
    assert values.tolist() == [1.0] * (72 * 37)


def test_both_components_of_the_wind_in_one_message_are_two_fields() -> None:
    east, north = make(Variable.WIND_EAST, RUN, 7, COARSE), make(Variable.WIND_NORTH, RUN, 7, COARSE)
    fields = [decoded(each) for each in cut_whole(join([east, north]))]
    assert [each.header.variable for each in fields] == [Variable.WIND_EAST, Variable.WIND_NORTH]
    assert np.array_equal(numbers(fields[1].values), unpacked(north))


@pytest.mark.parametrize(
    "message",
    [
        make(Variable.PRECIPITATION_RATE, RUN, 7, COARSE, averaged=True),
        make(Variable.TEMPERATURE, RUN, 7, COARSE, changes={"scaledValueOfFirstFixedSurface": 80}),
        make(Variable.TEMPERATURE, RUN, 7, COARSE, changes={"typeOfFirstFixedSurface": 1}),
        make(Variable.CLOUD, RUN, 7, COARSE, changes={"typeOfFirstFixedSurface": 1}),
        make(Variable.VISIBILITY, RUN, 7, COARSE, changes={"parameterNumber": 1}),
        make(Variable.VISIBILITY, RUN, 7, COARSE, changes={"discipline": 10}),
        make(Variable.GUST, RUN, 7, COARSE, changes={"typeOfSecondFixedSurface": 103}),
        make(Variable.AEROSOL_DEPTH, RUN, 7, COARSE, changes={"scaledValueOfFirstWavelength": 555}),
        make_cams(Variable.TEMPERATURE, RUN, 7, COARSE, changes={"indicatorOfParameter": 130}),
        make_cams(Variable.TEMPERATURE, RUN, 7, COARSE, changes={"timeRangeIndicator": 4}),
    ],
    ids=[
        "a mean",
        "at 80 m",
        "at the ground",
        "low cloud",
        "another parameter",
        "of the ocean",
        "of a layer",
        "at another wavelength",
        "another parameter of GRIB1",
        "a sum of GRIB1",
    ],
)
def test_what_is_none_of_our_variables_is_passed_over(message: bytes) -> None:
    assert decode(message) is None


@pytest.mark.parametrize(("unit", "hours"), [(1, 6), (10, 18), (11, 36), (12, 72), (2, 144)])
def test_a_step_may_be_in_hours_or_longer_units(unit: int, hours: int) -> None:
    changes = {"indicatorOfUnitForForecastTime": unit, "forecastTime": 6}
    assert decoded(make(Variable.GUST, RUN, 6, COARSE, changes=changes)).header.step == hours


@pytest.mark.parametrize("step", [0, 12, 120, 255, 300])
def test_a_step_of_an_old_message_is_in_hours(step: int) -> None:
    assert decoded(make_cams(Variable.PRESSURE, RUN, step, COARSE)).header.step == step


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"indicatorOfUnitForForecastTime": 0}, "units of code 0"),
        ({"forecastTime": 100_000}, "its step is"),
        ({"significanceOfReferenceTime": 2}, "not the start of a run"),
        ({"dataTime": 630}, "its run starts at"),
        ({"month": 13}, "cannot read it"),
        ({"Ni": 71}, "2664 points on a grid of 71 by 37"),
        ({"Ni": 0}, "Ni = 0"),
        ({"Ni": 2_000_000_000}, "Ni = 2000000000"),
        ({"numberOfDataPoints": 1_000_000_000}, "1000000000 points"),
        ({"longitudeOfFirstGridPointInDegrees": 10}, "degrees apart"),
        ({"latitudeOfLastGridPointInDegrees": -80}, "degrees apart"),
        ({"jScansPositively": 1}, "against its scanning mode"),
        ({"iDirectionIncrementInDegrees": 4}, "degrees apart"),
        ({"scanningMode": 8}, "shifted"),
        ({"gridDefinitionTemplateNumber": 40}, "regular_gg"),
        ({"gridDefinitionTemplateNumber": 1}, "rotated_ll"),
        ({"numberOfValues": 100}, "values"),
        ({"decimalScaleFactor": -20}, "cannot be"),
    ],
    ids=str,
)
def test_a_message_that_contradicts_itself_or_the_earth_is_refused(
    changes: dict[str, Any], said: str
) -> None:
    with pytest.raises(CorruptDataError, match=said):
        decode(make(Variable.GUST, RUN, 7, COARSE, packing="grid_simple", changes=changes))


@pytest.mark.parametrize("reference", [1e20, -1e20, math.inf, math.nan])
def test_a_reference_value_that_no_weather_has_is_refused(reference: float) -> None:
    message = make(Variable.GUST, RUN, 7, COARSE, packing="grid_simple")
    at = message.index(struct.pack(">IBI", 21, 5, 72 * 37)) + 11
    with pytest.raises(CorruptDataError, match=r"cannot be|is no number"):
        decode(*cut_whole(message[:at] + struct.pack(">f", reference) + message[at + 4 :]))


def test_a_grid_of_a_thousand_million_points_is_refused_before_there_is_memory_for_it() -> None:
    changes = {"Ni": 40_000, "Nj": 25_000, "numberOfDataPoints": 1_000_000_000}
    message = make(Variable.GUST, RUN, 7, COARSE, packing="grid_simple", changes=changes)
    assert len(message) < 10_000
    with pytest.raises(CorruptDataError, match="claims 1000000000 points"):
        decode(message)


@pytest.mark.parametrize("packing", ["grid_simple", "grid_complex", "grid_complex_spatial_differencing"])
def test_a_message_whose_values_are_cut_off_is_refused_though_its_lengths_agree(packing: Packing) -> None:
    message = make(Variable.GUST, RUN, 7, COARSE, packing=packing)
    values = packed_values(message)
    assert message.endswith(values + b"7777")
    for missing in (1, 2, 50, len(values) - 40, len(values)):
        left = values[: len(values) - missing]
        head = message[: -len(values) - 9] + (len(left) + 5).to_bytes(4, "big") + b"\x07"
        short = head[:8] + (len(head) + len(left) + 4).to_bytes(8, "big") + head[16:] + left + b"7777"
        with pytest.raises(CorruptDataError, match=r"its values need \d+ bytes"):
            decode(*cut_whole(short))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"trueLengthOfLastGroup": 3_000}, "its groups have"),
        ({"referenceForGroupLengths": 100}, "its groups have"),
        ({"referenceForGroupWidths": 30}, "its values need"),
        ({"numberOfGroupsOfDataValues": 1_000_000}, "its values need"),
        ({"numberOfGroupsOfDataValues": 0}, "no groups of values"),
        ({"numberOfBitsForScaledGroupLengths": 0}, "its groups have"),
    ],
    ids=str,
)
def test_groups_of_values_that_do_not_make_up_the_field_are_refused(
    changes: dict[str, Any], said: str
) -> None:
    with pytest.raises(CorruptDataError, match=said):
        decode(make(Variable.GUST, RUN, 7, COARSE, packing="grid_complex", changes=changes))


def test_increments_that_a_message_leaves_out_follow_from_its_ends() -> None:
    message = make(Variable.GUST, RUN, 7, COARSE)
    handle = eccodes.codes_new_from_message(message)
    for key in ("iDirectionIncrement", "jDirectionIncrement"):
        eccodes.codes_set_missing(handle, key)
    without = bytes(eccodes.codes_get_message(handle))
    eccodes.codes_release(handle)
    assert without != message
    assert decoded(without) == decoded(message)


def test_the_run_is_the_one_of_the_message() -> None:
    for hours in (0, 6, 12, 18):
        run = RUN + timedelta(days=31, hours=hours - 6)
        assert decoded(make(Variable.GUST, run, 7, COARSE)).header.run == run
        assert decoded(make_cams(Variable.PRESSURE, run, 7, COARSE)).header.run == run
