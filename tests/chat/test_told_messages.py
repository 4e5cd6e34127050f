"""Who is told of public messages (`on_message`), and of which."""

from stage import Stage

from besedka.chat import Chat, Rules
from besedka.chat.state.messages import HistoryRow


def stage_with(count: int) -> Stage:
    stage = Stage(Rules(history_kept=1000))
    stage.join_all("ann", "bob")
    for index in range(count):
        stage.send("ann", f"word {index}")
    return stage


def test_public_messages_are_told_when_they_are_delivered_and_nothing_else_is() -> None:
    stage = stage_with(1)
    stage.send("ann", "psst", to="bob")
    delayed = stage.schedule("ann", "later", 5)
    stage.schedule("ann", "psst later", 5, to="bob")
    stage.send("ann", "x" * 5000)
    stage.send("ann", "now")
    stage.wait(5)
    assert [row.message.text for row in stage.messages] == ["word 0", "now", "later"]
    assert stage.messages[-1].message.number == delayed
    assert stage.messages == list(stage.chat.history)


def test_a_restored_chat_tells_of_what_follows_and_not_of_what_it_was_restored_with() -> None:
    stage, told = stage_with(4), list[HistoryRow]()
    chat = Chat.restore(stage.chat.snapshot(), on_message=told.append)
    assert told == []
    stage.send("ann", "new")
    chat.apply(stage.journal[-1])
    assert told == stage.messages[-1:]
    assert list(chat.history) == list(stage.chat.history)


def test_a_chat_without_entries_is_restored_and_tells_of_everything() -> None:
    stage, told = stage_with(4), list[HistoryRow]()
    chat = Chat.restore(Chat().snapshot(), on_message=told.append)
    for entry in stage.journal:
        chat.apply(entry)
    assert told == stage.messages
