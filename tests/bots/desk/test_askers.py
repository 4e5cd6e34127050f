"""What is remembered of those who ask."""

import pytest

from besedka.bots.bot import BotLimits
from besedka.bots.desk.askers import Asker, Askers


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ("Suzdal", "en"),
        ("Суздаль", "ru"),
        ("place Суздаль", "ru"),
        ("help", "en"),
        ("Київ", "ru"),
        ("東京", "en"),
    ],
)
def test_the_language_is_that_of_the_question_s_letters(question: str, code: str) -> None:
    assert Asker("eve").language(question, question) == code


def test_a_question_without_letters_has_the_language_of_the_last_one() -> None:
    asker = Asker("eve")
    assert asker.language("55.75 37.62", "55.75 37.62") == "en"
    assert asker.language("Суздаль", "Суздаль") == "ru"
    assert asker.language("55.75 37.62", "weather: 55.75 37.62") == "ru"
    assert asker.language("Suzdal", "Suzdal") == "en"
    assert asker.language("", "погода") == "en"


def test_the_first_question_without_letters_has_the_language_of_the_name_that_was_called() -> None:
    assert Asker("eve").language("55.75 37.62", "погода: 55.75 37.62") == "ru"
    assert Asker("eve").language("", "погода?") == "ru"


def test_so_many_questions_a_minute_then_one_sentence_then_silence() -> None:
    asker = Asker("eve")
    assert [asker.wait(100.0 + n, 3) for n in range(6)] == [0.0, 0.0, 0.0, 59.0, None, None]
    assert asker.wait(161.9, 3) is None
    assert asker.wait(162.0, 3) == 0.0


def test_no_minute_has_more_answers_than_allowed_whenever_the_questions_come() -> None:
    asker = Asker("eve")
    answered = [at / 4 for at in range(4000) if asker.wait(at / 4, 5) == 0.0]
    assert len(answered) > 50
    assert all(later - earlier >= 60 for earlier, later in zip(answered, answered[5:], strict=False))


def test_slow_askers_are_never_refused() -> None:
    asker = Asker("eve")
    assert {asker.wait(20.0 * n, 3) for n in range(100)} == {0.0}


def test_memory_follows_a_rename_and_ends_with_the_stay() -> None:
    askers = Askers(BotLimits())
    askers.get("eve").memory["place"] = "Suzdal"
    askers.rename("eve", "eva")
    assert askers.get("eva").memory == {"place": "Suzdal"}
    assert askers.get("eva").name == "eva"
    assert askers.get("eve").memory == {}
    known = askers.get("eva")
    askers.forget(lambda name: name == "eva")
    assert not known.here
    assert askers.get("eva").memory == {}


def test_whoever_has_not_asked_for_longest_is_forgotten_first_unless_an_answer_is_due() -> None:
    askers = Askers(BotLimits(max_askers=3))
    waiting = askers.get("a")
    waiting.open = 1
    for name in ("b", "c", "b", "d"):
        askers.get(name).memory["name"] = name
    assert len(askers) == 3
    assert waiting.here
    assert askers.get("b").memory
    assert not askers.get("c").memory
    for name in ("x", "y", "z"):
        askers.get(name).open = 1
    askers.get("late")
    assert len(askers) == 3


def test_one_asker_s_memory_is_bounded() -> None:
    askers = Askers(BotLimits(max_memory=2))
    asker = askers.get("eve")
    asker.memory.update(a=1, b=2, c=3)
    askers.trim(asker)
    assert asker.memory == {"b": 2, "c": 3}
