"""The queue in the admin: to look at, and changed by nobody."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from actions.admin.jobs import LOOKS, TASKS
from actions.effects import TASK
from actions.models import ActionLog
from tests.actions.steps import confirmed, end
from tools.call_outcomes import NotYet

pytestmark = pytest.mark.usefixtures("sending")

PATH = "/admin/actions/job/"


def listed(client: Client, query: str = "") -> list[int]:
    answer = client.get(PATH + query)
    assert answer.status_code == 200
    return [job.pk for job in answer.context["cl"].result_list]


def start(pk: int) -> None:
    """As the worker that takes it does."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing' WHERE id = %s", [pk])


def jobs() -> list[dict[str, Any]]:
    return list(ProcrastinateJob.objects.order_by("id").values())


def test_every_status_and_our_task_have_their_words() -> None:
    assert set(LOOKS) == set(ProcrastinateJob.STATUSES)
    assert set(TASKS) == {TASK}


def test_a_job_says_what_it_is_for_and_when(root: Client) -> None:
    action = confirmed("-1", "-2")
    end(action, NotYet("RATE_LIMITED", wait_sec=30), n=2)
    last = ProcrastinateJob.objects.latest("id")

    answer = root.get(PATH)

    first, second, again = reversed(answer.context["cl"].result_list)
    assert [item.call_label for item in (first, second, again)] == [
        "Chat -1",
        "Chat -2",
        "Chat -2",
    ]
    assert {item.correlation_id for item in (first, second, again)} == {action.correlation_id}
    assert (first.scheduled_at, again.scheduled_at) == (None, last.scheduled_at)
    page = answer.content.decode()
    assert page.count("Outside call<") == 3
    assert page.count("At once") == 2
    detail = root.get(f"{PATH}{last.pk}/change/").content.decode()
    assert "Chat -2" in detail
    assert f"Job #{last.pk}" in detail
    assert f"/admin/story/{action.correlation_id}/" in detail


def test_a_job_of_another_kind_is_shown_as_it_is(root: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, args) VALUES ('x', 'y.z', '{}')"
        )

    (number,) = listed(root)

    assert "y.z" in root.get(f"{PATH}{number}/change/").content.decode()


SEARCHES: dict[str, Callable[[ActionLog, int], str]] = {
    "reference": lambda action, _: str(action.correlation_id)[:8],
    "correlation id": lambda action, _: str(action.correlation_id),
    "number": lambda _, job: f"%23{job}",
}


@pytest.mark.parametrize("how", SEARCHES)
def test_a_job_is_found(how: str, root: Client) -> None:
    confirmed("-1")
    action = confirmed("-2")
    job = ProcrastinateJob.objects.latest("id").pk

    assert listed(root, f"?q={SEARCHES[how](action, job)}") == [job]


def test_jobs_are_filtered_by_status(root: Client) -> None:
    confirmed("-1", "-2")
    waiting, running = listed(root)
    start(running)

    assert listed(root, "?status=todo") == [waiting]
    assert listed(root, "?status=doing") == [running]
    assert listed(root, "?status=failed") == []
    assert listed(root, "?status=nonsense") == [waiting, running]


@pytest.mark.parametrize("below", ["", "add/", "{job}/change/", "{job}/delete/"])
def test_nothing_is_posted_not_even_by_a_superuser(below: str, root: Client) -> None:
    confirmed("-1")
    before = jobs()
    job = before[0]["id"]

    answer = root.post(
        PATH + below.format(job=job),
        {
            "status": "aborted",
            "action": "delete_selected",
            "_selected_action": [job],
            "post": "yes",
        },
    )

    assert answer.status_code == 403
    assert jobs() == before


def test_the_queues_own_page_is_gone(root: Client) -> None:
    confirmed("-1")
    job = jobs()[0]["id"]
    own = "/admin/procrastinate/procrastinatejob/"
    for path in (own, f"{own}{job}/change/", f"{own}{job}/delete/"):
        assert root.get(path).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_takes_as_many_queries_for_one_as_for_three(
    rows: int, root: Client, django_assert_num_queries: Any
) -> None:
    confirmed(*(f"-{number}" for number in range(rows)))

    with django_assert_num_queries(5):  # session, user, head (twice), jobs with their calls
        root.get(PATH)


def test_an_empty_list_does_not_invite_to_create_anything(root: Client) -> None:
    page = root.get("/admin/actions/job/").content.decode()
    assert "There is nothing here yet." in page
    assert "Create a new item" not in page

    page = root.get("/admin/actions/job/?q=%23999999").content.decode()
    assert "Nothing fits what you look for." in page
