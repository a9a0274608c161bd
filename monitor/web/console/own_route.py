"""Routes of a trainee's own page: for a signed-in trainee, and for whoever holds a link to the page."""

from __future__ import annotations

from fastapi import Request

from monitor.core.accounts import Tenant, Viewer
from monitor.flows.own_appeals import FILE_LIMIT, MOST_FILES
from monitor.flows.own_links import Sight
from monitor.flows.own_page import sight_by_link
from monitor.web.console.route import ConsoleRoute, because
from monitor.web.console.visits import refuse_other_sites
from monitor.web.needs import the_collector
from monitor.web.problems import Refusal


class OwnRoute(ConsoleRoute):
    """A link comes in the Authorization header, which no other site can make a browser send, so it needs no token."""

    form_limit = MOST_FILES * FILE_LIMIT + 64 * 1024

    async def identify(self, request: Request) -> str:
        """The trainee's name among all callers; raises `Refusal` 401 or 403."""
        scheme, _, link = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            caller = await super().identify(request)
            tenant = request.state.viewer.tenant
            request.state.sight = Sight(trainee=tenant.name, tenant=tenant)
            return caller
        refuse_other_sites(request)
        sight = await sight_by_link(the_collector(request), link.strip())
        if sight is None:
            raise Refusal(
                401,
                "link_over",
                "This link is not good, or no longer.",
                field="Authorization",
                remedy="Ask the training institution, the platform or the office for a new link.",
                headers={"WWW-Authenticate": "Bearer"},
            )
        request.state.sight, request.state.viewer = sight, _holder(sight)
        because(request, link_of=sight.through)
        return f"console/{request.state.viewer.account}"


def _holder(sight: Sight) -> Viewer:
    """Whoever holds the link, as the access log names them."""
    tenant = Tenant(kind="trainee", name=sight.trainee)
    return Viewer(account=f"link:{sight.trainee}", title="", role="trainee", tenant=tenant)
