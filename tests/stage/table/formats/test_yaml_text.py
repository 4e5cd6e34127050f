"""YAML for people to read, which says what was meant."""

import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from besedka.stage.table.formats.yaml_text import Yaml, yaml_text

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
VALUES: st.SearchStrategy[Yaml] = st.recursive(
    st.one_of(
        TEXTS,
        st.integers(),
        st.booleans(),
        st.sampled_from(["no", "1e3", "12:30", "~", "0x1", "- a", "a: b"]),
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(TEXTS, inner, max_size=4)),
)


@given(st.dictionaries(TEXTS, VALUES, min_size=1, max_size=5))
@example({"\ufffe": "\uffff"})
def test_what_is_written_is_read_back(value: dict[str, Yaml]) -> None:
    assert yaml.safe_load(yaml_text(value)) == value


def test_lists_of_mappings_look_as_people_write_them() -> None:
    assert yaml_text({"a": [{"b": 1, "c": ["x", "no"]}], "d": {}}) == (
        'a:\n  - b: 1\n    c:\n      - x\n      - "no"\nd: {}\n'
    )
