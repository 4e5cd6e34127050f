"""Which events of an entry are followed by others that would be told again."""

import pytest

from besedka.chat import Delivery, Stamp
from besedka.chat.language.deliveries import EVERYBODY, to_everybody, to_one
from besedka.chat.language.events import Accepted, Left, Message, Refused
from besedka.server.resuming.finality import find_unfinished

NOW = Stamp(9, 1)
ANSWER = to_one(Accepted("send", 9), "ann")
PUBLIC = to_everybody(Message(9, "ann", "hi"), "ann")
TO_ANN, TO_BOB = (to_one(Message(9, "ann", "psst", to="bob"), session) for session in ("ann", "bob"))
OLDER = Delivery(Message(5, "ann", "hi"), EVERYBODY, "ann", Stamp(5, 1))
AGAIN = Delivery(Accepted("send", 5), "ann", None, Stamp(5, 1))


@pytest.mark.parametrize(
    ("deliveries", "unfinished"),
    [
        ([], set()),
        ([PUBLIC], set()),
        ([ANSWER, PUBLIC], {0}),
        ([ANSWER, TO_ANN], {0}),
        ([ANSWER, TO_BOB], set()),
        ([ANSWER, TO_ANN, TO_BOB], {0}),
        ([PUBLIC, ANSWER], set()),
        ([PUBLIC, PUBLIC], {0}),
        ([PUBLIC, TO_BOB], {0}),
        ([TO_BOB, TO_ANN], set()),
        ([AGAIN, PUBLIC], set()),
        ([ANSWER, OLDER], set()),
        ([to_one(Refused("muted"), "ann"), to_everybody(Left("bob", "lost"))], set()),
        ([to_everybody(Left("bob", "lost")), ANSWER, PUBLIC], {0, 1}),
    ],
)
def test_whatever_an_event_to_be_told_again_follows_is_unfinished(
    deliveries: list[Delivery], unfinished: set[int]
) -> None:
    assert find_unfinished(deliveries, NOW) == unfinished
