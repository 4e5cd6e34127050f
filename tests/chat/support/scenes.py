"""Scenes that more than one test begins with."""

from chat_bench import ChatBench

from besedka.chat import Rules
from besedka.chat.language.events import Accepted

__all__ = ["bench_with"]


def bench_with(*people: str, rules: Rules | None = None) -> ChatBench:
    """Ann ignores bob, in the first two lines of every scene."""
    bench = ChatBench(rules)
    bench.join_all("ann", "bob", *people)
    assert bench.ignore("ann", "bob") == Accepted("ignore", name="bob")
    bench.forget()
    return bench
