"""What is said to clients: adults who think about their work."""

from __future__ import annotations

from postlab.framing.words.audience import Wording

CLIENTS = Wording(
    general=(
        "you might be wondering what your next step is.",
        "what would you change about your work if you could?",
        "it can be hard to know where to start.",
    ),
    before={
        "exams": (
            "you might be wondering if studying on top of everything else is worth it.",
            "is all this study really worth it?",
            "it is fair to ask what all this effort will lead to.",
        ),
        "results day": (
            "you might be wondering how far your results will take you.",
            "what do your results really say about where you can go?",
            "you may want to know your options, whatever your results say.",
        ),
        "offers": (
            "you might be wondering whether to say yes.",
            "how do you know if an offer is the right one?",
            "it can be hard to weigh up an offer when a lot depends on it.",
        ),
        "applications": (
            "you might be wondering if you should apply at all.",
            "is it worth applying if you do not tick every box?",
            "you may be looking at a form and wondering where to begin.",
        ),
        "careers fair": (
            "you might be wondering if it is meant for people like you.",
            "who would you most like to talk to?",
            "you may not be sure what to say to an employer.",
        ),
        "open day": (
            "you might be wondering if it is too late to study.",
            "could study fit around the rest of your life?",
            "you may be curious what it would take to go back to study.",
        ),
        "start of year": (
            "you might be wondering if it is time to learn something new.",
            "what would you like to learn next?",
            "it could be a good time to look at your options.",
        ),
        "start of term": (
            "you might be wondering if a course is worth your time.",
            "is a course worth the time and the money?",
            "it is fair to ask what a course would change.",
        ),
        "holidays": (
            "you might be wondering how you feel about your work.",
            "do you look forward to going back to work?",
            "you may finally have time to think about your work.",
        ),
        "graduation": (
            "you might be wondering what a qualification will change.",
            "which doors will your new qualification open?",
            "it can be hard to tell which step comes next.",
        ),
        "national careers week": (
            "you might be wondering if it is time for a change.",
            "when did you last talk to someone about your work?",
            "it could be a good time to take stock.",
        ),
        "subject choices": (
            "you might be wondering which course would suit you.",
            "which course would make a difference for you?",
            "it can be hard to choose what to study when time is short.",
        ),
        "new year": (
            "you might be wondering if it is time for a change.",
            "what would you like to change about your work?",
            "it could be a good time to take stock.",
        ),
        "redundancy": (
            "you might be wondering what your options are.",
            "where do you begin when a job comes to an end?",
            "it can be hard to see what comes next.",
        ),
    },
    after={
        "holidays": (
            "you might be wondering if you are in the right job.",
            "did the break give you any new ideas?",
            "it could be a good time to take stock.",
        ),
        "exams": (
            "you might be wondering where all that study will lead.",
            "what would you like your study to lead to?",
            "it could be a good time to think about the next step.",
        ),
        "applications": (
            "you might be wondering what to do while you wait.",
            "what can you do while you wait to hear back?",
            "you may be finding that waiting is the hardest part.",
        ),
        "careers fair": (
            "you might be wondering how to follow up.",
            "did you meet anyone you would like to work for?",
            "it could be a good time to get in touch with the people you met.",
        ),
        "open day": (
            "you might be wondering if you could make it work.",
            "could study fit around the rest of your life?",
            "you may have more questions now than you had before.",
        ),
        "subject choices": (
            "you might be wondering if you chose well.",
            "what could your course lead to?",
            "you may be curious where your course could take you.",
        ),
    },
    calls=(
        "Have a read and see what fits your situation.",
        "Have a look, and get in touch if you would like to talk it through.",
        "Save it for when you have a quiet moment.",
    ),
    hashtags=("#Careers #CareerChange", "#WorkLife", "#CareerAdvice"),
)
