"""Where a journal is damaged, for people."""

import pytest

from besedka.damage import damaged_place
from besedka.dialects.words.languages import language


@pytest.mark.parametrize(
    ("where", "english", "russian"),
    [
        ("entry 7", "entry 7", "запись 7"),
        ("snapshot 7", "snapshot 7", "снимок 7"),
        ("messages of entry 7", "messages of entry 7", "сообщения записи 7"),
        ("message in place 7", "message in place 7", "сообщение на месте 7"),
        ("the index of words", "the index of words", "указатель слов"),
        ("the version of the layout", "the version of the layout", "версия формата"),
        (
            "{x} y.db-wal without {x} y.db",
            "{x} y.db-wal without {x} y.db",
            "есть {x} y.db-wal, но нет {x} y.db",
        ),
        ("file is not a database", "file is not a database", "file is not a database"),
        ("*** in database main ***\nTree 2\x1b[31m", "*** in database main *** Tree 2[31m", None),
    ],
)
def test_a_place_is_one_line_in_the_users_language(where: str, english: str, russian: str | None) -> None:
    assert damaged_place(where, language("en")) == english
    assert damaged_place(where, language("ru")) == (russian or english)
