"""Commands of other chats, and Russian words, and the commands here that they stand for.

A synonym is only suggested: the refusal says what was probably meant, and nothing is carried out.
"""

from collections.abc import Iterable, Mapping

from besedka.chat.names.nearest import MAX_WORD
from besedka.dialects.guessing.keyboard_layouts import cyrillic, latin
from besedka.dialects.guessing.typed_words import near_word

__all__ = ["SYNONYMS", "beginning", "has_prefix", "nearest_command"]

_SYNONYMS_BY_COMMAND = {
    "help": """
        ? h commands cmds man info about usage manual помощь помоги помогите справка команды команда хелп подсказка
        инструкция""",
    "rename": """
        nick nickname /name setname username /call iam alias имя ник никнейм переименовать переименоваться
        переименуй назваться логин""",
    "exit": """
        q q! qa wq x quit bye goodbye /leave /part logout logoff signout disconnect /close /stop /end /die hangup
        выход выйти выйди уйти пока закрыть /конец /стоп покинуть отключиться""",
    "users": """
        who whos whois names list ls online /people members /players clients /everyone ison пользователи
        пользователь юзеры юзер участники люди кто список онлайн собеседники""",
    "send": """
        say /me shout yell /s /all /a /ame /amsg broadcast /post /speak echo /print publish wall сказать скажи
        говорить сенд /текст /всем""",
    "send -u": """
        msg pm dm w whisper tell /t /query /notice /to /private privmsg /reply /r wsp write message /talk /chat
        /text шепнуть шепни /шёпот /шепот лично личка лс приват сообщение написать напиши отправить отправь
        послать пошли передать передай""",
    "send -t": "remind /reminder remindme /later /delay /timer /schedule /at напомни напомнить /позже /таймер",
    "cancel": """
        undo unsend revoke delete del /remove rm abort /recall withdraw отмена отменить отмени удалить удали
        отозвать /стереть""",
    "scheduled": "pending queue delayed jobs atq reminders timers отложенные запланированные очередь расписание",
    "history": """
        hist log logs /last lastlog backlog scrollback /recent /messages /read tail история журнал лог /последние
        /сообщения""",
    "search": "find grep найти найди искать ищи поиск поищи",
    "report": """
        complain complaint /flag abuse ban kick /mute жалоба пожаловаться жаловаться бан забанить кик мут""",
    "ignore": """
        /block blacklist /hide squelch игнор игнорировать игнорируй /скрыть заблокировать заблокируй /блок""",
    "unignore": "unblock unmute unhide разигнорить разблокировать разблокируй",
    "ignored": "ignores ignoring ignorelist ignore-list blocked blocklist игнорируемые заблокированные",
    "lang": "language locale /english /russian /en /ru язык /английский /русский",
}
"""Words with a slash are too common to count without it.

Commands that elsewhere may address one person (`написать bob секрет`) are suggested as private ones, never as
public ones: the dialect does not know who is here, or whether `bob` is a name.
"""

SYNONYMS: Mapping[str, str] = {
    word: command for command, words in _SYNONYMS_BY_COMMAND.items() for word in words.split()
}
"""The beginning of the line here, by its beginning in other chats."""

_PREFIXES = "/.!\\:;,"
"""Characters before commands in other chats, and the dot, which is on the slash's key in the Russian layout."""

_SUFFIXES = ";()?!"
_MIN_NEAR_LETTERS = 5
"""Letters; a shorter word is near to too many others. Chosen."""


def nearest_command(word: str, known: Iterable[str]) -> str | None:
    """Return the command among `known` that `word` was probably meant as; None if none is likely enough."""
    if len(word) > MAX_WORD:
        return None
    meant = beginning(word, known) or _near_synonym(_bare(word))
    return meant.split()[0] if meant else None


def beginning(word: str, known: Iterable[str]) -> str | None:
    """Return what the line should begin with instead of `word`: one of `known`, possibly followed by an option."""
    known = tuple(known)
    typed = _bare(word)
    prefixed = word.lower() != typed
    for guess in (typed, latin(typed)):
        if guess in known:
            return guess
        found = SYNONYMS.get(guess) or (prefixed and SYNONYMS.get(f"/{guess}")) or near_word(guess, known)
        if found:
            return found
    return SYNONYMS.get(cyrillic(typed))


def has_prefix(word: str) -> bool:
    """Return whether the word begins as commands do in other chats."""
    return word[0] in _PREFIXES and word.lower() != _bare(word)


def _bare(word: str) -> str:
    """Return the word without the prefixes and suffixes of commands in other chats."""
    return word.lower().lstrip(_PREFIXES).rstrip(_SUFFIXES) or word


def _near_synonym(word: str) -> str | None:
    """Return the command of the nearest Russian synonym. English words are excluded: too many are near to others."""
    if word.isascii() or len(word) < _MIN_NEAR_LETTERS:
        return None
    found = near_word(word, [synonym for synonym in SYNONYMS if not synonym.isascii()])
    return SYNONYMS[found] if found else None
