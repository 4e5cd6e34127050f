"""Profiles: INI files, checked before anything is started."""

import re
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

import besedka.stage
from besedka.dialects.words.languages import language
from besedka.stage.table.profile import (
    PlannedFault,
    Profile,
    ProfileError,
    as_ini,
    profile_names,
    read_profile,
)

OURS = ("restart", "smoke", "soak", "standard")


def why(name: str, *overrides: str, code: str = "en") -> str:
    with pytest.raises(ProfileError) as caught:
        read_profile(name, overrides)
    said = caught.value.in_words(language(code))
    assert "\n" not in said
    return said


def written(folder: Path, text: str) -> str:
    file = folder / "mine.ini"
    file.write_text(text, encoding="utf-8")
    return str(file)


def test_four_profiles_come_with_the_stand() -> None:
    assert profile_names() == OURS


@pytest.mark.parametrize("name", OURS)
def test_a_profile_of_ours_is_valid_and_says_what_it_is(name: str) -> None:
    profile = read_profile(name)
    assert (profile.name, profile.nodes) == (name, 1)
    assert profile.description
    assert profile.conditions


@pytest.mark.parametrize("name", OURS)
def test_a_profile_written_down_is_read_back_the_same(name: str, tmp_path: Path) -> None:
    profile = read_profile(name, ["options=--flood 0 --lang 'r u'", "seed=7"])
    assert read_profile(written(tmp_path, as_ini(profile))) == profile


def test_a_copied_profile_is_the_same_but_for_its_name(tmp_path: Path) -> None:
    shutil.copy(Path(besedka.stage.__file__).parent / "profiles" / "smoke.ini", tmp_path / "mine.ini")
    mine, ours = read_profile(str(tmp_path / "mine.ini")), read_profile("smoke")
    assert mine.name == "mine"
    assert (mine.load, mine.faults, mine.conditions) == (ours.load, ours.faults, ours.conditions)


def test_the_restart_profile_is_a_thousand_people_who_come_back() -> None:
    profile = read_profile("restart")
    assert (profile.load["users"], profile.load["reconnect"]) == ("1000", "yes")
    assert (profile.journal, profile.entrance) == (True, "node-1")
    assert [fault.verb for fault in profile.faults] == ["restart", "kill"]
    assert {"lost>0", "duplicated>0", "blackout.p99>2s"} <= set(profile.conditions)


def test_what_is_set_stands_above_the_file() -> None:
    profile = read_profile(
        "restart", ["journal=no", "profile.entrance=nginx", "load.users=50", "verdict.fail-if=lost>3"]
    )
    assert (profile.journal, profile.entrance, profile.load["users"]) == (False, "nginx", "50")
    assert profile.conditions == ("lost>3",)


def test_a_fault_without_a_value_is_left_out() -> None:
    assert [fault.verb for fault in read_profile("restart", ["faults.kill="]).faults] == ["restart"]


def test_a_seed_draws_the_moments_and_another_one_others() -> None:
    moments = [[fault.at for fault in read_profile("restart", [f"seed={seed}"]).faults] for seed in (1, 1, 2)]
    assert moments[0] == moments[1] != moments[2]
    assert all(10 <= first <= 12 and 28 <= second <= 32 for first, second in moments)


def test_a_fault_comes_when_it_came_although_another_is_left_out() -> None:
    assert read_profile("restart", ["faults.restart="]).faults == read_profile("restart").faults[1:]


def test_faults_stand_in_the_order_of_their_moments(tmp_path: Path) -> None:
    text = "[faults]\nlate = at 9.5: kill node-1\nearly = at 2-3: freeze nginx 1.5\n"
    faults = read_profile(written(tmp_path, text)).faults
    assert faults[0].at < faults[1].at
    assert faults[1] == PlannedFault(9.5, "kill", "node-1", None, "late")
    assert (faults[0].verb, faults[0].service, faults[0].seconds) == ("freeze", "nginx", 1.5)


def test_an_empty_file_is_a_profile_with_defaults(tmp_path: Path) -> None:
    assert read_profile(written(tmp_path, "")) == Profile("mine")


