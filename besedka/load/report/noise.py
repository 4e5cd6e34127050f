"""How noisy the machine was during a run: so noisy that its times and rates are not the server's alone?"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from besedka.dialects.words.languages import N_, Language
from besedka.dialects.words.quantities import decimal, percent, time
from besedka.load.report.fields import as_list, as_real
from besedka.load.run.machine import MachineUsage

__all__ = ["MAX_LOAD", "MAX_OTHERS", "Noise", "find_noise", "noise_reasons", "noise_remark"]

MAX_OTHERS: Final = 0.1
"""Share of all cores. Chosen: on two cores, a fifth of one."""

MAX_LOAD: Final = 1.0
"""Load average for each core before the start. Chosen: earlier runs leave some, so only more work than cores counts."""

_SENTENCES: Final[Mapping[str, str]] = {
    "others": N_("other programs used {others} of all cores"),
    "load": N_("before the start the load average was {load} on {cores} cores"),
    "busy": N_("the generator was at its limit"),
    "late": N_("the generator was late: {lateness} at p99"),
}


@dataclass(frozen=True, slots=True)
class Noise:
    """The measures of noise, None where unknown, and the `reasons` for calling the run noisy; without any it was not.

    `others_cpu` is a share of all cores, `lateness_p99` is in seconds. The reasons are keys of what
    `noise_reasons` says: `others`, `load`, `busy`, `late`.
    """

    others_cpu: float | None
    load_before: float | None
    lateness_p99: float | None
    cores: int
    reasons: tuple[str, ...]


def find_noise(usage: MachineUsage, cores: int, lateness: float | None, *, busy: bool, late: bool) -> Noise:
    """Return the noise of a run. `busy`, `late`: the generator was at its limit, or did not get the processor."""
    load = usage.load_before
    found = {
        "others": usage.others_cpu is not None and usage.others_cpu > MAX_OTHERS,
        "load": load is not None and load > MAX_LOAD * cores,
        "busy": busy,
        "late": late,
    }
    reasons = tuple(name for name, present in found.items() if present)
    return Noise(usage.others_cpu, load, lateness, cores, reasons)


def noise_reasons(noise: Mapping[str, object], words: Language) -> list[str]:
    """Return why a run was noisy, from the `noise` of its JSON, as pieces of a sentence."""
    others, load, lateness = (
        as_real(noise.get(name)) for name in ("others_cpu", "load_before", "lateness_p99")
    )
    return [
        words.text(_SENTENCES[reason]).format(
            others=percent(others or 0.0),
            load=decimal(f"{load or 0.0:.1f}", words),
            cores=f"{as_real(noise.get('cores')) or 1:.0f}",
            lateness=time(lateness, words),
        )
        for reason in as_list(noise.get("reasons"))
        if isinstance(reason, str) and reason in _SENTENCES
    ]


def noise_remark(noise: Mapping[str, object], words: Language) -> list[str]:
    """Return the sentence that says that a run was noisy, and why; nothing if it was not."""
    reasons = noise_reasons(noise, words)
    sentence = words.text(
        "The machine was noisy: {reasons}. Times and rates tell of that as much as of the server."
    )
    return [sentence.format(reasons="; ".join(reasons))] if reasons else []
