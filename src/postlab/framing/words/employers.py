"""What is said to employers."""

from __future__ import annotations

from postlab.framing.words.audience import Wording

EMPLOYERS = Wording(
    general=(
        "you might be wondering where your next good people will come from.",
        "where will your next recruits come from?",
        "it can be hard to reach people at the start of their careers.",
    ),
    before={
        "exams": (
            "you might be wondering when to start talking to this year's leavers.",
            "how do you reach students who have exams on their minds?",
            "it can be hard to reach young people at a busy time.",
        ),
        "results day": (
            "you might be wondering what results can and cannot tell you about a candidate.",
            "how much weight should results carry when you hire?",
            "you may be thinking again about what you ask for in an advert.",
        ),
        "offers": (
            "you might be wondering how to keep good candidates interested.",
            "what makes a candidate say yes?",
            "it can be hard to tell what matters most to a candidate.",
        ),
        "applications": (
            "you might be wondering how to reach the people you most want to hear from.",
            "are the right people seeing your advert?",
            "it can be hard to see your own application form with fresh eyes.",
        ),
        "careers fair": (
            "you might be wondering what visitors most want to hear from you.",
            "what do you want visitors to remember you for?",
            "it can be hard to stand out in a busy hall.",
        ),
        "open day": (
            "you might be wondering what students want to know about working life.",
            "what could you show students that a website cannot?",
            "it can be hard to explain a job to someone who has never done it.",
        ),
        "start of year": (
            "you might be wondering how to get to know the next leavers.",
            "which schools and colleges would you like to work with?",
            "it could be a good time to plan work experience.",
        ),
        "start of term": (
            "you might be wondering how to get involved with schools and colleges.",
            "could you offer a day of work experience?",
            "it can be hard to find the right person to talk to at a school.",
        ),
        "holidays": (
            "you might be wondering if you could take on a student.",
            "could you offer a student a few days of work experience?",
            "it could be a good time to offer a placement.",
        ),
        "graduation": (
            "you might be wondering what new graduates are looking for.",
            "what would make a graduate choose you?",
            "it can be hard to tell what graduates want from a first job.",
        ),
        "national careers week": (
            "you might be wondering how you could play a part.",
            "could you spare an hour to talk about what you do?",
            "it could be a good time to open your doors.",
        ),
        "subject choices": (
            "you might be wondering if students know what your field needs.",
            "do students know which subjects lead to your field?",
            "it can be hard to get the message out before students choose.",
        ),
        "new year": (
            "you might be wondering where your next good people will come from.",
            "what will you look for in new people in the year ahead?",
            "it could be a good time to look at how you recruit.",
        ),
        "redundancy": (
            "you might be wondering how to support the people who are leaving.",
            "what can you do for the people you have to let go?",
            "it can be hard to know what support to offer.",
        ),
    },
    after={
        "holidays": (
            "you might be wondering how to plan for the next students.",
            "could you offer a place when the next holidays come round?",
            "it could be a good time to plan work experience.",
        ),
        "national careers week": (
            "you might be wondering how to stay involved.",
            "could you spare an hour to talk about what you do?",
            "it could be a good time to plan your part in the next one.",
        ),
        "exams": (
            "you might be wondering who will be looking for work soon.",
            "are you ready for the people who are about to start looking?",
            "it could be a good time to reach people who have just finished.",
        ),
        "applications": (
            "you might be wondering what made people apply, or not.",
            "what made people apply this time?",
            "it could be a good time to look at who applied, and who did not.",
        ),
        "careers fair": (
            "you might be wondering how to follow up.",
            "how will you stay in touch with the people you met?",
            "it could be a good time to follow up.",
        ),
        "open day": (
            "you might be wondering what visitors made of it.",
            "how will you stay in touch with the people you met?",
            "it could be a good time to follow up.",
        ),
        "subject choices": (
            "you might be wondering who is on the way to your field.",
            "how could you meet the students who chose your field?",
            "it could be a good time to get to know the next generation.",
        ),
    },
    calls=(
        "Have a read and see what it could mean for you.",
        "Have a look, and share it with whoever hires for you.",
        "Get in touch if you would like to be involved.",
    ),
    hashtags=("#Careers #Employers", "#Recruitment", "#EarlyCareers"),
)
