"""An account on Bluesky: publishes posts, looks them up, counts them and shows them."""

from __future__ import annotations

import json
import re
import weakref
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from postlab.errors import NeedsPerson, PlatformError, Rejected, Unknown
from postlab.platforms import errors
from postlab.platforms.base import Connection, Counts, Health, Identity, Live, Outgoing, Payload, Published
from postlab.platforms.bluesky.api import PICTURES
from postlab.platforms.bluesky.counts import NOT_A_POST_URI, all_missing, counts_of, own_replies
from postlab.platforms.bluesky.errors import (
    INVALID_SWAP,
    NOT_FOUND,
    STALE_SESSION,
    BlueskyErrorTranslator,
    no_post_to_reply_to,
)
from postlab.platforms.bluesky.location import location_of, permalink_of, published_of, uri_of
from postlab.platforms.bluesky.record import COLLECTION, live, post_record, usable_picture
from postlab.platforms.errors import (
    COUNT_FOLLOWERS,
    PUBLISH,
    SERVER_TROUBLE,
    RedirectedError,
    UnreadableError,
    stops_everything,
)
from postlab.platforms.pictures import TAKE_PICTURE, check_picture, refused
from postlab.platforms.shapes import is_list_of
from postlab.platforms.wording import half_a_character

if TYPE_CHECKING:
    import httpx
    from atproto_client import Client
    from atproto_client.request import Response

POSTS_A_CALL = 25
SHOW = "show the post"

_POST_URI = re.compile(r"at://[^/\s]+/app\.bsky\.feed\.post/[^/\s]+")
_JSON = {"Content-Type": "application/json"}


