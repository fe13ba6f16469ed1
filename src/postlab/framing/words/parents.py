"""What is said to parents and carers."""

from __future__ import annotations

from postlab.framing.words.audience import Wording

PARENTS = Wording(
    general=(
        "you might be wondering how best to help your child decide what comes next.",
        "how do you help without taking over?",
        "it can be hard to know what to say when your child talks about the future.",
    ),
    before={
        "exams": (
            "you might be wondering if all that study will pay off for your child.",
            "what do you say when your child asks if it is all worth it?",
            "it can be hard to know how much to push.",
        ),
        "results day": (
            "you might be wondering what to say, whatever the results are.",
            "what can you say if the results are a disappointment?",
            "you may want to know the options before you need them.",
        ),
        "offers": (
            "you might be wondering how to help your child choose.",
            "how do you help with the choice without making it?",
            "it can be hard to stand back when the choice is theirs.",
        ),
        "applications": (
            "you might be wondering how much help is too much.",
            "has your child found something worth applying for?",
            "it can be hard to tell a nudge from a nag.",
        ),
        "careers fair": (
            "you might be wondering if it is worth going along.",
            "what would you like to ask while you are there?",
            "you may be as curious as your child about the jobs on show.",
        ),
        "open day": (
            "you might be wondering what to look out for.",
            "what would you want to know before your child enrols?",
            "you may have different questions from your child.",
        ),
        "start of year": (
            "you might be wondering how to help your child make the most of the year ahead.",
            "what does your child hope for from the year ahead?",
            "it can be hard to know when to step in.",
        ),
        "start of term": (
            "you might be wondering if your child is on the right track.",
            "how is your child really getting on?",
            "it can be hard to know how much to ask.",
        ),
        "holidays": (
            "you might be wondering when to bring up the future.",
            "when is a good time to talk about what comes next?",
            "you may find a quiet moment to talk about the future.",
        ),
        "graduation": (
            "you might be wondering where your child's qualification will lead.",
            "what comes next for your graduate?",
            "it can be hard to watch someone look for a first job.",
        ),
        "national careers week": (
            "you might be wondering how much work has changed since you started out.",
            "how well do you know the jobs your child could choose from?",
            "it could be a good time to talk about work at home.",
        ),
        "subject choices": (
            "you might be wondering how much subject choices matter.",
            "which subjects will keep your child's options open?",
            "it can be hard to advise on subjects you never had.",
        ),
        "new year": (
            "you might be wondering what the year ahead holds for your child.",
            "what would your child like to be doing this time next year?",
            "it could be a good time to talk about what comes next.",
        ),
        "redundancy": (
            "you might be wondering what to tell your child about work.",
            "how do you talk about work at home when work is uncertain?",
            "it can be hard to encourage others when your own work is uncertain.",
        ),
    },
    after={
        "holidays": (
            "you might be wondering what comes next for your child.",
            "did you find a moment to talk about the future?",
            "it could be a good time to pick up where you left off.",
        ),
        "exams": (
            "you might be wondering what comes next for your child.",
            "how do you start a conversation about what comes next?",
            "it could be a good time to talk about what comes next.",
        ),
        "applications": (
            "you might be wondering how to help your child through the wait.",
            "what is plan B, and is it one your child likes?",
            "you may be finding the wait as long as your child does.",
        ),
        "careers fair": (
            "you might be wondering what your child took away from it.",
            "what did your child talk about on the way home?",
            "it could be a good time to talk over what you both heard.",
        ),
        "open day": (
            "you might be wondering what your child made of it.",
            "could you see your child studying there?",
            "it could be a good time to compare notes with your child.",
        ),
        "subject choices": (
            "you might be wondering if your child chose well.",
            "what could your child's subjects lead to?",
            "you may be curious where those subjects could lead.",
        ),
    },
    calls=(
        "Have a read, and perhaps talk it over at home.",
        "Have a look, and pass it on to another parent.",
        "Save it for your next chat about the future.",
    ),
    hashtags=("#Careers #Parents", "#ParentsAndCarers", "#CareerConversations"),
)
