"""The one form of the API's errors."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.http import JsonResponse


def build_error(
    status: int, code: str, message: str, correlation_id: UUID | None = None
) -> JsonResponse:
    """Return an error in the API's form; a new correlation id where none is given."""
    error = {
        "code": code,
        "message": message,
        "correlation_id": str(correlation_id or uuid4()),
    }
    response = JsonResponse({"error": error}, status=status)
    if status == 401:  # noqa: PLR2004 -- HTTP's own number
        response["WWW-Authenticate"] = "Bearer"
    return response
