"""Plans that cannot be carried out: what is written instead, and the places of the faults that must be named."""

from __future__ import annotations

EVIDENCE = (
    'evidence = "Research shows that most graduates will earn more over their lifetime than those who did not go to '
    'uni."'
)
SECOND_LINK = '\n[[link]]\nurl = "https://news.example/graduate-pay"\ntitle = "Again"\nevidence = "Studies say so."\n'
LAST_VARIANT = 'blocks = ["moment", "question", "evidence", "link"]'
A_THIRD = f'{LAST_VARIANT}\n\n[[variant]]\nname = "third"\nblocks = ["question", "link"]'

BAD: dict[str, tuple[dict[str, str], set[str]]] = {
    "no name": ({'name = "exam-season-context"': ""}, {"name"}),
    "empty name": ({'"exam-season-context"': '""'}, {"name"}),
    "name of blanks": ({'"exam-season-context"': '"   "'}, {"name"}),
    "name with a slash": ({'"exam-season-context"': '"exam/season"'}, {"name"}),
    "name with colour": ({'"exam-season-context"': '"\\u001b[31mred"'}, {"name"}),
    "name of two lines": ({'"exam-season-context"': '"one\\ntwo"'}, {"name"}),
    "name like an option": ({'"exam-season-context"': '"--all"'}, {"name"}),
    "long name": ({'"exam-season-context"': '"' + "a" * 61 + '"'}, {"name"}),
    "name that is a number": ({'"exam-season-context"': "7"}, {"name"}),
    "no question": (
        {'question = "Do Year 12 students respond more when a link comes with context?"': ""},
        {"question"},
    ),
    "empty question": ({'"Do Year 12 students respond more when a link comes with context?"': '""'}, {"question"}),
    "no metric": ({'metric = "clicks"': ""}, {"metric"}),
    "unknown metric": ({'metric = "clicks"': 'metric = "smiles"'}, {"metric"}),
    "metric that is a list": ({'metric = "clicks"': 'metric = ["clicks"]'}, {"metric"}),
    "horizon in words": ({'horizon = "72h"': 'horizon = "a while"'}, {"horizon"}),
    "no horizon to speak of": ({'horizon = "72h"': 'horizon = "0h"'}, {"horizon"}),
    "endless horizon": ({'horizon = "72h"': f'horizon = "{"9" * 30}d"'}, {"horizon"}),
    "horizon that is a date": ({'horizon = "72h"': "horizon = 2026-01-01"}, {"horizon"}),
    "control that is none": ({'control = "bare link"': 'control = "plain"'}, {"control"}),
    "no accounts": ({'accounts = ["sandbox"]': ""}, {"accounts"}),
    "empty accounts": ({'accounts = ["sandbox"]': "accounts = []"}, {"accounts"}),
    "accounts that are text": ({'accounts = ["sandbox"]': 'accounts = "sandbox"'}, {"accounts"}),
    "account twice": ({'accounts = ["sandbox"]': 'accounts = ["sandbox", "sandbox"]'}, {"accounts"}),
    "unknown account": ({'accounts = ["sandbox"]': 'accounts = ["sandbox", "page"]'}, {"accounts 2"}),
    "account that is a number": ({'accounts = ["sandbox"]': "accounts = [7]"}, {"accounts 1"}),
    "zone that is none": ({'"Australia/Sydney"': '"Sydney"'}, {"timezone"}),
    "zone that is a path": ({'"Australia/Sydney"': '"../../etc/passwd"'}, {"timezone"}),
    "slot that is none": ({'"Tue 12:30"': '"Someday 12:30"'}, {"slots"}),
    "slot at no hour": ({'"Tue 12:30"': '"Tue 25:30"'}, {"slots"}),
    "slot twice": ({'"Thu 12:30"': '"Tue 12:30"'}, {"slots"}),
    "slots that are text": ({'["Tue 12:30", "Thu 12:30"]': '"Tue 12:30"'}, {"slots"}),
    "slots and a beat": ({"rounds = 12": 'every = "6h"\nrounds = 12'}, {"every"}),
    "reading of no age": ({'["1h", "6h"': '["soon", "6h"'}, {"readings 1"}),
    "unknown design": ({'design = "two links"': 'design = "three links"'}, {"design"}),
    "gap with two links": ({'design = "two links"': 'design = "two links"\ngap = "14d"'}, {"gap"}),
    "no rounds": ({"rounds = 12": "rounds = 0"}, {"rounds"}),
    "half a round": ({"rounds = 12": "rounds = 1.5"}, {"rounds"}),
    "rounds without end": ({"rounds = 12": "rounds = 100000"}, {"rounds"}),
    "alpha of nothing": ({"alpha = 0.05": "alpha = 0"}, {"alpha"}),
    "alpha of more than half": ({"alpha = 0.05": "alpha = 0.9"}, {"alpha"}),
    "alpha that is no number": ({"alpha = 0.05": "alpha = nan"}, {"alpha"}),
    "alpha in words": ({"alpha = 0.05": 'alpha = "small"'}, {"alpha"}),
    "ratio that changes nothing": ({"worthwhile = 1.5": "worthwhile = 1"}, {"worthwhile"}),
    "unknown approval": ({'approve = "each"': 'approve = "never"'}, {"approve"}),
    "unknown key": ({"rounds = 12": "round = 12"}, {"round"}),
    "weights without engagement": ({"[brief]": "[weights]\nlikes = 1\n\n[brief]"}, {"weights"}),
    "one variant": ({f'[[variant]]\nname = "contextualised"\n{LAST_VARIANT}': ""}, {"variant"}),
    "three variants": ({LAST_VARIANT: A_THIRD}, {"variant"}),
    "variants of one name": ({'name = "contextualised"': 'name = "bare link"'}, {"variant"}),
    "variants that are the same": ({LAST_VARIANT: 'blocks = ["link"]'}, {"variant"}),
    "variant without blocks": ({LAST_VARIANT: "blocks = []"}, {"variant 2, blocks"}),
    "variant without a link": ({LAST_VARIANT: 'blocks = ["moment"]'}, {"variant 2, blocks"}),
    "unknown block": ({'"moment", "question"': '"moment", "joke"'}, {"variant 2, blocks"}),
    "block twice": ({'"moment", "question"': '"moment", "moment"'}, {"variant 2, blocks"}),
    "moment on no day": ({"moment_on = 2026-11-30": 'moment_on = "soon"'}, {"brief, moment_on"}),
    "quoted in no known way": ({"[brief]": '[brief]\nquotes = "italics"'}, {"brief, quotes"}),
    "unknown key in the brief": ({"moment_on = 2026": "moment_in = 2026"}, {"brief, moment_in"}),
    "brief that is a list": ({"[brief]": "[[brief]]"}, {"brief"}),
    "no link": (
        {'[[link]]\nurl = "https://news.example/graduate-pay"': "[links]", "title =": "a =", "evidence =": "b ="},
        {"link", "links"},
    ),
    "link that is no address": ({'"https://news.example/graduate-pay"': '"news example"'}, {"link 1, url"}),
    "link to a file": ({'"https://news.example/graduate-pay"': '"file:///etc/passwd"'}, {"link 1, url"}),
    "link that would run": ({'"https://news.example/graduate-pay"': '"javascript:alert(1)"'}, {"link 1, url"}),
    "link twice": ({EVIDENCE: EVIDENCE + SECOND_LINK}, {"link 2, url"}),
    "empty title": ({'"Graduates still earn more"': '""'}, {"link 1, title"}),
    "empty evidence": ({EVIDENCE: 'evidence = ""'}, {"link 1, evidence"}),
    "page that cannot be reached": (
        {EVIDENCE: "", "https://news.example/": "http://127.0.0.1:9/"},
        {"link 1, url"},
    ),
    "unknown key of a link": ({"title =": "headline =", EVIDENCE: ""}, {"link 1, headline"}),
    "many at once": (
        {
            'metric = "clicks"': 'metric = "smiles"',
            "alpha = 0.05": "alpha = 7",
            '"Australia/Sydney"': '"Sydney"',
            'accounts = ["sandbox"]': 'accounts = ["page"]',
            '"moment", "question"': '"moment", "joke"',
            '"https://news.example/graduate-pay"': '"news example"',
        },
        {"metric", "alpha", "timezone", "accounts 1", "variant 2, blocks", "link 1, url"},
    ),
    "some in keys and some between": (
        {
            'metric = "clicks"': 'metric = "smiles"',
            'control = "bare link"': 'control = "plain"',
            'design = "two links"': 'design = "two links"\ngap = "14d"',
            'accounts = ["sandbox"]': 'accounts = ["sandbox", "page", "sandbox"]',
            "rounds = 12": 'every = "6h"\nrounds = 0',
            EVIDENCE: EVIDENCE + SECOND_LINK,
        },
        {"metric", "control", "gap", "accounts", "accounts 2", "rounds", "every", "link 2, url"},
    ),
    "between keys of which one is wrong": (
        {'design = "two links"': 'design = "three links"\ngap = "14d"', '"moment", "question"': '"joke", "question"'},
        {"design", "variant 2, blocks"},
    ),
    "many between keys": (
        {
            'control = "bare link"': 'control = "plain"',
            'design = "two links"': 'design = "two links"\ngap = "14d"',
            "rounds = 12": 'every = "6h"\nrounds = 12',
        },
        {"control", "gap", "every"},
    ),
}
