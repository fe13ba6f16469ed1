"""One read model of an experiment, shown as terminal, JSON and CSV."""
