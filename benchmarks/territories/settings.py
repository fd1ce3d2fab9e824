"""Those of development; with GROWTH=true, those of a release that has one migration more."""

from portal.settings.base import env
from portal.settings.dev import *  # noqa: F403 - settings are one name space
from portal.settings.dev import INSTALLED_APPS, TENANT_APPS

if env.bool("GROWTH", default=False):
    TENANT_APPS = [*TENANT_APPS, "benchmarks.territories.growth"]
    INSTALLED_APPS = [*INSTALLED_APPS, "benchmarks.territories.growth"]
