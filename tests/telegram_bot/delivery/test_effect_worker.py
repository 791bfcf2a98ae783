"""The worker of outside calls, and how a job gets to it."""

from __future__ import annotations

import pytest
from django.db import transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from actions import effects
from telegram_bot.delivery.effect_worker import EffectWorker


@pytest.mark.usefixtures("db")
def test_beside_a_worker_a_job_is_still_part_of_its_transaction() -> None:
    EffectWorker({}, {})._app()

    with transaction.atomic():
        effects._defer(7)
        assert ProcrastinateJob.objects.get().args == {"effect_id": 7}
        transaction.set_rollback(True)

    assert not ProcrastinateJob.objects.exists()