class BlueskyAccount:
    """An account on a server of the AT protocol.

    It logs in when it is first used and keeps that session: Bluesky allows 30 logins in five minutes
    and 300 a day.
    """

    def __init__(self, connection: Connection, *, timeout_s: float | None = None) -> None:
        self._handle: str = connection.options["handle"]
        self._server: str = connection.options["server"]
        self._password = connection.secrets.get("password", "")
        self._clock = connection.clock
        self._timeout_s = errors.TIMEOUT_S if timeout_s is None else timeout_s
        self._session: tuple[Client, Identity] | None = None
        self._close: Callable[[], object] = lambda: None
        self._translator = BlueskyErrorTranslator(
            network="Bluesky",
            account=connection.account,
            server=self._server,
            clock=connection.clock,
            secrets=[self._password],
            handle=self._handle,
        )

    def prepare(self, outgoing: Outgoing) -> Payload:
        """The final record with its place in our repository; its picture, or else its card's, is uploaded."""
        if outgoing.picture is not None:
            check_picture(outgoing.picture, PICTURES, network="Bluesky")
        identity = self.whoami()
        try:
            post_record(outgoing, None)  # a text that cannot be written is found before any upload
            parent = self._reply_parent(outgoing.reply_to) if outgoing.reply_to else None
            blob = self._uploaded(outgoing)
            record = post_record(outgoing, blob, parent)
        except UnicodeEncodeError as exc:
            raise half_a_character() from exc
        return {
            "repo": identity.remote_id,
            "collection": COLLECTION,
            "rkey": outgoing.key,
            "record": record,
            "permalink": permalink_of(identity, outgoing.key),
            "picture": {"alt": outgoing.picture.alt} if outgoing.picture is not None else None,
            "card": outgoing.card is not None,
        }

    def publish(self, payload: Payload) -> Published:
        """Store the record in its place; where the same record is there already, that counts as published."""
        self._check_owner(payload)
        # null means "only if there is nothing yet"; the SDK's own method would leave it out
        body = json.dumps({**location_of(payload), "record": payload["record"], "swapRecord": None})

        def put(client: Client) -> Response:
            return client.invoke_procedure("com.atproto.repo.putRecord", content=body, headers=_JSON)

        try:
            response = self._call(PUBLISH, put, must_have="uri", ambiguous=True)
        except Rejected as exc:
            if exc.code != INVALID_SWAP:
                raise
            return self._already_there(payload)
        if response["uri"] != uri_of(payload):
            raise Unknown(
                "Bluesky says that it published something else than what it was given.",
                hint=f"Look at {payload['permalink']}.",
            )
        fresh = response.get("commit") is not None
        return published_of(payload, at=self._clock.now() if fresh else None)

    def find(self, payload: Payload) -> Published | None:
        """Look it up by its place; None where the account's own server says that there is no record."""
        try:
            self._check_owner(payload)
            record = self._record(payload)
            self._live(record)
        except Rejected as exc:
            raise Unknown(
                f"It is still open whether the post went out. {exc.message}",
                hint=exc.hint,
                person=not exc.temporary,
            ) from exc
        if record is None:
            return None
        if record != payload["record"]:
            raise Unknown(
                f"There is a post in this one's place, and it reads differently: {payload['permalink']}",
                hint="Look at it, then say with `postlab post resolve` which it is.",
                code="different_record",
                person=True,
            )
        return published_of(payload)

    def read(self, remote_ids: Sequence[str]) -> Mapping[str, Counts]:
        """The counts of each post, 25 posts a call.

        The posts of a call that fails are left out.

        Raises:
            PlatformError: every call failed.
        """
        counts: dict[str, Counts] = {}
        uris: list[str] = []
        for uri in dict.fromkeys(remote_ids):
            if _POST_URI.fullmatch(uri):
                uris.append(uri)
            else:
                counts[uri] = all_missing(NOT_A_POST_URI)
        failure: PlatformError | None = None
        for start in range(0, len(uris), POSTS_A_CALL):
            batch = uris[start : start + POSTS_A_CALL]
            if failure is None or not stops_everything(failure):
                try:
                    views = self._post_views(batch)
                except PlatformError as exc:
                    failure = exc
                else:
                    counts |= {uri: counts_of(views.get(uri)) for uri in batch}
                    continue
        if failure is not None and not any(uri in counts for uri in uris):
            raise failure
        return {uri: counts[uri] for uri in dict.fromkeys(remote_ids) if uri in counts}

    def show(self, payload: Payload, remote_id: str) -> Live | None:  # noqa: ARG002 (its place is in the payload)
        """The post as it is stored in our repository, from which every reader's server copies it."""
        return self._live(self._record(payload))

    def health(self) -> Health:
        """Log in with the app password; an account that can may post, and everybody may count its posts.

        Raises:
            NeedsPerson: the login is refused, or there is no Bluesky server at that address.
            PlatformError: the server could not be asked.
        """
        try:
            identity = self.whoami()
        except Rejected as exc:
            if exc.code == SERVER_TROUBLE and not self._may_be_a_server():
                raise self._translator.no_server("it does not answer as a Bluesky server does") from None
            raise
        return Health(identity, publishes=True, reads=True)

    def _may_be_a_server(self) -> bool:
        """Whether the server tells of itself what each of them tells anybody; True where it cannot be asked now."""
        client = self._new_client()
        try:
            with self._translator.translated("describe itself"):
                content = client.invoke_query("com.atproto.server.describeServer").content
        except PlatformError:
            return True
        return isinstance(content, dict) and "availableUserDomains" in content

    def followers(self) -> int:
        """How many people follow the account now, according to its profile."""
        from atproto_client.models import AppBskyActorGetProfile

        params = AppBskyActorGetProfile.Params(actor=self.whoami().remote_id)
        response = self._call(
            COUNT_FOLLOWERS,
            lambda client: client.invoke_query("app.bsky.actor.getProfile", params=params),
            must_have="did",
        )
        return self._translator.follower_count(response.get("followersCount"))

    def own_answers(self, remote_id: str) -> int:
        """How many direct replies to a post the account wrote itself."""
        from atproto_client.models import AppBskyFeedGetPostThread

        owner = self.whoami().remote_id
        params = AppBskyFeedGetPostThread.Params(uri=remote_id, depth=1, parent_height=0)
        response = self._call(
            "list the post's replies",
            lambda client: client.invoke_query("app.bsky.feed.getPostThread", params=params),
            must_have="thread",
        )
        with self._translator.translated("list the post's replies"):
            return own_replies(response["thread"], owner)

    def whoami(self) -> Identity:
        """The handle and the DID that the server logged us in as."""
        return self._logged_in()[1]

    def _logged_in(self) -> tuple[Client, Identity]:
        if self._session is not None:
            return self._session
        if not self._password:
            raise NeedsPerson(
                f"There is no password for {self._handle}.",
                hint=f"{self._translator.new_credentials_hint()} (or set POSTLAB_BLUESKY_PASSWORD)",
                code="no_password",
            )
        client = self._new_client()
        with self._translator.translated("log in", login=True):
            client.login(self._handle, self._password, fetch_bsky_profile=False)
            session = client._session  # noqa: SLF001 - the SDK shows it nowhere else
            if session is None:
                raise UnreadableError("a login without a session")
        self._session = client, Identity(name=session.handle, remote_id=session.did)
        return self._session

    def _new_client(self) -> Client:
        """A client that is not logged in; the connection of the one before is closed."""
        import httpx
        from atproto_client import Client
        from atproto_client.request import Request

        hooks = {"response": [_refuse_redirect]}
        request = Request(timeout=httpx.Timeout(self._timeout_s), event_hooks=hooks)
        self._close()
        self._close = weakref.finalize(self, request.close)
        return Client(self._server, request=request)

    def _call(
        self,
        action: str,
        send: Callable[[Client], Response],
        *,
        must_have: str,
        ambiguous: bool = False,
    ) -> dict[str, Any]:
        """Make one call and return its response; where the session has ended, log in again once."""
        try:
            return self._call_once(action, send, must_have=must_have, ambiguous=ambiguous)
        except NeedsPerson as exc:
            if exc.code != STALE_SESSION:
                raise
        self._session = None
        return self._call_once(action, send, must_have=must_have, ambiguous=ambiguous)

    def _call_once(
        self, action: str, send: Callable[[Client], Response], *, must_have: str, ambiguous: bool
    ) -> dict[str, Any]:
        client, _ = self._logged_in()
        with self._translator.translated(action, ambiguous=ambiguous):
            content = send(client).content
            if not isinstance(content, dict) or must_have not in content:
                raise UnreadableError(f"no {must_have!r} in the answer")
            return content

    def _uploaded(self, outgoing: Outgoing) -> dict[str, Any] | None:
        """The post's picture, or else its card's, as the server has stored it; None where there is none to upload."""
        if (picture := outgoing.picture) is None:
            thumb = usable_picture(outgoing.card)
            return self._upload(*thumb, action="take the card's picture") if thumb else None
        blob = self._upload(picture.content, picture.media_type, action=TAKE_PICTURE)
        if blob is None:
            raise refused("Bluesky looked into the file and does not see a picture.")
        return blob

    def _upload(self, picture: bytes, media_type: str, *, action: str) -> dict[str, Any] | None:
        response = self._call(
            action,
            lambda client: client.invoke_procedure(
                "com.atproto.repo.uploadBlob", content=picture, headers={"Content-Type": media_type}
            ),
            must_have="blob",
        )
        blob: Any = response["blob"]
        if not isinstance(blob, dict) or not isinstance(blob.get("ref"), dict):
            raise self._translator.unreadable(action, ambiguous=False)
        # the server looks into the file itself; what it does not see as a picture, no post may carry
        return blob if str(blob.get("mimeType", "")).startswith("image/") else None

    def _reply_parent(self, uri: str) -> dict[str, str]:
        """Address and content hash of the post that a reply answers, as the reply's record names them."""
        if not _POST_URI.fullmatch(uri):
            raise no_post_to_reply_to(uri)
        repo, collection, rkey = uri.removeprefix("at://").split("/")
        parent = self._stored_record({"repo": repo, "collection": collection, "rkey": rkey})
        if parent is None:
            raise no_post_to_reply_to(uri)
        cid = parent.get("cid")
        if not isinstance(cid, str):
            raise self._translator.unreadable("show the post that is answered", ambiguous=False)
        return {"uri": uri, "cid": cid}

    def _record(self, payload: Payload) -> dict[str, Any] | None:
        stored = self._stored_record(location_of(payload))
        if stored is None:
            return None
        record: Any = stored["value"]
        if stored.get("uri") != uri_of(payload) or not isinstance(record, dict):
            raise self._translator.unreadable(SHOW, ambiguous=False)
        return record

    def _live(self, record: dict[str, Any] | None) -> Live | None:
        """A record as readers see it; None stands for none."""
        with self._translator.translated(SHOW):
            return None if record is None else live(record)

    def _stored_record(self, location: Mapping[str, str]) -> dict[str, Any] | None:
        """A record with its content hash, from the account's own server; None where there is none."""
        from atproto_client.models import ComAtprotoRepoGetRecord

        params = ComAtprotoRepoGetRecord.Params(**location)
        try:
            return self._call(
                SHOW,
                lambda client: client.invoke_query("com.atproto.repo.getRecord", params=params),
                must_have="value",
            )
        except Rejected as exc:
            if exc.code == NOT_FOUND:
                return None
            raise

    def _post_views(self, uris: Sequence[str]) -> dict[str, dict[str, Any]]:
        from atproto_client.models import AppBskyFeedGetPosts

        params = AppBskyFeedGetPosts.Params(uris=list(uris))
        response = self._call(
            "count the posts' likes",
            lambda client: client.invoke_query("app.bsky.feed.getPosts", params=params),
            must_have="posts",
        )
        posts: Any = response["posts"]
        # a post that is not in the list is gone, so the whole list must be one
        if not is_list_of(posts, lambda post: isinstance(post, dict) and post.get("uri") in uris):
            raise self._translator.unreadable("count the posts' likes", ambiguous=False)
        return {post["uri"]: post for post in posts}

    def _check_owner(self, payload: Payload) -> None:
        identity = self.whoami()
        if payload["repo"] != identity.remote_id:
            raise NeedsPerson(
                f"This post was made for another account than {identity.name} ({identity.remote_id}).",
                hint="Cancel the post, or set the account up with the handle it was made for.",
                code="other_account",
            )

    def _already_there(self, payload: Payload) -> Published:
        published = None
        try:
            published = self.find(payload)
        except Unknown as exc:
            if exc.code == "different_record":
                raise Rejected(
                    f"Another post has this one's place on Bluesky: {payload['permalink']}",
                    hint="Look at it; then cancel this post.",
                    code="key_taken",
                ) from exc
            raise
        if published is None:
            raise Unknown(
                "Bluesky said that the post is there already, and then that it is not.",
                hint="The next run looks again.",
            )
        return published


def _refuse_redirect(response: httpx.Response) -> None:
    if response.has_redirect_location:
        raise RedirectedError(response.headers["location"])
