"""The complete state as JSON-compatible values, and restored from them."""
