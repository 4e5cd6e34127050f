"""The profiles that come with the stand: `NAME.ini`, which users may copy (`docs/load-testing.md`)."""
