"""How long a user was cut off: from the loss of its connection until it is in again and has what it missed."""

__all__ = ["Blackout"]


class Blackout:
    """One blackout, which began at `since`, in microseconds of the run's clock.

    It lasts over any number of connections. It ends when the user is in again and as many public messages have come as
    the server said would follow (docs/protocol.md, "Coming back"). What is told to this user alone comes among them.
    """

    __slots__ = ("_owed", "since")

    def __init__(self, since: int) -> None:
        self.since = since
        self._owed: int | None = None

    @property
    def over(self) -> bool:
        """Whether the user is in again and has what it missed."""
        return self._owed is not None and self._owed <= 0

    def lose(self) -> None:
        """Note that the connection is lost again: what was to follow will follow on another one."""
        self._owed = None

    def come_back(self, owed: int) -> None:
        """Note that the user is in again, and that so many public messages follow."""
        self._owed = owed

    def hear(self, public: int) -> None:
        """Note that so many public messages came."""
        if self._owed is not None:
            self._owed -= public
