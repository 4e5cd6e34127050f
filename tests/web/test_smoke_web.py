"""The shortest proof that the page is a way into the chat."""

from e2e_harness import Server

from tests.web.web_harness import Crowd


def test_two_browsers_and_nc_talk(person: Crowd, server: Server) -> None:
    ann, bob = person("ann"), person("bob")
    with server.lines() as nc:
        ann.type("Hello, everybody!")
        bob.sees("Hello, everybody!")
        nc.until("ann: Hello, everybody!")
        nc.send("send hello from a terminal\n")
        ann.sees("hello from a terminal")
        bob.type("hello, ann and guest")
        nc.until("bob: hello, ann and guest")
        ann.sees("hello, ann and guest")
    ann.picture("smoke")
