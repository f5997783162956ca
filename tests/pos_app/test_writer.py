"""The writer's thread: order, answers, idleness, closing."""

import threading

import pytest

from pos_app.writer import Writer


def test_jobs_when_submitted_from_many_threads_then_each_is_answered_once_in_order() -> None:
    writer, done = Writer(), []
    answers = [writer.submit(lambda n=n: done.append(n) or n) for n in range(500)]
    assert [answer.result(5) for answer in answers] == list(range(500))
    assert done == list(range(500))
    assert writer.waiting == 0
    assert writer.close()


def test_job_when_it_fails_then_the_one_who_asked_hears_it_and_work_goes_on() -> None:
    writer = Writer()
    with pytest.raises(ZeroDivisionError):
        writer.submit(lambda: 1 // 0).result(5)
    assert writer.submit(threading.current_thread).result(5).name == "writer"
    assert writer.close()


def test_idle_when_nothing_waits_then_it_tidies_once_until_the_next_job() -> None:
    tidied = threading.Semaphore(0)
    writer = Writer(tidied.release, idle_s=0.01)
    assert tidied.acquire(timeout=5)
    assert not tidied.acquire(timeout=0.1)
    writer.submit(lambda: None).result(5)
    assert tidied.acquire(timeout=5)
    assert writer.close()


def test_tidy_when_it_fails_then_writing_goes_on(caplog) -> None:
    tried = threading.Event()

    def tidy() -> None:
        tried.set()
        raise OSError("busy")

    writer = Writer(tidy, idle_s=0.01)
    assert tried.wait(5)
    assert writer.submit(lambda: 7).result(5) == 7
    assert writer.close()
    assert "tidy_failed" in caplog.text


def test_close_when_jobs_wait_then_they_are_finished_first() -> None:
    writer, gate, done = Writer(), threading.Event(), []
    writer.submit(gate.wait)
    writer.submit(lambda: done.append(1))
    assert not writer.close(timeout=0.05)
    with pytest.raises(RuntimeError):
        writer.submit(lambda: None)
    gate.set()
    assert writer.close()
    assert done == [1]
