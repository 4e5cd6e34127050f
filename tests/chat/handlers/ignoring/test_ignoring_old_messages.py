"""Messages that are no more in memory are as hidden as others."""

from plain_messages import PlainMessages
from stage import Stage

from besedka.chat import Lookup, Rules
from besedka.chat.language.events import HistoryListed
from besedka.chat.language.questions import ShowHistory


def seen(stage: Stage, who: str) -> list[str]:
    """The texts of all messages that `who` may see."""
    found = stage.chat.look_up(stage.session(who), ShowHistory(1000))
    assert isinstance(found, Lookup)
    answer = found.answer(PlainMessages(stage.messages))
    assert isinstance(answer, HistoryListed)
    return [row.message.text for row in answer.messages]


def forgetful() -> Stage:
    """A chat that has one message in memory, and people in it."""
    stage = Stage(Rules(history_size=1))
    stage.join("ann")
    for who in ("bob", "cat"):
        stage.join(who, network="south")
    return stage


def test_what_somebody_said_on_an_earlier_visit_is_hidden_however_old_it_is() -> None:
    stage = forgetful()
    stage.send("bob", "from bob")
    stage.send("cat", "from cat")
    stage.leave("bob")
    stage.join("bob", network="south")
    assert seen(stage, "ann") == ["from bob", "from cat"]
    stage.ignore("ann", "bob")
    assert seen(stage, "ann") == ["from cat"]
    stage.unignore("ann", "bob")
    assert seen(stage, "ann") == ["from bob", "from cat"]


def test_what_was_ignored_when_it_was_said_stays_hidden_after_many_visits() -> None:
    stage = forgetful()
    stage.ignore("ann", "bob")
    for index in range(4):
        stage.send("bob", f"as bob {index}")
        stage.rename("bob", "robert")
        stage.send("bob", f"as robert {index}")
        stage.leave("bob")
        stage.send("cat", "from cat")
        stage.join("bob", "bob", network="south")
    assert set(seen(stage, "ann")) == {"from cat"}
    assert len(seen(stage, "cat")) == 12


def test_who_is_ignored_and_gone_is_hidden_in_what_is_old() -> None:
    stage = forgetful()
    stage.send("bob", "from bob")
    stage.send("cat", "from cat")
    stage.leave("bob")
    stage.ignore("ann", "bob")
    assert seen(stage, "ann") == ["from cat"]


def test_somebody_else_of_the_same_name_or_network_is_not_hidden() -> None:
    stage = forgetful()
    stage.send("bob", "from bob")
    stage.leave("bob")
    stage.wait(3600)
    stage.join("dan", "bob", network="west")
    stage.send("dan", "from another bob")
    stage.send("cat", "from cat")
    stage.ignore("ann", "bob")
    assert seen(stage, "ann") == ["from bob", "from cat"]


def test_who_is_here_and_not_ignored_is_seen_whatever_its_name_was() -> None:
    stage = forgetful()
    stage.send("bob", "from bob")
    stage.rename("bob", "robert")
    stage.wait(3600)
    stage.rename("cat", "bob")
    stage.send("cat", "from cat as bob")
    stage.ignore("ann", "bob")
    assert seen(stage, "ann") == ["from bob"]
    assert seen(stage, "bob") == ["from bob", "from cat as bob"]


def test_ones_own_messages_are_seen_though_one_ignores_somebody_of_ones_former_name() -> None:
    stage = forgetful()
    stage.join("dan", network="south")
    stage.send("dan", "mine")
    stage.rename("dan", "daniel")
    stage.wait(3600)
    stage.rename("bob", "dan")
    stage.send("bob", "from bob as dan")
    stage.ignore("dan", "dan")
    assert seen(stage, "dan") == ["mine"]
