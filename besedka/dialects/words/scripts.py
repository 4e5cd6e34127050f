"""Common names of scripts."""

from collections.abc import Mapping

from besedka.dialects.words.languages import N_, Language

__all__ = ["script_name"]

_NAMES: Mapping[str, str] = {
    "Arabic": N_("Arabic"),
    "Armenian": N_("Armenian"),
    "Bengali": N_("Bengali"),
    "Bopomofo": N_("Bopomofo"),
    "Cyrillic": N_("Cyrillic"),
    "Devanagari": N_("Devanagari"),
    "Ethiopic": N_("Ethiopic"),
    "Georgian": N_("Georgian"),
    "Greek": N_("Greek"),
    "Gujarati": N_("Gujarati"),
    "Gurmukhi": N_("Gurmukhi"),
    "Han": N_("Chinese characters"),
    "Hangul": N_("Hangul"),
    "Hebrew": N_("Hebrew"),
    "Hiragana": N_("Hiragana"),
    "Kannada": N_("Kannada"),
    "Katakana": N_("Katakana"),
    "Khmer": N_("Khmer"),
    "Lao": N_("Lao"),
    "Latin": N_("Latin"),
    "Malayalam": N_("Malayalam"),
    "Mongolian": N_("Mongolian"),
    "Myanmar": N_("Burmese"),
    "Sinhala": N_("Sinhala"),
    "Syriac": N_("Syriac"),
    "Tamil": N_("Tamil"),
    "Telugu": N_("Telugu"),
    "Thai": N_("Thai"),
    "Tibetan": N_("Tibetan"),
}
"""By Unicode's long names."""


def script_name(script: str, words: Language) -> str:
    """Return the name of a script in this language; a rare script keeps its Unicode name."""
    name = _NAMES.get(script)
    return script.replace("_", " ") if name is None else words.text(name)
