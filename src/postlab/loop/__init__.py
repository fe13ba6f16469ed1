"""The loop in stages: plan, publish, measure, judge, learn. `run.py` takes one turn through all of them.

Each sub-package is a stage and imports only those below it (a contract in pyproject.toml): `demo`, `rehearse`, `run`,
`publish` and `notify`, `protect`, `plan`, `imports` and `learn`, `measure`, `judge`, `moments`, `pool` and `limits`,
`accounts`, the `lab` itself, `posts` and `ledger`, and at the bottom the look-ups in the records (`lookup`).
"""
