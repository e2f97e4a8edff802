"""What was wrong with a request to the API? Told as problem+json (RFC 9457), with the parameter."""

from __future__ import annotations

from dataclasses import dataclass

from aiohttp import web

from services_directory.values.json_text import to_json

PROBLEM = "application/problem+json"


@dataclass(frozen=True, slots=True)
class WrongParameter:
    name: str
    reason: str


class BadRequest(Exception):
    """The request cannot be understood: `faults` are all that is wrong with it, each with its mend.

    Never holds what was asked, which may be somebody's need.
    """

    def __init__(self, *faults: WrongParameter) -> None:
        super().__init__(", ".join(fault.name for fault in faults))
        self.faults = faults


def problem(
    status: int, title: str, detail: str, wrong: tuple[WrongParameter, ...] = ()
) -> web.Response:
    """The answer: `type` is about:blank, as the status says it all."""
    told: dict[str, object] = {
        "type": "about:blank",
        "title": title,
        "status": status,
        "detail": detail,
    }
    if wrong:
        told["invalid_params"] = [{"name": each.name, "reason": each.reason} for each in wrong]
    return web.Response(status=status, body=to_json(told), content_type=PROBLEM, charset="utf-8")


def bad_request(fault: BadRequest) -> web.Response:
    """400: which parameter was wrong, and how to write it."""
    detail = " ".join(f"{each.name}: {each.reason}" for each in fault.faults)
    return problem(400, "Bad request", detail, fault.faults)


def not_found() -> web.Response:
    """404: there is no such object, or no longer."""
    return problem(404, "Not found", "There is nothing with this id or at this path.")


def wrong_method() -> web.Response:
    """405: only reading is possible here."""
    return problem(405, "Method not allowed", "This API is only read: use GET.")


def too_many(seconds: int) -> web.Response:
    """429: when to ask again."""
    answer = problem(429, "Too many requests", f"Ask again in {seconds} seconds.")
    answer.headers["Retry-After"] = str(seconds)
    return answer
