"""What the page does not do for this reader."""

from __future__ import annotations

from starlette.exceptions import HTTPException


class Refused(HTTPException):
    """A refusal with its HTTP status, what it is and what to do."""

    def __init__(self, status: int, what: str, advice: str = "", headers: dict[str, str] | None = None) -> None:
        super().__init__(status, what, headers)
        self.what, self.advice = what, advice
