"""The first sentences of the commands' help, so that listing the commands imports none of them."""

from __future__ import annotations

FIRST_SENTENCES = {
    "demo": "Watch the whole loop on a simulated audience: try, gauge, change one thing, try again. No account needed.",
    "init": "Make a lab: settings, database, and a simulated audience to try things on. Again, it changes nothing.",
    "observe": "What you posted before: look at it; nothing is published.",
    "draft": (
        "Read a link and show its framings as each of your accounts would. "
        "With --title and --evidence nothing is fetched."
    ),
    "preview": (
        "Write a page that shows posts as readers will meet them: marked, folded, with the preview of their link."
    ),
    "words": "Ask a language model for block texts of a link, if you have set one up (`\\[ai]` in postlab.toml).",
    "new": "Plan an experiment and draw its first round; nothing goes out before you approve it.",
    "rehearse": (
        "Play a plan to its end on a simulated audience: what the report would say, and how often it settles anything."
    ),
    "approve": (
        "Let posts go out at their slots: one post, an experiment's waiting posts, or its rounds to come as well."
    ),
    "unapprove": (
        "Take an approval back: a post that is not out yet waits for you again; of an experiment, all that is not out."
    ),
    "review": "A second pair of eyes: posts handed out to be reviewed, and what comes back.",
    "run": "Take one turn of the loop: settle, publish what is due, read what is due, judge, plan the next round.",
    "pause": "Hold an experiment: nothing new goes out and nothing is given up; what is out is still read and judged.",
    "resume": (
        "Let a paused experiment go on; what waits of a round and is late moves to the next slots, its draw kept."
    ),
    "stop": "End an experiment: its waiting posts will not go out, what is out is still read and shown in the report.",
    "status": "Say what is going on, what waits for you, and what comes next.",
    "calendar": ("Show what goes out when: posts, rounds to come, readings, moments and pauses, week by week."),
    "remind": (
        "Write down for your own calendar when `postlab run` must run, for the posts to go out and the numbers to "
        "count."
    ),
    "report": "Say what the rounds so far allow, how sure that is, and what to do next.",
    "retry": "Try again with one change to the framing, the first suggested by what the rounds showed.",
    "reflect": "Write down what you make of an experiment; the report shows it.",
    "history": "Show all experiments as a tree: each with the one change, what came of it, and what it taught.",
    "learn": (
        "Say what each block of a text does, for whom, by the rounds of all experiments; and what nobody knows yet."
    ),
    "experiment": "Experiments that are over: their names, and out of the lists.",
    "account": "The profiles and pages that the lab may post to.",
    "post": "Single posts.",
    "link": "The pool of links that you could share.",
    "moment": "The times when your audience needs something.",
    "metrics": "What posts have gathered.",
    "settings": "How this lab is set up; `set` and `unset` change one thing.",
    "cron": "Let cron take the turns of the loop, with nobody at the keyboard.",
    "platforms": (
        "Show what each platform can publish, count and find again, what it costs, and how long a text may be."
    ),
    "doctor": (
        "Look for everything that could stop tomorrow's run: accounts, tokens, budgets, words, cron, posts that wait."
    ),
    "help": "Read about a topic or a command; alone, it lists the topics. `postlab help words` explains every word.",
}
"""By command: what its docstring, or its group's `help`, begins with. A test compares them."""
