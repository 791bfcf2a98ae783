"""The rules for a sign-in: a limit on the name's length, a lock after failures, audit events.

Nothing that strangers type or that their browsers send is stored.
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
    """The admin's login form; it refuses names that are longer than a user name can be."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].validators.append(MaxLengthValidator(MOST_NAME))


class FailureHandler(AxesDatabaseHandler):
    """Counts failed sign-ins and locks as axes does, but stores no text from the request."""

    @transaction.atomic
    def user_login_failed(
        self, sender: Any, credentials: dict[str, Any], request: Any, **kwargs: Any
    ) -> None:
        """Count a failure, one at a time, so that concurrent attempts cannot pass the limit."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [locks.FAILED_SIGN_INS])
        request.axes_user_agent = request.axes_http_accept = ""
        request.axes_locked_out = request.axes_locked_out or not self.is_allowed(
            request, credentials
        )
        super().user_login_failed(sender, credentials, request, **kwargs)


def hash_name(_request: HttpRequest, credentials: dict[str, Any] | None) -> str:
    """Return a hash that is stored with a failure in place of the name that was tried."""
    name = str((credentials or {}).get("username") or "")
    return salted_hmac(__name__, name, algorithm="sha256").hexdigest()


def get_client_address(request: HttpRequest) -> str | None:
    """Return the client's IP address; None where a proxy's header has no valid one."""
    try:
        return str(ip_address(request.META.get("REMOTE_ADDR", "").partition("%")[0]))
    except ValueError:
        return None


def forget_old_logins() -> None:
    """Delete expired sessions, and sign-in links and failures older than KEPT."""
    now = timezone.now()
    Session.objects.filter(expire_date__lt=now).delete()
    SignInLink.objects.filter(expires_at__lt=now - KEPT).delete()
    for kind in (AccessAttempt, AccessLog):
        kind.objects.filter(attempt_time__lt=now - KEPT).delete()


def connect_signals() -> None:
    """Connect the functions below to the signals of Django and axes."""
    user_logged_in.connect(_on_signed_in)
    user_logged_out.connect(_on_signed_out)
    user_locked_out.connect(_on_locked_out)
    pre_save.connect(_clear_texts, sender=AccessAttempt)


def _on_signed_in(request: HttpRequest, user: User, **_: Any) -> None:
    page = request.resolver_match
    if page is None:
        return  # a script made the session, nobody signed in on a page
    _record("web_signed_in", user, how="link" if page.view_name == "sign_in" else "password")
    forget_old_logins()


def _on_signed_out(user: User | None, **_: Any) -> None:
    if user is not None:  # the page can also be opened without being signed in
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
    """Record the lock, in the transaction that counted the last failure."""
    if request.axes_failures_since_start is None:
        return  # it was locked before, and this attempt was not counted
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
