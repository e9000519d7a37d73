"""Saves documents in a process of its own, so that it can be killed or run beside others.

worker.py many URL FOLDER NAME COUNT     save COUNT documents, then end
worker.py rounds URL FOLDER ROUNDS       for each line on stdin: save in a fresh child until killed (POSIX)

Every save that returned is acknowledged on stdout: document, version, hash.
"""

from __future__ import annotations

import datetime as dt
import importlib
import itertools
import os
import random
import signal
import sys
import time
from collections.abc import Iterable

from mktkit.records import Actor, Draft, open_store
from mktkit.rules import load_rules

AUTHOR = Actor("S01", "李明", ("市场专员",))


RULES = load_rules(on=dt.date(2026, 10, 1), company=None)


def save(url: str, folder: str, names: Iterable[str]) -> None:
    with open_store(url, folder=folder) as store:
        for name in names:
            body = {"名称": name, "说明": "文" * random.randrange(2000)}
            draft = Draft.of(
                RULES, kind="research_plan", title=name, body=body, document=name, clause="3.1.1"
            )
            record = store.save(draft, AUTHOR)
            # One write, so that a kill leaves a whole line or none.
            os.write(1, f"{record.document} {record.version} {record.hash}\n".encode())


def rounds(url: str, folder: str, count: int) -> None:
    """Kill a child at a random moment, `count` times, and pass on what each one acknowledged.

    Every fourth is killed while it opens the store, the others soon after their second save: however busy the machine.
    """
    chance = random.Random(5)
    for number in range(count):
        told, tell = os.pipe()
        child = os.fork()
        if child == 0:
            os.dup2(tell, 1)
            save(url, folder, (f"r{number}-{one}" for one in itertools.count()))
        os.close(tell)
        said = b""
        while number % 4 and said.count(b"\n") < 2:
            said += os.read(told, 4096)
        time.sleep(chance.uniform(0, 0.06))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        with open(told, "rb") as rest:
            os.write(1, said + rest.read())


if __name__ == "__main__":
    task, url, folder, *rest = sys.argv[1:]
    if task == "many":
        save(url, folder, (f"{rest[0]}-{number}" for number in range(int(rest[1]))))
    else:
        # Before the forks: each child would take as long to load it as it has to live.
        if url.startswith("postgresql"):
            importlib.import_module("sqlalchemy.dialects.postgresql.psycopg").dialect.import_dbapi()
        rounds(url, folder, int(rest[0]))
