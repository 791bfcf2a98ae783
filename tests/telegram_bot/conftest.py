"""Who looks at the pages."""

from __future__ import annotations

from tests.ownerbot_site.conftest import root, superuser  # noqa: F401 -- fixtures
