from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from besedka.load.checks.conditions import DEFAULTS, FIGURES, BadCondition, Condition


@pytest.mark.parametrize(
    ("text", "figure", "bound"),
    [
        ("p99>250ms", "p99", 0.25),
        ("p99.9 >= 1.5s", "p99.9", 1.5),
        ("answers.max>900us", "answers.max", 0.0009),
        ("lost>0", "lost", 0),
        ("delivered<1000/s", "delivered/s", 1000),
        ("delivered<1000", "delivered", 1000),
        ("server-cpu>=90%", "server-cpu", 0.9),
        ("server-memory>512MiB", "server-memory", 512 * 1024**2),
        (" sent != 5 ", "sent", 5),
    ],
)
def test_a_condition_is_read(text: str, figure: str, bound: float) -> None:
    condition = Condition.parse(text)
    assert (condition.figure, condition.text) == (figure, text.strip())
    assert condition.bound == pytest.approx(bound)


@pytest.mark.parametrize(
    ("text", "fault", "hint"),
    [
        ("", "shape", ""),
        ("p99", "shape", ""),
        ("p99>", "shape", ""),
        ("p99>-1ms", "shape", ""),
        ("p99=>1ms", "shape", ""),
        ("p99>1ms lost>0", "shape", ""),
        ("p99>٣ms", "shape", ""),
        ("p99>1 min", "shape", ""),
        ("p98>1ms", "figure", "p90"),
        ("lots>0", "figure", "lost"),
        ("zzzzzz>0", "figure", ""),
        ("lost>1/s", "figure", "lost"),
        ("p99>250", "unit", "us, ms, s"),
        ("lost>1ms", "unit", "1"),
    ],
)
def test_anything_else_is_refused_with_the_reason(text: str, fault: str, hint: str) -> None:
    with pytest.raises(BadCondition) as caught:
        Condition.parse(text)
    assert caught.value.fault == fault
    assert hint in ("", caught.value.hint) or fault == "figure"


@given(st.text(max_size=60))
def test_no_text_whatever_makes_it_stumble(text: str) -> None:
    with suppress(BadCondition):
        assert Condition.parse(text).figure in FIGURES


@pytest.mark.parametrize(
    ("sign", "holds"),
    [
        (">", (False, False, True)),
        (">=", (False, True, True)),
        ("<", (True, False, False)),
        ("<=", (True, True, False)),
        ("==", (False, True, False)),
        ("!=", (True, False, True)),
    ],
)
def test_the_signs_mean_what_they_say(sign: str, holds: tuple[bool, ...]) -> None:
    condition = Condition.parse(f"lost{sign}5")
    assert tuple(condition.holds(value) for value in (4, 5, 6)) == holds


def test_what_could_not_be_measured_has_failed() -> None:
    assert Condition.parse("p99>1s").holds(None)


def test_the_defaults_are_conditions() -> None:
    assert [Condition.parse(text).text for text in DEFAULTS] == list(DEFAULTS)
