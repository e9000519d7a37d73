"""The hash chain: whatever is changed, taken out or moved is found, and where."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from mktkit.records.chain import GENESIS, birth_is_true, breaks, row_hash, seal

ROWS = st.lists(
    st.fixed_dictionaries({"document": st.text(max_size=6), "version": st.integers(), "body": st.text(max_size=20), "origin": st.just("")}),
    min_size=1,
    max_size=8,
)  # fmt: skip


def chained(rows: list[dict[str, Any]], store: str = "s") -> list[tuple[int, dict[str, Any] | None]]:
    sealed: list[tuple[int, dict[str, Any] | None]] = []
    before = GENESIS
    for seq, row in enumerate(rows, 1):
        done = seal(row, seq, before, store)
        before = done["hash"]
        sealed.append((seq, done))
    return sealed


def test_the_hash_is_sha256_of_the_plain_json_of_all_fields() -> None:
    row = {"seq": 2, "body": '{"样本量":300}', "prev_hash": "ab", "hash": "whatever"}
    by_hand = '{"body":"{\\"样本量\\":300}","prev_hash":"ab","seq":2,"store":"s1"}'
    assert json.loads(by_hand) == {"seq": 2, "body": '{"样本量":300}', "prev_hash": "ab", "store": "s1"}
    assert row_hash(row, "s1") == hashlib.sha256(by_hand.encode("utf-8")).hexdigest()


@given(ROWS)
def test_an_untouched_chain_holds(rows: list[dict[str, Any]]) -> None:
    assert list(breaks(chained(rows), "s", len(rows))) == []


@given(ROWS, st.data())
def test_any_changed_field_is_found_where_it_is(rows: list[dict[str, Any]], data: st.DataObject) -> None:
    chain = chained(rows)
    seq, row = data.draw(st.sampled_from(chain))
    assert row is not None
    field = data.draw(st.sampled_from(sorted(row)))
    other = data.draw(st.text(max_size=20).filter(lambda text: text != row[field]))
    chain[seq - 1] = (seq, {**row, field: other})
    assert (seq, "changed") in list(breaks(chain, "s", len(chain)))


@given(ROWS, st.data())
def test_whatever_is_taken_out_is_missed(rows: list[dict[str, Any]], data: st.DataObject) -> None:
    chain = chained(rows)
    gone = data.draw(st.sets(st.sampled_from(range(1, len(chain) + 1)), min_size=1))
    left = [(seq, row) for seq, row in chain if seq not in gone]
    assert {seq for seq, kind in breaks(left, "s", len(chain)) if kind == "missing"} == gone


@given(ROWS, st.data())
def test_a_record_rewritten_with_its_own_hash_does_not_link(
    rows: list[dict[str, Any]], data: st.DataObject
) -> None:
    chain = chained([*rows, *rows])
    seq, row = data.draw(st.sampled_from(chain[:-1]))
    assert row is not None
    chain[seq - 1] = (seq, seal({**row, "body": row["body"] + "."}, seq, row["prev_hash"], "s"))
    assert list(breaks(chain, "s", len(chain))) == [(seq + 1, "link")]


@given(ROWS)
def test_another_store_cannot_pass_for_this_one(rows: list[dict[str, Any]]) -> None:
    assert {kind for _, kind in breaks(chained(rows, "other"), "s", len(rows))} == {"changed"}


def test_what_cannot_be_read_is_named_once() -> None:
    chain = chained([{"origin": "", "body": text} for text in "甲乙丙"])
    assert list(breaks([chain[0], (2, None), chain[2]], "s", 3)) == [(2, "unreadable")]


def test_an_imported_record_proves_both_chains() -> None:
    born = seal({"origin": "", "body": "甲"}, 7, "ab" * 32, "there")
    origin = {"store": "there", "seq": 7, "prev_hash": "ab" * 32, "hash": born["hash"], "accepted": "x"}
    here = seal({**born, "origin": json.dumps(origin)}, 1, GENESIS, "here")
    assert birth_is_true(here)
    assert list(breaks([(1, here)], "here", 1)) == []
    forged = seal({**here, "body": "乙"}, 1, GENESIS, "here")
    assert list(breaks([(1, forged)], "here", 1)) == [(1, "birth")]
    assert not birth_is_true({**here, "origin": "x"})
