"""The till's link: one file for its user only, kept through a crash, refusing the open road."""

import pytest

from inventory.kernel.errors import Damaged, Refused
from pos_app.sync import link as links
from pos_app.sync.link import Link

URL = "http://127.0.0.1:8765"


def test_link_when_begun_then_the_key_is_on_disk_for_this_user_only(tmp_path) -> None:
    database = tmp_path / "till.db"
    assert links.load(database) is None
    link = links.begin(database, URL + "/")
    assert link.url == URL
    path = links.path_of(database)
    assert path.name == "till.db.key"
    assert path.stat().st_mode & 0o777 == 0o600
    assert links.load(database) == link


def test_link_when_begun_again_then_the_key_stays_and_the_address_changes(tmp_path) -> None:
    first = links.begin(tmp_path / "till.db", URL)
    again = links.begin(tmp_path / "till.db", "https://office.example/pos/")
    assert (again.private, again.url) == (first.private, "https://office.example/pos")


def test_link_when_kept_then_it_is_read_back_and_never_shown(tmp_path) -> None:
    link = Link(URL, bytes(range(32)), "office-1", bytes(reversed(range(32))))
    links.keep(tmp_path / "till.db", link)
    links.keep(tmp_path / "till.db", link)
    assert links.load(tmp_path / "till.db") == link
    assert links.path_of(tmp_path / "till.db").stat().st_mode & 0o777 == 0o600
    assert "private" not in repr(link)
    assert [each.name for each in tmp_path.iterdir()] == ["till.db.key"]


@pytest.mark.parametrize(
    "content", [b"", b"{}", b'{"v":1,"url":"u","private":"AAAA","office":"","office_public":""}']
)
def test_link_when_the_file_is_damaged_then_it_stops(tmp_path, content: bytes) -> None:
    links.path_of(tmp_path / "till.db").write_bytes(content)
    with pytest.raises(Damaged, match="key_damaged"):
        links.load(tmp_path / "till.db")


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("ftp://127.0.0.1", "sync.bad_url"),
        ("127.0.0.1:8765", "sync.bad_url"),
        ("http://", "sync.bad_url"),
        ("http://office.example", "sync.plain_far"),
        ("http://192.168.1.9:8765", "sync.plain_far"),
    ],
)
def test_address_when_it_cannot_be_used_safely_then_it_is_refused(url: str, code: str) -> None:
    with pytest.raises(Refused, match=code):
        links.checked(url)


def test_address_when_plain_is_allowed_on_purpose_then_it_is_taken(monkeypatch) -> None:
    monkeypatch.setenv("SUANPAN_PLAIN_HTTP", "1")
    assert links.checked("http://192.168.1.9:8765/") == "http://192.168.1.9:8765"


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.9.9.9", "::1"])
def test_loopback_when_on_this_machine_then_it_is_known(host: str) -> None:
    assert links.is_loopback(host)
    assert not links.is_loopback("office.example")
