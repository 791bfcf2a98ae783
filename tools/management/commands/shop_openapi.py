"""`manage.py shop_openapi`: write tools/upstream/openapi.json anew after a protocol change."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from tools.upstream import openapi


class Command(BaseCommand):
    help = (
        "Write the OpenAPI document of what a shop must offer, out of the types of its protocol."
    )

    def handle(self, **options: Any) -> None:
        openapi.FILE.write_text(openapi.render_document())
        self.stdout.write(f"Written: {openapi.FILE}")
