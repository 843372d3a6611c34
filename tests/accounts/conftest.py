import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def _fresh_counts():
    """Attempts to sign in are counted in the cache; no test may use up those of another."""
    cache.clear()
    yield
    cache.clear()
