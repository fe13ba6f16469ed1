"""Facts about Shlink that the other modules of this package share: an example address, and where its key may be set."""

from __future__ import annotations

EXAMPLE_SERVER = "https://s.example.org"
API_KEY_VARIABLE = "POSTLAB_SHLINK_API_KEY"
