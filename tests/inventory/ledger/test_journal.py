"""The chain: how an entry follows the head, and that no change of any byte goes unseen."""

from dataclasses import replace
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.kernel.text import Text
from inventory.ledger.journal import (
    GENESIS,
    NO_SALE,
    POST_VOID,
    SALE,
    TYPES,
    ChainFault,
    Entry,
    Head,
    NewEntry,
    Origin,
    chain,
    faults,
)
from tests.inventory.makers import refusal_of

TILL = Origin("SH01", "T03", 2, 1, "0.1.0")


def an_event(kind: str = SALE, amount: int = 1_200, **body: object) -> NewEntry:
    return NewEntry(kind, "2026-11-25", 1_000, 2_000, "staff-1", body, amount)


def a_chain(*events: NewEntry) -> list[Entry]:
    """Chain events the way the store does."""
    entries, head, numbers = [], Head(), {}
    for event in events:
        numbers[event.type] = numbers.get(event.type, 0) + 1
        entry = chain(head, numbers[event.type], event, TILL)
        head = Head(entry.seq, entry.hash, entry.gt_abs, entry.gt_signed)
        entries.append(entry)
    return entries


THREE = [an_event(total=1_200), an_event(NO_SALE, 0), an_event(POST_VOID, -1_200)]


def test_chain_when_the_first_entry_is_made_then_it_follows_the_genesis() -> None:
    entry = chain(Head(), 1, an_event(b=1, a="总"), TILL)
    assert Head() == Head(0, bytes(32), 0, 0)
    assert bytes(32) == GENESIS
    assert (entry.store_id, entry.till_id, entry.epoch) == ("SH01", "T03", 2)
    assert (entry.seq, entry.type, entry.type_seq) == (1, SALE, 1)
    assert (entry.business_date, entry.begin_ms, entry.end_ms) == ("2026-11-25", 1_000, 2_000)
    assert (entry.actor_id, entry.schema_version, entry.program_version) == ("staff-1", 1, "0.1.0")
    assert (entry.gt_abs, entry.gt_signed) == (1_200, 1_200)
    assert entry.body == '{"a":"总","b":1}'.encode()
    assert entry.prev_hash == GENESIS


def test_hash_when_computed_by_hand_then_it_is_over_previous_header_and_body() -> None:
    entry = chain(Head(4, b"\x07" * 32, 100, -20), 3, an_event(n=1), TILL)
    header = b'["SH01","T03",2,5,"sale",3,"2026-11-25",1000,2000,"staff-1",1,"0.1.0",1300,1180]'
    assert entry.header() == header
    assert entry.hash == sha256(b"\x07" * 32 + header + b"\n" + b'{"n":1}').digest()
    assert entry.computed_hash() == entry.hash


def test_totals_when_money_goes_back_then_the_absolute_one_still_grows() -> None:
    sale, drawer, void = a_chain(*THREE)
    assert [(each.gt_abs, each.gt_signed) for each in (sale, drawer, void)] == [
        (1_200, 1_200), (1_200, 1_200), (2_400, 0),
    ]  # fmt: skip
    assert [each.seq for each in (sale, drawer, void)] == [1, 2, 3]
    assert (drawer.prev_hash, void.prev_hash) == (sale.hash, drawer.hash)


def test_event_when_it_has_no_body_then_an_empty_one_is_stored() -> None:
    event = NewEntry(NO_SALE, "2026-11-25", 1, 2, "staff-1")
    entry = chain(Head(), 1, event, TILL)
    assert (entry.body, entry.gt_abs, entry.gt_signed) == (b"{}", 0, 0)


def test_chain_when_the_type_is_unknown_then_it_is_a_bug() -> None:
    with pytest.raises(ValueError, match=r"^unknown journal type gossip$"):
        chain(Head(), 1, an_event("gossip"), TILL)
    assert {SALE, POST_VOID, NO_SALE} <= TYPES


def test_faults_when_the_chain_is_whole_then_there_are_none() -> None:
    assert list(faults(a_chain(*THREE))) == []
    assert list(faults([])) == []


def test_faults_when_walked_from_a_head_then_only_the_rest_is_judged() -> None:
    entries = a_chain(*THREE)
    first = entries[0]
    head = Head(first.seq, first.hash, first.gt_abs, first.gt_signed)
    assert list(faults(entries[1:], head)) == []
    assert {each.rule for each in faults(entries[1:])} >= {"sequence", "previous_hash"}


