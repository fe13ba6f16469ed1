"""A page on LinkedIn: what it can tell that a member's account cannot."""

from __future__ import annotations

from postlab.platforms.errors import COUNT_FOLLOWERS
from postlab.platforms.linkedin.access import encoded
from postlab.platforms.linkedin.account import LinkedInAccount


class LinkedInPage(LinkedInAccount):
    """A page that we hold a token for."""

    def followers(self) -> int:
        """How many follow the page now.

        Raises:
            PlatformError: LinkedIn did not tell; it takes `rw_organization_admin`.
        """
        page = self.access.author or ""
        answer = self.access.call(
            "GET",
            f"/rest/networkSizes/{encoded(page)}?edgeType=COMPANY_FOLLOWED_BY_MEMBER",
            action=COUNT_FOLLOWERS,
            needs="rw_organization_admin",
        )
        return self.access.edge.followers(answer.at("firstDegreeSize"))
