"""What a message costs, counted instead of timed: through the whole server, from the bytes that come to those that go.

A change that makes fan-out slower by doing something once for each member, or more often, fails here.
"""

from collections import Counter
from collections.abc import Iterator

import pytest
from server_bench import Bench, Peer

from besedka.chat import Chat, Delivery, Entry, Stamp
from besedka.chat.language.events import Accepted, Message
from besedka.dialects import Ref, Shown
from besedka.server.fanout.encoding import Encoding

_PONG = b"\x8a\x80\1\2\3\4"

SAID = 3
"""Messages of each member, all in one turn of the loop."""


class Work:
    """Counts encodings and applied entries while it is there."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.encoded: Counter[type] = Counter()
        self.applied = 0
        encode, apply = Encoding.encode, Chat.apply

        def counted_encode(encoding: Encoding, shown: Shown, stamp: Stamp, ref: Ref | None = None) -> bytes:
            self.encoded[type(shown)] += 1
            return encode(encoding, shown, stamp, ref)

        def counted_apply(chat: Chat, entry: Entry) -> list[Delivery]:
            self.applied += 1
            return apply(chat, entry)

        patch.setattr(Encoding, "encode", counted_encode)
        patch.setattr(Chat, "apply", counted_apply)


@pytest.fixture
def patch() -> Iterator[pytest.MonkeyPatch]:
    with pytest.MonkeyPatch.context() as patch:
        yield patch


def room(size: int) -> tuple[Bench, list[Peer]]:
    """As many people of each kind: programs, and people in two languages."""
    bench = Bench()
    peers = []
    for number in range(size):
        json = number % 3 == 0
        path = "/?lang=ru" if number % 3 == 1 else "/?lang=en"
        peers.append(bench.websocket(path, json=json))
    return bench, peers


def everybody_speaks(bench: Bench, peers: list[Peer]) -> list[int]:
    """All speak within one turn; returns how many writes each of them got."""
    before = [len(peer.transport.writes) for peer in peers]
    for number, peer in enumerate(peers):
        text = '{"type":"send","text":"hi"}' if number % 3 == 0 else "send hi"
        peer.connection.receive(b"".join(peer.socket.send_text(text) for _ in range(SAID)))
    bench.loop.run()
    return [len(peer.transport.writes) - seen for peer, seen in zip(peers, before, strict=True)]


@pytest.mark.parametrize("size", [3, 30, 90])
def test_a_turn_costs_one_write_a_member_however_many_messages_it_brought(size: int) -> None:
    bench, peers = room(size)
    assert everybody_speaks(bench, peers) == [1] * size


@pytest.mark.parametrize("size", [3, 30, 90])
def test_a_message_is_applied_once_and_encoded_once_for_programs_and_once_for_each_language_of_people(
    size: int, patch: pytest.MonkeyPatch
) -> None:
    bench, peers = room(size)
    work = Work(patch)
    everybody_speaks(bench, peers)
    messages = SAID * size
    assert work.applied == messages
    assert work.encoded[Message] <= 3 * messages
    assert work.encoded[Accepted] == messages
    assert sum(work.encoded.values()) == work.encoded[Message] + work.encoded[Accepted]


def test_a_private_message_costs_the_same_in_any_room(patch: pytest.MonkeyPatch) -> None:
    costs = []
    for size in (3, 90):
        _, peers = room(size)
        work = Work(patch)
        before = [len(peer.transport.writes) for peer in peers]
        peers[2].say("send -u guest-1 psst")
        writes = sum(len(peer.transport.writes) for peer in peers) - sum(before)
        costs.append((writes, work.applied, sum(work.encoded.values())))
        patch.undo()
    assert costs[0] == costs[1] == (2, 1, 3)


def test_a_pong_costs_no_write_at_all() -> None:
    bench, peers = room(3)
    before = [len(peer.transport.writes) for peer in peers]
    peers[0].connection.receive(_PONG)
    assert not bench.loop.ready
    assert [len(peer.transport.writes) for peer in peers] == before
