"""The sentences of the refusals, by code or by `code/variant`; `refusal_lines` selects and fills them.

A pair is a singular and a plural, which count the parameter `limit`. A sentence ends with a full stop,
because suggestions may follow.
"""

from collections.abc import Mapping

from besedka.dialects.words.languages import N_, NN_

__all__ = ["TEXTS"]

_NAMES: dict[str, str | tuple[str, str]] = {
    "name-taken": N_("The name {name} is taken, or looks like one that is."),
    "name-reserved": N_("The name {name} is reserved, or looks like one that is."),
    "name-unchanged": N_("You are called {name} already."),
    "name-invalid": N_("This name is not allowed."),
    "name-invalid/empty": N_("A name cannot be empty."),
    "name-invalid/too-long": NN_(
        "The name is too long: it has {limit} character at most.",
        "The name is too long: it has {limit} characters at most.",
    ),
    "name-invalid/space": N_("A name cannot contain spaces."),
    "name-invalid/character": N_(
        "A name can contain only letters, digits and `_ - .`; {character} is not allowed."
    ),
    "name-invalid/dash-first": N_("A name cannot begin with a dash: options do."),
    "name-invalid/mark-first": N_("A mark such as an accent ({character}) can only follow a letter."),
    "name-invalid/too-many-marks": NN_(
        "At most {limit} mark in a row may follow a letter.",
        "At most {limit} marks in a row may follow a letter.",
    ),
    "name-invalid/mixed-scripts": N_("A name cannot mix letters of these scripts: {scripts}."),
    "name-invalid/mixed-digits": N_("A name cannot mix digits of different scripts."),
    "recipient-full": N_("Too much is waiting for {name}, who is away. Try again later."),
    "no-such-user": N_("Nobody here is called {name}."),
}

_SPEECH: dict[str, str | tuple[str, str]] = {
    "muted": N_("You cannot speak until {until}, for another {left}. Everything but {barred} works."),
    "text-empty": NN_(
        "The message is empty; it may have {limit} character.",
        "The message is empty; it may have up to {limit} characters.",
    ),
    "text-too-long": NN_(
        "The message is too long ({length}): it may have {limit} character.",
        "The message is too long ({length}): it may have {limit} characters at most.",
    ),
    "delay-out-of-range": N_("A delay must be 0 to {limit} seconds ({limit_in_words}), not {given}."),
    "too-many-pending": NN_(
        "You already have {limit} delayed message, and that is the limit. `cancel` cancels it.",
        "You already have {limit} delayed messages, and that is the limit. `cancel` cancels one.",
    ),
    "schedule-full": NN_(
        "The chat already has {limit} delayed message, and that is the limit. Try again later.",
        "The chat already has {limit} delayed messages, and that is the limit. Try again later.",
    ),
    "nothing-pending": N_("You have no delayed messages."),
    "already-sent": N_("The message {number} has already been sent."),
    "already-cancelled": N_("The message {number} has already been cancelled."),
    "already-failed": N_("The message {number} could not be sent; you were told why."),
    "no-such-number": N_("You have no delayed message {number}. `scheduled` lists them."),
    "report-self": N_("You cannot complain about yourself."),
    "already-complained": N_("You have already complained about {name}; a second complaint does not count."),
    "already-muted": N_("{name} is muted already, until {until}."),
    "ignore-self": N_("You cannot ignore yourself."),
    "already-ignored": N_("You already ignore {name}. `ignored` lists whom you ignore."),
    "too-many-ignored": NN_(
        "You already ignore {limit} person, and that is the limit. `unignore NAME` ends it.",
        "You already ignore {limit} people, and that is the limit. `unignore NAME` ends it for one.",
    ),
    "count-out-of-range": N_("The number of messages must be 1 to {limit}, not {given}."),
    "before-and-around": N_("`--before` and `--around` cannot be combined."),
    "not-in-history": N_("There is no public message {number} in the history."),
    "search-empty": N_("There is no word to search for."),
    "search-too-long": NN_(
        "The search is too long ({length}): it may have {limit} character.",
        "The search is too long ({length}): it may have {limit} characters at most.",
    ),
    "not-ignored": N_("You do not ignore {name}. `ignored` lists whom you ignore."),
}

