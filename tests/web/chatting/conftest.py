"""A chat that the tests of a file share. Ann and Bob are in it all the time; who comes besides has a name of their own.

To open a page takes longer than most of what is done in it.
"""

import pytest
from playwright.sync_api import expect

from tests.web.web_harness import Crowd, Person
from tests.web.web_shared import regulars, server

__all__ = ["ann", "ann_herself", "bob", "bob_himself", "regulars", "server"]


@pytest.fixture(scope="module")
def ann_herself(regulars: Crowd) -> Person:
    return regulars("ann")


@pytest.fixture(scope="module")
def bob_himself(regulars: Crowd) -> Person:
    return regulars("bob")


@pytest.fixture
def ann(ann_herself: Person) -> Person:
    """Somebody before a tidy page."""
    return _tidy(ann_herself)


@pytest.fixture
def bob(bob_himself: Person) -> Person:
    """Somebody else."""
    return _tidy(bob_himself)


def _tidy(person: Person) -> Person:
    """Clear away what the last test has left, above all one that failed."""
    person.page.evaluate("() => document.querySelectorAll('dialog[open]').forEach((open) => open.close())")
    person.page.mouse.move(0, 0)
    if person.page.locator("#pending li").count():
        person.type("/cancel all")
        expect(person.page.locator("#pending li")).to_have_count(0)
    person.field.fill("")
    return person
