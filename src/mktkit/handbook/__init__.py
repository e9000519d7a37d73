"""The handbook as a folder of pages: build it, and check what was built."""

from mktkit.handbook.build import MARKER, BuildResult, build
from mktkit.handbook.checks import SiteCheck, check_site

__all__ = ["MARKER", "BuildResult", "SiteCheck", "build", "check_site"]
