"""The draft of a proposal, and storing it in the caller's transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.conf import settings

from actions import seal
from actions.caller import Caller
from actions.models import ActionLog
from actions.proposals import deduplicate
from actions.proposals.repeat_note import add_repeat_note
from tools.contracts import Action, Payload, Preview, ToolContext
from tools.upstream.mode import get_mode


@dataclass(frozen=True)
class ProposalDraft:
    """A previewed action that is not stored yet."""

    tool: Action[Any]
    #: The arguments as they were given; `payload` has everything relative made definite.
    asked: Payload
    payload: Payload
    preview: Preview
    ctx: ToolContext
    by: Caller


def store_proposal(draft: ProposalDraft) -> ActionLog:
    """Store the draft as a proposal and return its row."""
    tool, payload, preview, ctx, by = draft.tool, draft.payload, draft.preview, draft.ctx, draft.by
    arguments = payload.model_dump(mode="json")
    text = seal.to_canonical_json(arguments)
    payload_hash = seal.hash_text(text)
    return ActionLog.objects.create(
        public_id=uuid4(),
        idempotency_key=uuid4(),
        bot_id=by.bot_id,
        owner_id=by.owner_id,
        chat_id=by.chat_id,
        source_update_id=by.update_id,
        step=by.step,
        source=by.source,
        **deduplicate.build_origin(tool, draft.asked, by),
        language=by.language,
        tool=tool.name,
        tool_version=tool.version,
        upstream_mode=get_mode(ctx),
        variants=list(preview.variants),
        payload_canonical=text,
        payload=arguments,
        payload_hash=payload_hash,
        basis=dict(preview.basis),
        preview=add_repeat_note(preview.card, tool, payload_hash, by, ctx).model_dump(mode="json"),
        key_id=seal.KEY_ID,
        correlation_id=by.correlation_id,
        created_at=ctx.now,
        expires_at=ctx.now + timedelta(seconds=settings.CONFIRM_TTL_SEC),
    )
