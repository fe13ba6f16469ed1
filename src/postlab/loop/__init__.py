"""The loop, one module a stage: plan, publish, measure, judge, learn; tick.py runs one turn of all."""