@pytest.mark.parametrize(
    ("spoil", "rules"),
    [
        (lambda e: replace(e, body=b'{"total":1}'), ["hash"]),
        (lambda e: replace(e, gt_signed=1_201), ["hash", "perpetual_total"]),
        (lambda e: replace(e, gt_abs=1_201), ["hash", "perpetual_total"]),
        (lambda e: replace(e, seq=5), ["sequence", "hash"]),
        (lambda e: replace(e, type_seq=5), ["type_sequence", "hash"]),
        (lambda e: replace(e, prev_hash=b"\x01" * 32), ["previous_hash", "hash"]),
        (lambda e: replace(e, hash=b"\x01" * 32), ["hash"]),
        (lambda e: replace(e, actor_id="staff-2"), ["hash"]),
    ],
)
def test_faults_when_a_first_entry_is_spoilt_then_the_broken_rules_are_named(
    spoil: object, rules: list[str]
) -> None:
    (entry,) = a_chain(an_event(total=1_200))
    spoilt = spoil(entry)  # type: ignore[operator]
    assert list(faults([spoilt])) == [ChainFault(spoilt.seq, rule) for rule in rules]


def test_faults_when_an_entry_is_missing_then_the_next_one_says_so() -> None:
    entries = a_chain(*THREE)
    found = list(faults([entries[0], entries[2]]))
    assert [(each.seq, each.rule) for each in found] == [
        (3, "sequence"), (3, "previous_hash"),
    ]  # fmt: skip


def test_faults_when_a_number_of_a_type_is_skipped_then_it_is_said_once() -> None:
    one = chain(Head(), 1, an_event(), TILL)
    head = Head(one.seq, one.hash, one.gt_abs, one.gt_signed)
    three = chain(head, 3, an_event(), TILL)
    head = Head(three.seq, three.hash, three.gt_abs, three.gt_signed)
    four = chain(head, 4, an_event(), TILL)
    assert list(faults([one, three, four])) == [ChainFault(2, "type_sequence")]


def test_faults_when_a_total_is_reset_with_a_fresh_hash_then_the_total_gives_it_away() -> None:
    one, two = a_chain(an_event(), an_event())
    forged = replace(two, gt_abs=1_200, gt_signed=1_200 + 1_200)
    forged = replace(forged, hash=forged.computed_hash())
    assert list(faults([one, forged])) == [ChainFault(2, "perpetual_total")]


EVENTS = st.lists(
    st.builds(an_event, st.sampled_from(sorted(TYPES)), st.integers(-10_000, 10_000)),
    min_size=1,
    max_size=8,
)


@given(EVENTS, st.data())
def test_faults_when_any_byte_of_any_entry_changes_then_it_is_seen(
    events: list[NewEntry], data: st.DataObject
) -> None:
    entries = a_chain(*events)
    assert list(faults(entries)) == []
    assert entries[-1].gt_signed == sum(event.amount for event in events)
    assert entries[-1].gt_abs == sum(abs(event.amount) for event in events)
    at = data.draw(st.integers(0, len(entries) - 1))
    name = data.draw(st.sampled_from(list(Entry.__slots__)))
    old = getattr(entries[at], name)
    new = old + 1 if isinstance(old, int) else old + (b"!" if isinstance(old, bytes) else "!")
    entries[at] = replace(entries[at], **{name: new})
    assert entries[at].seq in {each.seq for each in faults(entries)}


@pytest.mark.parametrize("amount", [7, -7])
def test_totals_when_they_would_pass_the_end_of_their_column_then_the_entry_is_refused(
    amount: int,
) -> None:
    full = Head(4, b"\x07" * 32, 2**63 - 8, 0)
    assert chain(full, 1, an_event(amount=amount), TILL).gt_abs == 2**63 - 1
    over = replace(full, gt_abs=full.gt_abs + 1)
    said = refusal_of(lambda: chain(over, 1, an_event(amount=amount), TILL))
    assert said == Text.of("sale.totals_full")
    assert chain(over, 1, an_event(NO_SALE, 0), TILL).gt_abs == over.gt_abs
