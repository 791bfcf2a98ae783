"""The admin's look and its sidebar: the UNFOLD setting."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse_lazy
from django.utils.functional import lazy
from django.utils.translation import gettext

_static = lazy(static, str)

#: Returns whether the user of the request may open the page of an item.
May = Callable[[HttpRequest], bool]


def get_site_title(_request: HttpRequest) -> str:
    return f"{get_shop_name(_request)} · OwnerBot"


def get_shop_name(_request: HttpRequest) -> str:
    from django.conf import settings  # not yet complete while it imports this file

    return str(settings.SHOP_NAME)


def _allow_anybody(_request: HttpRequest) -> bool:
    return True


def _may_read(request: HttpRequest) -> bool:
    from audit.permissions import may_read  # needs the apps, which the settings come before

    return may_read(request.user)


def _may_use_simulator(request: HttpRequest) -> bool:
    from telegram_bot.simulator.permissions import may_use_simulator  # needs the apps, as above

    return may_use_simulator(request.user)


def _require_permission(permission: str) -> May:
    return lambda request: request.user.has_perm(permission)


def _build_item(title: str, icon: str, view: str, may: May) -> dict[str, Any]:
    return {"title": title, "icon": icon, "link": reverse_lazy(view), "permission": may}


def _build_list_item(model: str, title: str, icon: str) -> dict[str, Any]:
    """Return the item for the admin's list of a model (`app.model`), for those who may view it."""
    app, name = model.split(".")
    return _build_item(
        title, icon, f"admin:{app}_{name}_changelist", _require_permission(f"{app}.view_{name}")
    )


def _build_demo_shop_items() -> list[dict[str, Any]]:
    """Return one item for each model of the demo shop that the admin has."""
    from django.contrib import admin

    models = [model._meta for model in admin.site._registry if model._meta.app_label == "tools"]  # noqa: SLF001 -- the registry has no public door
    return [
        _build_list_item(
            meta.label_lower,
            str(meta.verbose_name_plural).capitalize(),
            SHOP_ICONS.get(str(meta.model_name), "table_rows"),
        )
        for meta in models
    ]


def _build_simulator_items() -> list[dict[str, Any]]:
    from django.conf import settings

    if not settings.SIMULATOR_ENABLED:
        return []
    return [
        _build_item(gettext("Telegram simulator"), "forum", "simulator:chat", _may_use_simulator)
    ]


def build_sidebar(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the sidebar's groups with the items that this user may open, without empty groups."""
    groups: list[tuple[str, list[dict[str, Any]]]] = [
        (
            gettext("Watch"),
            [
                _build_item(gettext("Overview"), "space_dashboard", "admin:index", _allow_anybody),
                _build_item(gettext("Live"), "stream", "dashboard:live", _may_read),
                *_build_simulator_items(),
            ],
        ),
        (
            gettext("On record"),
            [
                _build_list_item("actions.actionlog", gettext("Action log"), "task_alt"),
                _build_list_item("audit.auditevent", gettext("Audit events"), "history"),
                _build_list_item("audit.accessdenial", gettext("Denied access"), "gpp_bad"),
                _build_list_item(
                    "telegram_bot.unclear", gettext("Not understood"), "contact_support"
                ),
                _build_item(gettext("Data source"), "database", "dashboard:source", _may_read),
                _build_item(
                    gettext("Jobs"), "pending_actions", "admin:actions_job_changelist", _may_read
                ),
            ],
        ),
        (gettext("Demo shop"), _build_demo_shop_items()),
        (
            gettext("Access"),
            [
                _build_list_item("auth.user", gettext("Users"), "group"),
                _build_list_item("ownerbot_site.apikey", gettext("API keys"), "key"),
                _build_item(gettext("API reference"), "api", "api:openapi-view", _may_read),
            ],
        ),
    ]
    open_groups = [
        (title, [item for item in items if item["permission"](request)]) for title, items in groups
    ]
    return [
        {"title": title, "separator": number > 0, "items": items}
        for number, (title, items) in enumerate(open_groups)
        if items
    ]


#: Icons of the demo shop's models, by model name.
SHOP_ICONS = {
    "demoorder": "receipt_long",
    "demorefund": "currency_exchange",
    "demovisits": "conversion_path",
    "demoproduct": "inventory_2",
    "democustomer": "person",
    "demochatthread": "chat",
    "democoupon": "sell",
    "democampaign": "campaign",
}

UNFOLD: dict[str, Any] = {
    "SITE_TITLE": get_site_title,
    "SITE_HEADER": get_shop_name,
    "SITE_SUBHEADER": "OwnerBot",
    "SITE_SYMBOL": "storefront",
    "SITE_URL": "/admin/",
    "SITE_FAVICONS": [
        {"rel": "icon", "type": "image/svg+xml", "href": _static("ownerbot/favicon.svg")}
    ],
    "SHOW_HISTORY": False,
    "SHOW_VIEW_ON_SITE": False,
    "SHOW_BACK_BUTTON": True,
    "BORDER_RADIUS": "8px",
    "STYLES": [_static("ownerbot/ownerbot.css")],
    "SCRIPTS": [_static("ownerbot/live.js"), _static("ownerbot/pages.js")],
    "GLOBAL_CALLBACK": "ownerbot_site.dashboard.views.build_page_context",
    "DASHBOARD_CALLBACK": "ownerbot_site.dashboard.views.build_overview_context",
    "COLORS": {
        "primary": {
            "50": "oklch(97.2% .017 197)",
            "100": "oklch(94.4% .036 197)",
            "200": "oklch(88.8% .066 197)",
            "300": "oklch(81.5% .096 196)",
            "400": "oklch(72.6% .108 196)",
            "500": "oklch(62.8% .103 197)",
            "600": "oklch(52.8% .091 198)",
            "700": "oklch(45.2% .077 199)",
            "800": "oklch(38.6% .063 201)",
            "900": "oklch(33.2% .052 203)",
            "950": "oklch(24.4% .04 205)",
        },
    },
    "SIDEBAR": {
        "show_search": False,
        "command_search": True,
        "show_all_applications": False,
        "navigation": build_sidebar,
    },
}
