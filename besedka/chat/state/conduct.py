"""Records of conduct: complaints about a person and its mute, across renames and reconnects."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from besedka.chat.language.commands import LOOPBACK
from besedka.chat.language.rules import Rules
from besedka.chat.state.expiring import ExpiringMap

__all__ = ["Conduct", "Conducts"]


@dataclass(slots=True, eq=False)
class Conduct:
    """One record of conduct.

    Usually of one person. A newcomer from a network with a running mute shares the muted person's record.
    """

    number: int
    """Its identity: the number of the entry that created it."""

    network: str
    complaints: dict[str, int] = field(default_factory=dict)
    """Expiry time of the complaint, by reporter. Oldest first."""

    muted_until: int | None = None
    muted_for: int = 0
    """The number of complaints that caused the running mute."""

    muted_name: str = ""
    """The person's name when the mute began."""

    muted_by: int = 0
    """The number of the entry that began the mute."""

    sessions: dict[str, None] = field(default_factory=dict)
    """The sessions in the chat with this record, in the order of joining."""

    def forget_old_complaints(self, at: int) -> None:
        """Drop the complaints that have expired by `at`."""
        for reporter in [reporter for reporter, until in self.complaints.items() if until <= at]:
            del self.complaints[reporter]

    def severity(self, at: int) -> tuple[int, int]:
        """Return the end of the running mute (0: none) and the number of complaints valid at `at`.

        The greater of two such tuples is the worse.
        """
        return self.muted_until or 0, sum(until > at for until in self.complaints.values())

    def has(self, reporter: str, at: int) -> bool:
        """Return whether a complaint of `reporter` is valid at `at`."""
        return self.complaints.get(reporter, at) > at

    def mute(self, name: str, until: int, entry: int) -> None:
        """Begin a mute, by the entry of this number. It consumes the complaints that caused it."""
        self.muted_until, self.muted_for, self.muted_name = until, len(self.complaints), name
        self.muted_by = entry
        self.complaints.clear()

    def unmute(self) -> None:
        """End the running mute."""
        self.muted_until = None


class Conducts:
    """Records of conduct by network, kept after their people have left.

    Loopback does not distinguish people, so nothing is kept for it.
    """

    __slots__ = ("_by_network", "_kept", "_lifetime")

    def __init__(self, rules: Rules) -> None:
        self._kept: ExpiringMap[Conduct, None] = ExpiringMap(rules.max_remembered)
        self._by_network: dict[str, dict[Conduct, None]] = {}
        self.change_rules(rules)

    def change_rules(self, rules: Rules) -> None:
        """Keep records by these rules from here on."""
        # A person can be reported until `departed_reportable` after leaving, and a mute only begins with a complaint.
        self._lifetime = rules.complaint_lifetime + rules.departed_reportable + rules.mute
        self._kept.limit = rules.max_remembered

    def keep(self, conduct: Conduct, at: int) -> None:
        """Keep `conduct` for newcomers from its network, unless it is empty."""
        if conduct.network == LOOPBACK or not (conduct.complaints or conduct.muted_until):
            return
        self._by_network.setdefault(conduct.network, {})[conduct] = None
        for forgotten, _ in self._kept.put(conduct, None, at + self._lifetime):
            self._forget(forgotten)

    def adopt(self, network: str, at: int, number: int) -> Conduct:
        """Return the record for a newcomer: the worst one of its network, else a new one with this number.

        A running mute outranks everything else; of equals, the oldest counts. It does not matter whether a
        present session has the record: otherwise a second connection would evade complaints and mutes.
        """
        kept = self._by_network.get(network, {})
        judged = [(*conduct.severity(at), -conduct.number, conduct) for conduct in kept]
        until, complaints, _, worst = max(judged, default=(0, 0, 0, None))
        return worst if worst and (until or complaints) else Conduct(number, network)

    @property
    def earliest_end(self) -> int:
        """No record expires before this time."""
        return self._kept.earliest

    def rows(self) -> list[tuple[Conduct, int]]:
        """Return the kept records and their expiry times, in the order of eviction."""
        return [(conduct, until) for conduct, until, _ in self._kept.rows()]

    def fill(self, rows: Iterable[tuple[Conduct, int]]) -> None:
        """Replace all records by those that `rows` returned."""
        rows = list(rows)
        self._kept.fill((conduct, until, None) for conduct, until in rows)
        for conduct, _ in rows:
            self._by_network.setdefault(conduct.network, {})[conduct] = None

    def expire(self, at: int) -> None:
        """Remove the records that have expired by `at`."""
        for conduct, _ in self._kept.expire(at):
            self._forget(conduct)

    def _forget(self, conduct: Conduct) -> None:
        of_network = self._by_network[conduct.network]
        del of_network[conduct]
        if not of_network:
            del self._by_network[conduct.network]
