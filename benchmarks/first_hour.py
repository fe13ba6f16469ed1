"""The first hour of a new user, typed into a terminal of 80 by 24: from `demo` to an approved experiment of one's own.

    uv pip install --compile-bytecode .      into a fresh environment
    python benchmarks/first_hour.py defaults | own | mistakes  [--log FILE]

Needs tmux. Types `postlab demo`, `init`, `new`, `approve`, `run` and `status` as somebody would who takes every
default, who has links and words of their own and rehearses them, or who types something wrong at every question first.
Writes each screen with its time, and then how many answers and keys it took, how many things were typed wrong, and how
long each command took.
"""

from __future__ import annotations

import argparse
import html
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

PROMPT = "READY>"
PAGES = {
    "pay": (
        "Graduates earn more over a lifetime, study finds",
        (
            "Graduates earn 20 per cent more over a working life than those who left after school, "
            "according to a study of 40,000 tax records."
        ),
    ),
    "interviews": (
        "What interviewers remember about candidates",
        (
            "Interviewers remember a candidate's examples better than their qualifications, a survey "
            "of 1,200 employers found."
        ),
    ),
    "apprentices": (
        "Apprenticeships now open to school leavers in every state",
        "Nine in ten apprentices were in work six months after they finished, according to the national survey.",
    ),
    "loans": (
        "How student loans are repaid, in plain words",
        "Graduates repay nothing until they earn more than 54,435 dollars a year, the tax office says.",
    ),
    "careers-fair": (
        "The autumn careers fair returns with 120 employers",
        "One in four students who went to last year's fair found a placement there, the organisers say.",
    ),
    "clearing": (
        "Clearing explained: how places are filled in August",
        "Some 38,000 applicants found a place through clearing last year, according to the admissions service.",
    ),
}


