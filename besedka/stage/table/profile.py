"""Profiles: INI files that say what a stand is, what load comes, what is broken when, and what the verdict is."""

import re
import shlex
from collections.abc import Mapping, Sequence
from configparser import ConfigParser, Error
from dataclasses import dataclass, field
from importlib.resources import files
from io import StringIO
from pathlib import Path
from typing import Final

from besedka.dialects.words.languages import N_
from besedka.stage.regular_file import NotRegular, open_regular
from besedka.stage.table.conditions import read_condition
from besedka.stage.table.load_section import check_load
from besedka.stage.table.planned_faults import PlannedFault, read_fault
from besedka.stage.table.profile_error import ProfileError, unknown

__all__ = ["PlannedFault", "Profile", "ProfileError", "as_ini", "profile_names", "read_profile"]

_SECTIONS: Final = ("profile", "load", "faults", "verdict")
_KEYS: Final = ("name", "description", "nodes", "journal", "entrance", "seed", "options")
_KEY: Final = re.compile(r"[^\s#;\[=][^\x00-\x1f=]*")
"""What can stand before a `=` in a file and is a key there: no remark, and no section."""

_TABLES: Final = ("--host", "--port", "--metrics", "--journal")
"""Options of the server that the table of services gives itself."""

_MAX_FILE: Final = 64 * 1024
_MAX_NODES: Final = 9
_MAX_SEED: Final = 10**9


@dataclass(frozen=True, slots=True)
class Profile:
    """A profile, read and checked; the moments of its faults are drawn."""

    name: str
    description: str = ""
    nodes: int = 1
    journal: bool = False
    entrance: str = "nginx"
    """The service by which the load comes in."""

    seed: int = 1
    serve_options: tuple[str, ...] = ()
    load: Mapping[str, str] = field(default_factory=dict)
    """Options of `besedka load`, without dashes; `yes` is a switch that is given, `no` one that is not."""

    faults: tuple[PlannedFault, ...] = ()
    """In the order of their moments."""

    conditions: tuple[str, ...] = ()
    """Conditions of failure; empty: those that the load simulation has by default."""


def profile_names() -> tuple[str, ...]:
    """Return the names of the profiles that come with the stand."""
    folder = files("besedka.stage") / "profiles"
    return tuple(sorted(file.name[:-4] for file in folder.iterdir() if file.name.endswith(".ini")))


def read_profile(name_or_path: str, overrides: Sequence[str] = ()) -> Profile:
    """Read a profile of ours by its name, or any by its file: a path is what has a `/` or ends with `.ini`.

    Overrides are `SECTION.KEY=VALUE`, or `KEY=VALUE` for the section `[profile]`; a fault without a value is left out.
    With a `load.duration` among them, faults that would come behind it are left out. Raises `ProfileError`.
    """
    name, text = _text_of(name_or_path)
    parser = ConfigParser(
        interpolation=None, delimiters=("=",), default_section="", inline_comment_prefixes=None, strict=True
    )
    try:
        parser.read_string(text, name_or_path)
    except Error as error:
        what = str(error).replace("\n", " ")
        raise ProfileError(N_("{file} is not an INI file: {what}"), file=name_or_path, what=what) from None
    for section in parser.sections():
        _known_section(section)
    sections = {section: dict(parser[section]) if section in parser else {} for section in _SECTIONS}
    for override in overrides:
        _override(sections, override)
    shortened = any(override.partition("=")[0].strip() == "load.duration" for override in overrides)
    return _profile(name, sections, shortened=shortened)


def _text_of(name_or_path: str) -> tuple[str, str]:
    if "/" not in name_or_path and not name_or_path.endswith(".ini"):
        if name_or_path not in profile_names():
            sentence = N_(
                "There is no profile “{given}”; there are: {allowed}, or a file such as ./mine.ini."
            )
            raise unknown(sentence, name_or_path, profile_names())
        return name_or_path, (files("besedka.stage") / "profiles" / f"{name_or_path}.ini").read_text("utf-8")
    path = Path(name_or_path)
    try:
        with open_regular(path) as file:
            content = file.read(_MAX_FILE + 1)
        if len(content) > _MAX_FILE:
            raise ProfileError(N_("{file} is too long for a profile."), file=path)
        return path.stem, content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ProfileError(N_("{file} is not UTF-8."), file=path) from None
    except NotRegular:
        raise ProfileError(
            N_("{file} is not a file: it is a pipe, a socket or a device."), file=path
        ) from None
    except (OSError, ValueError) as error:
        if isinstance(error, ProfileError):
            raise
        raise ProfileError(N_("{file} cannot be read: {why}."), file=path, why=error) from None


def _known_section(section: str) -> None:
    if section not in _SECTIONS:
        raise unknown(N_("A profile has no section [{given}]; it has: {allowed}."), section, _SECTIONS)


def _override(sections: dict[str, dict[str, str]], override: str) -> None:
    place, equals, value = override.partition("=")
    section, dot, key = place.strip().rpartition(".")
    if not equals or not key or (dot and not section) or not _KEY.fullmatch(key):
        raise ProfileError(
            N_("“{given}” is not something to be set, such as load.users=500."), given=override
        )
    section = section or "profile"
    _known_section(section)
    sections[section][key.lower()] = value.strip()


