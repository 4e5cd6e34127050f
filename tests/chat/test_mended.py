import json
from collections.abc import Callable
from pkgutil import resolve_name
from typing import Any

import pytest
from failing import Log, raises
from journals import busy_journal
from picture import drawn, picture

from besedka.chat import Chat
from besedka.chat.dispatch import BY_ANYBODY, BY_MEMBERS
from besedka.chat.language.commands import Failed
from besedka.chat.language.events import Refused

JOURNAL = busy_journal(700, seed=19)
HANDLERS = [*BY_ANYBODY, *BY_MEMBERS]
PARTS = [
    "handlers.arrivals._grant",
    "handlers.arrivals.welcome",
    "handlers.arrivals.free_guest_name",
    "handlers.arrivals.announce_to_ignorers",
    "handlers.arrivals.check_name",
    "handlers.arrivals.due_after_leaving",
    "chat.end_grace",
    "chat.end_mute",
    "chat.expire_holds",
    "chat.fire",
    "handlers.complaints._check_complaint",
    "handlers.complaints._names",
    "handlers.complaints._reporter",
    "handlers.ignoring._find",
    "handlers.ignoring.listed_name",
    "handlers.ignoring.nearest",
    "handlers.keeping.bisect_right",
    "handlers.complaints.tell",
    "handlers.scheduling.has_room_for",
    "handlers.sending.has_room_for",
    "handlers.message_delivery.HistoryRow",
    "handlers.message_delivery.tell",
    "handlers.naming.check_name",
    "handlers.refusals.nearest",
    "handlers.resuming._find_missed",
    "handlers.resuming.divide",
    "handlers.nodes.divide",
    "handlers.resuming._replay",
    "handlers.resuming.filter_of",
    "handlers.resuming.welcome",
    "handlers.scheduling._check_schedule_limits",
    "handlers.scheduling._postpone",
    "handlers.scheduling.deliver_message",
    "handlers.sending.clean",
    "handlers.sending.schedule",
    "handlers.sending.deliver_message",
]
"""What handlers do before they change anything, and what happens when something is due or over."""


def now_and_then(chat: Chat, do: Callable[..., Any]) -> Callable[..., Any]:
    """`do` with a bug."""
    return lambda *given, **named: raises() if chat.last.seq % 3 == 0 else do(*given, **named)


def check_that_a_mended_chat_replays(chat: Chat, log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    deliveries = [drawn(chat.apply(entry)) for entry in JOURNAL[:400]]
    snapshot = json.loads(json.dumps(chat.snapshot()))
    deliveries += [drawn(chat.apply(entry)) for entry in JOURNAL[400:]]
    final = picture(chat)
    monkeypatch.undo()
    assert log.failures
    for mended, start in [
        (Chat(known_failures=frozenset(log.failures)), 0),
        (Chat.restore(snapshot, known_failures=log.failures), 400),
    ]:
        assert [drawn(mended.apply(entry)) for entry in JOURNAL[start:]] == deliveries[start:]
        assert picture(mended) == final


@pytest.mark.parametrize("command", HANDLERS)
def test_a_command_that_failed_fails_again_in_a_version_that_is_mended(
    command: type, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = Log()
    chat = Chat(log)
    table: dict[Any, Any] = BY_ANYBODY if command in BY_ANYBODY else BY_MEMBERS  # type: ignore[assignment]
    monkeypatch.setitem(table, command, now_and_then(chat, table[command]))
    check_that_a_mended_chat_replays(chat, log, monkeypatch)


@pytest.mark.parametrize("part", PARTS)
def test_a_part_that_failed_has_changed_nothing_and_fails_again_in_a_version_that_is_mended(
    part: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = Log()
    chat = Chat(log)
    module, _, name = part.rpartition(".")
    do = resolve_name(f"besedka.chat.{module}:{name}")
    monkeypatch.setattr(f"besedka.chat.{part}", now_and_then(chat, do))
    check_that_a_mended_chat_replays(chat, log, monkeypatch)


def test_a_failure_that_is_known_is_not_told_again(monkeypatch: pytest.MonkeyPatch) -> None:
    log = Log()
    chat = Chat(log, known_failures=[Failed(2)])
    for entry in JOURNAL[:2]:
        deliveries = chat.apply(entry)
    assert [delivery.event for delivery in deliveries] == [Refused("internal-error")]
    assert log.failures == []


def test_failures_that_are_known_are_forgotten_behind_the_last_of_them() -> None:
    chat = Chat(known_failures=[Failed(2), Failed(4, 0)])
    for entry in JOURNAL[:4]:
        chat.apply(entry)
        assert chat._failures.known
    chat.apply(JOURNAL[4])
    assert not chat._failures.known
