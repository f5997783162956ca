"""What head office refuses, with which code, and that nothing of it is stored."""

import gzip
import socket
import threading
import zlib
from dataclasses import replace
from urllib.parse import urlsplit

import pytest
import requests

from inventory.kernel.errors import SyncError
from inventory.ledger import envelope, wire
from pos_app.sync.link import load
from pos_app.sync.transport import UnreachableError
from tests.head_office.office import Office, Till, inside, push, signed
from tests.head_office.test_once import ANY


@pytest.fixture
def link(till: Till, office: Office):
    return till.enrol(office)


def batch_of(till: Till, link) -> wire.Batch:
    return till.outbox(link).next_batch(till.shop.reader)


def refusal(office: Office, headers: dict[str, str], body: bytes) -> tuple[int, str]:
    """Post to the tills' door and return status and code; nothing may have been stored."""
    answer = requests.post(f"{office.url}/v1/push", data=body, headers=headers, timeout=10)
    assert office.rows("SELECT (SELECT COUNT(*) FROM inbox) + (SELECT COUNT(*) FROM push)") == [
        (0,)
    ]
    return answer.status_code, answer.json()["code"]


def test_push_when_the_till_is_unknown_then_401(till: Till, office: Office, link) -> None:
    headers, body = signed(link, replace(batch_of(till, link), till="T99"))
    assert refusal(office, headers, body) == (401, wire.UNKNOWN_TILL)


def test_push_when_another_key_signed_then_403(till: Till, office: Office, link) -> None:
    headers, body = signed(replace(link, private=envelope.new_key()), batch_of(till, link))
    assert refusal(office, headers, body) == (403, wire.BAD_SIGNATURE)


def test_push_when_signed_for_another_till_then_403(till: Till, office: Office, link) -> None:
    headers, body = signed(link, replace(batch_of(till, link), store="SH77"))
    assert refusal(office, headers | {"Suanpan-Till": till.name}, body) == (403, wire.WRONG_TILL)


def test_push_when_the_body_was_changed_on_the_way_then_400(
    till: Till, office: Office, link
) -> None:
    headers, body = signed(link, batch_of(till, link))
    changed = body.replace(b'"after":0', b'"after":1')
    assert refusal(office, headers, changed) == (400, wire.BAD_HASH)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Suanpan-Till", ""), ("Suanpan-Till", "SH01/T01/x"), ("Suanpan-Payload-Hash", "xyz"),
        ("Suanpan-Signature", "short"),
    ],
)  # fmt: skip
def test_push_when_a_header_is_wrong_then_400(
    till: Till, office: Office, link, name: str, value: str
) -> None:
    headers, body = signed(link, batch_of(till, link))
    status, code = refusal(office, headers | {name: value}, body)
    assert (status, code in (wire.BAD_HEADER, wire.BAD_SHAPE)) == (400, True)


def signed_bytes(till: Till, link, payload: bytes) -> dict[str, str]:
    headers, _ = signed(link, batch_of(till, link))
    digest = envelope.digest(payload)
    signature = envelope.sign(link.private, wire.batch_statement(digest))
    return headers | {
        "Suanpan-Payload-Hash": digest.hex(),
        "Suanpan-Signature": wire.base(signature),
    }


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        (b"", wire.BAD_SHAPE),
        (b"[]", wire.BAD_SHAPE),
        (b"\xff\xfe", wire.BAD_SHAPE),
        (b"[" * 100_000, wire.BAD_SHAPE),
        (b'{"v":1}', wire.BAD_SHAPE),
        (b'{"v":2,"anything":[1]}', wire.BAD_VERSION),
        (
            b'{"v":1,"store":"SH01","till":"T01","epoch":0,"after":0,"entries":[]}',
            wire.BAD_SHAPE,
        ),
    ],
)
def test_push_when_a_signed_payload_is_malformed_then_400(
    till: Till, office: Office, link, payload: bytes, code: str
) -> None:
    headers = signed_bytes(till, link, payload)
    assert refusal(office, headers, payload) == (400, code)


def test_push_when_entries_are_out_of_sequence_then_400(till: Till, office: Office, link) -> None:
    batch = batch_of(till, link)
    headers, body = signed(link, replace(batch, entries=batch.entries[1:]))
    assert refusal(office, headers, body) == (400, wire.BAD_SEQUENCE)


