import json
from dataclasses import MISSING, fields, replace
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from besedka.chat import RULES_VERSION, Entry, Origin, Rules
from besedka.chat.language.commands import (
    Cancel,
    Command,
    Failed,
    Ignore,
    Join,
    Leave,
    NodeStarted,
    NodeStopped,
    Rename,
    Report,
    Send,
    Tick,
    Unignore,
)
from besedka.chat.snapshots.primitives import Primitives
from besedka.journal.codec import (
    COMMANDS,
    CodecError,
    read_command,
    read_entry,
    write_command,
    write_entry,
)
from besedka.journal.quick_codec import QuickReader, read_public_message, write_public_message

texts = st.text(st.characters(), max_size=20) | st.sampled_from(["\ud800", "\x00\n\u2028", "оля"])
numbers = st.integers(-(10**30), 10**30)
rules = st.builds(Rules, pace=st.integers(1, 9), reserved_names=st.lists(texts).map(tuple))
commands: st.SearchStrategy[Command] = st.one_of(
    st.builds(NodeStarted, st.text(), st.none() | rules),
    st.builds(NodeStopped, st.text(), st.booleans()),
    st.builds(Failed, numbers, st.none() | numbers),
    st.just(Tick()),
    st.builds(Join, texts, st.none() | texts, st.booleans(), st.booleans()),
    st.builds(Leave, st.sampled_from(["exit", "lost", "timeout", "slow", "error"])),
    st.builds(Rename, texts),
    st.builds(Send, texts, st.none() | texts, st.none() | numbers),
    st.builds(Cancel, st.none() | numbers, st.booleans()),
    st.builds(Report, texts),
    st.builds(Ignore, texts),
    st.builds(Unignore, texts),
)
origins = st.builds(Origin, texts, st.none() | texts, st.none() | numbers)
entries = st.builds(Entry, numbers, numbers, origins, commands, numbers)

EXAMPLE = Entry(7, 1000, Origin("node", "s", 3), Send("hi", "ann", 5))


@given(entries)
def test_an_entry_is_read_as_it_was_written(entry: Entry) -> None:
    line = write_entry(entry)
    assert line.isascii()
    assert line.isprintable()
    assert read_entry(line) == entry
    assert json.loads(line)["version"] == entry.version


@given(entries)
def test_the_quick_way_to_write_gives_what_the_general_way_gives(entry: Entry) -> None:
    general = Primitives(COMMANDS)
    assert write_entry(entry) == json.dumps(general.write(entry), separators=(",", ":"))
    assert write_command(entry.command) == json.dumps(general.write(entry.command), separators=(",", ":"))


public_messages = st.builds(
    Entry, numbers, numbers, st.builds(Origin, texts, texts, numbers), st.builds(Send, texts), numbers
)


@given(public_messages)
def test_a_message_to_everybody_is_written_as_in_the_general_way(entry: Entry) -> None:
    general = json.dumps(Primitives(COMMANDS).write(entry), separators=(",", ":"))
    assert write_public_message(entry) == write_entry(entry) == general


@pytest.mark.parametrize(
    ("origin", "command"),
    [
        (Origin("n", "s", 1), Send("hi", "ann")),
        (Origin("n", "s", 1), Send("hi", None, 0)),
        (Origin("n", "s", 1), Rename("ann")),
        (Origin("n", None, 1), Send("hi")),
        (Origin("n", "s"), Send("hi")),
    ],
)
def test_nothing_else_is_written_as_a_message_to_everybody(origin: Origin, command: Command) -> None:
    assert write_public_message(Entry(1, 2, origin, command)) is None


@given(entries)
def test_the_quick_way_to_read_gives_what_the_general_way_gives_or_nothing(entry: Entry) -> None:
    value = json.loads(write_entry(entry))
    assert QuickReader(COMMANDS).read(value) in (None, Primitives(COMMANDS).read(Entry, value, "the entry"))


@pytest.mark.parametrize(
    "command", [Send("hi"), Send("hi", "ann", 5), Rename("bob"), Cancel(3), Join("x", "ann")]
)
def test_what_is_written_most_is_read_the_quick_way(command: Command) -> None:
    entry = replace(EXAMPLE, command=command)
    assert QuickReader(COMMANDS).read(json.loads(write_entry(entry))) == entry


@given(st.builds(Entry, numbers, numbers, origins, st.builds(Send, texts), numbers))
def test_a_public_message_is_read_as_any_entry_is_or_not_at_all(entry: Entry) -> None:
    assert read_public_message(write_entry(entry)) in (None, entry)


PUBLIC = write_entry(replace(EXAMPLE, command=Send('оля \\ "x"')))


@given(st.integers(0, len(PUBLIC) - 1), st.sampled_from(['"', "\\", "0", "}", "", "\n", ",", " "]))
def test_a_line_that_is_not_quite_a_public_message_is_left_to_the_general_way(place: int, other: str) -> None:
    assert read_public_message(PUBLIC) == replace(EXAMPLE, command=Send('оля \\ "x"'))
    line = PUBLIC[:place] + other + PUBLIC[place + 1 :]
    found = read_public_message(line)
    if found is not None:
        assert found == Primitives(COMMANDS).read(Entry, json.loads(line), "the entry")


@given(commands)
def test_a_command_is_read_as_it_was_written(command: Command) -> None:
    text = write_command(command)
    assert text.isascii()
    assert text.isprintable()
    assert read_command(text) == command


