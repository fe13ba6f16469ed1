"""Protecting an experiment: guardrails, budget, pauses, and the fallback that its plan names."""
