"""What an article is about is told by its title first, and only where that is sure."""

from __future__ import annotations

import pytest

from postlab.framing.subjects import LEAST_CONFIDENCE, SubjectGuess, subject_of
from postlab.framing.words.lexicon import SUBJECTS, Lexicon, SubjectWords
from postlab.framing.words.wordings import packaged_language

LEXICON = packaged_language("en").lexicon

HEADLINES = {
    "pay and worth of study": [
        "Graduates still earn more",
        "Is a degree worth it?",
        "Degree holders earn a third more than school leavers, survey finds",
        "Which degrees lead to the highest graduate salaries?",
        "The graduate premium is shrinking",
        "Does university pay off? What ten years of tax records say",
    ],
    "cost and debt": [
        "What a year at university really costs: tuition fees and rent",
        "STUDENT LOANS explained",
        "Students' loans: repayments start earlier from next year",
        "Scholarships that nobody applied for",
        "Cost of living forces students to skip meals",
        "How to make a student budget that works",
    ],
    "choosing a subject or school": [
        "How to choose a university",
        "Choosing a course when you like everything",
        "GCSE options: what to think about",
        "Thinking of a gap year? Read this first",
        "Three questions to ask before choosing your subjects",
        "Subject selection made simple",
    ],
    "applying": [
        "How to write a personal statement that sounds like you",
        "UCAS explained for beginners",
        "What admissions tutors read for in a college essay",
        "Applying to university later in life",
    ],
    "finding a job": [
        "Where to look when you are job hunting",
        "How to find a job without knowing anybody",
        "The hidden job market, and who sees it",
        "Looking for a job? Begin with a list",
        "What a year of job applications taught me",
    ],
    "cvs and interviews": [
        "Ten interview questions you will be asked",
        "How to write a CV with no experience",
        "CVs: what to leave out",
        "Your cover letter, line by line",
        "What happens at an assessment centre",
        "What employers look for in a first job",
        "Acing the interview: a guide for interns",
    ],
    "negotiating pay": [
        "How to ask for a raise without blushing",
        "Salary negotiation for people who hate it",
        "Negotiating your first job offer",
        "What are your salary expectations? How to answer",
    ],
    "apprenticeships and training": [
        "Apprenticeships: what you earn and what you learn",
        "Degree apprenticeships overtake some university courses",
        "A year as an electrical apprentice",
        "Vocational courses that lead to work",
        "Learn a trade after forty",
    ],
    "courses and certificates": [
        "Certificate programmes that start in spring",
        "The best coding bootcamps this year",
        "Ten free online courses in data science",
        "Professional certifications that boost a career",
        "What I learnt in a short course on gardening",
    ],
    "labour market": [
        "Unemployment falls for the third month",
        "Nurse shortage grows in country hospitals",
        "Fewer vacancies as employers wait",
        "The graduate job market cools",
        "The labour market in six charts",
        "Where the new jobs are",
        "Science skill shortage holds back industry",
        "The most in-demand jobs of the decade",
    ],
    "skills and technology": [
        "The skills gap, and who can close it",
        "Soft skills are hard to teach",
        "Upskilling at fifty",
        "Which skills employers want from graduates",
    ],
    "ai and automation": [
        "Will AI take my job?",
        "How automation changes work in warehouses",
        "Robots are replacing workers on the line",
        "The future of work, as nurses see it",
    ],
    "wellbeing and pressure": [
        "Exam stress: how to cope in the last fortnight",
        "Students' mental health: what helps",
        "Well-being on campus",
        "Imposter syndrome in the first year",
        "Students and burnout: the signs",
    ],
    "wellbeing at work": [
        "Burnout is not a badge of honour",
        "Imposter syndrome: you are not a fraud",
        "Work-life balance is a skill",
        "Stress at work, and how to speak about it",
        "The wellbeing of a remote team",
        "Mental health tips for a long winter",
    ],
    "work and family": [
        "A working mother finds her balance",
        "Tips for working mums who want an evening off",
        "Work-life balance: five hacks from a working mum",
        "Balancing work and family life",
        "Childcare costs keep mothers out of jobs",
    ],
    "changing career": [
        "Career change at forty: five stories",
        "Changing careers without starting again",
        "Made redundant: what next?",
        "Coming back after a career break",
        "I quit my job to become a teacher",
        "Laid off, now what?",
        "Returning to teaching after a career break",
    ],
    "rights at work": [
        "Your rights at work, in plain words",
        "Unpaid internships: what the law says",
        "The minimum wage goes up",
        "Zero-hours contracts explained",
        "Gender pay gap narrows slowly",
    ],
    "events and deadlines": [
        "The scholarship deadline is 3 March: apply by then",
        "Meet forty employers at the careers fair",
        "Open day: plan your visit",
        "Free webinar for school leavers",
    ],
    "work experience": [
        "How to find work experience in Year 10",
        "What I learnt in my summer internship",
        "Volunteering that leads somewhere",
        "A placement year in industry",
        "Part-time jobs for students",
    ],
    "guidance and family": [
        "How parents can help with career choices",
        "Careers guidance in schools is patchy, inspectors say",
        "Talk to a guidance counsellor before you decide",
        "First in family: a student's story",
        "Careers advice comes too late for young people",
    ],
}

