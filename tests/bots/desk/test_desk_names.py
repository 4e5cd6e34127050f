"""What the bot is called, and whether it may speak."""

from bot_bench import Bench

from besedka.bots.desk.actions import Note
from besedka.chat.language.events import (
    Left,
    Muted,
    Refused,
    Renamed,
    Silenced,
    Unmuted,
)


def test_it_goes_by_its_present_name() -> None:
    bench = Bench()
    bench.happens(Renamed("parrot", "polly"))
    bench.hears("parrot: hello", public=True)
    bench.hears("polly: hello", public=True)
    assert bench.asked == ["hello"]
    assert bench.desk.wanted_name == "polly"
    assert not bench.is_misnamed()


def test_while_its_name_is_taken_it_answers_in_private_only_and_takes_the_name_when_it_is_free() -> None:
    bench = Bench(join=False)
    bench.welcome("guest-1", "parrot", "eve")
    bench.happens(Refused("name-taken", {"name": "parrot"}))
    assert bench.notes[-1] == Note(
        "name-refused", {"code": "name-taken", "wanted": "parrot"}, is_warning=True
    )
    bench.hears("parrot: hello", public=True)
    bench.hears("guest-1: hello", public=True)
    bench.hears("psst")
    assert bench.asked == ["psst"]
    assert bench.names == []
    bench.happens(Left("bob", "exit"))
    assert bench.names == []
    bench.happens(Left("parrot", "lost"))
    assert bench.names == ["parrot"]
    bench.happens(Renamed("guest-1", "parrot"))
    bench.hears("parrot: hello", public=True)
    assert bench.asked == ["psst", "hello"]


def test_a_name_is_free_too_when_its_owner_takes_another() -> None:
    bench = Bench(join=False)
    bench.welcome("guest-1", "PARROT", "eve")
    bench.happens(Renamed("PARROT", "polly"))
    assert bench.names == ["parrot"]


def test_a_name_that_the_chat_never_gives_is_asked_for_again_only_after_a_reconnect() -> None:
    bench = Bench(join=False)
    bench.welcome("guest-1")
    bench.happens(Refused("name-reserved", {"name": "parrot"}))
    assert not bench.is_misnamed()
    bench.hears("guest-1: hello", public=True)
    assert bench.asked == ["hello"]
    bench.welcome("guest-1")
    assert bench.is_misnamed()
    assert bench.desk.wanted_name == "parrot"


def test_a_mute_is_known_from_its_beginning_to_its_end() -> None:
    bench = Bench()
    bench.happens(Muted("eve", 5000, 4))
    assert not bench.is_muted()
    bench.happens(Muted("parrot", 5000, 4))
    bench.happens(Silenced(5000, 4))
    assert bench.is_muted()
    bench.happens(Unmuted("eve"))
    assert bench.is_muted()
    bench.happens(Unmuted("parrot"))
    assert not bench.is_muted()
    assert [note.event for note in bench.notes] == ["joined", "muted", "unmuted"]


def test_a_mute_that_it_comes_back_into_is_known_and_its_end_is_a_chance_for_the_name() -> None:
    bench = Bench(join=False)
    bench.welcome("guest-1", muted_until=5000)
    assert bench.is_muted()
    bench.happens(Unmuted("guest-1"))
    assert bench.names == ["parrot"]
