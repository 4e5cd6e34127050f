from html.parser import HTMLParser

from besedka.dialects import LANGUAGES, language
from besedka.server.http.document import in_language
from besedka.server.http.site import our_site


def test_sentences_stand_where_the_attributes_name_them() -> None:
    source = '<html lang=en><p data-text=Help></p><input data-text-label="Find somebody" data-text-placeholder=Message>'
    assert in_language(source, "ru") == (
        "<html lang=ru><p data-text=Help>Справка</p>"
        '<input data-text-label="Find somebody" data-text-placeholder=Message aria-label="Найти человека"'
        ' placeholder="Сообщение">'
    ).replace("Найти человека", language("ru").text("Find somebody"))


def test_what_stands_between_backticks_is_code_and_marks_are_no_markup() -> None:
    assert in_language('<p data-text="a `b` &lt;i&gt;"></p>', "en") == (
        '<p data-text="a `b` &lt;i&gt;">a <code>b</code> &lt;i&gt;</p>'
    )


class Words(HTMLParser):
    """Which elements have to have words, and which have them."""

    def __init__(self) -> None:
        super().__init__()
        self.wanted: list[str] = []
        self.read = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.wanted += [value for name, value in attrs if name == "data-text" and value]

    def handle_data(self, data: str) -> None:
        self.read += data


def test_every_word_of_our_page_is_there_in_every_language_before_a_script_runs() -> None:
    page = our_site()["/"]
    for code, document in {LANGUAGES[0]: page, **page.others}.items():
        words = Words()
        words.feed(document.plain.data.decode())
        assert len(words.wanted) > 10
        for sentence in words.wanted:
            assert language(code).text(sentence).replace("`", "") in words.read
        assert f"<html lang={code}>" in document.plain.data.decode()


def test_what_the_page_is_stands_in_its_head_in_its_language() -> None:
    page = our_site()["/"]
    for code, document in {LANGUAGES[0]: page, **page.others}.items():
        sentence = language(code).text("A chat for everybody who has this address")
        assert f'content="{sentence}"' in document.plain.data.decode()
