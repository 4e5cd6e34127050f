"""What a user is told after an absence: how long it was, how much was missed, and what a new session has lost."""

from collections.abc import Sequence
from typing import Final

from besedka.chat.language.events import Resumed
from besedka.dialects.plain.sentences import Spans, fill, listed, name
from besedka.dialects.words.languages import N_, Language
from besedka.dialects.words.quantities import duration

__all__ = ["Changes", "left_out", "new_session", "resumed"]

Changes = tuple[Sequence[str], Sequence[str]]
"""The names that appeared and those that disappeared during an absence (`session.roster.Changes`)."""

_NOTABLE: Final = 15_000
"""Milliseconds. A shorter absence is not mentioned if everything missed is shown: nobody else has seen it either."""
_MAX_NAMED: Final = 20

_OVER: Final = {
    "unknown-session": N_("You were away for {away}, and your session has ended. This is a new one."),
    "new-server": N_("The server was restarted and has kept nothing. This is a new session."),
}


def resumed(event: Resumed, away: int, changes: Changes, words: Language) -> list[Spans]:
    """Return the sentences for a session that goes on after `away` milliseconds.

    Empty after a short absence of which nothing is lost.
    """
    sentences: list[Spans] = []
    if away >= _NOTABLE or event.gap:
        sentences.append(_missed(event, away, words))
    if event.lost:
        lost = words.plural(
            "{n} message to you alone is lost: too many were waiting",
            "{n} messages to you alone are lost: too many were waiting",
            event.lost,
        )
        sentences.append(fill(lost, {"n": event.lost}))
    if away >= _NOTABLE:
        sentences += _changed(changes, words)
    return sentences


def new_session(reason: str, away: int, ignored: Sequence[str], words: Language) -> list[Spans]:
    """Return the sentences for a new session in place of one that is over for `reason` (`SessionOver.reason`).

    `ignored`: whom the user ignored in it.
    """
    sentence = _OVER.get(reason)
    if sentence is None:
        return []
    sentences = [fill(words.text(sentence), {"away": duration(away, words)})]
    if ignored:
        names = {"names": _names(ignored)}
        sentences.append(fill(words.text("You no longer ignore anybody. You ignored: {names}"), names))
    return sentences


def left_out(count: int, words: Language) -> Spans:
    """Return the sentence for messages before a new session that are not shown."""
    sentence = words.plural(
        "{n} earlier message since then is not shown.",
        "{n} earlier messages since then are not shown.",
        count,
    )
    return fill(sentence, {"n": count})


def _missed(event: Resumed, away: int, words: Language) -> Spans:
    if not event.missed:
        return fill(words.text("You were away for {away}."), {"away": duration(away, words)})
    sentence = words.plural(
        "You were away for {away}; {n} message to everybody meanwhile.",
        "You were away for {away}; {n} messages to everybody meanwhile.",
        event.missed,
    )
    shown = event.missed - event.gap
    if event.gap:
        sentence = words.plural(
            "You were away for {away}; {n} message to everybody meanwhile, the last {shown} are here.",
            "You were away for {away}; {n} messages to everybody meanwhile, the last {shown} are here.",
            event.missed,
        )
    if not shown:
        sentence = words.plural(
            "You were away for {away}; {n} message to everybody meanwhile is no longer kept.",
            "You were away for {away}; {n} messages to everybody meanwhile are no longer kept.",
            event.missed,
        )
    return fill(sentence, {"away": duration(away, words), "n": event.missed, "shown": shown})


def _changed(changes: Changes, words: Language) -> list[Spans]:
    # Of names, not of people: somebody who was renamed is in both.
    here, gone = changes
    groups = ((N_("New names here: {names}"), here), (N_("Names no longer here: {names}"), gone))
    return [fill(words.text(sentence), {"names": _names(names)}) for sentence, names in groups if names]


def _names(names: Sequence[str]) -> Spans:
    more = ("…",) if len(names) > _MAX_NAMED else ()
    return listed(name(item) for item in (*names[:_MAX_NAMED], *more))
