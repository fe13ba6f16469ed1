"""A language model's server on loopback that speaks OpenAI's chat completions, and remembers what it was told."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from platforms.loopback import HTML, Failure, Loopback, Reply, Request, SpecError, serving

__all__ = ["CHAT", "HTML", "KEY", "MODEL", "Failure", "FakeModel", "failure", "model_server"]

CHAT = "chat"
MODEL = "tiny-words"
KEY = "sk-words-0123456789abcdef"


class FakeModel(Loopback):
    """Answers every commission with the same texts, in the way that it is told to.

    Attributes:
        texts: what it suggests, by key of the answer.
        ways: how it answers, one after the other, the last for good: ``tool``, ``text``, ``fenced``, ``thinking``, or
            the very words of a message.
        tools: whether it knows any; without, it turns down what names one.
        key: what it wants to see, or None.
        asked: the requests' bodies.
    """

    def __init__(self, texts: dict[str, list[str]], *ways: str, tools: bool = True, key: str | None = None) -> None:
        super().__init__()
        self.texts = texts
        self.ways = list(ways) or ["tool"]
        self.tools = tools
        self.key = key
        self.asked: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []

    def operation(self, request: Request) -> str:
        return CHAT if (request.method, request.path) == ("POST", "/v1/chat/completions") else request.path

    def answer(self, operation: str, request: Request) -> Reply:
        if operation != CHAT:
            return _error(404, f"no such path: {operation}")
        self.headers.append(dict(request.headers))
        if self.key is not None and request.token != self.key:
            return _error(401, f"Incorrect API key provided: {request.token}", code="invalid_api_key")
        body = request.json
        self.asked.append(body)
        if body.get("model") != MODEL:
            return _error(404, f"model '{body.get('model')}' not found", code="model_not_found")
        _check(body)
        if body.get("tools") and not self.tools:
            return _error(400, f"{MODEL} does not support tools")
        way = self.ways.pop(0) if len(self.ways) > 1 else self.ways[0]
        return Reply(_completion(self._message(way, body)))

    def _message(self, way: str, body: dict[str, Any]) -> dict[str, Any]:
        texts = json.dumps(self.texts)
        if way == "tool":
            if not body.get("tools"):
                raise SpecError("a tool is called that was not offered")
            call = {"name": body["tools"][0]["function"]["name"], "arguments": texts}
            return {
                "role": "assistant",
                "content": None,
                "tool_calls": [{"id": "call_1", "type": "function", "function": call}],
            }
        content = {
            "text": f"Sure, here are the texts:\n{texts}",
            "fenced": f"```json\n{texts}\n```",
            "thinking": f"<think>{{what}} a question</think>\n{texts}",
        }.get(way, way)
        if way == "refusal":
            return {"role": "assistant", "content": None, "refusal": "I cannot help with that."}
        return {"role": "assistant", "content": content}

    @property
    def told(self) -> str:
        """All that it was ever told, headers aside."""
        return json.dumps(self.asked, ensure_ascii=False)


def _check(body: dict[str, Any]) -> None:
    if body.get("stream"):
        raise SpecError("nobody asked for a stream")
    for message in body["messages"]:
        if message["role"] not in {"system", "user", "assistant", "tool"}:
            raise SpecError(f"a role that servers other than OpenAI's do not know: {message['role']}")
    for tool in body.get("tools", []):
        if tool["type"] != "function" or tool["function"]["parameters"]["type"] != "object":
            raise SpecError(f"no tool: {tool}")


def _completion(message: dict[str, Any]) -> dict[str, Any]:
    finish = "tool_calls" if message.get("tool_calls") else "stop"
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1_790_000_000,
        "model": MODEL,
        "choices": [{"index": 0, "message": message, "finish_reason": finish, "logprobs": None}],
        "usage": {"prompt_tokens": 900, "completion_tokens": 90, "total_tokens": 990},
    }


def _error(status: int, message: str, *, code: str | None = None) -> Reply:
    return Reply({"error": {"message": message, "type": "invalid_request_error", "param": None, "code": code}}, status)


def failure(status: int, message: str = "", **headers: str) -> Failure:
    """An error of the server, as it words it."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Failure(status=status, body=json.dumps({"error": {"message": message}}).encode(), headers=named)


@contextmanager
def model_server(texts: dict[str, list[str]], *ways: str, **options: Any) -> Iterator[FakeModel]:
    """The server, running."""
    with serving(FakeModel(texts, *ways, **options)) as model:
        yield model
