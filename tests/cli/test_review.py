"""`postlab review`: what is handed out, what comes back, and what goes out after it."""

from __future__ import annotations

import sqlite3
import stat
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO

import pytest
from PIL import Image

from cli.reviewing import REVIEWED_PLAN, SAID, hands_out, states
from cli.test_approve import FIRST_SLOT, LAST_SLOT
from cli.typist import NAME, Typist, changed

YES_TO_BOTH = {1: "yes", 2: "yes"}


@pytest.fixture
def reviewed(typist: Typist) -> Typist:
    """Somebody whose plan waits for a reviewer; posts 1 and 2 wait."""
    typist.plans(REVIEWED_PLAN)
    return typist


def test_a_yes_lets_the_posts_out(reviewed: Typist) -> None:
    asked = reviewed("status")
    assert "Waiting for a reviewer: post 1" in asked.words
    assert f"→ It waits for a reviewer's yes: `postlab review export {NAME}`" in asked.words
    file = hands_out(reviewed)
    assert f"It waits for the answer to review {file.code}: `postlab review import ANSWER`" in reviewed("status").words
    reviewed.clock.advance(timedelta(hours=1))
    result = reviewed("review", "import", "-", stdin=file.answer(YES_TO_BOTH, comment="Lovely."))
    assert "Post 1" in result.words
    assert result.words.count("yes “Lovely.”: approved; it goes out") == 2
    assert states(reviewed) == ["approved", "approved"]
    for at in (FIRST_SLOT, LAST_SLOT):
        reviewed.clock.set(at)
        reviewed("run", code=(0, 3))
    assert states(reviewed)[:2] == ["published", "published"]
    # the next round has other texts, which nobody has agreed to
    assert states(reviewed)[2:] == ["planned", "planned"]
    assert f"waits for a reviewer's yes. → postlab review export {NAME}" in reviewed("run", code=3).words
    assert "Review: Yes by Ada Lovelace, Mon 23 Nov 2026 09:30: Lovely." in reviewed("post", "show", "1").words


def test_the_file_is_its_owners_alone_and_the_lab_knows_it_first(reviewed: Typist) -> None:
    hands_out(reviewed)
    assert stat.S_IMODE((reviewed.lab.parent / "review.html").stat().st_mode) == 0o600
    before = reviewed.dump()
    refused = reviewed("review", "export", NAME, "-o", str(reviewed.lab.parent / "none" / "x.html"), code=2)
    assert "cannot be written" in refused.complaint
    assert reviewed.dump() == before
    assert reviewed("review", "export", NAME, "-o", "-").out.startswith("<!doctype html>")


def test_by_hand_it_is_refused_or_let_out_on_record(reviewed: Typist) -> None:
    before = reviewed.dump()
    for words in (("approve", NAME), ("approve", "1"), ("approve", NAME, "--yes")):
        refused = reviewed(*words, code=2)
        assert f"`postlab review export {NAME}` writes the file to send" in refused.complaint
        assert "--without-review" in refused.complaint
    assert "cannot be approved in advance" in reviewed("approve", NAME, "--all", code=2).complaint
    assert "needs the reason" in reviewed("approve", "1", "--without-review", " ", code=2).complaint
    left = reviewed("approve", "--all", "--json").json
    assert [task["post"]["id"] for task in left["unreviewed"]] == [1, 2]
    assert left["approved"] == []
    assert reviewed.dump() == before
    reviewed("approve", "1", "--without-review", "She is on leave.")
    assert states(reviewed) == ["approved", "planned"]
    assert "Nothing of it waits for a review" in reviewed("approve", "1", "--without-review", "x", code=2).complaint
    said = "Without review, Mon 23 Nov 2026 09:00: She is on leave."
    assert said in reviewed("post", "show", "1").words
    for form in ((), ("--markdown",), ("--audit",)):
        assert "She is on leave." in reviewed("report", NAME, *form).words


def test_neither_of_a_pair_goes_out_before_both_have_their_yes(reviewed: Typist) -> None:
    file = hands_out(reviewed)
    reviewed("review", "import", "-", stdin=file.answer({1: "yes"}))
    reviewed.clock.set(FIRST_SLOT)
    reviewed("run", code=3)
    assert states(reviewed) == ["approved", "planned"]
    reviewed("review", "import", "-", stdin=file.answer({2: "yes"}, at=SAID + timedelta(minutes=1)))
    reviewed("run")
    assert states(reviewed) == ["published", "approved"]


