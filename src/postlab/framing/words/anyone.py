"""What is said to an audience that has no wording of its own."""

from __future__ import annotations

from postlab.framing.words.audience import Wording

ANYONE = Wording(
    general=(
        "you might be wondering what comes next.",
        "what would you like to come next?",
        "it can be hard to know where to start.",
    ),
    before={
        "exams": (
            "you might be wondering if all this study is worth it.",
            "is all this study really worth it?",
            "it is fair to ask where all this hard work leads.",
        ),
        "results day": (
            "you might be wondering what the results will mean.",
            "what if the results are not what you hoped for?",
            "you may want to know the options, whatever the results say.",
        ),
        "offers": (
            "you might be wondering how to choose.",
            "how do you choose between one offer and another?",
            "it can be hard to weigh up an offer when a lot depends on it.",
        ),
        "applications": (
            "you might be wondering if it is worth applying.",
            "is it really worth putting in an application?",
            "you may still be weighing up where to apply.",
        ),
        "careers fair": (
            "you might be wondering what to ask, and who to ask.",
            "what would you most like to find out?",
            "you may not know yet what you are looking for, and that is fine.",
        ),
        "open day": (
            "you might be wondering what to look out for.",
            "what would you most like to find out?",
            "it can be hard to know what to look for.",
        ),
        "subject choices": (
            "you might be wondering how much the choice matters later on.",
            "which choices will keep the most doors open?",
            "it can be hard to choose before you know what you want to do.",
        ),
        "redundancy": (
            "you might be wondering what the options are.",
            "where do you begin when a job comes to an end?",
            "it can be hard to see what comes next.",
        ),
    },
    after={
        "exams": (
            "you might be wondering what comes next.",
            "what would you like to come next?",
            "it could be a good time to think about what comes next.",
        ),
        "applications": (
            "you might be wondering what to do while you wait.",
            "what can you do while you wait to hear back?",
            "it could be a good time to think about a plan B.",
        ),
        "careers fair": (
            "you might be wondering how to follow up.",
            "did anything you heard make you curious?",
            "you may have come away with more questions than answers.",
        ),
        "open day": (
            "you might be wondering how what you saw compares.",
            "did anything you saw make you curious?",
            "you may have more questions now than you had before.",
        ),
        "subject choices": (
            "you might be wondering where your choice could lead.",
            "where could your choice lead?",
            "you may be curious where your choice could take you.",
        ),
    },
    calls=(
        "Have a read and see what you think.",
        "Have a look, and pass it on to someone who might need it.",
        "Save it for when you have a quiet moment.",
    ),
    hashtags=("#Careers", "#CareerAdvice", "#CareerPlanning"),
)
