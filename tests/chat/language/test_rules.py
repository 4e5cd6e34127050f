from dataclasses import fields

import pytest

from besedka.chat import Rules

NUMBERS = [setting.name for setting in fields(Rules) if isinstance(getattr(Rules(), setting.name), int)]


@pytest.mark.parametrize("name", NUMBERS)
def test_no_number_is_negative(name: str) -> None:
    with pytest.raises(ValueError, match=name):
        Rules(**{name: -1})  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["pace", "max_text"])
def test_some_numbers_are_one_at_least(name: str) -> None:
    with pytest.raises(ValueError, match=name):
        Rules(**{name: 0})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "rules", [{"guest_prefix": "a guest "}, {"max_name": 14}, {"guest_prefix": "x" * 30}]
)
def test_a_guest_always_finds_a_name(rules: dict[str, str | int]) -> None:
    with pytest.raises(ValueError, match="guest_prefix"):
        Rules(**rules)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", NUMBERS)
def test_no_number_is_larger_than_all_programs_can_carry(name: str) -> None:
    with pytest.raises(ValueError, match=f"{name} is too large"):
        Rules(**{name: 2**53})  # type: ignore[arg-type]
