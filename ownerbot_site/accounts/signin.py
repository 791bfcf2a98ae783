"""Sign in with a link that works once."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.contrib.auth import get_user_model, login
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from ownerbot_site.accounts import logins
from ownerbot_site.models import SignInLink

LIFE = timedelta(hours=24)
OWNER = "owner"


def get_or_create_owner() -> User:
    """Return the superuser "owner", created if missing; it has no password, only links."""
    user, made = get_user_model().objects.get_or_create(
        username=OWNER, defaults={"is_staff": True, "is_superuser": True}
    )
    if made:
        user.set_unusable_password()
        user.save()
    return user


def create_link(user: User) -> str:
    """Create a sign-in link and return its path; it works once, within LIFE.

    The user's earlier links stop working.
    """
    logins.forget_old_logins()
    now = timezone.now()
    SignInLink.objects.filter(user=user, used_at=None, expires_at__gt=now).update(expires_at=now)
    token = secrets.token_urlsafe(32)
    SignInLink.objects.create(user=user, token_hash=_hash_token(token), expires_at=now + LIFE)
    return reverse("sign_in", args=[token])


@never_cache
@require_GET  # a HEAD from a program that previews links must not use it up
def sign_in(request: HttpRequest, token: str) -> HttpResponse:
    """Use the link and start a new session; 410 where it was used or expired, 404 if unknown."""
    now = timezone.now()
    link = SignInLink.objects.select_related("user").filter(token_hash=_hash_token(token)).first()
    if link is None:
        return _render_refusal(request, gettext("This link is not known."), status=404)
    user = link.user
    if not user.is_active:
        return _render_refusal(request, gettext("This account is closed."), status=410)
    unused = SignInLink.objects.filter(pk=link.pk, used_at=None, expires_at__gt=now)
    if not unused.update(used_at=now):
        return _render_refusal(
            request, gettext("This link was used already, or its day is over."), status=410
        )
    request.session.flush()
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    return redirect("admin:index")


def _hash_token(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def _render_refusal(request: HttpRequest, reason: str, *, status: int) -> HttpResponse:
    return render(request, "ownerbot/sign_in.html", {"reason": reason}, status=status)
