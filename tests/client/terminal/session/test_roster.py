from fake_server import LIMITS

from besedka.chat.language.events import (
    Accepted,
    IgnoredListed,
    IgnoredUser,
    Joined,
    Left,
    Renamed,
    Resumed,
    Stopping,
    User,
    UsersListed,
    Welcome,
)
from besedka.client.terminal.session.roster import Changes, Roster


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


def test_names_are_kept_clean() -> None:
    roster = Roster()
    roster.follow(Welcome("b\x1b[2Job", ("al\x9bice",), 2, LIMITS))
    roster.follow(Joined("e\x07ve"))
    names = [roster.names]
    roster.follow(Renamed("e\x07ve", "e\nva"))
    roster.follow(Left("al\x9bice", "exit"))
    names.append(roster.names)
    roster.follow(UsersListed("b", (User("\x1bb"),)))
    names.append(roster.names)
    assert names == [("alice", "b[2Job", "eve"), ("b[2Job", "e va"), ("b",)]


def test_a_list_of_users_is_the_whole_truth() -> None:
    roster = Roster()
    roster.follow(Joined("eve"))
    roster.follow(UsersListed("bob", (User("alice"), User("bob"))))
    assert roster.names == ("alice", "bob")


def test_the_roster_knows_whom_one_ignores_as_far_as_it_was_told() -> None:
    roster = Roster()
    seen = []
    for event in (
        Accepted("ignore", name="mallory"),
        Accepted("send", 5, name="bob"),
        Renamed("mallory", "molly"),
        Left("molly", "exit"),
        Joined("eve", ignored=True),
        Accepted("unignore", name="molly"),
        UsersListed("bob", (User("bob"), User("eve"), User("zoe", ignored=True))),
        IgnoredListed((IgnoredUser("m\x1bax", here=False),)),
        Welcome("bob", ("bob",), 1, LIMITS),
    ):
        roster.follow(event)
        seen.append(roster.ignored)
    assert seen == [
        ("mallory",),
        ("mallory",),
        ("molly",),
        ("molly",),
        ("molly", "eve"),
        ("eve",),
        ("zoe",),
        ("max",),
        (),
    ]


def test_a_return_renews_the_names_and_keeps_whom_one_ignores() -> None:
    roster = Roster()
    roster.follow(Welcome("bob", ("ann", "bob"), 2, LIMITS))
    roster.follow(IgnoredListed((IgnoredUser("ann", here=True),)))
    state = Welcome("bob", ("bob", "eve"), 2, LIMITS)
    assert roster.changes(state) == Changes(("eve",), ("ann",))
    roster.follow(Resumed(state))
    assert roster.names == ("bob", "eve")
    assert roster.ignored == ("ann",)
    assert roster.changes(state) == Changes()


def test_of_a_room_that_is_not_known_whole_no_changes_are_told() -> None:
    roster = Roster()
    whole, part = Welcome("bob", ("bob",), 1, LIMITS), Welcome("bob", ("ann",), 2000, LIMITS)
    roster.follow(part)
    assert roster.changes(whole) == Changes()
    roster.follow(whole)
    assert roster.changes(part) == Changes()
    roster.follow(part)
    roster.follow(UsersListed("bob", (User("ann"), User("bob"))))
    assert roster.changes(whole) == Changes((), ("ann",))
