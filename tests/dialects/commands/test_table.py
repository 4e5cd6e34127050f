"""The command table."""

import pytest

from besedka.chat.language.commands import NEEDS_VOICE
from besedka.dialects.commands.command_spec import CommandSpec, FieldKind
from besedka.dialects.commands.table import BARRED, BY_NAME, COMMANDS
from besedka.dialects.typed.line import read_line


def test_the_commands_stand_in_the_order_of_help() -> None:
    names = "help rename exit users send cancel scheduled history search report ignore unignore ignored lang"
    assert [spec.name for spec in COMMANDS] == names.split()


@pytest.mark.parametrize("spec", COMMANDS, ids=lambda spec: spec.name)
def test_the_syntax_names_every_field(spec: object) -> None:
    row = next(row for row in COMMANDS if row is spec)
    assert row.syntax.split()[0] == row.name
    for field in row.fields:
        assert field.shown in row.syntax
        assert not field.options or field.options[0] in row.syntax


LINES = {
    "rename": "rename bob",
    "send": "send hi",
    "search": "search hi",
    "report": "report bob",
    "ignore": "ignore bob",
    "unignore": "unignore bob",
    "lang": "lang ru",
}


@pytest.mark.parametrize("spec", COMMANDS, ids=lambda spec: spec.name)
def test_a_row_says_what_its_command_becomes(spec: CommandSpec) -> None:
    assert type(read_line(LINES.get(spec.name, spec.name), newline=True).ask) is spec.asks


def test_what_a_muted_person_may_not_do_is_what_the_chat_says() -> None:
    assert {BY_NAME[name].asks for name in BARRED} == NEEDS_VOICE
    assert len(BARRED) == len(NEEDS_VOICE)


def test_to_ignore_costs_what_a_complaint_costs() -> None:
    assert {read_line(f"{name} bob", newline=True).cost for name in ("report", "ignore", "unignore")} == {1.0}
    assert read_line("ignored", newline=True).cost == read_line("users", newline=True).cost


def test_send_knows_its_options_in_order() -> None:
    assert BY_NAME["send"].options == ("-u", "--username", "-t", "--time")


def test_a_field_is_found_by_its_option() -> None:
    send = BY_NAME["send"]
    by_name = {field.name: field for field in send.fields}
    assert send.option("--time") is by_name["delay"]
    assert "dealy" not in by_name
    assert send.option("--tiem") is None


def test_what_stands_in_a_field_tells_what_completes_it() -> None:
    kinds = {spec.name: [field.kind for field in spec.positionals] for spec in COMMANDS}
    assert kinds["report"] == kinds["ignore"] == [FieldKind.USER]
    assert kinds["unignore"] == [FieldKind.IGNORED]
    assert kinds["help"] == [FieldKind.COMMAND]
    assert kinds["cancel"] == [FieldKind.NUMBER]


def test_only_texts_and_what_is_searched_for_take_the_rest_of_the_line() -> None:
    greedy = [spec.name for spec in COMMANDS for field in spec.positionals if field.kind is FieldKind.TEXT]
    assert greedy == ["send", "search"]


def test_no_option_belongs_to_two_fields() -> None:
    for spec in COMMANDS:
        assert len(set(spec.options)) == len(spec.options)


def test_a_request_keeps_the_ref() -> None:
    assert BY_NAME["users"].request({}, ref=7).ref == 7
    assert read_line("users", newline=True).ref is None
