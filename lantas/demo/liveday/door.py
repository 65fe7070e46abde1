"""One visitor at the public doors: a browser without a screen."""

from __future__ import annotations

from typing import Any

import httpx
import structlog

log = structlog.get_logger()


class Shut(Exception):
    """The door did not open: the reason it gave."""


class Visitor:
    """A person with a cookie jar. Signs in as anybody does, and asks politely."""

    def __init__(self, base: str) -> None:
        self.web = httpx.AsyncClient(
            base_url=base,
            timeout=30,
            headers={"Accept": "application/json", "Accept-Language": "id"},
        )

    async def sign_in(self, username: str, password: str) -> None:
        """Sign in through the sign-in page, or raise ``Shut``."""
        page = {"Accept": "text/html"}
        await self.web.get("/accounts/login/", headers=page)
        answer = await self.web.post(
            "/accounts/login/",
            data={"login": username, "password": password},
            headers={**page, **self._token()},
        )
        if answer.status_code != 302:
            raise Shut(f"{username} could not sign in: {answer.status_code}")

    async def get(self, path: str, **query: Any) -> Any:
        """Return what a door answers."""
        return self._said(await self.web.get(path, params=query))

    async def post(self, path: str, body: Any = None, **more: Any) -> Any:
        """Send JSON, or a form with files, and return the answer."""
        headers = self._token()
        if "files" in more or "data" in more:
            return self._said(await self.web.post(path, headers=headers, **more))
        return self._said(await self.web.post(path, json=body, headers=headers))

    async def leave(self) -> None:
        """Close the connection."""
        await self.web.aclose()

    def _token(self) -> dict[str, str]:
        token = self.web.cookies.get("csrftoken")
        origin = str(self.web.base_url).rstrip("/")
        return {"X-CSRFToken": token, "Referer": origin} if token else {}

    @staticmethod
    def _said(answer: httpx.Response) -> Any:
        if answer.status_code >= 400:
            raise Shut(
                f"{answer.request.url.path}: {answer.status_code} {answer.text[:200]}"
            )
        return answer.json() if answer.content else None
