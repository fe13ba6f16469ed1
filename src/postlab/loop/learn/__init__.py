"""From verdicts to the next experiment: which change to try, why, and the practitioner's journal."""