def _profile(name: str, sections: Mapping[str, Mapping[str, str]], *, shortened: bool) -> Profile:
    given = sections["profile"]
    for key in given:
        if key not in _KEYS:
            raise unknown(N_("[profile] has no “{given}”; it has: {allowed}."), key, _KEYS)
    nodes = _nodes(given.get("nodes", "1"))
    seed = _number("seed", given.get("seed", "1"), 0, _MAX_SEED)
    load = check_load(sections["load"], seed)
    return Profile(
        name=_name(given.get("name") or name),
        description=" ".join(given.get("description", "").split()),
        nodes=nodes,
        journal=_yes("journal", given.get("journal", "no")),
        entrance=_entrance(given.get("entrance", "nginx"), nodes),
        seed=seed,
        serve_options=_serve_options(given.get("options", "")),
        load=dict(sections["load"]),
        faults=_faults(sections["faults"], seed, nodes, load.scenario.duration, shortened=shortened),
        conditions=_conditions(sections["verdict"]),
    )


def _name(name: str) -> str:
    if not all(letter.isalnum() or letter in "-_." for letter in name) or name.startswith("."):
        raise ProfileError(
            N_("“{given}” is not a profile’s name: it has letters, digits, “-”, “_” and “.”."), given=name
        )
    return name


def _number(key: str, given: str, low: int, high: int) -> int:
    if given.isascii() and given.isdigit() and len(given) <= 12 and low <= int(given) <= high:
        return int(given)
    sentence = N_("[profile] {key}: “{given}” is not a whole number from {low} to {high}.")
    raise ProfileError(sentence, key=key, given=given, low=low, high=high)


def _nodes(given: str) -> int:
    nodes = _number("nodes", given, 1, _MAX_NODES)
    if nodes > 1:
        raise ProfileError(
            N_(
                "[profile] nodes: {nodes} nodes would be {nodes} chats; one chat on several comes with the cluster."
            ),
            nodes=nodes,
        )
    return nodes


def _yes(key: str, given: str) -> bool:
    if given.lower() in ("yes", "no"):
        return given.lower() == "yes"
    raise ProfileError(N_("[profile] {key}: “{given}” is neither yes nor no."), key=key, given=given)


def _entrance(given: str, nodes: int) -> str:
    known = ("nginx", *_numbered("relay", nodes), *_numbered("node", nodes))
    if given not in known:
        raise unknown(N_("[profile] entrance: “{given}” is not one of: {allowed}."), given, known)
    return given


def _numbered(role: str, nodes: int) -> tuple[str, ...]:
    return tuple(f"{role}-{number}" for number in range(1, nodes + 1))


def _serve_options(given: str) -> tuple[str, ...]:
    try:
        options = tuple(shlex.split(given))
    except ValueError:
        raise ProfileError(
            N_("[profile] options: a quotation mark is left open in “{given}”."), given=given
        ) from None
    if any(letter < " " for letter in "".join(options)):
        raise ProfileError(
            N_("[profile] options: a line break or a control character is in “{given}”."), given=given
        )
    for option in options:
        if option.partition("=")[0] in _TABLES:
            sentence = N_("[profile] options: {given} is given by the stand itself.")
            raise ProfileError(sentence, given=option.partition("=")[0])
    return options


def _faults(
    lines: Mapping[str, str], seed: int, nodes: int, duration: float, *, shortened: bool
) -> tuple[PlannedFault, ...]:
    behind = (*_numbered("node", nodes), *_numbered("relay", nodes))
    faults = [
        read_fault(name, line, seed, (*behind, "nginx"), behind) for name, line in lines.items() if line
    ]
    if shortened:
        faults = [fault for fault in faults if fault.at < duration]
    for fault in faults:
        if fault.at >= duration:
            sentence = N_("[faults] “{fault}” comes when the traffic is over, after {duration} seconds.")
            raise ProfileError(sentence, fault=fault, duration=f"{duration:g}")
    return tuple(sorted(faults, key=lambda fault: fault.at))


def _conditions(given: Mapping[str, str]) -> tuple[str, ...]:
    for key in given:
        if key != "fail-if":
            raise unknown(N_("[verdict] has no “{given}”; it has: {allowed}."), key, ("fail-if",))
    lines = given.get("fail-if", "").replace(",", "\n").splitlines()
    return tuple(read_condition(line).text for line in lines if line.strip())


def as_ini(profile: Profile) -> str:
    """Return the profile as a file from which `read_profile` reads the same, with the moments that were drawn."""
    parser = ConfigParser(interpolation=None, delimiters=("=",), default_section="")
    parser["profile"] = {
        "name": profile.name,
        "description": profile.description,
        "nodes": str(profile.nodes),
        "journal": "yes" if profile.journal else "no",
        "entrance": profile.entrance,
        "seed": str(profile.seed),
        "options": shlex.join(profile.serve_options),
    }
    parser["load"] = dict(profile.load)
    parser["faults"] = {fault.name: str(fault) for fault in profile.faults}
    parser["verdict"] = {"fail-if": "".join(f"\n{condition}" for condition in profile.conditions)}
    text = StringIO()
    parser.write(text)
    return text.getvalue()