def test_a_text_that_changed_since_is_not_approved(reviewed: Typist) -> None:
    file = hands_out(reviewed)
    (text,) = reviewed.rows("SELECT text FROM post WHERE id = 2")[0]
    reviewed("post", "edit", "2", "--text", f"Look here. {text}")
    result = reviewed("review", "import", "-", stdin=file.answer(YES_TO_BOTH), code=3)
    assert (
        "Post 1 (bare link): yes: approved" in result.words or "Post 1 (contextualised): yes: approved" in result.words
    )
    assert "not counted: it has changed since the file was made" in result.words
    assert states(reviewed) == ["approved", "planned"]
    assert "to an earlier text" in reviewed("post", "show", "2").words
    again = hands_out(reviewed)
    reviewed("review", "import", "-", stdin=again.answer({2: "yes"}))
    assert states(reviewed) == ["approved", "approved"]


def test_an_approved_text_that_is_edited_waits_once_more(reviewed: Typist) -> None:
    reviewed("review", "import", "-", stdin=hands_out(reviewed).answer(YES_TO_BOTH))
    (text,) = reviewed.rows("SELECT text FROM post WHERE id = 1")[0]
    reviewed("post", "edit", "1", "--text", f"Look here. {text}")
    assert states(reviewed) == ["planned", "approved"]
    refused = reviewed("approve", "1", code=2)
    assert "waits for somebody else's yes" in refused.complaint
    # and back: the words that were agreed to
    reviewed("post", "edit", "1", "--text", text)
    reviewed("approve", "1")
    assert states(reviewed) == ["approved", "approved"]


def test_what_is_shown_may_not_change_behind_a_yes(reviewed: Typist) -> None:
    """The preview of the link is part of what was agreed to, and a change of it touches no post."""
    reviewed("review", "import", "-", stdin=hands_out(reviewed).answer(YES_TO_BOTH))
    described = changed(REVIEWED_PLAN, {'title = "Graduates still earn more"': 'title = "Degrees are worthless"'})
    reviewed.plans(described, "--amend", "Another headline.")
    assert states(reviewed) == ["approved", "approved"]
    reviewed.clock.set(FIRST_SLOT)
    reviewed("run", code=3)
    assert states(reviewed)[0] == "planned"


def test_a_no_holds_a_post_with_its_comment(reviewed: Typist) -> None:
    file = hands_out(reviewed)
    reviewed("review", "import", "-", stdin=file.answer(YES_TO_BOTH))
    later = file.answer({2: "no"}, at=SAID + timedelta(hours=1), comment="Too\npushy.")
    reviewed.clock.advance(timedelta(hours=2))
    result = reviewed("review", "import", "-", stdin=later)
    assert "no “Too pushy.”: it does not go out as it is." in result.words
    assert "Post 2 waits because Ada Lovelace says no to it: `postlab post edit 2`" in result.words
    assert states(reviewed) == ["approved", "planned"]
    status = reviewed("status").words
    assert "Review: No by Ada Lovelace, Mon 23 Nov 2026 10:30: Too pushy." in status
    assert "(this person said something else later)" in status
    report = reviewed("report", NAME, "--json").json
    posts = {post["id"]: post for round_ in report["rounds"] for post in round_["posts"]}
    assert [(one["said"], one["replaced"], one["same_words"]) for one in posts[2]["reviews"]] == [
        ("yes", True, True),
        ("no", False, True),
    ]


def test_the_same_answer_twice_and_an_older_one_change_nothing(reviewed: Typist) -> None:
    file = hands_out(reviewed)
    first = file.answer({1: "no"}, at=SAID)
    second = file.answer({1: "yes"}, at=SAID + timedelta(minutes=5))
    reviewed.clock.advance(timedelta(hours=1))
    reviewed("review", "import", "-", stdin=second)
    before = reviewed.dump()
    assert (
        "This answer was taken already; nothing was changed." in reviewed("review", "import", "-", stdin=second).words
    )
    assert reviewed.dump() == before
    assert "has said something later" in reviewed("review", "import", "-", stdin=first).words
    assert states(reviewed) == ["approved", "planned"]
    assert reviewed.rows("SELECT said FROM review ORDER BY id") == [("yes",), ("no",)]


