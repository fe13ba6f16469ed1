# Short names for what is typed often; bare `just` is what CI runs.

# Everything: lint, types, arrows, all tests with their servers.
ci:
    bash .ci/run

# Build what is published into a folder, and try it alone.
package FOLDER="dist":
    bash .ci/package {{FOLDER}}

# The tests; those that need a server skip with a reason.
test *ARGS:
    uv run pytest {{ARGS}}

# Put the code into its form.
format:
    uv run ruff check --fix
    uv run ruff format

# Write docs/cli.md again from the commands themselves.
docs:
    uv run typer postlab.cli.main utils docs --name postlab --output docs/cli.md

# Make the documentation site into a folder, strictly: a link that leads nowhere ends it.
site FOLDER="dist/site":
    uv run --group docs python docs/site/build_site.py {{FOLDER}}

# Make the pictures of the README, the docs and the site again, from real runs of the program (Linux, macOS); those of
# pages need Chromium (tests/servers/install.sh).
pictures:
    uv run python docs/site/screens.py
    uv run python docs/pictures/make.py

# Write the JSON schemas and their tables in docs/columns.md again from the dataclasses of the answers, and a pool's file.
schemas:
    uv run python -m postlab.reports.json_schema src/postlab/reports/schemas docs/columns.md
    uv run python -m postlab.loop.learn.pooling.pool_file src/postlab/loop/learn/pooling

# Write the JSON schemas of the files of wording again from their forms.
wording-schemas:
    uv run python -m postlab.wording_schemas src/postlab/framing/words

# Write constraints.txt again: what pyproject.toml resolves to, without hosts and hashes.
constraints:
    { echo "# Versions that PostLab is tested with. Made by \`just constraints\`; use them: pip install -c constraints.txt ."; \
      uv export --quiet --no-hashes --no-emit-project --all-groups --no-annotate --no-header --format requirements-txt; } > constraints.txt

# Write the script again from which new databases are made, after a new migration.
newest:
    PYTHONHASHSEED=0 uv run python -m postlab.records.write_newest

# Write the migration that is missing between the last step and src/postlab/records/tables.py; read it before you keep it.
migration $MESSAGE:
    #!/usr/bin/env -S uv run python
    import os, subprocess, sys, tempfile
    from datetime import UTC, datetime
    from pathlib import Path
    from alembic import command
    from alembic.config import Config
    from postlab.records.database import MIGRATIONS, Database

    number = f"{len(list((MIGRATIONS / 'versions').glob('[0-9]*_*.py'))) + 1:04d}"
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        database = Database(f"sqlite:///{(Path(folder) / 'empty.db').as_posix()}", now=datetime.now(UTC))
        with database.engine.connect() as connection:
            config.attributes["connection"] = connection
            step = command.revision(config, os.environ["MESSAGE"], autogenerate=True, rev_id=number)
        database.close()
    for tidy in (["check", "--fix", "--quiet"], ["format", "--quiet"]):
        subprocess.run([sys.executable, "-m", "ruff", *tidy, step.path], check=False)
    print(Path(step.path).read_text(encoding="utf-8"))
