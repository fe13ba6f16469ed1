"""Asking the model, through pydantic-ai: once with a tool for the answer, once more in plain text where that fails."""

from __future__ import annotations

import asyncio
import warnings
from typing import TYPE_CHECKING

from postlab.copywriter.answer import BlockTexts, read_answer
from postlab.copywriter.commission import BY_TEXT, INSTRUCTIONS, Commission, material
from postlab.copywriter.failures import explained, takes_no_tools

if TYPE_CHECKING:
    from openai import AsyncOpenAI
    from pydantic_ai.models import Model

    from postlab.copywriter.service import Service

MOST_REQUESTS = 3
"""Answers that are asked for in one go, the repeated ones included."""

AGAIN = 1
"""How often a server that is busy or broken is asked again, by the SDK, with a pause."""

LONGEST_ANSWER = 4096
"""In the model's tokens: some thirty short texts, and room to think."""


def ask(wanted: Commission, service: Service) -> BlockTexts:
    """What the model answers.

    Raises:
        PostlabError: in words, when there is no answer, or none that can be read.
    """
    with warnings.catch_warnings():
        # what the libraries think of a server's answer is not for whoever waits for words
        warnings.simplefilter("ignore")
        return asyncio.run(_asked(wanted, service))


async def _asked(wanted: Commission, service: Service) -> BlockTexts:
    from pydantic_ai.models.openai import OpenAIChatModel
    from pydantic_ai.providers.openai import OpenAIProvider

    async with _client(service) as client:
        model = OpenAIChatModel(service.model, provider=OpenAIProvider(openai_client=client))
        try:
            async with asyncio.timeout(service.timeout_s * MOST_REQUESTS):
                return await answer(wanted, model)
        except Exception as exc:
            raise explained(exc, service) from exc


def _client(service: Service) -> AsyncOpenAI:
    from openai import AsyncOpenAI

    client = AsyncOpenAI(
        base_url=service.url,
        # without one the SDK would look for OPENAI_API_KEY, which is meant for somebody else
        api_key=service.key or "none",
        timeout=service.timeout_s,
        max_retries=AGAIN,
    )
    # nor are these anybody's business but OpenAI's
    client.organization = client.project = None
    return client


async def answer(wanted: Commission, model: Model) -> BlockTexts:
    """What a model of pydantic-ai answers: by a tool, in text, or, where the server knows no tools, in text alone.

    Raises:
        pydantic_ai.exceptions.AgentRunError: as the library raises it.
    """
    from pydantic_ai.exceptions import ModelHTTPError

    try:
        return await _run(wanted, model, tool=True)
    except ModelHTTPError as exc:
        if not takes_no_tools(exc.status_code):
            raise
    return await _run(wanted, model, tool=False)


async def _run(wanted: Commission, model: Model, *, tool: bool) -> BlockTexts:
    from pydantic_ai import Agent, ModelRetry, TextOutput, ToolOutput
    from pydantic_ai.usage import UsageLimits

    def in_text(text: str) -> BlockTexts:
        try:
            return _answered(read_answer(text), wanted)
        except ValueError as exc:
            raise ModelRetry(f"{exc}. {BY_TEXT}") from exc

    def block_texts(texts: BlockTexts) -> BlockTexts:
        """Hand in the texts for the blocks."""
        try:
            return _answered(texts, wanted)
        except ValueError as exc:
            raise ModelRetry(str(exc)) from exc

    by_tool = ToolOutput(block_texts, name="block_texts", description="Hand in the texts for the blocks.")
    agent: Agent[None, BlockTexts] = Agent(
        model,
        output_type=[by_tool, TextOutput(in_text)] if tool else [TextOutput(in_text)],
        instructions=INSTRUCTIONS if tool else f"{INSTRUCTIONS}\n{BY_TEXT}",
        retries=1,
    )
    done = await agent.run(
        material(wanted),
        usage_limits=UsageLimits(request_limit=MOST_REQUESTS),
        model_settings={"max_tokens": LONGEST_ANSWER},
    )
    return done.output


def _answered(texts: BlockTexts, wanted: Commission) -> BlockTexts:
    """The same texts.

    Raises:
        ValueError: when there is none for any block that was asked for.
    """
    if not any(texts.of(kind) for kind in wanted.kinds):
        raise ValueError("there is no text for any of the parts that were asked for")
    return texts
