"""What a user is told of a line that will get no answer."""

from typing import Final

from besedka.dialects.words.languages import N_

__all__ = ["failure"]

_AGAIN: Final = N_("Failed: no answer came to this. Send it again? Enter does.")
_AGAIN_BY_KEY: Final = N_("Failed: no answer came to this. The Up key brings it back.")
_MAYBE_LOST: Final = N_("No answer came to this, it may be lost:")
_SEND: Final = N_("Failed: this was not sent. Send it now? Enter does.")
_SEND_BY_KEY: Final = N_("Failed: this was not sent. The Up key brings it back.")
_NOT_SENT: Final = N_("This was not sent:")


def failure(*, written: bool, offered: bool, leaving: bool) -> str:
    """Return the sentence, an msgid.

    `written`: whether the line was handed to a connection, so that it may have been carried out. `offered`: whether it
    stands in the input again. `leaving`: whether the user is leaving the chat.
    """
    if leaving:
        return _MAYBE_LOST if written else _NOT_SENT
    if offered:
        return _AGAIN if written else _SEND
    return _AGAIN_BY_KEY if written else _SEND_BY_KEY
