"""Outcomes, verdicts, the evidence they rest on, and the end of an experiment."""
