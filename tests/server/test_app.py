"""What the server listens on, and that the settings of the user are left alone."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import psutil
import zmq


def test_it_listens_on_this_machine_alone(site: Any) -> None:
    assert site.ask("/voila/render/page.ipynb").status == 200  # a kernel runs now, too
    process = psutil.Process(site.served.pid)
    family = [process, *process.children(recursive=True)]
    assert len(family) > 1
    ports = [
        one for each in family for one in each.net_connections("inet") if one.status == psutil.CONN_LISTEN
    ]
    assert len(ports) > 1
    assert {one.laddr.ip for one in ports} <= {"127.0.0.1", "::1"}


def test_a_kernel_tells_nobody_who_has_no_key(site: Any) -> None:
    started = json.loads(site.ask("/api/kernels", method="POST", body="{}").text)
    try:
        ports = json.loads(
            (site.served.data / "jupyter" / "runtime" / f"kernel-{started['id']}.json").read_text()
        )
        context = zmq.Context()
        listener = context.socket(zmq.SUB)
        listener.setsockopt(zmq.SUBSCRIBE, b"")
        listener.connect(f"tcp://127.0.0.1:{ports['iopub_port']}")
        time.sleep(1)
        site.ask(f"/api/kernels/{started['id']}/restart", method="POST", body="{}")
        heard = listener.poll(3000)
        context.destroy(linger=0)
        assert not heard
    finally:
        site.ask(f"/api/kernels/{started['id']}", method="DELETE")


def test_settings_of_the_user_are_left_alone(tmp_path: Path) -> None:
    """What a user's own Jupyter is told, as to listen to everybody, holds for that Jupyter alone."""
    home = tmp_path / "home"
    (home / ".jupyter").mkdir(parents=True)
    (home / ".jupyter" / "jupyter_server_config.py").write_text("c.ServerApp.ip = '0.0.0.0'\n")
    (tmp_path / "voila.json").write_text('{"VoilaConfiguration": {"file_allowlist": [".*"]}}')
    code = "from mktkit.server.app import own_folders, settings_of; from pathlib import Path; folder = Path(r'%s')\n"
    code += "own_folders(folder)\nfrom jupyter_server.serverapp import ServerApp\n"
    code += "app = ServerApp.instance(config=settings_of(folder, folder, 0))\n"
    code += "app.initialize(argv=[], find_extensions=False, new_httpserver=False)\nprint(app.ip, app.config_file_paths)"
    done = subprocess.run(
        [sys.executable, "-c", code % (tmp_path / "data")],
        cwd=tmp_path,
        env={**os.environ, "HOME": str(home), "USERPROFILE": str(home)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.stdout.startswith("127.0.0.1 "), done.stderr
    assert str(home) not in done.stdout
