"""A secret's file: for this user only, never overwritten by accident, replaced in one piece."""

from inventory.store import key_file


def test_secret_when_written_then_only_this_user_reads_it_and_it_stays(tmp_path) -> None:
    path = tmp_path / "key"
    assert key_file.write_new(path, b"one")
    assert not key_file.write_new(path, b"two")
    assert path.read_bytes() == b"one"
    assert path.stat().st_mode & 0o777 == 0o600


def test_secret_when_replaced_then_whole_and_nothing_is_left_beside(tmp_path) -> None:
    path = tmp_path / "key"
    path.with_name("key.new").write_bytes(b"of a crash")
    key_file.replace(path, b"one")
    key_file.replace(path, b"two")
    assert path.read_bytes() == b"two"
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [path]
