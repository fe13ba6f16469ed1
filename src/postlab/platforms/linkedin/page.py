"""The account of a page on LinkedIn, which can count its followers; a member's cannot."""

from __future__ import annotations

from postlab.platforms.errors import COUNT_FOLLOWERS
from postlab.platforms.linkedin.account import LinkedInAccount
from postlab.platforms.linkedin.client import encoded


class LinkedInPage(LinkedInAccount):
    """A page on LinkedIn."""

    def followers(self) -> int:
        """How many people follow the page now.

        Raises:
            PlatformError: the call failed; it needs the permission `rw_organization_admin`.
        """
        page = self.client.author or ""
        response = self.client.call(
            "GET",
            f"/rest/networkSizes/{encoded(page)}?edgeType=COMPANY_FOLLOWED_BY_MEMBER",
            action=COUNT_FOLLOWERS,
            needs="rw_organization_admin",
        )
        return self.client.translator.follower_count(response.at("firstDegreeSize"))
