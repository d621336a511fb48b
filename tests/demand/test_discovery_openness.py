"""The check of open questions: what it marks, with which fault, and what it leaves alone."""

import pytest

from marketplace.demand.discovery.actions import QUESTIONS
from marketplace.demand.discovery.queries import Fault, look

YES_NO, LEADING, DOUBLE, PITCHING = Fault

CLOSED = [
    "Do you have trouble finding people?",
    "Did the last hire work out?",
    "Is it hard to fill this role?",
    "Are your wages competitive?",
    "Have you tried an agency?",
    "Has anything changed since the merger?",
    "Can people learn this on the job?",
    "Could somebody without a diploma do it?",
    "Will you hire next year?",
    "Should a manager be in the room?",
    "Have you got a training budget?",
    "Shall we talk about wages?",
    "Does the colour of the collar still matter in your neighbourhood?",
    "When somebody leaves, do you replace them?",
    "If a nurse is off sick, is there a float pool?",
    "Whilst you were short, did you close a line?",
    "Think of the last people you hired: did they have degrees?",
    "So, do you recruit through the Job Bank?",
    "Is there anything else you would like to tell us?",
    "Do you reckon the hockey season costs you shifts",
    "Must a driver hold a Class 1 licence?",
    "Need they be on site all week?",
]
LED = [
    "Don't you think a degree is a lot to ask?",
    "Isn't it hard to find people here?",
    "Wouldn’t you rather train your own?",
    "Shouldn't managers decide that?",
    "Haven't you tried co-op students?",
    "It's tough out here, isn't it?",
    "You lose people in winter, eh?",
    "The wages are low, right?",
    "You'd rather have experience, wouldn't you?",
    "That costs you a fortune, innit?",
    "You recruit through agencies?",
    "So you need more staff?",
    "Surely a licence can wait?",
    "What, obviously, would help you most?",
    "Would you agree that soft skills matter most?",
    "Would you say that the certificate is a proxy?",
    "How bad is turnover?",
    "How frustrating is the paperwork?",
    "Why don't you just raise the wages?",
    "I assume you need people quickly; how quickly?",
    "You must be proud of the team; what makes it work?",
    "How much better would it be with two more people?",
    "Mustn't a supervisor have five years?",
]
TWO = [
    "What do you need and how do you find it?",
    "Who decides, and what do they look at?",
    "What did you try and did it work?",
    "What do you need? How do you find it?",
    "What are your goals and challenges?",
    "Which problems and needs come up most?",
    "How do you recruit and train people?",
    "Where do you advertise, and how many people answer?",
    "How did the labour market change and what did you do?",
    "How would you coach or promote a new hire?",
]
SOLD = [
    "How would our program help you?",
    "What would you like to see in our programme?",
    "What if we trained people for you?",
    "How much would you pay for a graduate?",
    "Tell me how our graduates could fit in.",
    "If we sent you three candidates, what would you do with them?",
    "We offer training at no cost; what do you think?",
    "Would you be interested in hiring from us?",
    "Would you be keen to join a consortium?",
    "How could we help you fill the night shift?",
    "What do you think of our training centre?",
]
OPEN = [
    "What stands in the way of the growth you would like to see?",
    "How do you notice it in a working day?",
    "Imagine that problem is behind you. What does a working day look like then?",
    "Tell me about the role that is hardest for you to fill.",
    "Walk me through the last time somebody left.",
    "Describe somebody who would do it very well.",
    "Who has a say?",
    "Why does that matter to you?",
    "Where do people come from who stay?",
    "When did you last hire somebody who surprised you?",
    "Which of these weighs most at the moment?",
    "In what way has the work changed?",
    "To what extent does the season decide?",
    "If that were solved, what would change for the team?",
    "When a shift goes well, what has happened?",
    "Think of the last people you hired: where did they differ from the posting?",
    "What does it do to the person, to the team, to the business?",
    "Could you tell me more about that?",
    "Would you describe a good first week?",
    "Can you walk me through a day at the plant?",
    "Would you mind telling me how that came about?",
    "May I ask what happened then?",
    "Could you say more about the licence?",
    "And then?",
    "Such as?",
    "Why?",
    "What happens, and why?",
    "What do you think and feel on such a day?",
    "How do you and your supervisors share the work?",
    "What do new people find hard in their first month, and where?",
    "How do health and safety shape the job?",
    "What would have to be true for you to drop that requirement?",
    "What do you look for in a labourer on the harbour front?",
    "How have the people you look for changed over the last years?",
    "What do your people say about the new centre in Iqaluit?",
    "How many people start on the first Monday?",
    "What is our conversation missing?",
    "What did the apprentices do right?",
    "What makes you say no?",
    "How is the night shift different, as you see it?",
]


def faults(line):
    return [remark.fault for remark in look(line)]


@pytest.mark.parametrize("line", CLOSED)
def test_what_asks_for_yes_or_no_is_marked_as_such(line):
    assert faults(line) == [YES_NO]


@pytest.mark.parametrize("line", LED)
def test_what_leads_is_marked_as_such_whatever_else_it_does(line):
    assert LEADING in faults(line)
    assert YES_NO not in faults(line)


@pytest.mark.parametrize("line", TWO)
def test_what_asks_two_things_is_marked_as_such(line):
    assert faults(line) == [DOUBLE]


@pytest.mark.parametrize("line", SOLD)
def test_what_sells_is_marked_as_such(line):
    assert PITCHING in faults(line)


@pytest.mark.parametrize("line", OPEN)
def test_an_open_question_is_left_alone(line):
    assert look(line) == []


def test_the_guide_that_comes_with_the_software_has_no_remark():
    lines = [line for _part, _topic, question, probes in QUESTIONS for line in (question, *probes)]
    assert [(line, faults(line)) for line in lines if faults(line)] == []


def test_a_remark_names_the_words_it_hangs_on_and_says_why(app):
    with app.test_request_context():
        (remark,) = look("Have you tried an agency?")
        assert (remark.words, str(remark.label)) == ("Have you tried", "Yes or no")
        assert "Begin with what" in str(remark.why)


@pytest.mark.parametrize("line", ["", "   ", "?", "???", "…", "a" * 5000, "and " * 800, "when a, " * 500])
def test_whatever_is_typed_is_read_in_no_time(line):
    assert isinstance(look(line), list)
