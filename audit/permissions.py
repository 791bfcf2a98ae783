"""Who may read what is on record: our pages, the live feed and the API ask here."""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, PermissionsMixin

#: All of these are needed: events tell what actions were, and actions are shown beside them.
TO_READ = ("audit.view_auditevent", "actions.view_actionlog")


def may_read(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Whether it is active staff that may see the audit and the action log, as superusers may."""
    if not isinstance(user, PermissionsMixin):
        return False
    return bool(user.is_active and getattr(user, "is_staff", False) and user.has_perms(TO_READ))
