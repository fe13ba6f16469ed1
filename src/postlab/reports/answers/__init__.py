"""The answers of the commands to programs: for each `--json` one frozen dataclass, which `as_json` writes."""
