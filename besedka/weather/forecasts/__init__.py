"""From a point to a forecast: which data it needs, whether that is at hand, and who is asked for it."""
