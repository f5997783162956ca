"""What travels, looked at word by word: each edge of a number, each refusal and what it says."""

from base64 import b64encode
from collections.abc import Callable
from dataclasses import asdict, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.kernel.errors import SyncError
from inventory.kernel.text import Text
from inventory.ledger import envelope, wire
from inventory.ledger.journal import SALE, Entry, Head, NewEntry, Origin, chain

HASH = "ab" * 32
PRIVATE = bytes(range(32))
PUBLIC = wire.base(envelope.public_key(PRIVATE))
ACK = wire.Ack(1, "office", "SH01", "T03", 2, 5, HASH, 9, 3, ((4, wire.FORK),), 1_000)


def entries(count: int, after: int = 0) -> list[Entry]:
    made, head = [], Head(after)
    for number in range(count):
        event = NewEntry(SALE, "2026-11-25", 1_000, 2_000, "staff-1", {"名": "é", "n": number}, 700)
        entry = chain(head, number + 1, event, Origin("SH01", "T03", 2, 1, "0.1.0"))
        head = Head(entry.seq, entry.hash, entry.gt_abs, entry.gt_signed)
        made.append(entry)
    return made


def a_batch(count: int = 2, after: int = 0, **more: object) -> wire.Batch:
    rows = tuple(wire.to_wire(entry) for entry in entries(count, after))
    return replace(wire.Batch(1, "SH01", "T03", 2, after, rows), **more)


def fault_of(work: Callable[[], object]) -> tuple[str, str]:
    with pytest.raises(wire.WireFault) as fault:
        work()
    return fault.value.code, str(fault.value)


def read(batch: wire.Batch) -> wire.Batch:
    return wire.read_batch(envelope.pack(batch), "SH01/T03")


def test_entry_when_it_travels_then_every_byte_arrives() -> None:
    made = entries(2)
    batch = a_batch()
    there = [wire.from_wire(read(batch), row) for row in read(batch).entries]
    assert there == made
    assert [entry.computed_hash() for entry in there] == [entry.hash for entry in made]
    assert there[0].body == '{"n":0,"名":"é"}'.encode()


def test_wire_entry_when_written_then_hashes_are_hexadecimal() -> None:
    (entry,) = entries(1)
    row = wire.to_wire(entry)
    assert asdict(row) == {
        "seq": 1, "type": "sale", "type_seq": 1, "date": "2026-11-25", "begin": 1_000,
        "end": 2_000, "actor": "staff-1", "schema": 1, "program": "0.1.0", "gt_abs": 700,
        "gt_signed": 700, "body": '{"n":0,"名":"é"}', "prev": "00" * 32, "hash": entry.hash.hex(),
    }  # fmt: skip
    assert wire.size_of(row) - wire.size_of(replace(row, body="")) == len(row.body.encode())
    assert wire.size_of(row) >= len(envelope.pack(row)) - 40


def test_batch_when_it_is_fine_then_it_is_read() -> None:
    assert read(a_batch()) == a_batch()
    assert read(a_batch(1, after=41)).entries[0].seq == 42
    question = a_batch(0, after=7)
    assert read(question) == question
    assert read(a_batch(wire.BATCH_ENTRIES)).entries[-1].seq == wire.BATCH_ENTRIES


@pytest.mark.parametrize(
    ("batch", "code"),
    [
        (a_batch(store="SH02"), (wire.WRONG_TILL, "wrong_till SH01/T03")),
        (a_batch(till="T04"), (wire.WRONG_TILL, "wrong_till SH01/T03")),
        (a_batch(epoch=0), (wire.BAD_SHAPE, "bad_shape epoch or after")),
        (a_batch(0, after=-1), (wire.BAD_SHAPE, "bad_shape epoch or after")),
        (a_batch(after=1, entries=a_batch().entries), (wire.BAD_SEQUENCE, "bad_sequence")),
        (a_batch(entries=a_batch(3).entries[::2]), (wire.BAD_SEQUENCE, "bad_sequence")),
        (a_batch(entries=a_batch().entries[::-1]), (wire.BAD_SEQUENCE, "bad_sequence")),
        (a_batch(v=2), (wire.BAD_VERSION, "bad_version")),
        (a_batch(wire.BATCH_ENTRIES + 1), (wire.TOO_MANY, "too_many_entries 201")),
    ],
)
def test_batch_when_no_till_would_send_it_then_it_is_turned_away(
    batch: wire.Batch, code: tuple[str, str]
) -> None:
    assert fault_of(lambda: read(batch)) == code