class Quiet(SimpleHTTPRequestHandler):
    """Serves a folder and says nothing of it."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name in the base class
        """Nothing."""

    def do_GET(self) -> None:
        """The page; two that are not there, one of them for good."""
        if "/gone" in self.path:
            self.send_error(410)
            return
        super().do_GET()


@dataclass
class Walk:
    """What is answered to which question: the first pattern that the last lines of the screen match.

    Attributes:
        answers: a pattern and what is typed there, one after the other each time it is asked; after the last, Enter.
        default: what is typed at any other question.
    """

    answers: Sequence[tuple[str, Sequence[str]]]
    default: str = ""


@dataclass
class Typed:
    """What was done so far."""

    answers: int = 0
    keys: int = 0
    wrong: int = 0
    took: list[tuple[str, float]] = field(default_factory=list)


class Terminal:
    """A terminal of 80 by 24 in tmux, and the log of its screens."""

    def __init__(self, environment: dict[str, str], log: Path) -> None:
        """Start a shell in it."""
        self.environment = environment
        self.socket = f"first-hour-{time.time_ns()}"
        self.log = log.open("w", encoding="utf-8")
        self.began = time.monotonic()
        self.typed = Typed()
        self.asked = ""
        self.tmux("new-session", "-d", "-x", "80", "-y", "24", "bash --norc --noprofile")
        self.tmux("set-option", "-g", "history-limit", "50000")
        self.send(f"PS1='{PROMPT} '; cd ~; clear")
        time.sleep(1)

    def tmux(self, *words: str) -> str:
        """One command of tmux, and what it printed."""
        command = ["tmux", "-L", self.socket, *words]
        return subprocess.run(command, env=self.environment, capture_output=True, text=True, check=True).stdout

    def screen(self) -> str:
        """What is on the screen."""
        return self.tmux("capture-pane", "-p").rstrip()

    def send(self, text: str) -> None:
        """Type a line."""
        if text:
            self.tmux("send-keys", "-l", "--", text)
        self.tmux("send-keys", "Enter")

    def busy(self) -> bool:
        """Whether a process of the terminal works, or waits for a disk."""
        tty = self.tmux("display-message", "-p", "#{pane_tty}").strip()
        done = subprocess.run(["ps", "-o", "stat=", "-t", tty], capture_output=True, text=True, check=False)
        return any(state[0] in "RD" for state in done.stdout.split())

    def at_the_prompt(self) -> bool:
        """Whether the command is over."""
        return self.tmux("display-message", "-p", "#{pane_current_command}").strip() == "bash"

    def settled(self, limit: float = 240) -> str:
        """The screen once nothing changes for a moment and nothing works."""
        before, still, start = "", 0, time.monotonic()
        while time.monotonic() - start < limit:
            time.sleep(0.15)
            now = self.screen()
            still = still + 1 if now == before and not self.busy() else 0
            before = now
            if still >= 4:
                return now
        raise SystemExit(f"Nothing settled within {limit:.0f} s:\n{before}")

    def record(self, what: str, screen: str) -> None:
        """Write into the log what a screen shows from the last answer on."""
        lines = screen.splitlines()
        earlier = [number for number, line in enumerate(lines[:-1]) if self.asked and line.startswith(self.asked)]
        shown = earlier[-1] if earlier else 0
        self.asked = lines[-1] if lines else ""
        self.log.write(f"\n===== {time.monotonic() - self.began:7.1f} s  {what}\n" + "\n".join(lines[shown:]) + "\n")
        self.log.flush()

    def command(self, line: str, walk: Walk, *, most: int = 160) -> str:
        """Type a command, and answer what it asks until the shell is back; the last screen."""
        print(f"$ {line}", file=sys.stderr)
        given = {pattern: list(words) for pattern, words in walk.answers}
        start = time.monotonic()
        self.send("clear; " + line)
        time.sleep(0.5)
        for _ in range(most):
            screen = self.settled()
            if self.at_the_prompt():
                self.record(f"end of {line}", screen)
                self.typed.took.append((line, time.monotonic() - start))
                return screen
            if screen.splitlines() and screen.splitlines()[-1].strip() in {":", "(END)"}:
                self.record("pager", screen)
                self.tmux("send-keys", "q")
                continue
            last = screen.splitlines()[-1:], screen.splitlines()[-2:]
            pattern = next((one for lines in last for one in given if re.search(one, " ".join(lines))), None)
            answer = given[pattern].pop(0) if pattern is not None and given[pattern] else walk.default
            wrong = answer.startswith("!")
            answer = answer.removeprefix("!")
            self.record(f"answer {answer!r}{' (wrong)' if wrong else ''}", screen)
            self.typed.answers += 1
            self.typed.wrong += wrong
            self.typed.keys += len(answer) + 1
            if answer == "^C":
                self.tmux("send-keys", "C-c")
            elif answer == "^D":
                self.tmux("send-keys", "C-d")
            else:
                self.send(answer)
        raise SystemExit(f"{line} asked more than {most} questions:\n{screen}")

    def close(self) -> None:
        """End it."""
        subprocess.run(["tmux", "-L", self.socket, "kill-server"], capture_output=True, check=False)
        self.log.close()


def write_pages(folder: Path) -> None:
    """Pages of a news site, each with a headline, a finding and some paragraphs."""
    for name, (title, finding) in PAGES.items():
        paragraphs = [
            f"{finding} The figures were published this week.",
            (
                "The authors compared people of the same age and from the same towns, so that what their "
                "parents earn explains little of the difference."
            ),
            (
                "Careers advisers say that the finding matters most to those who are about to choose, "
                "since many of them underrate what a choice is worth."
            ),
            "The full report can be read free of charge, and a summary for schools will follow in the spring.",
        ]
        body = "".join(f"<p>{html.escape(one)}</p>" for one in paragraphs)
        text = f"""<!doctype html><html lang="en"><head><meta charset="utf-8">
