"""Block texts from a language model: off unless it is set up, checked against the article, and never the last word."""

from __future__ import annotations

from postlab.copywriter.commission import Commission, commission
from postlab.copywriter.service import KEY_VARIABLE, Service, keep_key, service_of
from postlab.copywriter.suggestions import suggestions

__all__ = ["KEY_VARIABLE", "Commission", "Service", "commission", "keep_key", "service_of", "suggestions"]