def test_one_no_beside_a_yes_keeps_a_post_in(reviewed: Typist) -> None:
    file = hands_out(reviewed)
    reviewed("review", "import", "-", stdin=file.answer({1: "no"}, name="Ben"))
    held = reviewed("review", "import", "-", stdin=file.answer({1: "yes"}, name="Ada"), code=3)
    assert "somebody else says no to it" in held.words
    assert states(reviewed) == ["planned", "planned"]
    later = SAID + timedelta(minutes=10)
    reviewed.clock.advance(timedelta(hours=1))
    reviewed("review", "import", "-", stdin=file.answer({1: "yes"}, name="  BEN ", at=later))
    assert states(reviewed) == ["approved", "planned"]


def test_what_is_out_or_called_off_is_said(reviewed: Typist) -> None:
    file = hands_out(reviewed)
    reviewed("review", "import", "-", stdin=file.answer(YES_TO_BOTH))
    reviewed.clock.set(FIRST_SLOT)
    reviewed("run")
    late = file.answer({1: "no"}, name="Ben", at=FIRST_SLOT.astimezone(UTC))
    assert "kept, but it is out already" in reviewed("review", "import", "-", stdin=late).words
    assert states(reviewed)[0] == "published"
    reviewed("stop", NAME, "--yes")
    gone = file.answer({2: "yes"}, name="Ben", at=FIRST_SLOT.astimezone(UTC))
    assert "it does not go out any more: it is cancelled" in reviewed("review", "import", "-", stdin=gone).words
    assert "nothing to review" in reviewed("review", "export", NAME, code=2).complaint


def test_a_slow_reviewers_yes_still_counts_at_the_next_slot(reviewed: Typist) -> None:
    """The slot is shown and may move; a text for another day that reads otherwise would not be approved."""
    short = changed(REVIEWED_PLAN, {'"moment", "question", "evidence", "link"': '"evidence", "link"', NAME: "slow"})
    reviewed.plans(short)
    file = hands_out(reviewed, "slow")
    reviewed.clock.set(FIRST_SLOT + timedelta(days=1, minutes=1))
    moved = reviewed("run", code=3)
    assert "no reviewer agreed to it in time" in moved.words
    answer = file.answer({3: "yes", 4: "yes"}, at=datetime(2026, 11, 24, 22, 0, tzinfo=UTC))
    result = reviewed("review", "import", "-", stdin=answer)
    assert result.words.count("another time than the file shows") >= 1
    assert states(reviewed)[2:] == ["approved", "approved"]


def test_other_plans_keep_their_own_way_of_approving(planned: Typist) -> None:
    file = hands_out(planned)
    result = planned("review", "import", "-", stdin=file.answer(YES_TO_BOTH))
    assert "yes: noted." in result.words
    assert f"2 posts of {NAME} wait for you. Next: `postlab approve {NAME}`" in result.words
    assert states(planned) == ["planned", "planned"]
    planned("approve", NAME)
    no = file.answer({1: "no"}, at=SAID + timedelta(minutes=1))
    planned.clock.advance(timedelta(hours=1))
    planned("review", "import", "-", stdin=no)
    assert states(planned) == ["planned", "approved"]


def test_a_running_plan_may_begin_to_wait_for_reviewers(planned: Typist) -> None:
    planned("approve", NAME, "--all")
    assert states(planned) == ["approved", "approved"]
    planned.plans(REVIEWED_PLAN, "--amend", "The head wants to see them.")
    assert states(planned) == ["planned", "planned"]
    assert planned.rows("SELECT approve_all FROM experiment") == [(0,)]


