import pytest

from besedka.client.terminal.input.completion import Completion, complete
from besedka.dialects.commands.table import BY_NAME

USERS = ("alice", "Alfred", "bob", "боб")


@pytest.mark.parametrize(
    ("line", "completion"),
    [
        ("us", Completion(0, "users ")),
        ("/us", Completion(1, "users ")),
        ("US", Completion(0, "users ")),
        ("re", Completion(0, "re", ("rename", "report"))),
        ("s", Completion(0, "s", ("scheduled", "search", "send"))),
        ("h", Completion(0, "h", ("help", "history"))),
        ("nothing", None),
        ("nothing b", None),
        ("", Completion(0, "", tuple(sorted(BY_NAME)))),
        ("report b", Completion(7, "bob ")),
        ("report б", Completion(7, "боб ")),
        ("report AL", Completion(7, "AL", ("Alfred", "alice"))),
        ("report bob b", None),
        ("ignore b", Completion(7, "bob ")),
        ("unignore b", Completion(9, "bob ")),
        ("ig", Completion(0, "ignore", ("ignore", "ignored"))),
        ("send -u b", Completion(8, "bob ")),
        ("send --username b", Completion(16, "bob ")),
        ("send --username=b", Completion(16, "bob ")),
        ("send -u=b", None),
        ("send --nothing=b", None),
        ("send --u", Completion(5, "--username ")),
        ("send -", Completion(5, "-", ("--time", "--username", "-t", "-u"))),
        ("send -t 5 -u b", Completion(13, "bob ")),
        ("send -t 5", None),
        ("send --time=5 -u b", Completion(17, "bob ")),
        ("send -- -u b", Completion(11, "bob ")),
        ("send -- --t", None),
        ("send hello b", Completion(11, "bob ")),
        ("send hello ", None),
        ("send hello -u b", Completion(14, "bob ")),
        ("send hello -u ", Completion(14, "", ("Alfred", "alice", "bob", "боб"))),
        ("send hello --username=b", Completion(22, "bob ")),
        ("send hello -t ", None),
        ("send hello -", Completion(11, "-", ("--time", "--username", "-t", "-u"))),
        ("send hello --t", Completion(11, "--time ")),
        ("send -u bob hello -", Completion(18, "-", ("--time", "-t"))),
        ("send hello -t 5 --t", None),
        ("send -- hello --t", None),
        ("send -- hello -u b", Completion(17, "bob ")),
        ("send hello -- --t", Completion(14, "--time ")),
        ("help sen", Completion(5, "send ")),
        ("help send s", None),
        ("lang r", Completion(5, "ru ")),
        ("cancel a", Completion(7, "all ")),
        ("rename b", None),
        ("users b", None),
        ("send -u alicex", None),
    ],
)
def test_tab_goes_on_with_what_fits(line: str, completion: Completion | None) -> None:
    assert complete(line, USERS) == completion


def test_whom_one_ignores_is_offered_where_that_is_wanted() -> None:
    assert complete("unignore ", USERS, ("mallory",)) == Completion(9, "mallory ")
    assert complete("unignore b", USERS, ("mallory",)) is None
    assert complete("ignore m", USERS, ("mallory",)) is None
    assert complete("send -u m", USERS, ("mallory",)) is None


def test_several_names_share_their_beginning() -> None:
    assert complete("report gu", ("guest-1", "guest-12")) == Completion(7, "guest-1", ("guest-1", "guest-12"))


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("WEIS", "Weiß"),
        ("weiss", "Weiß"),
        ("ՍԵՒ", "Սևակ"),
        ("i", "İpek"),
        ("cafe\u0301", "café"),
        ("CAFÉ", "café"),
    ],
)
def test_names_are_compared_as_the_server_does_it(typed: str, name: str) -> None:
    assert complete(f"report {typed}", (name, "zoe")) == Completion(7, f"{name} ")
