import asyncio

from besedka.client.backoff import Backoff


def highest(low: float, high: float) -> float:
    assert low == high / 2
    return high


def test_the_ceiling_doubles_up_to_the_cap() -> None:
    backoff = Backoff(0.5, 3.0, uniform=highest)
    assert [backoff.next_delay() for _ in range(5)] == [0.5, 1.0, 2.0, 3.0, 3.0]


def test_after_a_success_it_begins_anew() -> None:
    backoff = Backoff(0.5, 3.0, uniform=highest)
    backoff.next_delay()
    backoff.reset()
    assert backoff.next_delay() == 0.5


def test_a_random_half_is_left_out() -> None:
    backoff = Backoff(8.0, 8.0)
    assert all(4.0 <= backoff.next_delay() <= 8.0 for _ in range(20))


def test_waiting_is_the_injected_sleep() -> None:
    slept = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    async def scenario() -> None:
        backoff = Backoff(uniform=highest, sleep=sleep)
        await backoff.wait()
        await backoff.wait(7.0)

    asyncio.run(scenario())
    assert slept == [0.5, 7.0]
