"""Files that are no good as a backup: each is refused in words, and nothing is changed."""

import hashlib
import json
import zipfile
from pathlib import Path

import pysqlite3.dbapi2 as sqlite
import pytest

from inventory.kernel.errors import Refused
from inventory.people.staff import SYSTEM
from inventory.service.restore import restore
from tests.inventory.service.backing_up import busy, made, tree

__all__ = ["busy"]


def _with(archive: Path, change: dict[str, bytes | None], target: Path) -> Path:
    """Write the archive again with members changed, added or (``None``) left out."""
    with zipfile.ZipFile(archive) as source:
        members = {name: source.read(name) for name in source.namelist()}
    members |= change
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, content in members.items():
            if content is not None:
                opened.writestr(name, content)
    return target


def _manifest(archive: Path, **change: object) -> bytes:
    with zipfile.ZipFile(archive) as opened:
        return json.dumps({**json.loads(opened.read("manifest.json")), **change}).encode()


BAD = {
    "no zip": "backup.not_a_backup",
    "empty": "backup.not_a_backup",
    "cut short": "backup.damaged",
    "other zip": "backup.not_a_backup",
    "no manifest": "backup.not_a_backup",
    "manifest no json": "backup.not_a_backup",
    "manifest names more": "backup.not_a_backup",
    "no database": "backup.damaged",
    "path outside": "backup.damaged",
    "bit turned": "backup.damaged",
    "other pepper": "backup.damaged",
    "other seq": "backup.damaged",
    "other till said": "backup.damaged",
    "database of another shop": "backup.damaged",
    "forged books": "backup.damaged",
    "newer format": "backup.newer",
}


def _bad(kind: str, archive: Path, target: Path) -> Path:
    whole = archive.read_bytes()
    match kind:
        case "no zip":
            target.write_bytes(b"x" * 5_000)
        case "empty":
            target.write_bytes(b"")
        case "cut short":
            target.write_bytes(whole[: len(whole) // 2])
        case "bit turned":
            with zipfile.ZipFile(archive) as opened:
                member = opened.getinfo("till.db.pepper")
            at = member.header_offset + 30 + len(member.filename) + 8
            target.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        case _:
            return _with(archive, _changes(kind, archive), target)
    return target


def _changes(kind: str, archive: Path) -> dict[str, bytes | None]:
    with zipfile.ZipFile(archive) as opened:
        files = json.loads(opened.read("manifest.json"))["files"]
    more = {**files, "../evil": files["till.db"]}
    return {
        "other zip": {"manifest.json": None, "till.db": None, "readme": b"hello"},
        "no manifest": {"manifest.json": None},
        "manifest no json": {"manifest.json": b"{"},
        "manifest names more": {"manifest.json": _manifest(archive, files=more)},
        "no database": {"till.db": None},
        "path outside": {"../evil": b"x"},
        "other pepper": {"till.db.pepper": bytes(32)},
        "other seq": {"manifest.json": _manifest(archive, seq=3)},
        "other till said": {"manifest.json": _manifest(archive, till="T77")},
        "newer format": {"manifest.json": _manifest(archive, format=2)},
        "forged books": _forged(archive),
        "database of another shop": _forged(archive, "UPDATE site SET till_id = 'T09'"),
    }.get(kind, {})


def _forged(archive: Path, statement: str = "UPDATE stock SET qty_milli = 1") -> dict:
    """Change the books and the checksum with them, as somebody who knows the format would."""
    work = archive.with_name("work.db")
    with zipfile.ZipFile(archive) as opened:
        work.write_bytes(opened.read("till.db"))
        files = json.loads(opened.read("manifest.json"))["files"]
    raw = sqlite.connect(str(work), isolation_level=None)
    if "site" in statement:
        raw.execute("DROP TRIGGER site_no_update")
        raw.execute("DROP TRIGGER site_no_replace")
    raw.execute(statement)
    raw.close()
    content = work.read_bytes()
    work.unlink()
    files["till.db"] = {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}
    return {"till.db": content, "manifest.json": _manifest(archive, files=files)}


@pytest.mark.parametrize("kind", BAD)
def test_restore_when_the_file_is_bad_then_it_says_so_and_nothing_changed(
    busy, tmp_path, kind: str
) -> None:
    archive = _bad(kind, made(busy, tmp_path / "good.zip"), tmp_path / "bad.zip")
    busy.close()
    (tmp_path / "till" / "till.db.lock").write_text("")
    before = tree(tmp_path / "till")
    with pytest.raises(Refused, match=BAD[kind].replace(".", r"\.")):
        restore(SYSTEM, archive, busy.path)
    after = tree(tmp_path / "till")
    lock = str(tmp_path / "till" / "till.db.lock")
    assert {**after, lock: b""} == before
    assert not (tmp_path / "evil").exists() and not (tmp_path.parent / "evil").exists()
