"""Languages: the browser's, another one by choice, and nothing left over in English."""

from typing import cast

from e2e_harness import Server
from playwright.sync_api import expect

from tests.web.web_gestures import choose, dialog, named
from tests.web.web_harness import Crowd, Person

_LATIN = r"""
() => {
  const found = [];
  const note = (words) => /[a-z]{2}/i.test((words ?? "").replace(/Shift|Alt|Enter/g, "")) && found.push(words);
  // Keys, commands and names are the same in every language; and what has a language of its own says so.
  const kept = "code, pre, noscript, script, datalist, .name, body [lang], #banner[hidden]";
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    if (!walker.currentNode.parentElement.closest(kept)) note(walker.currentNode.data);
  }
  for (const element of document.body.querySelectorAll("[aria-label], [title], [placeholder]")) {
    if (element.closest(kept)) continue;
    for (const name of ["aria-label", "title", "placeholder"]) note(element.getAttribute(name));
  }
  return found;
}
"""


def english(person: Person) -> list[str]:
    """English words that stand anywhere in the page, dialogs and labels included."""
    return cast("list[str]", person.page.evaluate(_LATIN))


def test_a_russian_browser_is_spoken_russian_with(person: Crowd) -> None:
    anna = person("анна", locale="ru-RU")
    expect(anna.page.locator("html")).to_have_attribute("lang", "ru")
    expect(anna.page).to_have_title("Беседка")
    expect(anna.page.get_by_role("heading", name="Беседка")).to_be_visible()
    expect(anna.field).to_have_attribute("placeholder", "Сообщение всем")
    expect(anna.page.locator("#language")).to_have_value("ru")
    anna.sees("Добро пожаловать в Беседку!")
    anna.type("send -u никто привет")
    expect(anna.page.locator("#notice")).to_contain_text("никто")
    anna.type("help")
    expect(dialog(anna, "help")).to_contain_text("отправляет сообщение: всем или одному, сразу или позже")
    assert english(anna) == []


def test_any_other_browser_is_spoken_english_with(person: Crowd) -> None:
    guest = person(locale="de-DE")
    expect(guest.page.locator("html")).to_have_attribute("lang", "en")
    guest.sees("Welcome to Besedka!")


def test_another_language_takes_the_whole_page_and_the_server_with_it_and_stays(
    person: Crowd, server: Server
) -> None:
    boris = person("борис")
    with named(server, "вера") as vera:
        boris.sees("вера has come in")
        vera.send("send добрый вечер\n")
        boris.sees("добрый вечер")
        boris.type("send -u вера -t 1000 потом")
        said = boris.page.locator("#announcements p")
        expect(said.first).to_contain_text("Welcome to Besedka!")
        expect(said.first).to_have_attribute("lang", "en")
        boris.page.locator("#language").select_option("ru")
        expect(boris.page.locator("html")).to_have_attribute("lang", "ru")
        boris.sees("вера входит в чат")
        expect(boris.entry("has come in")).to_have_count(0)
        boris.type("/report никто")
        expect(boris.page.locator("#notice")).to_contain_text("никто")
        choose(boris, "Отправить позже")
        expect(dialog(boris, "later").locator("#later-delay")).to_contain_text(
            "Будет отправлено через 1 минуту"
        )
        boris.page.keyboard.press("Escape")
        boris.type("history")
        expect(dialog(boris, "history")).to_contain_text("добрый вечер")
        expect(boris.page.locator("#people-title")).to_contain_text("человек")  # drawn a little later
        assert english(boris) == []
        boris.page.reload()
        expect(boris.page.locator("html")).to_have_attribute("lang", "ru")
        boris.sees("Добро пожаловать в Беседку!")
        boris.type("help send")
        expect(dialog(boris, "help").locator("dd")).to_contain_text("сразу или позже")


def test_the_command_does_the_same_and_there_is_a_way_back(person: Crowd) -> None:
    galina = person("галина")
    galina.type("lang ru")
    expect(galina.page.locator("html")).to_have_attribute("lang", "ru")
    expect(galina.page.locator("#notice")).to_have_text("Язык изменён на русский.")
    expect(galina.page.locator("#language")).to_have_value("ru")
    galina.type("lang en")
    expect(galina.page.locator("html")).to_have_attribute("lang", "en")
    expect(galina.page.locator("#notice")).to_have_text("The language is English now.")
    expect(galina.field).to_have_attribute("placeholder", "Message to all")
    galina.type("/cancel")
    expect(galina.page.locator("#notice")).to_have_text("You have no delayed messages.")


def test_a_language_whose_words_cannot_be_had_is_not_spoken_and_one_is_told(person: Crowd) -> None:
    """As after an update of the server: the words of this page's version are gone."""
    eva = person("eva", service_workers="block")  # one would still have the words
    eva.page.route("**/texts.ru.json", lambda route: route.abort())
    person.troubles.forgive("texts.ru.json", "ERR_FAILED", "Service Worker registration blocked")
    eva.page.locator("#language").select_option("ru")
    expect(eva.page.locator("#notice")).to_have_text("That language could not be loaded.")
    expect(eva.page.locator("#language")).to_have_value("en")
    expect(eva.page.locator("html")).to_have_attribute("lang", "en")


def test_both_languages_are_in_one_chat(ann: Person, person: Crowd) -> None:
    dmitri = person("дмитрий", locale="ru-RU")
    ann.type("what is it like in the pavilion?")
    dmitri.sees("what is it like in the pavilion?")
    dmitri.type("send -u ann в беседке хорошо")
    expect(ann.sees("в беседке хорошо").locator(".tag")).to_have_text("private")
    expect(dmitri.sees("в беседке хорошо").locator(".tag")).to_have_text("лично → ann")
