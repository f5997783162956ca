"""What travels: read back as it was written, and refused by a code when it is anything else."""

import json
from dataclasses import asdict, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.ledger import envelope, journal, wire
from inventory.ledger.journal import Head, NewEntry, Origin
from inventory.ledger.wire import Batch, WireFault

ORIGIN = Origin("SH01", "T01", 1, 1, "1.0")


def entries(count: int = 2, **body: object) -> list[journal.Entry]:
    found, head = [], Head()
    for at in range(count):
        new = NewEntry(journal.SALE, "2026-11-25", 5, 6, "staff", {"at": at, **body}, 100)
        entry = journal.chain(head, at + 1, new, ORIGIN)
        head = Head(entry.seq, entry.hash, entry.gt_abs, entry.gt_signed)
        found.append(entry)
    return found


def a_batch(*found: journal.Entry) -> Batch:
    return Batch(1, "SH01", "T01", 1, 0, tuple(wire.to_wire(each) for each in found or entries()))


def code_of(batch: object, till: str = "SH01/T01") -> str:
    payload = batch if isinstance(batch, bytes) else envelope.pack(batch)
    with pytest.raises(WireFault) as fault:
        wire.read_batch(payload, till)
    assert fault.value.code in wire.REFUSALS
    return fault.value.code


def test_batch_when_sent_then_every_entry_is_back_byte_for_byte() -> None:
    sent = entries(3, names=["圆领\u2028", "ê", '"\\</script>'])
    batch = wire.read_batch(envelope.pack(a_batch(*sent)), "SH01/T01")
    back = [wire.from_wire(batch, each) for each in batch.entries]
    assert back == sent
    assert all(each.computed_hash() == each.hash for each in back)


@given(st.dictionaries(st.text(max_size=8), st.text() | st.integers(-(2**63), 2**63 - 1)))
def test_body_when_of_any_text_then_its_bytes_survive(body: dict) -> None:
    [sent] = entries(1, **{"x" + key: value for key, value in body.items()})
    batch = wire.read_batch(envelope.pack(a_batch(sent)), "SH01/T01")
    assert wire.from_wire(batch, batch.entries[0]) == sent


def test_batch_when_without_entries_then_it_is_a_question() -> None:
    batch = Batch(1, "SH01", "T01", 1, 7, ())
    assert wire.read_batch(envelope.pack(batch), "SH01/T01") == batch


def test_batch_when_it_says_more_than_this_version_knows_then_that_is_ignored() -> None:
    plain = asdict(a_batch()) | {"later": [1, 2]}
    assert wire.read_batch(json.dumps(plain).encode(), "SH01/T01") == a_batch()


@pytest.mark.parametrize(
    "change",
    [
        {"seq": 0}, {"type_seq": -1}, {"begin": -1}, {"gt_abs": -1}, {"schema": -1},
        {"gt_signed": -(2**63)}, {"prev": "0" * 63}, {"hash": "G" * 64}, {"hash": "A" * 64},
        {"date": "2026-1-1"}, {"date": "<script>"},
    ],
)  # fmt: skip
def test_entry_when_no_till_writes_such_then_bad_shape(change: dict) -> None:
    batch = a_batch()
    broken = replace(batch.entries[0], **change)
    assert code_of(replace(batch, entries=(broken,))) == wire.BAD_SHAPE


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"v": 2}, wire.BAD_VERSION),
        ({"till": "T02"}, wire.WRONG_TILL),
        ({"epoch": 0}, wire.BAD_SHAPE),
        ({"epoch": 2**63}, wire.BAD_SHAPE),
        ({"after": 2**63}, wire.BAD_SHAPE),
        ({"after": 2**70}, wire.BAD_SHAPE),
        ({"till": "\ud800"}, wire.BAD_SHAPE),
        ({"after": -1}, wire.BAD_SHAPE),
        ({"after": 1}, wire.BAD_SEQUENCE),
        ({"entries": "no"}, wire.BAD_SHAPE),
    ],
)
def test_batch_when_wrong_then_its_code_says_so(change: dict, code: str) -> None:
    assert code_of(json.dumps(asdict(a_batch()) | change).encode()) == code