_LINES: dict[str, str | tuple[str, str]] = {
    "empty-line": N_("The line is empty. `help` lists the commands, `send TEXT` sends a message."),
    "unknown-command": N_(
        "There is no command `{word}`. `help` lists the commands, `send TEXT` sends a message."
    ),
    "missing-argument": N_("`{command}` needs {argument}."),
    "surplus-argument": N_("`{command}` does not take `{argument}`."),
    "surplus-argument/space": N_("A name cannot contain spaces."),
    "bad-option": N_(
        "`{command}` has no option `{option}`. A text that begins with a dash comes after `--`."
    ),
    "bad-option/as_text": N_("`{command}` has no option `{option}`."),
    "bad-option/invisible": N_(
        "There is an invisible character ({character}) in `{option}`, so it is not an option of `{command}`."
    ),
    "misplaced-option": N_("`{option}` stands inside the text, so it is not clear who this is for."),
    "duplicate-option": N_("`{option}` repeats another option."),
    "missing-value": N_("`{option}` needs a value."),
    "bad-number": N_("{argument} must be a whole number, not `{given}`."),
    "bad-number/too-long": N_("{argument} has too many digits: `{given}`."),
    "bad-number/flag": N_("{argument} must be a whole number or `{flag}`, not `{given}`."),
    "bad-language": N_("There is no language `{given}`; there are {known}."),
}

_MESSAGES: dict[str, str | tuple[str, str]] = {
    "bad-json": N_("This is not a JSON object."),
    "bad-json/syntax": N_("This is not JSON: error at character {position}."),
    "bad-json/number": N_("A number has too many digits."),
    "bad-json/constant": N_("`{given}` is not JSON."),
    "bad-json/duplicate": N_("The field `{field}` appears twice."),
    "bad-json/not-object": N_("This is JSON, but not an object."),
    "too-deep": NN_(
        "Arrays and objects may be nested {limit} level deep.",
        "Arrays and objects may be nested {limit} levels deep.",
    ),
    "unknown-type": N_("There is no type `{type}`."),
    "unknown-field": N_("This type has no field `{field}`."),
    "missing-field": N_("The field `{field}` is missing."),
    "bad-field": N_("The field `{field}` is invalid; expected: {expected}."),
    "bad-field/string": N_("The field `{field}` must be a string."),
    "bad-field/integer": N_("The field `{field}` must be a whole number."),
    "bad-field/boolean": N_("The field `{field}` must be `true` or `false`."),
    "bad-field/positive": N_("The field `{field}` must be a positive 64-bit whole number."),
    "bad-field/alone": N_("The field `{field}` cannot be combined with the others."),
    "bad-field/position": N_("The field `{field}` must be a whole number, 0 or more."),
    "bad-field/token": N_("The field `{field}` must be a token that the server has issued."),
    "bad-ref": NN_(
        "`ref` must be a string of at most {limit} character, or a 64-bit whole number.",
        "`ref` must be a string of at most {limit} characters, or a 64-bit whole number.",
    ),
    "bad-text": N_("The field `{field}` contains a lone surrogate."),
}

_REQUESTS: dict[str, str | tuple[str, str]] = {
    "already-done": N_("Request {request} was answered before; its answer is no longer kept."),
    "not-numbered": N_("This session does not number its requests; the field `request` cannot be used."),
    "not-stored": N_("The server could not store this, so it was not done. Try again."),
    "not-readable": N_("The server could not read the stored messages. Try again later."),
    "unknown-session": N_("This session has ended, or never was. `join` begins a new one."),
    "new-server": N_("The server was restarted and does not know this session. `join` begins a new one."),
    "not-in": N_("Begin with `join`, or with `resume` and the token of your session."),
    "already-in": N_("You are already in: `{type}` can only be the first message of a connection."),
    "internal-error": N_("This was not done: there is an error in the server. Its log says more."),
}

_CONNECTION: dict[str, str | tuple[str, str]] = {
    "chat-full": NN_(
        "The chat is full: {limit} person is here. Try again later.",
        "The chat is full: {limit} people are here. Try again later.",
    ),
    "line-too-long": NN_(
        "The line is too long: it may have {limit} byte.",
        "The line is too long: it may have {limit} bytes at most.",
    ),
    "bad-encoding": N_("This line is not UTF-8. Is your terminal set to another encoding?"),
    "not-text": N_("This message is binary; the chat accepts only text."),
}

TEXTS: Mapping[str, str | tuple[str, str]] = {
    **_NAMES,
    **_SPEECH,
    **_LINES,
    **_MESSAGES,
    **_REQUESTS,
    **_CONNECTION,
}
