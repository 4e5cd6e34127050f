"""Hypothesis strategies for everything that a dialect writes and reads."""

from typing import get_args

from hypothesis import strategies as st

from besedka.chat.language.commands import (
    Cancel,
    Departure,
    Ignore,
    Leave,
    Rename,
    Report,
    Seen,
    Send,
    Unignore,
)
from besedka.chat.language.events import (
    Accepted,
    Away,
    Cancelled,
    Farewell,
    HistoryListed,
    IgnoredListed,
    IgnoredUser,
    Joined,
    Left,
    Limits,
    Message,
    Muted,
    NotSent,
    Pending,
    Recorded,
    Refused,
    Renamed,
    Resumed,
    Returned,
    ScheduledListed,
    SearchListed,
    Silenced,
    Stamp,
    Stopping,
    Undelivered,
    Unmuted,
    User,
    UsersListed,
    Welcome,
)
from besedka.chat.language.questions import ListIgnored, ListScheduled, ListUsers, Search, ShowHistory
from besedka.dialects.commands.requests import (
    Help,
    HelpShown,
    JoinChat,
    LanguageSet,
    Replaced,
    ResumeSession,
    SessionGranted,
    UseLanguage,
)
from besedka.dialects.commands.table import BY_NAME
from besedka.dialects.plain.refusal_texts import TEXTS

times = st.integers(0, 253_000_000_000_000)
numbers = st.integers(1, 10**9)
texts = st.text(st.characters(exclude_categories=["Cs"]))
names = st.from_regex(r"[\w.-]{1,32}", fullmatch=True)
refs = (
    st.none()
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=64)
    | st.integers(-(2**63), 2**63 - 1)
)
stamps = st.builds(Stamp, numbers, times)
departures = st.sampled_from(get_args(Departure))
maybe_names = st.none() | names
maybe_times = st.none() | times
pendings = st.builds(Pending, numbers, texts, times, maybe_names)
messages = st.builds(Message, numbers, names, texts, maybe_names, st.booleans(), st.booleans(), st.booleans())
public = st.builds(Message, numbers, names, texts, st.none(), st.booleans(), st.booleans(), st.booleans())
recorded = st.lists(st.builds(Recorded, stamps, public), max_size=4).map(tuple)
limits = st.builds(Limits, numbers, numbers, numbers, numbers, numbers)
params = st.fixed_dictionaries(
    {},
    optional={
        "name": texts,
        "nearest": st.none() | texts,
        "limit": numbers,
        "until": times,
        "left": numbers,
        "known": st.lists(texts).map(tuple),
        "number": st.integers(),
        "given": texts | st.integers(),
        "syntax": texts,
        "word": texts,
        "rule": texts,
    },
)
codes = st.sampled_from([key for key in TEXTS if "/" not in key]) | texts
request_numbers = st.none() | st.integers(1, 2**63 - 1)
topics = st.none() | st.sampled_from(list(BY_NAME))

welcomes = st.builds(
    Welcome,
    names,
    st.lists(names).map(tuple),
    numbers,
    limits,
    maybe_times,
    st.lists(names).map(tuple),
    st.lists(names).map(tuple),
)
tokens = st.from_regex(r"[\w-]{1,60}\.[\w-]{1,60}", fullmatch=True).filter(str.isascii)
counts = st.integers(0, 10**9)
events = st.one_of(
    messages,
    st.builds(Away, names),
    st.builds(Returned, names),
    st.builds(Undelivered, numbers, texts, names),
    st.builds(Resumed, welcomes, counts, counts, counts),
    st.builds(SessionGranted, tokens, counts),
    st.just(Replaced()),
    st.builds(Joined, names, maybe_times, st.booleans(), st.booleans()),
    st.builds(Left, names, departures),
    st.builds(Renamed, names, names),
    st.builds(Muted, names, times, numbers),
    st.builds(Unmuted, names),
    st.just(Stopping()),
    welcomes,
    st.builds(Silenced, times, numbers),
    st.builds(Farewell, departures),
    st.builds(Farewell, departures, numbers, times),
    st.builds(
        NotSent,
        pendings,
        st.sampled_from(
            ["muted", "recipient-left", "recipient-full", "stopping", "too-late", "internal-error"]
        ),
    ),
    st.builds(
        Accepted,
        st.sampled_from(["send", "rename", "report", "ignore", "unignore"]),
        st.none() | numbers,
        maybe_times,
        maybe_names,
        maybe_names,
    ),
    st.builds(Cancelled, st.lists(pendings, max_size=3).map(tuple)),
    st.builds(ScheduledListed, st.lists(pendings, max_size=3).map(tuple)),
    st.builds(Refused, codes, params),
    st.builds(
        UsersListed,
        names,
        st.lists(
            st.builds(User, names, maybe_times, st.booleans(), st.booleans(), st.booleans()), max_size=4
        ).map(tuple),
    ),
    st.builds(HistoryListed, recorded, st.just(False), st.none() | numbers, st.none() | numbers),
    st.builds(SearchListed, recorded, st.just(False), texts, st.booleans()),
    st.builds(IgnoredListed, st.lists(st.builds(IgnoredUser, names, st.booleans()), max_size=4).map(tuple)),
    st.builds(HelpShown, topics),
    st.builds(LanguageSet, st.sampled_from(["en", "ru"])),
)
"""Every event, with any content."""

delays = st.none() | st.integers(-(10**12), 10**12)
clean_texts = st.text(st.characters(exclude_categories=["Cc", "Cf", "Cs", "Zl", "Zp"]))
asks = st.one_of(
    st.builds(Send, clean_texts, st.none() | clean_texts, delays),
    st.builds(Rename, clean_texts),
    st.builds(Report, clean_texts),
    st.builds(Ignore, clean_texts),
    st.builds(Unignore, clean_texts),
    st.just(Cancel()),
    st.just(Cancel(everything=True)),
    st.builds(Cancel, st.integers(-(10**12), 10**12)),
    st.sampled_from([Leave("exit"), ListUsers(), ListScheduled(), ListIgnored()]),
    st.builds(ShowHistory, st.none() | numbers, st.none() | numbers, st.none() | numbers),
    st.builds(Search, clean_texts),
    st.builds(Help, topics),
    st.builds(UseLanguage, st.sampled_from(["en", "ru"])),
    st.just(JoinChat()),
    st.builds(ResumeSession, tokens, counts),
    st.builds(Seen, counts),
)
"""Everything that a client can ask."""
