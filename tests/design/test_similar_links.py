"""Pairs of links: like with like, each link once, the same whatever the order; topics that are known are found."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postlab.design.similar_links import MOST_LINKS, Subject, pairs, topics_of
from postlab.design.topics import cosine, stem_of, topics

WORDS = """
apprentices: apprentices apprenticeships trades wages training employers electricians plumbing
scholarships: scholarships bursaries applications applicants deadline award funding essay
interviews: interviews nerves questions panel answers practice handshake candidates
loans: loans fees repayments debt interest threshold graduates budget
exams: exams revision sleep marks grades timetable pressure memory
"""
TOPICS = {line.split(": ")[0]: line.split(": ")[1].split() for line in WORDS.strip().splitlines()}
_EVERYDAY = "people work school life future plans chance choice career money family friends help advice place"
EVERYDAY = _EVERYDAY.split()


def corpus(seed: int, each: int = 6) -> tuple[list[Subject], dict[int, str]]:
    """Articles of known topics, half of whose words could stand in any of them."""
    random = Random(seed)
    subjects, about = [], {}
    for topic, words in TOPICS.items():
        for _ in range(each):
            key = len(subjects) + 1
            title = " ".join([*random.sample(words, 2), *random.sample(EVERYDAY, 2)])
            text = " ".join(random.choices(words, k=6) + random.choices(EVERYDAY, k=8))
            subjects.append(Subject(key, title, text, words=random.randint(400, 1500), site="news.example"))
            about[key] = topic
    return subjects, about


def test_pairs_lie_within_a_topic_far_more_often_than_chance() -> None:
    within = total = 0
    for seed in range(20):
        subjects, about = corpus(seed)
        for pair in pairs(subjects):
            within += about[pair.first] == about[pair.second]
            total += 1
    # by chance a partner is of the same topic in 5 of 29 cases
    assert within / total > 0.9


subjects = st.lists(
    st.builds(
        Subject,
        key=st.integers(1, 10_000),
        title=st.text(alphabet="abcd éß€ -'", max_size=30),
        text=st.lists(st.sampled_from([w for words in TOPICS.values() for w in words]), max_size=8).map(" ".join),
        words=st.none() | st.integers(0, 5000),
        site=st.sampled_from([None, "a.example", "b.example"]),
        evidence=st.booleans(),
    ),
    max_size=14,
    unique_by=lambda subject: subject.key,
)


@settings(max_examples=150, deadline=None)
@given(subjects, st.randoms(use_true_random=False), st.none() | st.integers(1, 5))
def test_each_link_at_most_once_and_the_same_in_any_order(
    found: list[Subject], random: Random, count: int | None
) -> None:
    made = pairs(found, count=count)
    keys = [key for pair in made for key in (pair.first, pair.second)]
    assert len(keys) == len(set(keys))
    assert set(keys) <= {subject.key for subject in found}
    assert len(made) == min(len(found) // 2, count if count is not None else len(found))
    shuffled = list(found)
    random.shuffle(shuffled)
    assert pairs(shuffled, count=count) == made
    for pair in made:
        assert pair.first < pair.second
        assert 0 <= pair.likeness <= 1
        assert pair.why


@settings(max_examples=60, deadline=None)
@given(subjects)
def test_no_exchange_of_partners_would_make_it_better(found: list[Subject]) -> None:
    """What 2-opt promises, asked of the pairs themselves."""
    from postlab.design import similar_links

    given_ = sorted(found, key=lambda subject: subject.key)
    place = {subject.key: number for number, subject in enumerate(given_)}
    about = topics_of(given_)

    def cost(one: int, other: int) -> float:
        i, j = place[one], place[other]
        return similar_links._cost(given_[i], given_[j], cosine(about.weights[i], about.weights[j]))

    made = [(pair.first, pair.second) for pair in pairs(found)]
    for p, (a, b) in enumerate(made):
        for c, d in made[p + 1 :]:
            least = min(cost(a, c) + cost(b, d), cost(a, d) + cost(b, c))
            assert cost(a, b) + cost(c, d) <= least + 1e-9


def test_a_pair_says_why_and_how_good_it_is() -> None:
    found = [
        Subject(1, "What apprentices earn", "Apprenticeships pay 12 per cent more", 940, "news.example"),
        Subject(2, "Apprenticeships: where the places are", "More apprentices than ever", 1130, "news.example"),
        Subject(3, "Sleep before the exam", "Sleepers got better marks", 300, "a.example"),
        Subject(4, "Which loans to pay back first", "Debt weighs on one in three", 4000, "b.example", evidence=False),
    ]
    good, poor = pairs(found)
    assert (good.first, good.second, good.quality) == (1, 2, "good")
    assert good.why == "both about apprentices, 900 and 1,100 words, both from news.example"
    assert (poor.first, poor.second, poor.quality) == (3, 4, "poor")
    assert (
        poor.why == "no topic in common, 300 and 4,000 words, very unlike in length, one without a sentence of evidence"
    )


def test_length_decides_between_equal_topics() -> None:
    found = [
        Subject(key, "Apprentices and their wages", "A survey of apprentices", words, "news.example")
        for key, words in enumerate((300, 2900, 3100, 310), start=1)
    ]
    assert {(pair.first, pair.second) for pair in pairs(found)} == {(1, 4), (2, 3)}


def test_the_odd_one_out_stays_out() -> None:
    about = ("Interview nerves", "Exams and sleep", "Interview panels", "Revision for exams", "Interviews: nerves")
    made = pairs([Subject(number, title) for number, title in enumerate(about, start=1)])
    assert (1, 5) in {(pair.first, pair.second) for pair in made}
    assert (2, 4) in {(pair.first, pair.second) for pair in made}
    assert len(made) == 2


def test_pairs_with_evidence_and_for_the_audience_come_first() -> None:
    found = [
        Subject(1, "Interview nerves", evidence=False),
        Subject(2, "Interview panels and nerves", evidence=False),
        Subject(3, "Hiring: staff who stay", "Employers who train managers keep staff"),
        Subject(4, "Managers and staff after hiring", "Employers keep staff"),
        Subject(5, "Exams and sleep", "Sleep before exams"),
        Subject(6, "Sleep well in exams", "Exams and sleep"),
    ]
    plainly = [(pair.first, pair.second) for pair in pairs(found)]
    assert plainly[-1] == (1, 2)
    for towards, first in (("employers hiring staff", (3, 4)), ("students exams", (5, 6))):
        best, *_ = pairs(found, count=1, towards=towards)
        assert (best.first, best.second) == first


def test_more_links_than_are_looked_at() -> None:
    made = pairs([Subject(key, f"Story {key % 7}") for key in range(1, MOST_LINKS + 12)])
    assert len(made) == MOST_LINKS // 2
    assert min(pair.first for pair in made) == 12


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("apprentice", "apprenticeships"),
        ("graduates", "graduation"),
        ("Étude", "etudes"),
        ("employer’s", "employers"),
        ("universities", "university"),
        ("jobs", "job"),
    ],
)
def test_forms_of_a_word_are_one(one: str, other: str) -> None:
    assert stem_of(one) == stem_of(other)


def test_words_that_are_not_the_same_stay_apart() -> None:
    assert len({stem_of(word) for word in ("bus", "class", "job", "pay", "analysis", "career", "carer")}) == 7


def test_topics_are_told_in_the_words_of_the_texts() -> None:
    found = topics([[("Scholarships and fees", 2)], [("A scholarship for AI", 2)], [("The fees of it all", 2)], []])
    assert set(found.words(0)) <= {"fees", "scholarship", "scholarships"}
    assert "ai" in found.words(1)
    assert found.words(3) == ()
    assert found.shared(0, 1) == ("scholarship",) or found.shared(0, 1) == ("scholarships",)
    assert cosine(found.weights[0], found.weights[0]) == pytest.approx(1)
    assert cosine(found.weights[1], found.weights[2]) == 0
    assert found.near(0, "scholarships for everyone") > found.near(2, "scholarships for everyone") == 0