def test_batch_when_epoch_is_one_and_nothing_came_before_then_it_is_fine() -> None:
    assert read(a_batch(epoch=1)).epoch == 1
    assert read(a_batch(epoch=2**63 - 1)).epoch == 2**63 - 1


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("seq", 0), ("seq", 2**63), ("type_seq", -1), ("begin", -1), ("end", -1), ("schema", -1),
        ("gt_abs", -1), ("gt_abs", 2**63), ("gt_signed", -(2**63)), ("prev", HASH[:-1]),
        ("prev", HASH.upper()), ("hash", HASH + "0"), ("hash", ""), ("date", "2026-11-2"),
        ("date", "2026-11-255"), ("date", "20261125"),
        ("date", "2026-13-45"), ("date", "0000-00-00"), ("date", "2026-02-29"),
    ],
)  # fmt: skip
def test_entry_when_no_till_would_write_it_then_it_is_turned_away(name: str, value: object) -> None:
    row = replace(a_batch(1).entries[0], **{name: value})
    batch = a_batch(after=row.seq - 1 if row.seq > 0 else 0, entries=(row,))
    assert fault_of(lambda: read(batch)) == (wire.BAD_SHAPE, f"bad_shape entry {row.seq}")


def test_entry_when_its_numbers_are_at_the_edge_then_it_is_fine() -> None:
    row = replace(
        a_batch(1).entries[0], seq=2**63 - 1, type_seq=0, begin=0, end=0, schema=0, gt_abs=0,
        gt_signed=-(2**63 - 1),
    )  # fmt: skip
    batch = a_batch(after=2**63 - 2, entries=(row,))
    assert read(batch) == batch


@pytest.mark.parametrize(
    "payload", [b"", b"[]", b"{}", b'{"v":"1"}', b'{"v":1}', b'{"v":1.0}', b"\xff\xfe"]
)
def test_message_when_it_is_not_one_then_it_says_in_short_what_is_wrong(payload: bytes) -> None:
    readers = (wire.read_ack, wire.read_refusal, wire.read_enrolment, wire.read_enrolled)
    for reader in (*readers, lambda data: wire.read_batch(data, "SH01/T03")):
        with pytest.raises(wire.WireFault) as fault:
            reader(payload)
        assert fault.value.code == wire.BAD_SHAPE
        assert len(wire.BAD_SHAPE) + 4 < len(str(fault.value)) <= len(wire.BAD_SHAPE) + 101
        assert isinstance(fault.value.__cause__, ValueError)
        assert str(fault.value) == f"bad_shape {str(fault.value.__cause__)[:100]}"


def test_message_when_it_is_of_a_later_version_then_only_that_is_said() -> None:
    for reader in (wire.read_ack, wire.read_refusal, wire.read_enrolment, wire.read_enrolled):
        assert fault_of(lambda reader=reader: reader(b'{"v":2,"more":[]}')) == (
            wire.BAD_VERSION, "bad_version",
        )  # fmt: skip


def test_ack_when_it_is_fine_then_it_is_read() -> None:
    assert wire.read_ack(envelope.pack(ACK)) == ACK
    start = replace(ACK, seq=0, hash="00" * 32)
    assert wire.read_ack(envelope.pack(start)) == start


@pytest.mark.parametrize("more", [{"seq": -1}, {"hash": ""}, {"hash": HASH + "x"}])
def test_ack_when_its_position_is_none_then_it_is_turned_away(more: dict[str, object]) -> None:
    payload = envelope.pack(replace(ACK, **more))
    assert fault_of(lambda: wire.read_ack(payload)) == (wire.BAD_SHAPE, "bad_shape position")


def test_refusal_when_it_is_fine_then_it_is_read_and_told() -> None:
    for refusal in (wire.Refusal(1, wire.BUSY), wire.Refusal(1, wire.FORK, 3, HASH)):
        assert wire.read_refusal(envelope.pack(refusal)) == refusal
    error = wire.refused(wire.Refusal(1, wire.GAP, 3))
    assert isinstance(error, SyncError)
    assert error.text == Text.of("sync.refused.gap")


@pytest.mark.parametrize(
    "refusal", [wire.Refusal(1, "no idea"), wire.Refusal(1, wire.GAP, 3, HASH[1:])]
)
def test_refusal_when_its_word_or_hash_is_unknown_then_it_is_turned_away(
    refusal: wire.Refusal,
) -> None:
    payload = envelope.pack(refusal)
    assert fault_of(lambda: wire.read_refusal(payload)) == (wire.BAD_SHAPE, "bad_shape refusal")


