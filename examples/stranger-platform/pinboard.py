"""A pin board: posts are lines of JSON in a folder, such as a static site's news."""  # noqa: INP001 (no package)

import json
import random
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from postlab.errors import NeedsPerson
from postlab.framing.lengths import CodeUnits
from postlab.platforms.base import Connection, Counts, Identity, Live, Option, Outgoing, Payload, Plugin, Published

METRICS = ("likes", "clicks")


class PinBoard:
    """One folder: `news.jsonl` holds what was posted, `counts.json` what your site counted, by the posts' keys."""

    def __init__(self, connection: Connection) -> None:
        self.folder = Path(connection.options["folder"])
        self.clock = connection.clock

    def prepare(self, outgoing: Outgoing) -> Payload:
        """All that is sent, fixed before the first attempt."""
        return {"key": outgoing.key, "text": outgoing.text, "link": outgoing.link}

    def publish(self, payload: Payload) -> Published:
        """Pin it, once however often it is asked: the line's key says that it is there."""
        if (pinned := self.find(payload)) is not None:
            return pinned
        lines = [*self._pinned().values(), {**payload, "at": self.clock.now().isoformat()}]
        draft = self.folder / "news.jsonl.new"
        draft.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
        draft.replace(self.folder / "news.jsonl")  # in one step: nobody ever reads half a board
        return self._published(lines[-1])

    def find(self, payload: Payload) -> Published | None:
        """Whether it is pinned; the file knows for certain."""
        line = self._pinned().get(payload["key"])
        return None if line is None else self._published(line)

    def read(self, remote_ids: Sequence[str]) -> Mapping[str, Counts]:
        """What the site has counted; what it has not is missing, never zero."""
        file = self.folder / "counts.json"
        counted = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
        told = [(key, {metric: counted.get(key, {}).get(metric) for metric in METRICS}) for key in remote_ids]
        return {key: Counts(**n, missing={m: "not counted yet" for m in METRICS if n[m] is None}) for key, n in told}

    def whoami(self) -> Identity:
        """The folder; a person is told where it is missing."""
        if not self.folder.is_dir():
            raise NeedsPerson(f"There is no folder {self.folder}.", hint="Make it, or name another.", code="no_folder")
        return Identity(self.folder.name, str(self.folder))

    def show(self, payload: Payload, remote_id: str) -> Live | None:  # noqa: ARG002 (its key is its id)
        """What the board shows now."""
        line = self._pinned().get(remote_id)
        return None if line is None else Live(text=line["text"], links=(line["link"],) if line["link"] else ())

    def _pinned(self) -> dict[str, dict[str, Any]]:
        self.whoami()
        file = self.folder / "news.jsonl"
        lines = map(json.loads, file.read_text(encoding="utf-8").splitlines() if file.exists() else ())
        return {line["key"]: line for line in lines}

    def _published(self, line: Mapping[str, Any]) -> Published:
        return Published(line["key"], (self.folder / "news.jsonl").as_uri(), datetime.fromisoformat(line["at"]))


def new_key(now: datetime, chance: random.Random) -> str:
    """What makes a post one post, drawn before it goes out."""
    return f"{now:%Y%m%d%H%M%S}-{chance.getrandbits(48):012x}"


plugin = Plugin(name="pinboard", title="Pin board", length=CodeUnits(1000), counts=frozenset(METRICS),
                options=(Option("folder", "Where the board's files lie.", required=True,
                                parse=lambda typed: str(Path(typed).expanduser().resolve())),),
                credentials=(), connect=PinBoard, new_key=new_key, finds="key")  # fmt: skip
