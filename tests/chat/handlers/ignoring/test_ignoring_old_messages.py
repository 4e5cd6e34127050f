"""Messages that are no more in memory are as hidden as others."""

from chat_bench import ChatBench
from plain_messages import PlainMessages

from besedka.chat import Lookup, Rules
from besedka.chat.language.events import HistoryListed
from besedka.chat.language.questions import ShowHistory


def seen(bench: ChatBench, who: str) -> list[str]:
    """The texts of all messages that `who` may see."""
    found = bench.chat.look_up(bench.session(who), ShowHistory(1000))
    assert isinstance(found, Lookup)
    answer = found.answer(PlainMessages(bench.messages))
    assert isinstance(answer, HistoryListed)
    return [row.message.text for row in answer.messages]


def forgetful() -> ChatBench:
    """A chat that has one message in memory, and people in it."""
    bench = ChatBench(Rules(history_size=1))
    bench.join("ann")
    for who in ("bob", "cat"):
        bench.join(who, network="south")
    return bench


def test_what_somebody_said_on_an_earlier_visit_is_hidden_however_old_it_is() -> None:
    bench = forgetful()
    bench.send("bob", "from bob")
    bench.send("cat", "from cat")
    bench.leave("bob")
    bench.join("bob", network="south")
    assert seen(bench, "ann") == ["from bob", "from cat"]
    bench.ignore("ann", "bob")
    assert seen(bench, "ann") == ["from cat"]
    bench.unignore("ann", "bob")
    assert seen(bench, "ann") == ["from bob", "from cat"]


def test_what_was_ignored_when_it_was_said_stays_hidden_after_many_visits() -> None:
    bench = forgetful()
    bench.ignore("ann", "bob")
    for index in range(4):
        bench.send("bob", f"as bob {index}")
        bench.rename("bob", "robert")
        bench.send("bob", f"as robert {index}")
        bench.leave("bob")
        bench.send("cat", "from cat")
        bench.join("bob", "bob", network="south")
    assert set(seen(bench, "ann")) == {"from cat"}
    assert len(seen(bench, "cat")) == 12


def test_who_is_ignored_and_gone_is_hidden_in_what_is_old() -> None:
    bench = forgetful()
    bench.send("bob", "from bob")
    bench.send("cat", "from cat")
    bench.leave("bob")
    bench.ignore("ann", "bob")
    assert seen(bench, "ann") == ["from cat"]


def test_somebody_else_of_the_same_name_or_network_is_not_hidden() -> None:
    bench = forgetful()
    bench.send("bob", "from bob")
    bench.leave("bob")
    bench.wait(3600)
    bench.join("dan", "bob", network="west")
    bench.send("dan", "from another bob")
    bench.send("cat", "from cat")
    bench.ignore("ann", "bob")
    assert seen(bench, "ann") == ["from bob", "from cat"]


def test_who_is_here_and_not_ignored_is_seen_whatever_its_name_was() -> None:
    bench = forgetful()
    bench.send("bob", "from bob")
    bench.rename("bob", "robert")
    bench.wait(3600)
    bench.rename("cat", "bob")
    bench.send("cat", "from cat as bob")
    bench.ignore("ann", "bob")
    assert seen(bench, "ann") == ["from bob"]
    assert seen(bench, "bob") == ["from bob", "from cat as bob"]


def test_ones_own_messages_are_seen_though_one_ignores_somebody_of_ones_former_name() -> None:
    bench = forgetful()
    bench.join("dan", network="south")
    bench.send("dan", "mine")
    bench.rename("dan", "daniel")
    bench.wait(3600)
    bench.rename("bob", "dan")
    bench.send("bob", "from bob as dan")
    bench.ignore("dan", "dan")
    assert seen(bench, "dan") == ["mine"]
