"""How the page is looked at: on a small phone, and in both colour schemes."""

from typing import Any, Literal

PHONE: dict[str, Any] = {
    "viewport": {"width": 360, "height": 740},
    "is_mobile": True,
    "has_touch": True,
    "device_scale_factor": 2,
}
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
