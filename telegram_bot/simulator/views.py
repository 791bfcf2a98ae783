"""The simulator's pages: the chat, and the person's texts and taps as updates for the inbox."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from io import BytesIO
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.views.decorators import staff_member_required
from django.core.exceptions import PermissionDenied
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    JsonResponse,
)
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from telegram_bot.simulator import markup, store, texts, updates
from telegram_bot.simulator.permissions import may_use_simulator
from telegram_bot.updates import intake
from telegram_bot.updates.identity import SIMULATOR_BOT_ID, get_simulated_chat
from telegram_bot.view.commands import list_commands
from tools.languages import SOURCE, choose_language

TEXT_LIMIT = 4096
#: Who the web user is in the chat: the owner, a stranger, or a member of the team.
ROLES = ("owner", "stranger", "team")

View = Callable[..., HttpResponseBase]


def _require_simulator(view: View) -> View:
    """Let in those who may use the simulator; 403 for other staff, 404 if it is switched off."""

    @wraps(view)
    def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        if not settings.SIMULATOR_ENABLED:
            raise Http404("The simulator is switched off: SIMULATOR_ENABLED")
        return staff_member_required(_require_permission(view))(request, **kwargs)

    return guarded


def _require_permission(view: View) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        if not may_use_simulator(request.user):
            raise PermissionDenied
        return view(request, **kwargs)

    return guarded


@_require_simulator
@require_GET
def show_chat(request: HttpRequest) -> HttpResponse:
    """Show the chat, as the owner or, by ?as=stranger or ?as=team, as one of the others."""
    role = _get_role(request)
    chat_id = _get_chat_id(request, role)
    words = texts.build_page()
    return render(
        request,
        "simulator/chat.html",
        {
            **admin.site.each_context(request),
            "title": gettext("Telegram simulator"),
            "role": role,
            "has_team": bool(settings.MANAGER_CHAT_IDS),
            "after": store.get_recent_start(chat_id),
            "words": words,
            "texts": words[SOURCE],
            "examples": [
                (f"example.{at}", example.en) for at, example in enumerate(texts.EXAMPLES)
            ],
            "commands": [
                (name, f"command.{name}", text.en) for name, text in list_commands().items()
            ],
            "text_limit": TEXT_LIMIT,
            "shop": settings.SHOP_NAME,
            "language": settings.OWNER_LANGUAGE or "",
            "zone": settings.TIME_ZONE,
        },
    )


@_require_simulator
@require_POST
def send_text(request: HttpRequest) -> HttpResponse:
    """Take a text from the person: show it in the chat, and put it into the inbox."""
    text = request.POST.get("text", "").replace("\x00", "").strip()
    if not text:
        return _build_refusal(gettext("Write something first."))
    if markup.count_units(text) > TEXT_LIMIT:
        return _build_refusal(
            gettext("Too long: Telegram takes {count} characters at most.").format(
                count=TEXT_LIMIT
            )
        )
    person = _build_person(request)
    if _get_role(request) == "team":
        return _build_refusal(gettext("The team's chat is to be read only."))
    said = store.add_message(person.id, author=store.Author.PERSON, html=updates.to_html(text))
    intake.accept(SIMULATOR_BOT_ID, [updates.build_message_update(person, said.message_id, text)])
    return JsonResponse({"message_id": said.message_id})


@_require_simulator
@require_POST
def tap_button(request: HttpRequest) -> HttpResponse:
    """Take a tap on a button; 409 if the message no longer has that button."""
    person = _build_person(request)
    number, data = request.POST.get("message_id", ""), request.POST.get("callback_data", "")
    tapped = store.get_message(person.id, int(number)) if _is_id(number) else None
    buttons = [button for row in tapped.keyboard for button in row] if tapped else []
    if tapped is None or data not in [button.get("callback_data") for button in buttons]:
        return _build_refusal(gettext("That button is gone."), HTTPStatus.CONFLICT)
    intake.accept(SIMULATOR_BOT_ID, [updates.build_tap_update(person, tapped, data)])
    return JsonResponse({"message_id": tapped.message_id})


@_require_simulator
@require_GET
def serve_photo(request: HttpRequest, message_id: int) -> HttpResponse:
    """Serve a picture of the chat."""
    message = store.get_message(_get_chat_id(request, _get_role(request)), message_id)
    if message is None or message.photo is None:
        raise Http404("There is no such picture in this chat")
    picture = bytes(message.photo)
    kind = "image/png" if picture.startswith(b"\x89PNG") else "image/jpeg"
    return HttpResponse(
        picture, content_type=kind, headers={"Cache-Control": "private, max-age=3600, immutable"}
    )


@_require_simulator
@require_GET
def serve_document(request: HttpRequest, message_id: int) -> FileResponse:
    """Serve a file of the chat, to be saved under its name."""
    message = store.get_message(_get_chat_id(request, _get_role(request)), message_id)
    if message is None or message.document is None:
        raise Http404("There is no such file in this chat")
    content = BytesIO(bytes(message.document))
    return FileResponse(
        content,
        as_attachment=True,
        filename=message.file_name,
        headers={"Cache-Control": "private, max-age=3600, immutable"},
    )


def _get_role(request: HttpRequest) -> str:
    role = request.GET.get("as", "owner")
    return role if role in ROLES else "owner"


def _get_chat_id(request: HttpRequest, role: str) -> int:
    return get_simulated_chat(role, int(request.user.pk or 0))


def _build_person(request: HttpRequest) -> updates.Person:
    role = _get_role(request)
    language = request.POST.get("language", "")
    return updates.Person(
        id=_get_chat_id(request, role),
        name=request.user.get_username() if role == "owner" else "Stranger",
        language=choose_language(language),
    )


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= len(str(2**53))


def _build_refusal(why: str, status: HTTPStatus = HTTPStatus.BAD_REQUEST) -> HttpResponse:
    return JsonResponse({"error": why}, status=status)
