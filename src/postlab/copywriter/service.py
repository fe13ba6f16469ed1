"""Where a language model answers: an OpenAI-compatible server's address, a model's name, a key if it wants one."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from ipaddress import ip_address
from urllib.parse import urlsplit

from postlab.errors import InputError, PersonNeeded
from postlab.masking import KNOWN, SHORTEST
from postlab.secrets import Secrets
from postlab.settings_model import EXAMPLE_URL, Settings

KEY_VARIABLE = "POSTLAB_AI_KEY"
_HOLDER, _NAME = "[ai]", "key"
"""Under these the key is kept; no account can have such a name."""

TIMEOUT_S = 120.0
"""How long one answer may take: a small machine thinks for a minute."""


@dataclass(frozen=True, slots=True)
class Service:
    """A language model that can be asked.

    Attributes:
        url: base address of an OpenAI-compatible API, such as ``http://localhost:11434/v1``.
        model: its name there.
        key: what the server wants to see; None where it wants nothing.
        timeout_s: how long one answer may take.
    """

    url: str
    model: str
    key: str | None = None
    timeout_s: float = TIMEOUT_S

    def __repr__(self) -> str:
        return f"Service(url={self.url!r}, model={self.model!r})"

    @property
    def host(self) -> str:
        """Who is asked, for people."""
        parts = urlsplit(self.url)
        return parts.netloc.rpartition("@")[2]


def service_of(settings: Settings, secrets: Secrets) -> Service:
    """The language model of a lab.

    Raises:
        PersonNeeded: code ``ai_off`` where none is set up or the extra is not installed; ``bare_key`` where the key
            would travel unprotected.
        InputError: where its address cannot be used.
    """
    how = (
        f'Put [ai] with url = "{EXAMPLE_URL}" and model = "…" into {settings.file}; '
        "`postlab help language-model` says which servers there are."
    )
    if not settings.ai.url.strip() or not settings.ai.model.strip():
        raise PersonNeeded("Help with words is off: no language model is set up.", hint=how, code="ai_off")
    if find_spec("pydantic_ai") is None or find_spec("openai") is None:
        raise PersonNeeded(
            "Help with words is off: it needs packages that are not installed.",
            hint="`pip install 'postlab[ai]'` brings them.",
            code="ai_off",
        )
    url = settings.ai.url.strip()
    secret = secrets.get(_HOLDER, _NAME, variable=KEY_VARIABLE)
    key = secret.value.strip() if secret else ""
    if not (key.isascii() and key.isprintable()):
        raise InputError(
            "The key of the language model holds characters that no key has.",
            hint=f"Copy it again, into {KEY_VARIABLE} or with `postlab words --key`.",
        )
    KNOWN.add(key)
    service = Service(_address(url), settings.ai.model.strip(), key or None)
    if service.key and url.startswith("http://") and not _is_near(url):
        raise PersonNeeded(
            f"The key would travel to {service.host} unprotected.",
            hint="Write https:// in [ai] url, or leave the key out.",
            code="bare_key",
        )
    return service


def keep_key(secrets: Secrets, key: str) -> str | None:
    """Store the key of the language model, or forget it where it is empty.

    Returns:
        Where it is kept: "keyring" or "file"; None where it was forgotten.

    Raises:
        InputError: it is too short to be a key.
    """
    if not key:
        secrets.forget(_HOLDER, (_NAME,))
        return None
    if len(key) < SHORTEST:
        raise InputError(
            f"The key of the language model is too short to be one: it has {len(key)} characters, and PostLab takes "
            f"none of fewer than {SHORTEST}.",
            hint="Copy the whole of it; where the server wants no key, store none.",
            code="secret_too_short",
        )
    return secrets.put(_HOLDER, _NAME, key)


def _address(url: str) -> str:
    try:
        parts = urlsplit(url)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable or any(character.isspace() for character in url):
        raise InputError(
            f"[ai] url is “{url}”, which is not a web address.", hint="It starts with http:// or https://."
        )
    if parts.username or parts.password:
        raise InputError(
            "[ai] url holds a user name or password.", hint=f"Leave it out; the key belongs into {KEY_VARIABLE}."
        )
    # the servers that people run themselves answer there, and say only host and port
    return url.rstrip("/") if parts.path.strip("/") else f"{url.rstrip('/')}/v1"


def _is_near(url: str) -> bool:
    """Whether a host is this machine, or on a network of one's own."""
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_private
    except ValueError:
        return "." not in host or host.endswith((".local", ".localhost", ".internal", ".home.arpa", ".lan"))
