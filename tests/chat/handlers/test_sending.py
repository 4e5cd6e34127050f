import pytest
from chat_bench import ChatBench

from besedka.chat import Rules
from besedka.chat.language.events import Accepted, Message, Refused


@pytest.fixture
def bench() -> ChatBench:
    bench = ChatBench()
    bench.join_all("ann", "bob", "cat")
    return bench


def test_a_message_reaches_everybody_its_author_included(bench: ChatBench) -> None:
    accepted = bench.send("ann", "hello")
    message = Message(len(bench.journal), "ann", "hello")
    assert bench.seen("bob") == bench.seen("cat") == [message]
    assert bench.seen("ann") == [accepted, message]


def test_the_author_learns_the_number_before_the_message_comes(bench: ChatBench) -> None:
    assert bench.send("ann", "hello") == Accepted("send", number=len(bench.journal))


def test_a_private_message_reaches_its_two_ends_and_nobody_else(bench: ChatBench) -> None:
    accepted = bench.send("ann", "psst", to="bob")
    message = Message(len(bench.journal), "ann", "psst", to="bob")
    assert accepted == Accepted("send", number=len(bench.journal), name="bob")
    assert bench.seen("ann") == [accepted, message]
    assert bench.seen("bob") == [message]
    assert bench.seen("cat") == []


def test_a_private_message_to_oneself_comes_once(bench: ChatBench) -> None:
    bench.send("ann", "note", to="ann")
    assert bench.heard("ann") == ["note"]
    assert bench.heard("bob") == []


def test_the_recipient_is_found_in_any_capitals(bench: ChatBench) -> None:
    answer = bench.send("ann", "psst", to="BOB")
    assert isinstance(answer, Accepted)
    assert (answer.name, answer.asked) == ("bob", None)
    assert bench.heard("bob") == ["psst"]


def test_the_recipient_is_found_by_a_name_given_up_and_the_author_learns_the_new_one(
    bench: ChatBench,
) -> None:
    bench.rename("bob", "robert")
    answer = bench.send("ann", "psst", to="Bob")
    assert answer == Accepted("send", number=len(bench.journal), name="robert", asked="Bob")
    assert bench.heard("bob") == ["psst"]


def test_an_unknown_recipient_is_an_error_with_the_nearest_name(bench: ChatBench) -> None:
    params = {"name": "bobb", "nearest": "bob", "command": "send"}
    assert bench.send("ann", "psst", to="bobb") == Refused("no-such-user", params)
    assert bench.heard("bob") == []


def test_an_unknown_recipient_without_a_near_name_is_an_error_too(bench: ChatBench) -> None:
    answer = bench.send("ann", "psst", to="Zebediah")
    params = {"name": "Zebediah", "nearest": None, "command": "send"}
    assert answer == Refused("no-such-user", params)


def test_a_name_that_was_cut_for_a_refusal_shows_it(bench: ChatBench) -> None:
    answer = bench.send("ann", "psst", to="x" * 100)
    assert isinstance(answer, Refused)
    assert answer.params["name"] == "x" * 63 + "…"


def test_who_has_left_is_no_recipient(bench: ChatBench) -> None:
    bench.leave("bob")
    answer = bench.send("ann", "psst", to="bob")
    assert isinstance(answer, Refused)
    assert answer.code == "no-such-user"


@pytest.mark.parametrize("name", ["", " ", "\ud800", "a\x1b[2J", "b" * 10**6, "аdmin", "\u202ebob"])
def test_an_impossible_recipient_is_shown_back_short_and_clean(bench: ChatBench, name: str) -> None:
    answer = bench.send("ann", "psst", to=name)
    assert isinstance(answer, Refused)
    assert answer.code == "no-such-user"
    shown = answer.params["name"]
    assert isinstance(shown, str)
    assert len(shown) <= 64
    assert not set(shown) & {"\x1b", "\u202e", "\ud800"}


@pytest.mark.parametrize("text", ["", " \t\n", "\x00\x1b", "\u200b\u2060", "\ud800"])
def test_an_empty_text_is_an_error_that_says_the_limit(bench: ChatBench, text: str) -> None:
    assert bench.send("ann", text) == Refused("text-empty", {"limit": 4000})


def test_a_text_of_the_limit_goes_and_one_more_character_is_an_error(bench: ChatBench) -> None:
    assert isinstance(bench.send("ann", "x" * 4000), Accepted)
    assert bench.send("ann", "x" * 4001) == Refused("text-too-long", {"limit": 4000, "length": 4001})


def test_what_is_removed_does_not_count_to_the_length(bench: ChatBench) -> None:
    assert isinstance(bench.send("ann", "x" * 4000 + "\x00" * 9), Accepted)


def test_the_text_is_kept_exactly_but_for_control_and_bidi_characters(bench: ChatBench) -> None:
    bench.send("ann", "  --a \"b\"\t'c'\n  d 👩\u200d💻 हिन्दी \x1b[31m\u202e\ud800 ")
    assert bench.heard("bob") == ["  --a \"b\"\t'c'\n  d 👩\u200d💻 हिन्दी [31m "]


def test_the_limit_is_a_setting() -> None:
    bench = ChatBench(Rules(max_text=3))
    bench.join("ann")
    assert isinstance(bench.send("ann", "four"), Refused)