<title>{html.escape(title)} | Careers News</title>
<meta property="og:type" content="article"><meta property="og:site_name" content="Careers News">
<meta property="og:title" content="{html.escape(title)}"></head>
<body><article><h1>{html.escape(title)}</h1>{body}</article></body></html>"""
        (folder / f"{name}.html").write_text(text, encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("walk", choices=("defaults", "own", "mistakes"))
    parser.add_argument("--log", type=Path, default=Path("first-hour.log"))
    options = parser.parse_args()
    if shutil.which("tmux") is None:
        sys.exit("This needs tmux.")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        pages, home = Path(folder) / "pages", Path(folder) / "home"
        pages.mkdir()
        home.mkdir()
        write_pages(pages)
        server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(pages)))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        site = f"http://127.0.0.1:{server.server_port}"
        environment = {
            "HOME": str(home),
            "XDG_DATA_HOME": str(home / ".local" / "share"),
            "PATH": f"{Path(sys.executable).parent}:/usr/local/bin:/usr/bin:/bin",
            "TERM": "screen-256color",
            "LANG": "C.UTF-8",
        }
        terminal = Terminal(environment, options.log)
        try:
            walked(terminal, options.walk, site)
        finally:
            terminal.close()
    typed = terminal.typed
    for line, seconds in typed.took:
        print(f"{seconds:7.1f} s  {line}")
    print(
        f"{typed.answers} answers, {typed.keys} keys, {typed.wrong} typed wrong, "
        f"{time.monotonic() - terminal.began:.0f} s in all"
    )


def walked(terminal: Terminal, name: str, site: str) -> None:
    """One walk, from the demo to the status of an experiment that runs."""
    walk = {"defaults": defaults, "own": own, "mistakes": mistakes}[name](site)
    terminal.command("postlab demo", walk)
    terminal.command("postlab init", walk)
    terminal.command("postlab new --allow-private", walk)
    if name == "mistakes":
        # the last question was answered with no: the next call goes on with the answers that were kept
        again = Walk(answers=[(r"y/n/r, or", ["r", "y"])])
        terminal.command("postlab new --allow-private", again)
    terminal.command(f"postlab approve {'why-now' if name == 'own' else 'context'}", walk)
    terminal.command("postlab run", walk)
    terminal.command("postlab status", walk)


def defaults(site: str) -> Walk:
    """Enter at every question; only links have no default."""
    return Walk(answers=[(r"Link \d+", [f"{site}/{name}.html" for name in PAGES])])


def own(site: str) -> Walk:
    """Links and words of one's own."""
    return Walk(
        answers=[
            (r"Link \d+", [f"{site}/{name}.html" for name in PAGES]),
            (r"For me it is", ["4"]),
            (r"Audiences \(", ["parents, students"]),
            (r"time zone", ["Sydney"]),
            (
                r"What do you want to know\?|context\?\)$",
                ["Do parents click more when a post says why now?"],
            ),
            (r"A short name", ["why-now"]),
            (r"What do you expect", ["A reason beats a bare link."]),
            (r"Why might that be", ["People look for advice when a choice is near."]),
            (r"What counts as a response", ["likes"]),
            (r"How old are posts", ["2 days"]),
            (r"When to post", ["weekdays at noon"]),
            (r"How many rounds", ["12"]),
            (r"Which moment", ["exams"]),
            (r"On which day", ["in 3 weeks"]),
            (r"[Ii]f it fails|does not work", ["Back to bare links; then a question instead of a claim."]),
            (r"y/n/r, or", ["r", "11", "10", "y"]),
            (r"Let it go out", ["e", "y", "y", "y"]),
        ]
    )


def mistakes(site: str) -> Walk:
    """Something wrong first at every question; what is marked with ! should be refused or asked about."""
    pages = [f"{site}/{name}.html" for name in PAGES]
    return Walk(
        answers=[
            (r"Where should it be", ["!/etc/passwd/lab", ""]),
            (r"For me it is", ["!maybe", "!9", "3"]),
            (r"Audiences \(", ["!", "students"]),
            (r"time zone", ["!Sidney", "!AEST/Sydney", "Australia/Sydney"]),
            (r"simulated audience to try", ["!perhaps", "y"]),
            (r"What do you want to know\?|context\?\)$", [f"!{pages[0]}", "!y", "!<", "!?", ""]),
            (r"A short name", ["!../etc", "!a/b", f"!{pages[0]}", "!" + "long" * 40, "context"]),
            (r"What do you expect", [f"!{pages[0]}", "!no", "!<", ""]),
            (r"Which framing should do better", ["!the new one", "!contextualized", "!1", "contextualised"]),
            (r"Why might that be", [f"!{pages[0]}", "!<", ""]),
            (r"Who is it for", ["!studnets", "!Students,parents", "students"]),
            (r"Where to post", ["!sandbx", "!facebook", "!,", "sandbox"]),
            (r"What counts as a response", ["!like", "!hearts", "!5", "clicks"]),
            (r"How old are posts", ["!3", "!0h", "!-5h", "!99999d", "3 days"]),
            (r"When to post", ["!Tue 9", "!Teusday 9am", "!every other Tuesday 9am", "!25:00", "!now", "9am Tue/Thu"]),
            (r"How many rounds", ["!0", "!two", "!-1", "!1001", "12"]),
            (r"Which moment", ["!xmas party", "!<", "exams"]),
            (r"On which day", ["!30 Novembre", "!2020-11-30", "!31 Feb", "!soon", "in 2 weeks"]),
            (
                r"Link \d+",
                [
                    "!",
                    "!careers page",
                    f"!{site}/gone",
                    f"!{site}/nothing-here",
                    "!www.",
                    "!file:///etc/passwd",
                    "!mailto:a@b.example",
                    pages[0],
                    f"!{pages[0]}?utm_source=newsletter",
                    *pages[1:],
                ],
            ),
            (r"[Ii]f it fails", [f"!{pages[0]}", ""]),
            (r"y/n/r, or", ["!what", "!99", "!n"]),
            (r"Let it go out", ["!yess", "!n", "", "y"]),
        ]
    )


if __name__ == "__main__":
    main()
