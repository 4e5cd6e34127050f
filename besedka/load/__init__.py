"""The load simulation, `python -m besedka load`: measures and checks a chat with many simulated users.

`main` is the entry point of the command line. Suggested reading order: `scenario/scenario.py` (what is simulated),
`traffic/workload.py` (who sends what when), `scenario/marks.py` (how messages are recognized),
`checks/delivery_check.py` (what each receiver checks), `users/simulated_user.py`, `traffic/user_pool.py` and
`run/worker.py` (one process of users), `run/runner.py` (all processes), `report/load_report.py`.
"""

__all__: list[str] = []
