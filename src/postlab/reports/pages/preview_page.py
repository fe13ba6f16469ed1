"""The page of a preview: posts as they will look, in the light and in the dark."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from postlab.english import zoned_time
from postlab.reports.looks.drawn import side_by_side
from postlab.reports.looks.preview import Preview
from postlab.reports.pages.shell import page


def preview_page(preview: Preview, *, zone: str, now: datetime) -> str:
    """Posts as they will look, as one file that loads nothing.

    Args:
        preview: the posts.
        zone: name of the time zone in which it is said when the page was made.
        now: the time.
    """
    return page(
        "preview.html",
        preview=preview,
        parts=[
            (part, [(account.account, side_by_side(account.looks)) for account in part.accounts])
            for part in preview.parts
        ],
        made=zoned_time(now, ZoneInfo(zone)),
    )
