"""A session of the terminal client that is over, and what follows it."""

import json

import pytest
from async_tests import asynchronous, until
from visiting import OFFERED, visiting

from besedka.chat.language.commands import Leave
from besedka.chat.language.events import IgnoredListed, Message, Recorded, Refused, Welcome
from besedka.chat.language.questions import ShowHistory
from besedka.client import ConnectionReplaced, HandshakeRefused
from besedka.dialects.commands.requests import Replaced
from besedka.wire.http import encode_response


@asynchronous
async def test_after_the_grace_a_new_session_is_told_with_what_is_gone() -> None:
    async with visiting() as visit:
        visit.session.say("ignore eve")
        visit.session.say("ignored")
        await until(lambda: any(isinstance(item, IgnoredListed) for item in visit.seen))
        visit.session.say("send -t 60 later")
        await until(lambda: len(visit.watcher.answers) == 3)
        await visit.lose()
        visit.server.speak("ann", "meanwhile")
        visit.server.forget()
        await visit.returns()
        await until(lambda: ["meanwhile"] in visit.seen)
        assert ("new session", "unknown-session", "eve") in visit.seen
        assert "Your delayed messages can no longer be cancelled; they will be sent: {numbers}" in visit.seen
        assert visit.watcher.numbers == f"#{visit.server.pending[0].number}"
        assert sum(isinstance(item, Welcome) for item in visit.seen) == 2


@asynchronous
async def test_after_a_long_absence_the_last_messages_are_shown_and_the_others_counted() -> None:
    async with visiting() as visit:
        visit.server.speak("eve", "before")
        await until(lambda: visit.texts)
        await visit.lose()
        meanwhile = [Message(1000 + number, "eve", f"{number}") for number in range(214)]
        visit.server.history += [Recorded(visit.server.stamp(), message) for message in meanwhile]
        visit.server.forget()
        await visit.returns()
        await until(lambda: any(isinstance(item, list) for item in visit.seen))
        (shown,) = [item for item in visit.seen if isinstance(item, list)]
        assert shown == [f"{number}" for number in range(114, 214)]
        assert visit.watcher.left_out == 114
        assert "You may have missed messages meanwhile." not in visit.seen


@asynchronous
async def test_a_server_that_was_restarted_is_told_to_be_a_new_one_and_is_joined_anew() -> None:
    async with visiting() as visit:
        for number in range(5):
            visit.server.speak("eve", f"old {number}")
        visit.session.say("send -t 60 later")
        await until(lambda: visit.watcher.answers)
        visit.server.restart()
        await until(lambda: sum(isinstance(item, Welcome) for item in visit.seen) == 2)
        assert ("new session", "new-server") in visit.seen
        assert "Your delayed messages were lost with the restart: {numbers}" in visit.seen
        assert "You may have missed messages meanwhile." not in visit.seen  # the notice says it
        assert visit.session.connected


@asynchronous
async def test_what_was_typed_for_a_session_that_is_over_is_offered_and_not_sent_by_itself() -> None:
    async with visiting() as visit:
        await visit.lose()
        visit.session.say("send hello")
        visit.server.forget()
        await visit.returns()
        await until(lambda: OFFERED in visit.seen)
        visit.server.speak(
            "bob", "hello"
        )  # somebody says the same: it is not this line, which was never sent
        await until(lambda: visit.texts)
        assert ("was said", "send hello") not in visit.seen
        assert visit.sent == []


@pytest.mark.parametrize("delivered", [True, False])
@asynchronous
async def test_what_had_no_answer_is_offered_unless_the_history_has_it(delivered: bool) -> None:
    async with visiting() as visit:
        visit.server.deaf = True
        visit.session.say("send hello")
        await until(lambda: visit.sent)
        visit.server.deaf = False
        await visit.lose()
        visit.server.forget()
        if delivered:
            visit.server.speak("bob", "hello")
        visit.server.speak("eve", "meanwhile")
        await visit.returns()
        await until(lambda: any(isinstance(item, list) for item in visit.seen))
        await until(lambda: isinstance(visit.seen[-1], Welcome) or OFFERED in visit.seen)
        assert (OFFERED in visit.seen) is not delivered
        assert visit.sent == ["hello"]


@asynchronous
async def test_a_history_that_is_refused_leaves_a_word_of_the_gap_and_the_lines_are_offered() -> None:
    async with visiting() as visit:
        await visit.lose()
        visit.session.say("send hello")
        visit.server.forget()
        visit.server.deaf = True
        await visit.returns()
        await until(lambda: any(isinstance(ask, ShowHistory) for ask in visit.server.asked))
        ref = json.loads(visit.server.peers[0].received[-1])["ref"]
        assert OFFERED not in visit.seen
        visit.server.peers[0].tell(Refused("internal-error"), visit.server.last, ref)
        await until(lambda: OFFERED in visit.seen)
        assert visit.seen.count("You may have missed messages meanwhile.") == 1


@asynchronous
async def test_a_session_that_goes_on_elsewhere_is_left_to_it() -> None:
    async with visiting() as visit:
        visit.server.peers[0].tell(Replaced(), visit.server.last)
        visit.server.close(4001, "replaced")
        with pytest.raises(ConnectionReplaced):
            await visit.running
        assert not visit.nap.seconds
        assert any('"replaced"' in text for text in visit.watcher.texts)  # for --json
        assert not visit.server.peers


@asynchronous
async def test_a_server_that_refuses_for_good_ends_the_run() -> None:
    async with visiting() as visit:
        visit.server.refuse = encode_response(403, b"go away")
        visit.server.drop()
        with pytest.raises(HandshakeRefused):
            await visit.running


@asynchronous
async def test_an_exit_whose_farewell_is_lost_is_an_exit() -> None:
    async with visiting(script=True) as visit:
        visit.server.deaf = True
        visit.session.say("exit")
        await until(lambda: Leave("exit") in visit.server.asked)
        visit.server.forget()
        visit.server.drop()
        await visit.running
