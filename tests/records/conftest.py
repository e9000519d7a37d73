"""A store on each engine: SQLite in a folder, PostgreSQL started from the system's own package."""

from __future__ import annotations

import contextlib
import datetime as dt
import itertools
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

import psycopg
import pytest

from mktkit.records import Actor, Draft, Store, open_store
from mktkit.records.verify import verify
from mktkit.rules import Rules, load_rules


def needs(reason: str) -> NoReturn:
    """Skip where a part of the system is missing; fail in CI, where all of them must be there."""
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def rules() -> Rules:
    """The sample rules of October 2026."""
    return load_rules(on=dt.date(2026, 10, 1), company=None)


class People:
    """Who acts in the tests."""

    clerk = Actor("S01", "李明", ("市场专员",))
    seller = Actor("X01", "赵强", ("销售代表",))
    manager = Actor("M01", "王敏", ("营销经理",))
    finance = Actor("F01", "钱进", ("财务部门",))
    boss = Actor("B01", "孙总", ("公司高层",))


@pytest.fixture(scope="session")
def people() -> People:
    return People()


@pytest.fixture(scope="session")
def plan(rules: Rules) -> Callable[..., Draft]:
    """Make a draft; a research plan (3.1.1 批准 by 营销经理) unless told otherwise."""

    def make(**given: Any) -> Draft:
        usual: dict[str, Any] = {
            "kind": "research_plan",
            "title": "华东市场调研计划",
            "body": {"样本量": 300, "地区": "华东"},
            "clause": "3.1.1",
        }
        return Draft.of(rules, **(usual | given))

    return make


# -- PostgreSQL ------------------------------------------------------------------------------------


def _binaries() -> Path | None:
    packaged = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name))
    named = shutil.which("initdb")
    found = [*reversed(packaged), *([Path(named).parent] if named else [])]
    return next((path for path in found if (path / "initdb").exists() and (path / "postgres").exists()), None)