def test_push_when_an_entry_has_no_hash_then_400(till: Till, office: Office, link) -> None:
    batch = batch_of(till, link)
    broken = replace(batch.entries[0], hash="abc")
    headers, body = signed(link, replace(batch, entries=(broken,)))
    assert refusal(office, headers, body) == (400, wire.BAD_SHAPE)


def test_push_when_there_are_too_many_entries_then_413(till: Till, office: Office, link) -> None:
    batch = batch_of(till, link)
    many = tuple(replace(batch.entries[0], seq=at + 1) for at in range(wire.BATCH_ENTRIES + 1))
    headers, body = signed(link, replace(batch, entries=many))
    assert refusal(office, headers, body) == (413, wire.TOO_MANY)


def test_push_when_the_body_swells_without_end_then_413(till: Till, office: Office, link) -> None:
    payload = b" " * (wire.PAYLOAD_BYTES_MAX + 1)
    headers = signed_bytes(till, link, payload) | {"Content-Encoding": "gzip"}
    assert refusal(office, headers, gzip.compress(payload)) == (413, wire.TOO_LARGE)


@pytest.mark.parametrize(
    ("encoding", "bend"),
    [("br", bytes), ("gzip", bytes), ("gzip", lambda body: gzip.compress(body)[:-9])],
)
def test_push_when_it_cannot_be_unpacked_then_415(
    till: Till, office: Office, link, encoding: str, bend
) -> None:
    headers, body = signed(link, batch_of(till, link))
    wanted = (415, wire.BAD_ENCODING)
    assert refusal(office, headers | {"Content-Encoding": encoding}, bend(body)) == wanted


@pytest.mark.parametrize("length", [str(10**9), "9" * 10, "9" * 11, "9" * 5_000])
def test_push_when_larger_than_the_limit_then_413_before_it_is_read(
    office: Office, length: str
) -> None:
    host, port = urlsplit(office.url).hostname, office.port
    head = f"POST /v1/push HTTP/1.1\r\nHost: {host}\r\nContent-Length: {length}\r\n\r\n"
    assert b"413" in talk(port, head.encode())


@pytest.mark.parametrize("more", ["", "Transfer-Encoding: chunked\r\n", "Content-Length: -1\r\n"])
def test_push_when_its_length_is_not_said_then_411(office: Office, more: str) -> None:
    head = f"POST /v1/push HTTP/1.1\r\nHost: localhost\r\n{more}\r\n"
    assert b"411" in talk(office.port, head.encode())


def talk(port: int, data: bytes) -> bytes:
    """Send bytes and return the first line that comes back."""
    with socket.create_connection(("127.0.0.1", port), 5) as line:
        line.sendall(data)
        return line.makefile("rb").readline()


def test_push_when_plain_and_identity_then_it_is_taken(till: Till, office: Office, link) -> None:
    headers, body = signed(link, batch_of(till, link))
    answer = requests.post(f"{office.url}/v1/push", data=body, headers=headers, timeout=10)
    assert (answer.status_code, answer.json()["head"]) == (200, len(till.chain()))
    assert office.chain() == till.chain()


def test_push_when_a_batch_begins_after_a_gap_then_it_says_where_it_is(
    till: Till, office: Office, link
) -> None:
    batch = batch_of(till, link)
    assert push(link, replace(batch, after=2, entries=batch.entries[2:])) == wire.Refusal(
        1, wire.GAP, 0, "0" * 64
    )
    assert office.chain() == []


def test_push_when_it_asks_only_then_it_hears_where_head_office_is(
    till: Till, office: Office, link
) -> None:
    batch = batch_of(till, link)
    push(link, batch)
    last = batch.entries[-1]
    asked = push(link, replace(batch, after=last.seq, entries=()))
    wanted = wire.Ack(1, office.id, "SH01", "T01", 1, last.seq, last.hash, last.seq, 0, (), ANY)
    assert asked == wanted


# --- enrolment ------------------------------------------------------------------------------


