"""One server on this machine: the handbook under ``/handbook/``, notebooks as pages (Voilà) and JupyterLab.

It listens on 127.0.0.1 alone, and nothing but the login page answers whoever does not hold the token. The handbook's
buttons open notebooks under the same address.
"""

from __future__ import annotations

from mktkit.server.app import serve

__all__ = ["serve"]
