"""From a plan to rounds: checking, storing and amending plans, drawing rounds, and composing their posts."""
