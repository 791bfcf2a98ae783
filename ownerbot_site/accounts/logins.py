"""What a sign-in is held to: names of a possible length, a lock after failures, events on record.

Of what strangers type, or their browsers send, nothing is kept.
"""

from __future__ import annotations

from datetime import timedelta
from ipaddress import ip_address
from typing import Any
from uuid import uuid4

from axes.handlers.database import AxesDatabaseHandler
from axes.helpers import get_cool_off
from axes.models import AccessAttempt, AccessLog
from axes.signals import user_locked_out
from django.contrib.auth.models import User
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.contrib.sessions.models import Session
from django.core.validators import MaxLengthValidator
from django.db import connection, transaction
from django.db.models.signals import pre_save
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac
from unfold.forms import AuthenticationForm

from actions import pipeline
from audit import locks, log
from ownerbot_site.models import SignInLink

MOST_NAME = 150
KEPT = timedelta(days=30)


class LoginForm(AuthenticationForm):
    """The admin's login; a name longer than any name there can be is refused unread."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].validators.append(MaxLengthValidator(MOST_NAME))


class FailureHandler(AxesDatabaseHandler):
    """Counts failed sign-ins and locks, as axes does, without the texts of whoever tried."""

    @transaction.atomic
    def user_login_failed(
        self, sender: Any, credentials: dict[str, Any], request: Any, **kwargs: Any
    ) -> None:
        """One at a time, so that attempts already under way when the lock closes meet it too."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [locks.FAILED_SIGN_INS])
        request.axes_user_agent = request.axes_http_accept = ""
        request.axes_locked_out = request.axes_locked_out or not self.is_allowed(
            request, credentials
        )
        super().user_login_failed(sender, credentials, request, **kwargs)


def hash_name(_request: HttpRequest, credentials: dict[str, Any] | None) -> str:
    """What stands for a tried name among the failures; the name itself is not stored."""
    name = str((credentials or {}).get("username") or "")
    return salted_hmac(__name__, name, algorithm="sha256").hexdigest()


def get_client_address(request: HttpRequest) -> str | None:
    """Where the request comes from; None where a proxy's header says nonsense."""
    try:
        return str(ip_address(request.META.get("REMOTE_ADDR", "").partition("%")[0]))
    except ValueError:
        return None


def forget_old_logins() -> None:
    """Delete sessions that are over, and links and failures a month after they counted."""
    now = timezone.now()
    Session.objects.filter(expire_date__lt=now).delete()
    SignInLink.objects.filter(expires_at__lt=now - KEPT).delete()
    for kind in (AccessAttempt, AccessLog):
        kind.objects.filter(attempt_time__lt=now - KEPT).delete()


def connect_signals() -> None:
    """Connect what follows to Django's and axes' signals."""
    user_logged_in.connect(_on_signed_in)
    user_logged_out.connect(_on_signed_out)
    user_locked_out.connect(_on_locked_out)
    pre_save.connect(_clear_texts, sender=AccessAttempt)


def _on_signed_in(request: HttpRequest, user: User, **_: Any) -> None:
    page = request.resolver_match
    if page is None:
        return  # a session made by a script: nobody came through any page
    _record("web_signed_in", user, how="link" if page.view_name == "sign_in" else "password")
    forget_old_logins()


def _on_signed_out(user: User | None, **_: Any) -> None:
    if user is not None:  # somebody who was not signed in may open the page as well
        _record("web_signed_out", user)


def _record(event_type: str, user: User, **payload: str) -> None:
    name = user.get_username()
    pipeline.record(
        event_type,
        correlation_id=uuid4(),
        actor=log.build_user_actor(user.pk, name),
        user=name,
        **payload,
    )


def _on_locked_out(request: Any, **_: Any) -> None:
    """In the transaction that counted the last failure."""
    if request.axes_failures_since_start is None:
        return  # locked before: this attempt was not even counted
    log.record(
        "web_locked_out",
        correlation_id=uuid4(),
        actor=log.SYSTEM,
        payload={
            "failures": request.axes_failures_since_start,
            "minutes": int(get_cool_off(request).total_seconds() // 60),
        },
    )


def _clear_texts(instance: Any, **_: Any) -> None:
    instance.get_data = instance.post_data = ""