@dataclass
class Server:
    """A running PostgreSQL; every store has a schema of its own."""

    folder: Path
    start: Callable[[], subprocess.Popen[bytes]]
    process: subprocess.Popen[bytes]
    names: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def connect(self, schema: str = "public") -> psycopg.Connection[Any]:
        return psycopg.connect(
            host=str(self.folder), user="postgres", autocommit=True, options=f"-csearch_path={schema}"
        )

    def wait(self) -> None:
        until = time.monotonic() + 30
        while True:
            try:
                return self.connect().close()
            except psycopg.OperationalError:
                if time.monotonic() > until or self.process.poll() is not None:
                    raise
                time.sleep(0.05)

    def schema(self) -> str:
        """Make an empty schema: a store of its own at a hundredth of a database's price."""
        name = f"store{next(self.names)}"
        with self.connect() as connection:
            connection.execute(f"CREATE SCHEMA {name}")
        return name

    def url(self, schema: str, user: str = "postgres") -> str:
        return f"postgresql://{user}@/postgres?host={self.folder}&options=-csearch_path%3D{schema}"


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """PostgreSQL of the system on a socket of its own, as a user that is not root."""
    binaries = _binaries() if sys.platform == "linux" else None
    if binaries is None:
        needs("没有找到 PostgreSQL（Debian：apt install postgresql）")
    folder = Path(tempfile.mkdtemp(prefix="mktkit-pg-", dir="/tmp"))
    as_user: dict[str, Any] = {"cwd": folder}
    if os.geteuid() == 0:
        # Windows has no such module.
        import pwd

        accounts = {account.pw_name: account for account in pwd.getpwall()}
        account = accounts.get("postgres") or accounts["nobody"]
        shutil.chown(folder, account.pw_uid, account.pw_gid)
        as_user |= {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    data = folder / "data"
    made = subprocess.run(
        [binaries / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "-N"],
        capture_output=True,
        text=True,
        check=False,
        **as_user,
    )
    assert made.returncode == 0, made.stderr

    def start() -> subprocess.Popen[bytes]:
        with (folder / "log").open("ab") as log:
            return subprocess.Popen(
                [binaries / "postgres", "-D", data, "-k", folder, "-c", "listen_addresses="],
                stdout=log,
                stderr=log,
                **as_user,
            )

    server = Server(folder, start, start())
    server.wait()
    yield server
    # At once: nothing of it is wanted any more.
    server.process.send_signal(signal.SIGQUIT)
    try:
        server.process.wait(20)
    except subprocess.TimeoutExpired:
        server.process.kill()
    shutil.rmtree(folder, ignore_errors=True)


# -- stores ----------------------------------------------------------------------------------------


class Clock:
    """Starts on 2026-10-08 at nine in Beijing and goes on by a minute a look."""

    def __init__(self) -> None:
        self.moment = dt.datetime(2026, 10, 8, 1, tzinfo=dt.UTC)

    def __call__(self) -> dt.datetime:
        self.moment += dt.timedelta(minutes=1)
        return self.moment


@dataclass
class Engine:
    """Stores on one engine; each name is a machine (SQLite) or a schema (PostgreSQL)."""

    kind: str
    folder: Path
    server: Server | None
    stack: contextlib.ExitStack
    schemas: dict[str, str] = field(default_factory=dict)

    def where(self, name: str) -> tuple[str, str]:
        """Return url and folder, as :func:`open_store` and a worker process take them."""
        if self.server is None:
            return f"sqlite:///{self.folder / name / 'records.sqlite'}", str(self.folder / name)
        if name not in self.schemas:
            self.schemas[name] = self.server.schema()
        return self.server.url(self.schemas[name]), str(self.folder / name)

    def open(self, name: str = "本机", clock: Callable[[], dt.datetime] | None = None) -> Store:
        url, folder = self.where(name)
        return self.stack.enter_context(open_store(url, folder=folder, clock=clock or Clock()))

    def reopen(self, store: Store, name: str = "本机") -> Store:
        store.close()
        return self.open(name)

    def tamper(self, store: Store, *statements: str) -> None:
        """Change the database behind the guards' back, and leave the guards as they were."""
        store.close()
        if store.place.file is not None:
            with contextlib.closing(sqlite3.connect(store.place.file)) as connection:
                guards = connection.execute(
                    "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
                ).fetchall()
                for name, _ in guards:
                    connection.execute(f"DROP TRIGGER {name}")
                for statement in statements:
                    connection.execute(statement)
                for _, sql in guards:
                    connection.execute(sql)
                connection.commit()
            return
        assert self.server is not None
        schema = str(store.place.engine.url.query["options"]).partition("=")[2]
        with self.server.connect(schema) as connection:
            connection.execute("ALTER TABLE mktkit_records DISABLE TRIGGER ALL")
            for statement in statements:
                connection.execute(statement)  # type: ignore[arg-type]  # not user text
            for guard in ("no_change", "next"):
                connection.execute(
                    f"ALTER TABLE mktkit_records ENABLE ALWAYS TRIGGER mktkit_records_{guard}"  # type: ignore[arg-type]  # not user text
                )


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """The same test on both."""
    server = request.getfixturevalue("postgres") if request.param == "postgresql" else None
    with contextlib.ExitStack() as stack:
        yield Engine(request.param, tmp_path, server, stack)


@pytest.fixture
def sqlite(tmp_path: Path) -> Iterator[Engine]:
    """What only SQLite has: a file."""
    with contextlib.ExitStack() as stack:
        yield Engine("sqlite", tmp_path, None, stack)


@pytest.fixture
def store(engine: Engine) -> Store:
    return engine.open()


Worker = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def worker() -> Iterator[Worker]:
    """Start `worker.py` beside this file as a process of its own."""
    started: list[subprocess.Popen[str]] = []

    def start(*arguments: object, **more: Any) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, Path(__file__).with_name("worker.py"), *map(str, arguments)],
            stdout=subprocess.PIPE,
            text=True,
            **more,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            process.kill()
        process.wait()
        if process.stdout:
            process.stdout.close()


