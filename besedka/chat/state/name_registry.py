"""Which names are claimed, and by whom."""

from collections.abc import Collection
from dataclasses import dataclass

from besedka.chat.names.forms import NameForms, examine
from besedka.chat.state.people import Person

__all__ = ["NameRegistry", "reserved_forms"]


@dataclass(frozen=True, slots=True, eq=False)
class _Claim:
    person: Person
    name: NameForms


class NameRegistry:
    """Claims on names.

    A name that is claimed, or looks like one that is, belongs to nobody else.
    The one exception: a claim of somebody who has left does not stand against whoever comes from the same
    network, who may well be the same person.
    """

    __slots__ = ("_by_fold", "_by_lookalike")

    def __init__(self) -> None:
        self._by_fold: dict[str, list[_Claim]] = {}
        self._by_lookalike: dict[str, list[_Claim]] = {}

    def claim(self, person: Person, name: NameForms) -> None:
        """Claim `name` for `person`. The caller has found it free for it (`is_free`)."""
        claim = _Claim(person, name)
        self._by_fold.setdefault(name.fold, []).append(claim)
        for lookalike in name.lookalikes:
            self._by_lookalike.setdefault(lookalike, []).append(claim)

    def release(self, person: Person, name: NameForms) -> None:
        """End one claim of `person` on `name`, of which there is at least one."""
        claim = next(c for c in self._by_fold[name.fold] if c.person is person and c.name == name)
        _remove(self._by_fold, name.fold, claim)
        for lookalike in name.lookalikes:
            _remove(self._by_lookalike, lookalike, claim)

    def release_all(self, person: Person, names: Collection[NameForms]) -> None:
        """End all claims of `person` on these names, if there are any."""
        for name in names:
            while any(c.person is person and c.name == name for c in self._by_fold.get(name.fold, ())):
                self.release(person, name)

    def is_free(self, name: NameForms, person: Person) -> bool:
        """Whether nobody else has a claim on `name`, or on one that looks like it, that stands against `person`."""
        return not any(
            claim.person is not person and (claim.person.present or claim.person.network != person.network)
            for lookalike in name.lookalikes
            for claim in self._by_lookalike.get(lookalike, ())
        )

    def owner(self, fold: str) -> Person | None:
        """The person in the chat who has this name, or gave it up and still owns it."""
        for claim in self._by_fold.get(fold, ()):
            if claim.person.present:
                return claim.person
        return None


def _remove(index: dict[str, list[_Claim]], key: str, claim: _Claim) -> None:
    claims = index[key]
    claims.remove(claim)
    if not claims:
        del index[key]


def reserved_forms(names: tuple[str, ...]) -> frozenset[str]:
    """The look-alike forms that nobody may take."""
    forms = (examine(name) for name in names)
    return frozenset(look for form in forms if isinstance(form, NameForms) for look in form.lookalikes)
