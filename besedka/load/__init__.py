"""The load simulation, `python -m besedka load`: what a chat does with many people in it, measured and checked.

`main` is what the command line calls. Read in this order: `scenario` (what is asked for), `traffic` (who says what
when), `marks` (what makes a message recognisable), `checks` (what a receiver makes of it), `user`, `crew` and
`worker` (one process of users), `runner` (all processes), `report`.
"""

__all__: list[str] = []
