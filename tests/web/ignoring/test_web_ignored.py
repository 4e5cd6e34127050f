"""Who is ignored stays so: through new names, leaving and coming back, a lost connection; and is in no history."""

from e2e_harness import Server
from playwright.sync_api import expect

from tests.web.connection.web_losses import come_back
from tests.web.ignoring.web_ignoring import ignore, leave, notice, say
from tests.web.web_cable import Cable
from tests.web.web_gestures import choose, dialog, named
from tests.web.web_harness import Crowd


def test_the_history_has_nothing_of_somebody_ignored(person: Crowd, server: Server) -> None:
    ann = person("ann")
    with named(server, "mallory") as mallory:
        say(mallory, "a thing of theirs")
        ignore(ann, "mallory")
        ann.type("a thing of mine")
        ann.sees("a thing of mine")
        choose(ann, "Messages and search")
        listed = dialog(ann, "history")
        expect(listed).to_contain_text("a thing of mine")
        expect(listed).not_to_contain_text("a thing of theirs")


def test_whoever_comes_back_under_the_name_is_told_by_themselves_with_a_mark(
    person: Crowd, server: Server
) -> None:
    ann = person("ann")
    with named(server, "mallory") as mallory:
        ignore(ann, "mallory")
        leave(mallory)
    expect(ann.people("mallory")).to_have_count(0)
    with server.program("/?name=zoe"), server.program("/?name=mallory") as mallory:
        come = ann.sees("mallory has come in (you ignore this person)")
        expect(come).not_to_contain_text("zoe")
        expect(ann.people("mallory")).to_contain_text("(ignored)")
        mallory.ask("send", text="here I am again", ref=1)
        mallory.next("accepted", ref=1)
        ann.type("users")
        expect(notice(ann)).to_contain_text("mallory (ignored)")
        expect(ann.entry("here I am again")).to_have_count(0)


def test_whoever_comes_back_as_a_guest_is_marked_when_they_take_the_name(
    person: Crowd, server: Server
) -> None:
    ann = person("ann")
    with named(server, "mallory") as mallory:
        ignore(ann, "mallory")
        leave(mallory)
    expect(ann.people("mallory")).to_have_count(0)
    with named(server, "mallory"):
        expect(ann.people("mallory")).to_contain_text("(ignored)")


def test_a_new_name_hides_nobody(person: Crowd, server: Server) -> None:
    ann = person("ann")
    with named(server, "mallory") as mallory:
        ignore(ann, "mallory")
        mallory.send("rename innocent\n")
        mallory.until("now called innocent")
        expect(ann.people("innocent")).to_contain_text("(ignored)")
        say(mallory, "nobody knows me")
        ann.type("but I do")
        ann.sees("but I do")
        expect(ann.entry("nobody knows me")).to_have_count(0)


def test_a_lost_connection_does_not_bring_an_ignored_person_back(
    person: Crowd, server: Server, cable: Cable
) -> None:
    ann = person("ann")
    with named(server, "mallory") as mallory, named(server, "bob") as bob:
        ignore(ann, "mallory")
        cable.cut()
        expect(ann.page.locator("#banner")).to_be_visible()
        say(mallory, "while you were away")
        say(bob, "you were missed")
        come_back(ann, cable)
        ann.sees("you were missed")
        expect(ann.people("mallory")).to_contain_text("(ignored)")
        say(mallory, "now that you are back")
        say(bob, "welcome back")
        ann.sees("welcome back")
        for words in ("while you were away", "now that you are back"):
            expect(ann.entry(words)).to_have_count(0)
        # Nobody has asked anything here: so nothing is told.
        expect(notice(ann).get_by_role("button")).to_have_count(0)