def a_wish(**more: object) -> wire.Enrolment:
    wish = replace(wire.Enrolment(1, "token", "SH01", "T03", PUBLIC, ""), **more)
    proof = envelope.sign(PRIVATE, wire.enrolment_statement(wish))
    return replace(wish, proof=wire.base(proof)) if not wish.proof else wish


def test_enrolment_when_the_key_is_its_own_then_it_is_read() -> None:
    assert wire.read_enrolment(envelope.pack(a_wish())) == a_wish()


@pytest.mark.parametrize("name", ["token", "store", "till"])
def test_enrolment_when_a_word_was_changed_on_the_way_then_the_proof_fails(name: str) -> None:
    changed = replace(a_wish(), **{name: "AB"})
    payload = envelope.pack(changed)
    assert fault_of(lambda: wire.read_enrolment(payload)) == (wire.BAD_SIGNATURE, "bad_signature")


def test_enrolment_when_another_key_is_announced_then_the_proof_fails() -> None:
    other = wire.base(envelope.public_key(bytes(32)))
    payload = envelope.pack(replace(a_wish(), public=other))
    assert fault_of(lambda: wire.read_enrolment(payload))[0] == wire.BAD_SIGNATURE


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"store": "sh01"}, "bad_header till"),
        ({"public": "AAAA"}, "bad_shape length"),
        ({"public": "?"}, "bad_shape base64"),
        ({"proof": "AAAA"}, "bad_shape length"),
        ({"proof": wire.base(bytes(65))}, "bad_shape length"),
    ],
)
def test_enrolment_when_its_shape_is_wrong_then_it_is_turned_away(
    more: dict[str, object], code: str
) -> None:
    payload = envelope.pack(replace(a_wish(), **more))
    assert fault_of(lambda: wire.read_enrolment(payload))[1] == code


def test_enrolled_when_head_office_answers_then_its_key_is_read() -> None:
    answer = wire.Enrolled(1, "office", PUBLIC)
    assert wire.read_enrolled(envelope.pack(answer)) == answer
    short = envelope.pack(replace(answer, public=wire.base(b"short")))
    assert fault_of(lambda: wire.read_enrolled(short)) == (wire.BAD_SHAPE, "bad_shape length")


@pytest.mark.parametrize(
    ("header", "till"),
    [("SH01/T03", ("SH01", "T03")), ("SH/1", ("SH", "1")), ("ABCDEFGH/ABCDEF", None)],
)
def test_till_when_named_in_a_header_then_store_and_till(
    header: str, till: tuple[str, str] | None
) -> None:
    assert wire.till_of(header) == (till or tuple(header.split("/")))


@pytest.mark.parametrize(
    "header", ["", "SH01", "S/T03", "SH01/", "sh01/t03", "SH01/T03/1", "SH01/T03\n"]
)
def test_till_when_the_header_is_none_then_it_is_turned_away(header: str) -> None:
    assert fault_of(lambda: wire.till_of(header)) == (wire.BAD_HEADER, "bad_header till")


def test_statements_when_signed_then_each_has_its_own_beginning() -> None:
    assert wire.batch_statement(b"\x01") == b"suanpan-push-1\n\x01"
    assert wire.ack_statement(b"\x01", b"{}") == b"suanpan-ack-1\n\x01" + envelope.digest(b"{}")
    wish = wire.Enrolment(1, "t", "SH01", "T03", "key", "proof")
    assert wire.enrolment_statement(wish) == (b'suanpan-enrol-1\n[1,"t","SH01","T03","key"]')


@given(st.binary(max_size=80))
def test_base64_when_written_and_read_then_it_is_the_same(data: bytes) -> None:
    assert wire.base(data) == b64encode(data).decode()
    assert wire.unbase(wire.base(data), len(data)) == data


@pytest.mark.parametrize("text", ["A", "AA=A", "AA AA", "é", "AAA-"])
def test_base64_when_it_is_none_then_it_is_turned_away(text: str) -> None:
    assert fault_of(lambda: wire.unbase(text, 3)) == (wire.BAD_SHAPE, "bad_shape base64")


def test_fault_when_it_has_no_detail_then_only_its_code_is_said() -> None:
    assert str(wire.WireFault(wire.GAP)) == "gap"
    assert str(wire.WireFault(wire.GAP, "7")) == "gap 7"
    assert wire.WireFault(wire.GAP).code == "gap"