@pytest.fixture(scope="session")
def filled(plan: Callable[..., Draft], people: People) -> Callable[[Engine], Store]:
    """Fill a store with three documents, nine records: 甲 1 4 7, 乙 2 5 8, 丙 3 6 9."""

    def fill(engine: Engine) -> Store:
        store = engine.open()
        for name in ("甲", "乙", "丙"):
            receipt = store.attach(f"{name}.txt", f"附件 {name}".encode())
            store.save(
                plan(document=name, body={"标记": f"marker-{name}"}, attachments=(receipt,)), people.clerk
            )
        for name in ("甲", "乙", "丙"):
            store.act(name, people.clerk, "submit")
        for name in ("甲", "乙", "丙"):
            store.act(name, people.manager, "approve")
        proof = verify(store)
        assert (proof.ok, proof.records, proof.documents, proof.attachments, proof.last) == (True, 9, 3, 3, 9)
        return store

    return fill


@pytest.fixture(scope="session")
def begun(plan: Callable[..., Draft], people: People) -> Callable[[Store], Store]:
    """Save and submit one document with an attachment."""

    def begin(store: Store) -> Store:
        receipt = store.attach("报价.pdf", b"%PDF-1")
        store.save(plan(document="甲", attachments=(receipt,)), people.clerk)
        store.act("甲", people.clerk, "submit")
        return store

    return begin


# -- checks that are run shortly here and at length in tests/heavy ---------------------------------


def whole(engine: Engine, told: list[list[str]], unheard: int) -> None:
    """Hold the store against the saves that were acknowledged: document, version, hash."""
    store = engine.open()
    kept = {record.document: (str(record.version), record.hash) for record in store.list()}
    assert all(kept.get(document) == (version, hash) for document, version, hash in told)
    assert len({document for document, _, _ in told}) == len(told)
    assert len(told) <= len(kept) <= len(told) + unheard
    proof = verify(store)
    assert proof.ok, proof.findings
    # Gap-free: the last number is the count.
    assert proof.records == proof.last == len(kept)
    listed = [line.seq if line else 0 for _, line in store.head.lines()]
    # In order and once each; what a killed writer left out, the next took up.
    assert listed == list(range(1, len(listed) + 1))
    assert len(kept) - len(listed) in (0, 1 if unheard else 0)


@pytest.fixture
def kills(engine: Engine, worker: Worker) -> Callable[[int], int]:
    """Kill a saving process so many times; every acknowledged save is there.  Returns how many there were."""

    def check(count: int) -> int:
        engine.open().close()
        process = worker("rounds", *engine.where("本机"), count)
        told = [line.split() for line in process.communicate(timeout=600)[0].splitlines()]
        assert process.returncode == 0
        # Each kill may leave one save that was done and could not be acknowledged.
        whole(engine, told, unheard=count)
        return len(told)

    return check


@pytest.fixture
def crowd(engine: Engine, worker: Worker) -> Callable[[int, int], float]:
    """Let so many processes save so many documents each at once.  Returns saves per second."""

    def check(processes: int, documents: int) -> float:
        started = time.monotonic()
        workers = [
            worker("many", *engine.where("本机"), f"p{number}", documents) for number in range(processes)
        ]
        told = [line.split() for one in workers for line in one.communicate(timeout=600)[0].splitlines()]
        seconds = time.monotonic() - started
        assert all(one.returncode == 0 for one in workers)
        assert len(told) == processes * documents
        whole(engine, told, unheard=0)
        return len(told) / seconds

    return check


@pytest.fixture
def flips(sqlite: Engine, filled: Callable[[Engine], Store]) -> Callable[[int], int]:
    """Flip a byte anywhere in the file, so many times: it is found, or all still reads as it was written."""

    def check(count: int) -> int:
        store = filled(sqlite)
        file = store.place.file
        assert file is not None
        said = list(store.export())
        store.close()
        whole, chance, caught = file.read_bytes(), random.Random(11), 0
        for _ in range(count):
            at, bit = chance.randrange(len(whole)), 1 << chance.randrange(8)
            damaged = bytearray(whole)
            damaged[at] ^= bit
            for ending in ("-wal", "-shm"):
                file.with_name(file.name + ending).unlink(missing_ok=True)
            file.write_bytes(damaged)
            if verify(store).ok:
                assert list(store.export()) == said, (at, bit)
            else:
                caught += 1
            store.close()
        return caught

    return check