def test_the_report_says_who_said_what_and_the_audit_checks_it(reviewed: Typist) -> None:
    file = hands_out(reviewed)
    reviewed("review", "import", "-", stdin=file.answer(YES_TO_BOTH))
    reviewed("review", "import", "-", stdin=file.answer({2: "comment"}, name="Ben", comment="Is *this* so?"))
    for form in ((), ("--markdown",)):
        report = reviewed("report", NAME, *form).words
        assert "Ada Lovelace said yes to posts 1 and 2." in report
        assert "Comment by Ben, Mon 23 Nov 2026 09:00: Is" in report
    reviewed.clock.set(FIRST_SLOT)
    reviewed("run")
    clean = reviewed("report", NAME, "--audit").words
    assert "reviews: the words of 3 reviews have the digests that were recorded" in clean
    assert "post 2, review: comment by Ben, words" in clean
    assert "posts out: 1 post went out, each with a yes to its very words, or a reason" in clean
    # what becomes known of its link later says nothing of what went out
    another = changed(REVIEWED_PLAN, {'title = "Graduates still earn more"': 'title = "Another headline"'})
    reviewed.plans(another, "--amend", "It was renamed.")
    assert "Ada Lovelace said yes to post 1." in reviewed("report", NAME).words
    assert "1 post went out, each with a yes" in reviewed("report", NAME, "--audit").words
    with closing(sqlite3.connect(reviewed.lab / "postlab.db")) as records:
        records.execute("UPDATE review SET form = replace(form, 'news.example', 'evil.example') WHERE post_id = 1")
        records.commit()
    found = reviewed("report", NAME, "--audit", code=(0, 1, 3)).words
    assert "MISMATCH reviews: the words that were reviewed of post 1 are not as recorded" in found
    assert "MISMATCH posts out: post 1 went out without a yes to these words" in found


def test_doctor_and_the_edit_say_who_is_waited_for(reviewed: Typist) -> None:
    reviewed.clock.set(FIRST_SLOT - timedelta(hours=2))
    said = reviewed("doctor", code=(0, 3)).words
    assert "Post 1 will be due by this time tomorrow and waits for a reviewer's yes." in said
    (text,) = reviewed.rows("SELECT text FROM post WHERE id = 1")[0]
    edited = reviewed("post", "edit", "1", "--text", f"Look. {text}").words
    assert "waits for a reviewer's yes. " in edited
    assert f"Next: `postlab review export {NAME}`" in edited


def test_a_dry_run_takes_nothing(reviewed: Typist) -> None:
    file = hands_out(reviewed)
    before = reviewed.dump()
    result = reviewed("review", "import", "-", "--dry-run", stdin=file.answer(YES_TO_BOTH))
    assert "Nothing was changed." in result.words
    assert reviewed.dump() == before
    answer = reviewed("review", "import", "-", "--dry-run", "--json", stdin=file.answer(YES_TO_BOTH)).json
    assert [post["effect"] for post in answer["answers"][0]["posts"]] == ["approved", "approved"]
    assert reviewed.dump() == before


def test_an_experiment_that_was_handed_out_can_be_deleted(reviewed: Typist) -> None:
    file = hands_out(reviewed)
    reviewed("review", "import", "-", stdin=file.answer({1: "comment"}, comment="Why?"))
    assert states(reviewed) == ["planned", "planned"]
    reviewed("experiment", "delete", NAME, "--yes")
    assert reviewed.rows("SELECT count(*) FROM review") == [(0,)]
    assert (
        "No file with the code" in reviewed("review", "import", "-", stdin=file.answer(YES_TO_BOTH), code=2).complaint
    )


def test_a_first_reply_is_reviewed_with_its_post(typist: Typist) -> None:
    in_reply = {'"moment", "question", "evidence", "link"': '"question", "evidence", "link in reply"'}
    typist.plans(changed(REVIEWED_PLAN, in_reply))
    file = hands_out(typist)
    ((post, reply),) = typist.rows("SELECT reply_to_id, id FROM post WHERE part = 1")
    assert reply not in file.digests
    typist("review", "import", "-", stdin=file.answer(dict.fromkeys(file.digests, "yes")))
    assert states(typist) == ["approved"] * 3
    # another reply is another post to its readers
    (text,) = typist.rows(f"SELECT text FROM post WHERE id = {reply}")[0]
    typist("post", "edit", str(reply), "--text", f"See {text}")
    assert f"Post {post} of" in typist("approve", str(post), code=2).complaint
    again = file.answer({post: "yes"}, name="Ben")
    assert "it has changed since the file was made" in typist("review", "import", "-", stdin=again, code=3).words
    newer = hands_out(typist)
    typist("review", "import", "-", stdin=newer.answer({post: "yes"}, name="Ben"))
    assert states(typist) == ["approved"] * 3


