"""The store under force: killed, crowded, damaged, at length."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from typing import Any

import pytest

from mktkit.errors import MktkitError
from mktkit.records.verify import verify

pytestmark = [
    pytest.mark.heavy,
    pytest.mark.skipif(sys.platform == "win32", reason="没有 fork；Windows 上不强杀"),
]


def test_killed_two_hundred_times_while_saving(kills: Any, record_property: Any) -> None:
    started = time.monotonic()
    saves = kills(200)
    assert saves > 200
    record_property("seconds", time.monotonic() - started)
    print(f"200 次强杀，{saves} 次已确认的保存全在，{time.monotonic() - started:.0f} 秒")


def test_eight_processes_save_two_hundred_documents_each(crowd: Any) -> None:
    print(f"8 个进程各 200 份，每秒 {crowd(8, 200):.0f} 次保存")


def test_a_thousand_bytes_flipped(flips: Any) -> None:
    assert flips(1000) > 200


def test_postgres_itself_killed_while_saving(postgres: Any, tmp_path: Any, plan: Any, people: Any) -> None:
    """Kill the database server, all of it, and start it again: what it acknowledged is there."""
    from mktkit.records import open_store

    url = postgres.url(postgres.schema())
    told: dict[str, str] = {}
    for round_ in range(5):
        killer = threading.Timer(0.4, kill_group, [postgres.process.pid])
        with open_store(url, folder=tmp_path) as store:
            killer.start()
            for number in range(10_000):
                try:
                    record = store.save(plan(document=f"r{round_}-{number}"), people.clerk)
                except MktkitError as problem:
                    refused = str(problem)
                    break
                told[record.document] = record.hash
        assert "PostgreSQL" in refused, refused
        killer.join()
        postgres.process.wait(20)
        postgres.process = postgres.start()
        postgres.wait()
    with open_store(url, folder=tmp_path) as store:
        kept = {record.document: record.hash for record in store.list()}
        proof = verify(store)
    assert told.items() <= kept.items()
    assert len(kept) <= len(told) + 5
    assert proof.ok, proof.findings
    assert proof.records == proof.last == len(kept)


def kill_group(postmaster: int) -> None:
    """Kill the postmaster and its children at once, as a power cut would."""
    children = [
        int(name) for name in os.listdir("/proc") if name.isdigit() and parent(int(name)) == postmaster
    ]
    for process in (postmaster, *children):
        os.kill(process, signal.SIGKILL)


def parent(process: int) -> int:
    try:
        with open(f"/proc/{process}/stat", encoding="utf-8", errors="replace") as stat:
            return int(stat.read().rpartition(")")[2].split()[1])
    except OSError:
        return 0
