"""Commands of other chats, and Russian words, by the commands of ours that they stand for.

A synonym is only ever offered: a refusal says what was probably meant, and nothing of it is done.
"""

from collections.abc import Iterable, Mapping

from besedka.chat.names.nearest import MAX_WORD
from besedka.dialects.guessing.keyboard_layouts import cyrillic, latin
from besedka.dialects.guessing.typed_words import near_word

__all__ = ["SYNONYMS", "beginning", "has_prefix", "nearest_command"]

_WORDS = {
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
    "report": """
        complain complaint /flag abuse ban kick /mute жалоба пожаловаться жаловаться бан забанить кик мут""",
    "ignore": """
        /block blacklist /hide squelch игнор игнорировать игнорируй /скрыть заблокировать заблокируй /блок""",
    "unignore": "unblock unmute unhide разигнорить разблокировать разблокируй",
    "ignored": "ignores ignoring ignorelist ignore-list blocked blocklist игнорируемые заблокированные",
    "lang": "language locale /english /russian /en /ru язык /английский /русский",
}
"""Words with a slash are too common to mean anything without one.

What elsewhere may be said to one alone (`написать bob секрет`) is offered as private, and never as said to all: who
is here, and whether `bob` is a name, the dialect does not know.
"""

SYNONYMS: Mapping[str, str] = {word: command for command, words in _WORDS.items() for word in words.split()}
"""What the line would begin with here, by what it begins with elsewhere."""

_PREFIXES = "/.!\\:;,"
"""Commands begin with these elsewhere; where Russian keyboards have a dot, others have the slash."""

_ENDINGS = ";()?!"
_SHORTEST_NEAR = 5
"""Letters; a shorter word is near to too many others. Chosen."""


def nearest_command(word: str, known: Iterable[str]) -> str | None:
    """The command among `known` that was probably meant by `word`; None when none is likely enough to be offered."""
    if len(word) > MAX_WORD:
        return None
    meant = beginning(word, known) or _near_synonym(_bare(word))
    return meant.split()[0] if meant else None


def beginning(word: str, known: Iterable[str]) -> str | None:
    """What the line was meant to begin with instead of `word`: one of `known`, maybe with an option behind it."""
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
    """Whether it begins as commands do elsewhere."""
    return word[0] in _PREFIXES and word.lower() != _bare(word)


def _bare(word: str) -> str:
    """The word without what commands begin and end with elsewhere."""
    return word.lower().lstrip(_PREFIXES).rstrip(_ENDINGS) or word


def _near_synonym(word: str) -> str | None:
    """Of Russian words alone: too many English ones are near to others."""
    if word.isascii() or len(word) < _SHORTEST_NEAR:
        return None
    found = near_word(word, [synonym for synonym in SYNONYMS if not synonym.isascii()])
    return SYNONYMS[found] if found else None
