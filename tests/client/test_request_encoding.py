"""What a client refuses for its length, beside what a chat of the same limit would have done."""

import json

import pytest
from async_tests import asynchronous
from serving import served

from besedka.chat.language.commands import Rename, Send
from besedka.chat.language.events import Refused
from besedka.client import RefusedError, connect
from besedka.client.session.request_encoding import encode
from besedka.dialects.commands.requests import Ask


@pytest.mark.parametrize(
    "text",
    ["x" * 40, "😀" * 40, '"' * 40, "a\r\n" * 20, "\u202e" * 9000 + "x" * 40, "\x07" * 9000, "\t\n" * 20],
    ids=["letters", "emoji", "quotes", "line breaks", "controls of direction", "bells", "white space"],
)
@pytest.mark.parametrize("form", ["{}", "send {}", "send -u ann -t 5 {}", "/SEND --time=5 -- {}"])
def test_a_text_that_the_server_permits_is_sent(text: str, form: str) -> None:
    what: Ask | str = Send(text) if form == "{}" else form.format(text)
    sent = encode(what, 1, 40)
    assert isinstance(sent, str)
    assert json.loads(sent)["ref"] == 1


@pytest.mark.parametrize("what", [Send("😀" * 41), "send " + "x" * 41, "send -u ann -t 5 " + "é" * 41])
def test_one_character_too_many_is_refused_with_the_servers_numbers(what: Ask | str) -> None:
    assert encode(what, 1, 40) == Refused("text-too-long", {"limit": 40, "length": 41})


@pytest.mark.parametrize("what", ["help " + "x" * 60_000, Rename("x" * 60_000), Send("hi", "x" * 60_000)])
def test_whatever_else_is_so_long_that_the_server_would_hang_up_is_refused(what: Ask | str) -> None:
    refused = encode(what, 1, 40)
    assert isinstance(refused, Refused)
    assert refused.code == "text-too-long"


def test_without_a_limit_everything_is_sent() -> None:
    assert isinstance(encode(Send("x" * 10**6), 1, 0), str)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("en", "The message is too long (4001): it may have 4000 characters at most."),
        ("ru", "Сообщение слишком длинное (4001)"),
    ],
)
@asynchronous
async def test_a_refusal_has_the_servers_words_and_the_connection_stays(code: str, words: str) -> None:
    async with served() as server, connect(f"127.0.0.1:{server.port}", language=code) as chat:
        with pytest.raises(RefusedError) as caught:
            await chat.send("я" * 4001)
        assert caught.value.text.startswith(words)
        assert not server.asked
        assert (await chat.send("я" * 4000)).number