NO_SUBJECT = [
    "Robots that draw blood are faster than nurses",
    "A robot arm for the operating theatre",
    "Interview with a lighthouse keeper",
    "Blood shortage before the holidays",
    "Temperatures rise by two degrees",
    "Steve Jobs, the film",
    "The best recipes for a rainy Sunday",
    "Local team wins at last",
    "A new bridge over the river",
    "The trade deadline passes quietly",
    "Fashion designers on the colour of the year",
    "Why cats sleep so much",
    "The Apprentice returns for another series",
    "Council debates the price of parking",
    "Book fair opens on Saturday",
    "What the moon is made of",
    "Blood pressure: what the numbers mean",
    "Minister resigns over emails",
    "A study of bees",
    "Are standing desks worth it? A study looks at offices",
    "How AI works in hospitals",
    "University apologises to parents over parking",
    # news of one company or place, which says nothing of the job market
    "Record label to cut 400 jobs",
    "University cuts jobs in languages",
    "Staff of a start-up to be laid off this week",
    # advice of no use to somebody who has to decide
    "Top programmers offer advice to students",
    "Teacher encouragement gives pupils a boost",
    # forms and services
    "How to supply work experience",
    "How to apply for a parking permit",
    # pay that is settled elsewhere
    "Midwives accept pay equity deal",
    "Ministers negotiate teachers' pay",
    "What is event management?",
    "Candidate experience: a firm and its rival",
    "Of course the cat came back",
    "Record numbers apply to university",
    "College admissions scandal: the trial begins",
    "Graduates to repay more from April",
    "Major league clubs look for the best",
    "",
]


@pytest.mark.parametrize(
    ("subject", "title"), [(subject, title) for subject, titles in HEADLINES.items() for title in titles]
)
def test_a_headline_tells_its_subject(subject: str, title: str) -> None:
    guess = subject_of(title, None, None, lexicon=LEXICON)
    assert guess is not None
    assert guess.subject == subject
    assert LEAST_CONFIDENCE <= guess.confidence <= 1


def test_every_subject_is_tried() -> None:
    assert tuple(HEADLINES) == SUBJECTS


@pytest.mark.parametrize("title", NO_SUBJECT)
def test_a_headline_of_something_else_tells_none(title: str) -> None:
    guess = subject_of(title, None, None, lexicon=LEXICON)
    assert guess is None or guess.confidence < LEAST_CONFIDENCE


def test_a_worry_about_study_is_not_read_into_an_article_on_robots() -> None:
    guess = subject_of(
        "Robots that draw blood are faster than nurses",
        "A machine finds the vein at the first attempt in nine of ten patients.",
        "The degree of accuracy pays off for hospitals, which earn back the cost in a year. Nurses study the results.",
        lexicon=LEXICON,
    )
    assert guess is None or guess.confidence < LEAST_CONFIDENCE


def test_a_summary_speaks_for_a_subject_only_where_the_title_does_too() -> None:
    summary = "Student loans and tuition fees: what to know about student finance."
    assert subject_of("Ten things we did at the weekend", summary, summary, lexicon=LEXICON) is None
    guess = subject_of("What students should know about money", summary, summary, lexicon=LEXICON)
    assert guess is not None
    assert (guess.subject, guess.confidence >= LEAST_CONFIDENCE) == ("cost and debt", True)


def test_a_title_of_hundreds_of_words_is_no_headline() -> None:
    listed = "Gazette for teachers everywhere. " + "chat board " * 40
    assert subject_of(f"{listed} careers guidance in schools", None, None, lexicon=LEXICON) is None
    assert subject_of(f"Careers guidance in schools. {listed}", None, None, lexicon=LEXICON) is not None


def test_a_title_with_two_subjects_takes_no_side() -> None:
    guess = subject_of("Apprenticeships and burnout", None, None, lexicon=LEXICON)
    assert guess is not None
    assert guess.confidence < LEAST_CONFIDENCE


SMALL = Lexicon(
    (
        SubjectWords("boats", ("sailing boat", "harbour + ferry"), ("sea", "tide"), ("submarine",)),
        SubjectWords("trains", ("railway",), ("platform",)),
        SubjectWords("kites", ("kite / glider + hill / wind",), ()),
    ),
    never=("toy",),
    endings={"ies": "y", "ss": "ss", "s": ""},
)


@pytest.mark.parametrize(
    ("title", "subject"),
    [
        ("Sailing boats", "boats"),
        ("SAILING-BOAT", "boats"),
        ("The sailing boat’s mast", "boats"),
        ("Sailing a boat", None),
        ("Ferries in every harbour", "boats"),
        ("Ferry", None),
        ("Sea and tide", None),
        ("Sailing boats and submarines", None),
        ("Toy railways", None),
        ("Railways by the sea", "trains"),
        ("Underrailway", None),
        ("Kites on the hill", "kites"),
        ("Gliders in the wind", "kites"),
        ("A kite and a glider", None),
    ],
)
def test_words_are_whole_in_any_case_and_number(title: str, subject: str | None) -> None:
    guess = subject_of(title, None, None, lexicon=SMALL)
    assert (guess.subject if guess else None) == subject


def test_confidence_grows_with_words_and_falls_with_another_subject() -> None:
    def confidence(title: str, description: str = "", text: str = "") -> float:
        guess = subject_of(title, description, text, lexicon=SMALL)
        assert guess is not None
        assert guess.subject == "boats"
        return guess.confidence

    alone = confidence("Sailing boats")
    assert alone == 0.75
    assert confidence("Sailing boats at sea") > alone
    assert confidence("Sailing boats", "Of the sea and its tides.") > alone
    assert confidence("Sailing boats", "", "The sea. " * 500) > alone
    assert confidence("Sailing boats of the sea, and a railway") < alone
    assert confidence("Sailing boats of the sea", "Ferries. A harbour. The tide.", "sailing boat") == 1
    assert subject_of("Sailing boats", None, None, lexicon=SMALL) == SubjectGuess("boats", 0.75)


def test_only_the_beginning_of_a_text_counts() -> None:
    late = "nothing " * 150 + "sailing boat"
    assert subject_of("Sailing boats", None, late, lexicon=SMALL) == subject_of(
        "Sailing boats", None, "", lexicon=SMALL
    )
