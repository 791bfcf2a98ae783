"""Who may read what is on record; asked by our pages, the live feed and the API."""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, PermissionsMixin

#: All of these are needed, because pages show events and their actions together.
TO_READ = ("audit.view_auditevent", "actions.view_actionlog")


def may_read(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Return whether the user is active staff and may see both the audit and the action log.

    Superusers may.
    """
    if not isinstance(user, PermissionsMixin):
        return False
    return bool(user.is_active and getattr(user, "is_staff", False) and user.has_perms(TO_READ))
