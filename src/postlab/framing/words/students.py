"""What is said to students."""

from __future__ import annotations

from postlab.framing.words.audience import Wording

STUDENTS = Wording(
    general=(
        "you might be wondering what to do next.",
        "what would you like to be doing in a few years' time?",
        "it can be hard to know which way to go.",
    ),
    before={
        "exams": (
            "you might be wondering if all this study is worth it.",
            "is all this study really worth it?",
            "it is fair to ask where all this hard work leads.",
        ),
        "results day": (
            "you might be wondering what your results mean for your plans.",
            "what if your results are not what you hoped for?",
            "you may want to know your options, whatever your results say.",
        ),
        "offers": (
            "you might be wondering which offer is right for you.",
            "how do you choose between one offer and another?",
            "it can be hard to tell which choice you will be glad of later.",
        ),
        "applications": (
            "you might be wondering if it is worth applying.",
            "is it really worth putting in an application?",
            "you may still be weighing up where to apply.",
        ),
        "careers fair": (
            "you might be wondering what to ask, and who to ask.",
            "what would you ask someone who does the job you have in mind?",
            "you may not know yet what you are looking for, and that is fine.",
        ),
        "open day": (
            "you might be wondering what student life would really be like.",
            "what would you most like to find out before you choose?",
            "it can be hard to know what to look for.",
        ),
        "start of year": (
            "you might be wondering where the year ahead will take you.",
            "what would you like to get out of the year ahead?",
            "it can be hard to see how one more year fits into the bigger picture.",
        ),
        "start of term": (
            "you might be wondering if you are on the right track.",
            "are you still happy with the path you are on?",
            "you may be looking for a reason to keep going.",
        ),
        "holidays": (
            "you might be wondering what to do with the time.",
            "have you had a chance to think about what comes next?",
            "you may finally have time to think about what you want to do.",
        ),
        "graduation": (
            "you might be wondering where your qualification will take you.",
            "what comes after the cap and gown?",
            "it can be hard to tell which first step to take.",
        ),
        "national careers week": (
            "you might be wondering where your interests could take you.",
            "what kind of work could you see yourself doing?",
            "it could be a good time to look at what is out there.",
        ),
        "subject choices": (
            "you might be wondering how much your subjects matter later on.",
            "which subjects will keep your options open?",
            "it can be hard to choose before you know what you want to do.",
        ),
        "new year": (
            "you might be wondering what you want from the year ahead.",
            "what would you like to be different this time next year?",
            "it could be a good time to think about what you want.",
        ),
        "redundancy": (
            "you might be wondering how safe your chosen path is.",
            "how do you choose a path when jobs come and go?",
            "it can be hard to plan ahead when work seems uncertain.",
        ),
    },
    after={
        "holidays": (
            "you might be wondering what to aim for next.",
            "did the break give you any new ideas?",
            "it could be a good time to look at what comes next.",
        ),
        "exams": (
            "you might be wondering what comes next.",
            "what would you like to do next?",
            "it could be a good time to think about what comes after all that study.",
        ),
        "applications": (
            "you might be wondering what to do while you wait.",
            "what can you do while you wait to hear back?",
            "it could be a good time to think about a plan B that you like.",
        ),
        "careers fair": (
            "you might be wondering what to do with everything you heard.",
            "did anything you heard make you curious?",
            "you may have come away with more questions than answers.",
        ),
        "open day": (
            "you might be wondering how what you saw compares.",
            "could you see yourself studying there?",
            "you may have more questions now than you had before.",
        ),
        "subject choices": (
            "you might be wondering if you chose well.",
            "what could your subjects lead to?",
            "you may be curious where your subjects could take you.",
        ),
    },
    calls=(
        "Have a read and see what you think.",
        "Have a look, and talk it over with someone you trust.",
        "Save it for later, or send it to a friend who might need it.",
    ),
    hashtags=("#Careers #Students", "#StudyChoices", "#CareerPlanning"),
)
