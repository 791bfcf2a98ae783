"""What an error of the API looks like, whoever answers with it."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.http import JsonResponse


def build_error(
    status: int, code: str, message: str, correlation_id: UUID | None = None
) -> JsonResponse:
    """An error as every answer of the API words it."""
    error = {
        "code": code,
        "message": message,
        "correlation_id": str(correlation_id or uuid4()),
    }
    response = JsonResponse({"error": error}, status=status)
    if status == 401:  # noqa: PLR2004 -- HTTP's own number
        response["WWW-Authenticate"] = "Bearer"
    return response