def test_batch_when_an_entry_is_missing_between_then_bad_sequence() -> None:
    batch = a_batch(*entries(3))
    assert code_of(replace(batch, entries=batch.entries[::2])) == wire.BAD_SEQUENCE


def test_batch_when_too_long_then_too_many() -> None:
    assert code_of(a_batch(*entries(wire.BATCH_ENTRIES + 1))) == wire.TOO_MANY
    wire.read_batch(envelope.pack(a_batch(*entries(wire.BATCH_ENTRIES))), "SH01/T01")


@given(st.binary(max_size=60))
def test_payload_when_it_is_anything_then_it_is_refused_by_a_code(payload: bytes) -> None:
    assert code_of(payload) in (wire.BAD_SHAPE, wire.BAD_VERSION)


def test_answers_when_malformed_then_refused() -> None:
    ack = wire.Ack(1, "o", "SH01", "T01", 1, 0, "0" * 64, 0, 0, ((3, wire.FORK),), 0)
    assert wire.read_ack(envelope.pack(ack)) == ack
    for broken in (replace(ack, hash=""), replace(ack, seq=-1), replace(ack, v=9)):
        with pytest.raises(WireFault):
            wire.read_ack(envelope.pack(broken))
    refusal = wire.Refusal(1, wire.GAP, 2, "ab" * 32)
    assert wire.read_refusal(envelope.pack(refusal)) == refusal
    for no in (replace(refusal, code="?"), replace(refusal, hash="x")):
        with pytest.raises(WireFault):
            wire.read_refusal(envelope.pack(no))
    assert wire.refused(refusal).text.code == "sync.refused.gap"


def a_wish(key: bytes) -> wire.Enrolment:
    public = wire.base(envelope.public_key(key))
    wish = wire.Enrolment(1, "TOKEN", "SH01", "T01", public, "")
    return replace(wish, proof=wire.base(envelope.sign(key, wire.enrolment_statement(wish))))


@pytest.mark.parametrize(
    "change",
    [{"token": "OTHER"}, {"till": "T02"}, {"proof": "AAAA"}, {"public": "%%%"}, {"store": "x"}],
)
def test_enrolment_when_anything_was_changed_then_the_proof_fails(change: dict) -> None:
    wish = a_wish(envelope.new_key())
    assert wire.read_enrolment(envelope.pack(wish)) == wish
    with pytest.raises(WireFault):
        wire.read_enrolment(envelope.pack(replace(wish, **change)))


def test_enrolled_when_its_key_is_no_key_then_refused() -> None:
    with pytest.raises(WireFault):
        wire.read_enrolled(envelope.pack(wire.Enrolled(1, "o", "AAAA")))


def test_signature_when_checked_then_only_the_signer_and_the_message_fit() -> None:
    key, other = envelope.new_key(), envelope.new_key()
    signature = envelope.sign(key, b"message")
    public = envelope.public_key(key)
    assert len(key) == len(public) == envelope.KEY_BYTES
    assert len(signature) == envelope.SIGNATURE_BYTES
    assert envelope.verify(public, b"message", signature)
    assert not envelope.verify(public, b"Message", signature)
    assert not envelope.verify(envelope.public_key(other), b"message", signature)
    assert not envelope.verify(public, b"message", signature[:-1])
    assert not envelope.verify(b"short", b"message", signature)


def test_statements_when_compared_then_one_never_stands_for_another() -> None:
    digest = envelope.digest(b"x")
    batch, ack = wire.batch_statement(digest), wire.ack_statement(digest, b"y")
    assert batch == b"suanpan-push-1\n" + digest
    assert ack == b"suanpan-ack-1\n" + digest + envelope.digest(b"y")
    wish = a_wish(envelope.new_key())
    assert wire.enrolment_statement(wish).startswith(b"suanpan-enrol-1\n[1,")


def test_size_when_estimated_then_it_is_never_below_what_is_sent() -> None:
    for each in a_batch(*entries(2, text="数" * 50)).entries:
        assert wire.size_of(each) >= len(envelope.pack(each)) - len(each.body) // 10
