"""Answers of services from files, in place of the network."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import requests
import urllib3
from requests.adapters import HTTPAdapter

REPLIES = Path(__file__).parent / "data" / "replies"
_TYPES = {".json": "application/json;charset=utf-8", ".xml": "application/vnd.sdmx.genericdata+xml;version=2.1"}


@dataclass
class Service:
    """Answers every request with one content and keeps the addresses asked for; ``error`` is raised instead."""

    content: bytes = b""
    kind: str = ".json"
    status: int = 200
    error: Exception | None = None
    asked: list[str] = field(default_factory=list)

    def send(self, request: requests.PreparedRequest) -> requests.Response:
        self.asked.append(str(request.url))
        if self.error is not None:
            raise self.error
        headers = {"content-type": _TYPES[self.kind]}
        raw = urllib3.HTTPResponse(io.BytesIO(self.content), headers, self.status, preload_content=False, reason="x")
        return HTTPAdapter().build_response(request, raw)  # type: ignore[no-untyped-call]


def answering(monkeypatch: pytest.MonkeyPatch, name: str = "", **how: Any) -> Service:
    """A service that answers with the file of that name."""
    path = REPLIES / name
    service = Service(**({"content": path.read_bytes(), "kind": path.suffix} if name else {}), **how)
    monkeypatch.setattr(HTTPAdapter, "send", lambda _adapter, request, **_: service.send(request))
    return service