@pytest.mark.parametrize(
    ("overrides", "sentence"),
    [
        (
            ["loud.users=5"],
            "A profile has no section [loud]; it has: profile, load, faults, verdict. Did you mean “load”?",
        ),
        (
            ["entrence=nginx"],
            (
                "[profile] has no “entrence”; it has: name, description, nodes, journal, entrance, seed, "
                "options. Did you mean “entrance”?"
            ),
        ),
        (
            ["entrance=ngnix"],
            "[profile] entrance: “ngnix” is not one of: nginx, relay-1, node-1. Did you mean “nginx”?",
        ),
        (["journal=perhaps"], "[profile] journal: “perhaps” is neither yes nor no."),
        (["seed=x"], "[profile] seed: “x” is not a whole number from 0 to 1000000000."),
        (["options='"], "[profile] options: a quotation mark is left open in “'”."),
        (["options='a\nb'"], "[profile] options: a line break or a control character is in “'a b'”."),
        (
            ["faults.#x=at 5: kill node-1"],
            "“faults.#x=at 5: kill node-1” is not something to be set, such as load.users=500.",
        ),
        (
            ["faults.[x]=at 5: kill node-1"],
            "“faults.[x]=at 5: kill node-1” is not something to be set, such as load.users=500.",
        ),
        (
            ["faults.a\nb=at 5: kill node-1"],
            "“faults.a b=at 5: kill node-1” is not something to be set, such as load.users=500.",
        ),
        (["options=--port=1"], "[profile] options: --port is given by the stand itself."),
        (["name=../x"], "“../x” is not a profile’s name: it has letters, digits, “-”, “_” and “.”."),
        (["users"], "“users” is not something to be set, such as load.users=500."),
        (
            ["load.fail-if=lost>0"],
            ("[load] “fail-if” is not for a profile: the stand decides it; conditions stand in [verdict]."),
        ),
        (
            ["load.help=yes"],
            ("[load] “help” is not for a profile: the stand decides it; conditions stand in [verdict]."),
        ),
        (
            ["load.version=yes"],
            ("[load] “version” is not for a profile: the stand decides it; conditions stand in [verdict]."),
        ),
        (["load.--users=5"], "[load] “--users” is not the name of an option."),
        (["verdict.fail=lost>0"], "[verdict] has no “fail”; it has: fail-if. Did you mean “fail-if”?"),
        (
            ["verdict.fail-if=canary.faild>0"],
            ("[verdict] “canary.faild>0” names no known figure. Did you mean “canary.failed”?"),
        ),
        (
            ["verdict.fail-if=canary.p99>3"],
            "[verdict] “canary.p99>3” has the wrong unit; it can be: us, ms, s.",
        ),
        (
            ["verdict.fail-if=whatever"],
            ("[verdict] “whatever” is not a condition such as p99>250ms, lost>0 or canary.failed>3."),
        ),
        (
            ["faults.x=in 5: kill node-1"],
            ("[faults] x: “in 5: kill node-1” is not a fault such as “at 5-8: freeze node-1 2”."),
        ),
        (
            ["faults.x=at 5: kil node-1"],
            (
                "[faults] x: nothing is called “kil”; there are: kill, freeze, restart, cut, "
                "slow. Did you mean “kill”?"
            ),
        ),
        (
            ["faults.x=at 5: kill node-2"],
            (
                "[faults] x: kill goes with node-1, relay-1, nginx, and not with “node-2”. Did "
                "you mean “node-1”?"
            ),
        ),
        (["faults.x=at 5: cut nginx"], "[faults] x: cut goes with node-1, relay-1, and not with “nginx”."),
        (["faults.x=at 8-5: kill node-1"], "[faults] x: “8-5” ends before it begins."),
        (["faults.x=at 5: kill node-1 3"], "[faults] x: kill takes no seconds."),
        (["faults.x=at 5: cut node-1 0"], "[faults] x: “0” is not a number of seconds."),
        (
            ["faults.x=at 20: kill node-1"],
            ("[faults] “at 20: kill node-1” comes when the traffic is over, after 20 seconds."),
        ),
    ],
)
def test_what_is_wrong_is_one_sentence_with_a_near_miss(overrides: Sequence[str], sentence: str) -> None:
    assert why("smoke", *overrides) == sentence


def test_several_nodes_are_refused_until_the_cluster_comes() -> None:
    assert why("smoke", "nodes=3") == (
        "[profile] nodes: 3 nodes would be 3 chats; one chat on several comes with the cluster."
    )


@pytest.mark.parametrize("code", ["en", "ru"])
def test_options_of_the_load_are_refused_in_its_own_words(code: str) -> None:
    assert why("smoke", "load.usres=5", code=code).startswith("[load] ")
    assert "“--users”" in why("smoke", "load.usres=5")
    assert "«--users»" in why("smoke", "load.usres=5", code="ru")
    assert "“many”" in why("smoke", "load.users=many")


def test_an_unknown_profile_is_answered_with_the_known_ones() -> None:
    assert why("smok") == (
        "There is no profile “smok”; there are: restart, smoke, soak, standard, or a file such as ./mine.ini. "
        "Did you mean “smoke”?"
    )


def test_a_file_that_is_none_is_refused_in_one_sentence(tmp_path: Path) -> None:
    assert why(written(tmp_path, "users = 5\n")).startswith(f"{tmp_path}/mine.ini is not an INI file: ")
    assert "is not an INI file" in why(written(tmp_path, "[load]\nusers=1\nusers=2\n"))
    assert (
        why(str(tmp_path / "none.ini")) == f"{tmp_path}/none.ini cannot be read: No such file or directory."
    )
    assert why(written(tmp_path, "#" * 70_000)) == f"{tmp_path}/mine.ini is too long for a profile."
    (tmp_path / "mine.ini").write_bytes(b"\xff\xfe")
    assert why(str(tmp_path / "mine.ini")) == f"{tmp_path}/mine.ini is not UTF-8."
    assert "cannot be read" in why("a\0.ini")


def test_the_profile_of_the_docs_is_valid(tmp_path: Path) -> None:
    page = (Path(__file__).parents[3] / "docs" / "load-testing.md").read_text(encoding="utf-8")
    (text,) = re.findall(r"```ini\n(.*?)```", page, re.DOTALL)
    profile = read_profile(written(tmp_path, text))
    assert [str(fault).partition(": ")[2] for fault in profile.faults] == ["kill node-1", "slow node-1 3"]
    assert all(f"`{name}` |" in page for name in profile_names())


def test_whoever_makes_the_load_shorter_gets_the_faults_that_still_come_in_it() -> None:
    whole, short = read_profile("smoke"), read_profile("smoke", ["load.duration=8"])
    assert short.faults == tuple(fault for fault in whole.faults if fault.at < 8)
    assert 0 < len(short.faults) < len(whole.faults)
