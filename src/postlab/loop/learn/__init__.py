"""From verdicts to the next try: what to change, why, and what the practitioner writes down about it."""
