"""What a person is told: what is coming, what waits for them, what could stop tomorrow's run."""
