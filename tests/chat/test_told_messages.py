"""Who is told of public messages (`on_message`), and of which."""

from chat_bench import ChatBench

from besedka.chat import Chat, Rules
from besedka.chat.state.messages import HistoryRow


def bench_with(count: int) -> ChatBench:
    bench = ChatBench(Rules(history_kept=1000))
    bench.join_all("ann", "bob")
    for index in range(count):
        bench.send("ann", f"word {index}")
    return bench


def test_public_messages_are_told_when_they_are_delivered_and_nothing_else_is() -> None:
    bench = bench_with(1)
    bench.send("ann", "psst", to="bob")
    delayed = bench.schedule("ann", "later", 5)
    bench.schedule("ann", "psst later", 5, to="bob")
    bench.send("ann", "x" * 5000)
    bench.send("ann", "now")
    bench.wait(5)
    assert [row.message.text for row in bench.messages] == ["word 0", "now", "later"]
    assert bench.messages[-1].message.number == delayed
    assert bench.messages == list(bench.chat.history)


def test_a_restored_chat_tells_of_what_follows_and_not_of_what_it_was_restored_with() -> None:
    bench, told = bench_with(4), list[HistoryRow]()
    chat = Chat.restore(bench.chat.snapshot(), on_message=told.append)
    assert told == []
    bench.send("ann", "new")
    chat.apply(bench.journal[-1])
    assert told == bench.messages[-1:]
    assert list(chat.history) == list(bench.chat.history)


def test_a_chat_without_entries_is_restored_and_tells_of_everything() -> None:
    bench, told = bench_with(4), list[HistoryRow]()
    chat = Chat.restore(Chat().snapshot(), on_message=told.append)
    for entry in bench.journal:
        chat.apply(entry)
    assert told == bench.messages