def test_token_when_used_twice_then_only_the_first_key_may_send(
    till: Till, office: Office, tmp_path
) -> None:
    from pos_app.sync.transport import enrol

    token = office.token()
    first = enrol(till.shop.path, ("SH01", "T01"), office.url, token.lower().replace("-", " "))
    assert enrol(till.shop.path, ("SH01", "T01"), office.url, token) == first
    with pytest.raises(SyncError, match="bad_token"):
        enrol(tmp_path / "thief.db", ("SH01", "T02"), office.url, token)
    assert load(till.shop.path) == first


@pytest.mark.parametrize("more", [{"till": ("SH09", "T01")}, {"minutes": 0}])
def test_token_when_for_another_till_or_too_old_then_it_opens_nothing(
    till: Till, office: Office, more: dict
) -> None:
    from pos_app.sync.transport import enrol

    with pytest.raises(SyncError, match="bad_token"):
        enrol(till.shop.path, ("SH01", "T01"), office.url, office.token(**more))
    assert office.rows("SELECT COUNT(*) FROM till_key") == [(0,)]


def test_enrolment_when_the_key_is_not_proven_then_403(office: Office) -> None:
    public = wire.base(envelope.public_key(envelope.new_key()))
    wish = wire.Enrolment(1, office.token(), "SH01", "T01", public, wire.base(bytes(64)))
    answer = requests.post(f"{office.url}/v1/enrol", data=envelope.pack(wish), timeout=10)
    assert (answer.status_code, answer.json()["code"]) == (403, wire.BAD_SIGNATURE)


def test_till_when_enrolled_anew_then_its_older_key_is_over(till: Till, office: Office) -> None:
    old = till.enrol(office)
    (till.shop.path.parent / "till.db.key").unlink()
    new = till.enrol(office)
    batch = batch_of(till, new)
    with pytest.raises(SyncError, match="bad_signature"):
        push(old, batch)
    assert push(new, batch).stored == len(batch.entries)


def test_till_when_revoked_then_it_is_refused_until_it_is_enrolled_again(
    till: Till, office: Office
) -> None:
    link = till.enrol(office)
    assert office.revoke(("SH01", "T01"))
    assert not office.revoke(("SH01", "T01"))
    with pytest.raises(SyncError, match="unknown_till") as refused:
        push(link, batch_of(till, link))
    assert not isinstance(refused.value, UnreachableError)
    assert push(till.enrol(office), batch_of(till, link)).stored == len(till.chain())


def test_head_office_when_its_database_is_set_back_then_the_till_offers_everything_again(
    till: Till, tmp_path
) -> None:
    folder = tmp_path / "office"
    with inside(folder) as office:
        link = till.enrol(office)
        port = office.port
    saved = {each.name: each.read_bytes() for each in folder.iterdir() if each.is_file()}
    client = till.client(link)
    client.start()
    from tests.head_office.office import until

    try:
        till.sell()
        with inside(folder, port=port) as office:
            client.wake()
            until(lambda: till.is_sent(link))
        for each in folder.iterdir():
            each.unlink()
        for name, content in saved.items():
            (folder / name).write_bytes(content)
        with inside(folder, port=port) as office:
            client.wake()
            until(lambda: office.rows("SELECT COUNT(*) FROM inbox") == [(len(till.chain()),)])
            assert client.close()
            assert office.chain() == till.chain()
    finally:
        client.close()


def test_sending_when_many_send_at_once_then_commits_are_shared(
    till: Till, office: Office, link
) -> None:
    batch = batch_of(till, link)
    answers = []
    threads = [
        threading.Thread(target=lambda: answers.append(push(link, batch))) for _ in range(24)
    ]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sum(each.stored for each in answers) == len(batch.entries)
    assert {(each.seq, each.hash) for each in answers} == {
        (batch.entries[-1].seq, batch.entries[-1].hash)
    }


def test_gunzip_when_given_a_bomb_then_it_unpacks_no_more_than_the_limit() -> None:
    from head_office.api import _gunzip

    bomb = zlib.compressobj(9, wbits=31)
    data = b"".join(bomb.compress(bytes(1_000_000)) for _ in range(100)) + bomb.flush()
    assert len(_gunzip(data)) == wire.PAYLOAD_BYTES_MAX + 1
