"""Start the server, with every setting it needs written down here and none taken from elsewhere."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from traitlets.config import Config

__all__ = ["MAX_MESSAGE_MB", "own_folders", "serve", "settings_of"]

#: Where the built handbook stands, told to the server's extension and to the kernels it starts.
SITE = "MKTKIT_SITE"
OPEN = "MKTKIT_OPEN_BROWSER"

#: The largest message between page and kernel. Jupyter's own 10 MB drops a bigger one without a word.
MAX_MESSAGE_MB = 256
#: A notebook's kernel that nobody is connected to any more ends after this long; a page's much sooner.
_IDLE_MINUTES = 60

_HERE = Path(__file__).parent


def serve(*, port: int = 8890, browser: bool = True, notebooks: Path | None = None) -> None:
    """Build the handbook, then serve it, the notebooks' pages and JupyterLab until stopped.

    Parameters
    ----------
    port
        First port tried; the next free one is taken when it is in use.
    browser
        Whether to open the handbook in the browser.
    notebooks
        Folder of the notebooks, the only one that is served beside the handbook; by default the project's.

    Raises
    ------
    MktkitError
        The rules or the pages are wrong.
    """
    import datetime as dt

    import click

    from mktkit.files import keep_private
    from mktkit.forms.files.landing import clear_landings
    from mktkit.handbook import build
    from mktkit.paths import data_folder, project_root

    folder = data_folder()
    keep_private(folder)
    site = folder / "handbook"
    click.echo("正在生成手册……")
    built = build(site, on=dt.date.today())
    click.echo(
        f"手册已生成（{built.pages} 页，{built.clauses} 个条款，用时 {built.seconds:.1f} 秒）。正在启动……"
    )
    os.environ[SITE], os.environ[OPEN] = str(site), "1" if browser else ""
    own_folders(folder)
    clear_landings()

    from jupyter_server.serverapp import ServerApp

    app = ServerApp.instance(
        config=settings_of(folder, notebooks or project_root() / "notebooks", port),
        # Nothing else that happens to be installed is loaded: least of all Voilà's own extension, which serves files.
        jpserver_extensions={"jupyterlab": True, "mktkit.server.extension": True},
    )
    # A page with the token in it would be left on the disk.
    app.no_browser_open_file = True
    app.initialize(argv=[], find_extensions=False, starter_extension="lab")
    app.start()


def own_folders(folder: Path) -> None:
    """Keep the user's own Jupyter out: settings, kernels and extensions may ask the network or change the address."""
    os.environ["JUPYTER_CONFIG_DIR"] = str(folder / "jupyter")
    os.environ["JUPYTER_DATA_DIR"] = str(folder / "jupyter" / "share")
    os.environ["JUPYTER_RUNTIME_DIR"] = str(folder / "jupyter" / "runtime")
    os.environ["IPYTHONDIR"] = str(folder / "ipython")
    # Where Voilà finds our page's template.
    os.environ["JUPYTER_PATH"] = str(_HERE / "share")
    shutil.rmtree(folder / "jupyter" / "lab" / "workspaces", ignore_errors=True)


def settings_of(folder: Path, notebooks: Path, port: int) -> Config:
    """Return the settings of the server, of the kernels, of Lab and of the pages."""
    from traitlets.config import Config

    config = Config()
    _set_server(config, notebooks, port)
    _set_kernels(config)
    _set_lab(config, folder)
    _set_pages(config)
    return config


def _set_server(config: Config, notebooks: Path, port: int) -> None:
    config.ServerApp.update(
        ip="127.0.0.1",
        port=port,
        port_retries=50,
        root_dir=str(notebooks),
        default_url="/handbook/",
        open_browser=False,
        quit_button=True,
        # Ctrl+C means it; the question would be asked in English.
        answer_yes=True,
        terminals_enabled=False,
        allow_root=hasattr(os, "geteuid") and os.geteuid() == 0,
        log_level="ERROR",
        extra_template_paths=[str(_HERE / "templates")],
        contents_manager_class="mktkit.server.contents.Notebooks",
        tornado_settings={"websocket_max_message_size": MAX_MESSAGE_MB * 1024 * 1024},
    )
    config.IdentityProvider.cookie_options = {"samesite": "Lax"}
    config.ServerApp.max_body_size = config.ServerApp.max_buffer_size = MAX_MESSAGE_MB * 1024 * 1024


def _set_kernels(config: Config) -> None:
    config.ServerApp.kernel_manager_class = "mktkit.server.kernels.Kernels"
    config.MultiKernelManager.kernel_manager_class = "mktkit.server.kernels.Kernel"
    config.MappingKernelManager.update(
        cull_idle_timeout=60 * _IDLE_MINUTES,
        cull_interval=60,
        # Whoever still looks at a page keeps its kernel; a closed lid or a lost page counts as not connected.
        cull_connected=False,
        # Or whoever else has an account on this machine could listen in on a kernel's port.
        transport_encryption="auto",
    )
    # Only this Python has the package; a kernel of the same name elsewhere would not.
    config.KernelSpecManager.allowed_kernelspecs = {"python3"}
    # Results leave and files come in as messages: they are not to be dropped for coming fast.
    config.ZMQChannelsWebsocketConnection.limit_rate = False


def _set_lab(config: Config, folder: Path) -> None:
    config.LabApp.update(
        log_level="ERROR",
        app_settings_dir=str(_lab_settings(folder)),
        # Neither news nor an extension catalogue: both ask other hosts.
        news_url="",
        check_for_updates_class="jupyterlab.NeverCheckForUpdate",
        extension_manager="readonly",
    )


def _set_pages(config: Config) -> None:
    config.VoilaConfiguration.update(
        template="mktkit",
        theme="light",
        allow_template_override="NO",
        allow_theme_override="NO",
        strip_sources=True,
        show_tracebacks=False,
        file_allowlist=[],
        # What forms need, and nothing that an installed extension of Lab might do to a page.
        extension_allowlist=[
            "@jupyter-widgets/jupyterlab-manager",
            "@voila-dashboards/widgets-manager8",
            "anywidget",
        ],
        extension_denylist=[],
    )
    config.VoilaExecutor.timeout = 900


def _lab_settings(folder: Path) -> Path:
    """Write Lab's defaults: Chinese, no news, no update checks, no button of Voilà's own."""
    settings = folder / "lab-settings"
    settings.mkdir(parents=True, exist_ok=True)
    overrides = {
        "@jupyterlab/translation-extension:plugin": {"locale": "zh_CN"},
        "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},
    }
    page = {"disabledExtensions": {"@voila-dashboards/jupyterlab-preview": True}}
    (settings / "overrides.json").write_text(json.dumps(overrides), encoding="utf-8")
    (settings / "page_config.json").write_text(json.dumps(page), encoding="utf-8")
    return settings
