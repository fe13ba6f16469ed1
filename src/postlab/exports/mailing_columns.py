"""What mailing tools call the columns of the reports that they export, a row a campaign, best name first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

DELIVERED = (
    *("successful deliveries", "delivered", "deliveries", "delivered emails", "emails delivered"),
    *("total recipients", "recipients", "sent", "emails sent", "total sent", "number of recipients", "students"),
)
OPENS = ("unique opens", "unique openers", "openers", "unique opened", "opened", "opens", "unique views")
CLICKS = ("unique clicks", "unique clickers", "clickers", "unique clicked", "clicked", "clicks")
SUBJECTS = ("subject", "subject line", "email subject", "message subject")
NAMES = ("utm content", "title", "campaign name", "campaign title", "campaign", "name", "email name")

COLUMNS: Mapping[str, Sequence[str]] = {
    "post": ("post", "post number"),
    "content": NAMES,
    "text": SUBJECTS,
    "day": ("send date", "sent date", "date sent", "sent at", "sent on", "scheduled date", "date"),
    "clicks": CLICKS,
    "opens": OPENS,
    "impressions": DELIVERED,
}

NOT_COUNTED: Mapping[str, str] = dict.fromkeys(("likes", "comments", "shares", "saves"), "a mailing has none")
"""Why the other metrics are not there."""
