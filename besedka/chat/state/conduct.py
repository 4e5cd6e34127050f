"""Records of conduct: complaints about a person, and its mute, whatever it is called and however it comes back."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from besedka.chat.language.commands import LOOPBACK
from besedka.chat.language.rules import Rules
from besedka.chat.state.expiring import ExpiringMap

__all__ = ["Conduct", "Conducts"]


@dataclass(slots=True, eq=False)
class Conduct:
    """One record of conduct.

    Usually one person's; whoever comes from a network on which a mute runs shares the muted one's.
    """

    number: int
    """Its identity: the number of the entry that it began with."""

    network: str
    complaints: dict[str, int] = field(default_factory=dict)
    """By reporter: when the complaint expires.

    Oldest first.
    """

    muted_until: int | None = None
    muted_for: int = 0
    """The number of complaints behind the running mute."""

    muted_name: str = ""
    """What the person was called when the mute began."""

    muted_by: int = 0
    """The number of the entry that the mute began with."""

    sessions: dict[str, None] = field(default_factory=dict)
    """Who is in the chat with this record, in the order of joining."""

    def forget_old_complaints(self, at: int) -> None:
        """Drop the complaints that have expired by `at`."""
        for reporter in [reporter for reporter, until in self.complaints.items() if until <= at]:
            del self.complaints[reporter]

    def severity(self, at: int) -> tuple[int, int]:
        """When the running mute ends (0: there is none), and how many complaints count at `at`; greater is worse."""
        return self.muted_until or 0, sum(until > at for until in self.complaints.values())

    def has(self, reporter: str, at: int) -> bool:
        """Whether there is a complaint of `reporter` that counts at `at`."""
        return self.complaints.get(reporter, at) > at

    def mute(self, name: str, until: int, entry: int) -> None:
        """The mute begins, by the entry of this number; it consumes the complaints behind it."""
        self.muted_until, self.muted_for, self.muted_name = until, len(self.complaints), name
        self.muted_by = entry
        self.complaints.clear()

    def unmute(self) -> None:
        """End the running mute."""
        self.muted_until = None


class Conducts:
    """Records of conduct that outlive their people, by network.

    Loopback tells nobody apart, so nothing is kept for it.
    """

    __slots__ = ("_by_network", "_kept", "_lifetime")

    def __init__(self, rules: Rules) -> None:
        self._kept: ExpiringMap[Conduct, None] = ExpiringMap(rules.max_remembered)
        self._by_network: dict[str, dict[Conduct, None]] = {}
        self.change_rules(rules)

    def change_rules(self, rules: Rules) -> None:
        """From here on, records are kept by these rules."""
        # A complaint may arrive as late as the person can be reported, and a mute only begins with a complaint.
        self._lifetime = rules.complaint_lifetime + rules.departed_reportable + rules.mute
        self._kept.limit = rules.max_remembered

    def keep(self, conduct: Conduct, at: int) -> None:
        """Remember `conduct` for those who come from its network, if there is anything in it."""
        if conduct.network == LOOPBACK or not (conduct.complaints or conduct.muted_until):
            return
        self._by_network.setdefault(conduct.network, {})[conduct] = None
        for forgotten, _ in self._kept.put(conduct, None, at + self._lifetime):
            self._forget(forgotten)

    def adopt(self, network: str, at: int, number: int) -> Conduct:
        """The record for a newcomer.

        The worst that there is for its network, a running mute before everything and of equals the oldest, whether or
        not somebody who is here has it: otherwise a second window would be a way around complaints and mutes. Else a
        new one of this number.
        """
        kept = self._by_network.get(network, {})
        judged = [(*conduct.severity(at), -conduct.number, conduct) for conduct in kept]
        until, complaints, _, worst = max(judged, default=(0, 0, 0, None))
        return worst if worst and (until or complaints) else Conduct(number, network)

    @property
    def earliest_end(self) -> int:
        """No record is forgotten before this time."""
        return self._kept.earliest

    def rows(self) -> list[tuple[Conduct, int]]:
        """What is kept, and until when, in the order in which it will be forgotten."""
        return [(conduct, until) for conduct, until, _ in self._kept.rows()]

    def fill(self, rows: Iterable[tuple[Conduct, int]]) -> None:
        """Take the place of other records, by what their `rows` gave."""
        rows = list(rows)
        self._kept.fill((conduct, until, None) for conduct, until in rows)
        for conduct, _ in rows:
            self._by_network.setdefault(conduct.network, {})[conduct] = None

    def expire(self, at: int) -> None:
        """Forget the records whose time is over by `at`."""
        for conduct, _ in self._kept.expire(at):
            self._forget(conduct)

    def _forget(self, conduct: Conduct) -> None:
        of_network = self._by_network[conduct.network]
        del of_network[conduct]
        if not of_network:
            del self._by_network[conduct.network]
