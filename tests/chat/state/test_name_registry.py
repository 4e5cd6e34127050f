from besedka.chat.names.forms import NameForms, examine
from besedka.chat.state.conduct import Conduct
from besedka.chat.state.name_registry import NameRegistry, reserved_forms
from besedka.chat.state.people import NAMELESS, Person


def forms(name: str) -> NameForms:
    found = examine(name)
    assert isinstance(found, NameForms)
    return found


def person(network: str = "net", *, present: bool = True) -> Person:
    return Person(1, "session", NAMELESS, network, Conduct(1, network), "node", present=present)


def test_a_claimed_name_is_nobody_elses() -> None:
    book, ann, bob = NameRegistry(), person(), person("other")
    book.claim(ann, forms("Ann"))
    assert not book.is_free(forms("ANN"), bob)
    assert book.is_free(forms("Ann"), ann)
    assert book.owner("ann") is ann


def test_what_looks_like_a_claimed_name_is_taken_but_finds_nobody() -> None:
    book, ann = NameRegistry(), person()
    book.claim(ann, forms("scope"))
    cyrillic = forms("ѕсоре")
    assert not book.is_free(cyrillic, person("other"))
    assert book.owner(cyrillic.fold) is None


def test_a_released_name_is_free_and_leaves_nothing_behind() -> None:
    book, ann = NameRegistry(), person()
    book.claim(ann, forms("Ann"))
    book.release(ann, forms("Ann"))
    assert book.is_free(forms("ann"), person("other"))
    assert not book._by_fold
    assert not book._by_lookalike


def test_of_two_spellings_of_one_name_just_the_released_one_goes() -> None:
    book, ann = NameRegistry(), person()
    book.claim(ann, forms("ann"))
    book.claim(ann, forms("ANN"))
    book.release(ann, forms("ann"))
    assert not book.is_free(forms("ann"), person("other"))
    assert book.owner("ann") is ann


def test_a_present_owner_holds_out_against_the_own_network_too() -> None:
    book = NameRegistry()
    book.claim(person(), forms("ann"))
    assert not book.is_free(forms("ann"), person())


def test_an_owner_who_left_does_not_hold_out_against_the_own_network() -> None:
    book = NameRegistry()
    book.claim(person(present=False), forms("ann"))
    assert book.is_free(forms("ann"), person())
    assert not book.is_free(forms("ann"), person("other"))
    assert book.owner("ann") is None


def test_the_one_who_is_here_owns_a_name_that_two_claim() -> None:
    book, gone, here = NameRegistry(), person(present=False), person()
    book.claim(gone, forms("ann"))
    book.claim(here, forms("ann"))
    assert book.owner("ann") is here
    book.release(gone, forms("ann"))
    assert book.owner("ann") is here


def test_reserved_forms_hold_what_the_names_look_like_and_skip_what_is_no_name() -> None:
    reserved = reserved_forms(("admin", "not a name"))
    assert not reserved.isdisjoint(forms("Admin").lookalikes)
    assert reserved.isdisjoint(forms("not").lookalikes)
