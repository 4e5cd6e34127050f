from fake_server import LIMITS

from besedka.chat.events import Joined, Left, Renamed, Stopping, User, UsersListed, Welcome
from besedka.client.terminal.roster import Roster


def test_the_roster_follows_who_comes_and_goes() -> None:
    roster = Roster()
    for event in (
        Welcome("bob", ("alice",), 2, LIMITS),
        Joined("eve"),
        Joined("eve"),
        Renamed("eve", "eva"),
        Left("alice", "exit"),
        Left("nobody", "exit"),
        Stopping(),
    ):
        roster.follow(event)
    assert roster.names == ("bob", "eva")


def test_a_list_of_users_is_the_whole_truth() -> None:
    roster = Roster()
    roster.follow(Joined("eve"))
    roster.follow(UsersListed("bob", (User("alice"), User("bob"))))
    assert roster.names == ("alice", "bob")
