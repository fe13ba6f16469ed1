"""Holding an experiment back: its guardrails, its budget, pauses, and the fallback it planned."""