def test_a_reply_that_is_changed_once_its_post_is_out_is_reviewed_alone(typist: Typist) -> None:
    in_reply = {'"moment", "question", "evidence", "link"': '"question", "evidence", "link in reply"'}
    typist.plans(changed(REVIEWED_PLAN, in_reply))
    file = hands_out(typist)
    typist("review", "import", "-", stdin=file.answer(dict.fromkeys(file.digests, "yes")))
    ((post, reply),) = typist.rows("SELECT reply_to_id, id FROM post WHERE part = 1")
    with closing(sqlite3.connect(typist.lab / "postlab.db")) as records:
        records.execute(
            f"UPDATE post SET state = 'published', published_at = slot_at, remote_id = 'x' WHERE id = {post}"
        )
        records.commit()
    (text,) = typist.rows(f"SELECT text FROM post WHERE id = {reply}")[0]
    typist("post", "edit", str(reply), "--text", f"See {text}")
    assert "waits for somebody else's yes" in typist("approve", str(reply), code=2).complaint
    newer = hands_out(typist)
    assert reply in newer.digests
    assert post not in newer.digests
    typist("review", "import", "-", stdin=newer.answer({reply: "yes"}))
    assert typist.rows(f"SELECT state FROM post WHERE id = {reply}") == [("approved",)]


def test_a_lab_may_want_a_review_of_everything(typist: Typist) -> None:
    assert "`postlab review`" in typist("settings", "set", "step", "reviewed").words
    planned = typist.plans(changed(REVIEWED_PLAN, {'approve = "reviewed"': ""}))
    assert f"Next: `postlab review export {NAME}`" in planned.words
    assert typist.stored_plan["approve"] == "reviewed"
    assert "An offer" not in typist("status").out


def test_a_model_s_words_count_as_read_by_a_reviewer(typist: Typist) -> None:
    by_model = 'title = "Graduates still earn more"\nwritten_by = { question = "llama3.2" }\nquestion = "Worth it?"'
    typist.plans(changed(REVIEWED_PLAN, {'title = "Graduates still earn more"': by_model}))
    assert typist.rows("SELECT count(*) FROM post WHERE written_by LIKE '%llama%'") == [(1,)]
    typist("review", "import", "-", stdin=hands_out(typist).answer(YES_TO_BOTH))
    assert states(typist) == ["approved", "approved"]


def test_an_answer_saved_by_an_editor_or_a_mail_program(reviewed: Typist) -> None:
    answer = hands_out(reviewed).answer({1: "yes"})
    for content in (answer.encode("utf-16"), b"\xef\xbb\xbf" + answer.replace("\n", "\r\n").encode()):
        file = reviewed.lab.parent / "answer.txt"
        file.write_bytes(content)
        reviewed("review", "import", str(file))
    assert states(reviewed) == ["approved", "planned"]
    assert "cannot be read" in reviewed("review", "import", "nowhere.txt", code=2).complaint
    handed_out = str(reviewed.lab.parent / "review.html")
    assert "not the answer to it" in reviewed("review", "import", handed_out, code=2).complaint
    before = reviewed.dump()
    changed_on_its_way = answer.replace("Seal: ", "Seal: 0")
    assert "its signature does not fit" in reviewed("review", "import", "-", stdin=changed_on_its_way, code=2).complaint
    assert reviewed.dump() == before


@pytest.fixture
def picture() -> Iterator[str]:
    """The address of a picture on a site of its own."""
    content = BytesIO()
    Image.new("RGB", (40, 20), "green").save(content, "PNG")

    class Site(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "image/png")
            self.end_headers()
            self.wfile.write(content.getvalue())

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the base class's name)
            """Quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/picture.png"
        server.shutdown()
        thread.join()


def test_the_picture_of_a_page_stands_in_the_file(typist: Typist, picture: str) -> None:
    """The lab asks for it, so that the reviewer's browser need not."""
    typist.env["POSTLAB_ALLOW_PRIVATE"] = "true"
    typist("account", "add", "manual", "page", "--network", "facebook")
    on_facebook = {
        'accounts = ["sandbox"]': 'accounts = ["page"]',
        'title = "': f'image = "{picture}"\ntitle = "',
        "rounds = 12": "rounds = 4",
    }
    typist.plans(changed(REVIEWED_PLAN, on_facebook))
    assert "data:image/jpeg;base64," in hands_out(typist).text
    without = typist("review", "export", NAME, "-o", "-", "--no-pictures").out
    assert "data:image/jpeg" not in without
    assert picture not in without