def test_no_command_is_missing() -> None:
    assert set(COMMANDS.values()) == set(get_args(Command))
    assert len(set(COMMANDS.values())) == len(COMMANDS)


def test_no_command_has_a_field_that_would_hide_its_type() -> None:
    assert [kind for kind in COMMANDS.values() if "type" in {field.name for field in fields(kind)}] == []


def test_an_entry_is_readable_for_people() -> None:
    assert write_entry(EXAMPLE) == (
        '{"seq":7,"at":1000,"origin":{"node":"node","session":"s","request":3},'
        '"command":{"type":"send","text":"hi","to":"ann","delay":5},"version":4}'
    )
    assert write_command(Tick()) == '{"type":"tick"}'


def test_every_setting_is_written_even_if_it_is_the_default() -> None:
    written = json.loads(write_command(NodeStarted("life", Rules())))["rules"]
    assert list(written) == [field.name for field in fields(Rules)]


@pytest.mark.parametrize("setting", [field.name for field in fields(Rules)])
def test_rules_of_a_version_that_did_not_have_a_setting_get_its_default(setting: str) -> None:
    odd = Rules(max_text=1, max_name=40, guest_prefix="g", reserved_names=(), pace=99, mute=5)
    written = json.loads(write_command(NodeStarted("life", odd)))
    del written["rules"][setting]
    default: Any = next(field.default for field in fields(Rules) if field.name == setting)
    assert default is not MISSING
    assert read_command(json.dumps(written)) == NodeStarted("life", replace(odd, **{setting: default}))


def changed(**changes: Any) -> str:
    """The example with other values; `a__b` is the field b of the field a."""
    value = json.loads(write_entry(EXAMPLE))
    for path, change in changes.items():
        place = value
        *way, last = path.split("__")
        for step in way:
            place = place[step]
        place[last] = change
    return json.dumps(value)


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("", "the text is not JSON"),
        ("hi", "the text is not JSON"),
        ("[" * 100_000, "the text is not JSON"),
        (write_entry(EXAMPLE)[:-1], "the text is not JSON"),
        (write_entry(EXAMPLE) + write_entry(EXAMPLE), "the text is not JSON"),
        ("[]", "the entry is not an object"),
        ("null", "the entry is not an object"),
        ("{}", "the entry has no version"),
        ('{"version":4}', "the entry has no seq"),
        (changed(seq="7"), "the entry.seq is not a whole number"),
        (changed(seq=7.0), "the entry.seq is not a whole number"),
        (changed(seq=True), "the entry.seq is not a whole number"),
        (changed(tomorrow=1), "the entry has a field that is not known, tomorrow"),
        (changed(origin__zone=1), "the entry.origin has a field that is not known, zone"),
        (changed(origin__node=None), "the entry.origin.node is not a text"),
        (changed(command="send"), "the entry.command is not an object"),
        (changed(command__type="shout"), "the entry.command is of a type that is not known, shout"),
        (changed(command__type=None), "the entry.command is of a type that is not known, None"),
        (changed(command__type=[1]), "the entry.command is of a type that is not known, [1]"),
        (changed(command__room="x"), "the entry.command has a field that is not known, room"),
        (changed(command__text=5), "the entry.command.text is not a text"),
        (changed(command__to=5), "the entry.command.to is not a text"),
        (changed(command__delay="5"), "the entry.command.delay is not a whole number"),
        (changed(command={"type": "send"}), "the entry.command has no text"),
        (
            changed(command={"type": "leave", "reason": "bored"}),
            "the entry.command.reason is none of exit, lost, timeout, slow, error",
        ),
        (
            changed(command={"type": "node-stopped", "life": "1", "durable": 1}),
            "the entry.command.durable is not true or false",
        ),
        (
            changed(command={"type": "node-started", "life": "1", "rules": {"pace": 0}}),
            "the entry.command.rules does not hold: Rules.pace is too small: 0",
        ),
        (
            changed(command={"type": "node-started", "life": "1", "rules": {"reserved_names": "x"}}),
            "the entry.command.rules.reserved_names is not a list",
        ),
        (
            changed(command={"type": "node-started", "life": "1", "rules": {"reserved_names": ["a", 1]}}),
            "the entry.command.rules.reserved_names[1] is not a text",
        ),
    ],
)
def test_what_is_no_entry_of_this_version_is_refused_in_one_sentence(line: str, sentence: str) -> None:
    with pytest.raises(CodecError) as caught:
        read_entry(line)
    assert str(caught.value) == sentence


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "the text is not JSON"),
        ("1", "the command is not an object"),
        ("{}", "the command is of a type that is not known, None"),
        ('{"type":"shout"}', "the command is of a type that is not known, shout"),
        ('{"type":"tick","at":1}', "the command has a field that is not known, at"),
        ('{"type":"join"}', "the command has no network"),
    ],
)
def test_what_is_no_command_of_this_version_is_refused_in_one_sentence(text: str, sentence: str) -> None:
    with pytest.raises(CodecError) as caught:
        read_command(text)
    assert str(caught.value) == sentence


@given(st.text(st.characters(), max_size=30))
def test_any_text_is_an_entry_or_refused(text: str) -> None:
    with pytest.raises(CodecError):
        read_entry(text)


def test_an_entry_of_newer_rules_is_read_and_left_to_the_chat() -> None:
    entry = replace(EXAMPLE, version=RULES_VERSION + 1)
    assert read_entry(write_entry(entry)) == entry
