"""`manage.py sign_in_link [USER]`: print a link that signs in once, for a user locked out."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser

from ownerbot_site.accounts import signin
from ownerbot_site.runtime import addresses


class Command(BaseCommand):
    help = "Print a link to the web pages that signs in once, within a day."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "user", nargs="?", metavar="USER", help="whom it signs in; without: the owner"
        )

    def handle(self, *args: Any, user: str | None, **options: Any) -> None:
        found = (
            signin.get_or_create_owner()
            if user is None
            else get_user_model().objects.filter(username=user).first()
        )
        if found is None:
            raise CommandError(f"There is no user {user}.")
        if not (found.is_active and found.is_staff):
            raise CommandError(f"The account of {found} is closed, or not one of staff.")
        self.stderr.write("It works once, within a day; links made before no longer do.")
        self.stdout.write(f"{self._address()}{signin.create_link(found)}")

    def _address(self) -> str:
        """Return the address of the pages: that of the settings, else where they are served now."""
        env = settings.ENV
        if env.public_base_url:
            return str(env.public_base_url)
        if served := addresses.find_running(env.data_dir):
            return served
        if not addresses.is_answering(env.web_bind):
            self.stderr.write(
                f"Nothing answers at {settings.WEB_ADDRESS} right now: start OwnerBot, or set "
                "PUBLIC_BASE_URL to the address of its pages and make the link again."
            )
        return str(settings.WEB_ADDRESS)
