"""Facts about Plausible that the other modules of this package share: its address, and where its key may be set."""

from __future__ import annotations

DEFAULT_SERVER = "https://plausible.io"
API_KEY_VARIABLE = "POSTLAB_PLAUSIBLE_API_KEY"
