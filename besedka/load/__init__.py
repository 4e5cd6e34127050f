"""The load simulation, `python -m besedka load`: what a chat does with many people in it, measured and checked.

`main` is what the command line calls. Read in this order: `scenario/scenario.py` (what is asked for),
`traffic/workload.py` (who says what when), `scenario/marks.py` (what makes a message recognisable),
`checks/delivery_check.py` (what a receiver makes of it), `traffic/simulated_user.py`, `traffic/user_pool.py` and
`run/worker.py` (one process of users), `run/runner.py` (all processes), `report/load_report.py`.
"""

__all__: list[str] = []
