"""Outcomes and verdicts, the evidence of all measured rounds, and ending an experiment."""
