"""The day's backup: once a day, verified, and a failure is told and harms nothing."""

from pos_app.main import daily_backup
from tests.inventory.shop import a_shop


def test_run_when_it_is_due_then_one_backup_a_day_is_made(tmp_path) -> None:
    a_shop(tmp_path).close()
    assert daily_backup.run(tmp_path)
    assert daily_backup.run(tmp_path)
    assert len(list((tmp_path / daily_backup.FOLDER).glob("*.zip"))) == 1


def test_run_when_the_place_cannot_be_written_then_it_says_so(tmp_path, caplog) -> None:
    a_shop(tmp_path).close()
    (tmp_path / daily_backup.FOLDER).write_text("in the way")
    assert not daily_backup.run(tmp_path)
    assert "backup_failed" in caplog.text


def test_run_when_there_is_no_shop_then_it_says_so(tmp_path, caplog) -> None:
    assert not daily_backup.run(tmp_path)
    assert "backup_failed" in caplog.text
