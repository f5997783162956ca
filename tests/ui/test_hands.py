"""The till's hands in Kivy's loop: a refusal that nobody caught is said and ends nothing."""

from concurrent.futures import Future

import pytest

from inventory.kernel.errors import Refused
from inventory.kernel.text import Text


class NowWriter:
    """A writer that has done a job when it is asked."""

    def submit(self, job) -> Future:
        done: Future = Future()
        try:
            done.set_result(job())
        except Refused as refused:
            done.set_exception(refused)
        return done


@pytest.fixture
def hands(driver):
    from pos_app.main.hands import KivyHands

    made = KivyHands(NowWriter())
    made.said = []
    made.refused = lambda error: made.said.append(error.text.code)
    yield made
    made.close()


def refuse(*_: object) -> None:
    raise Refused(Text.of("staff.sign_on_first"))


def test_answer_when_a_rule_says_no_afterwards_then_it_is_said(hands, driver) -> None:
    hands.write(lambda: 1, refuse)
    hands.write(refuse)
    hands.later(0, refuse)
    hands.post(refuse)
    driver.settle()
    assert hands.said == ["staff.sign_on_first"] * 4
    assert not hands.busy
