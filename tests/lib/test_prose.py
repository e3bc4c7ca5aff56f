"""Plain text with marks: links lead to this house or to a page over HTTPS, nowhere else."""

import pytest

from config.lib.prose import prose


@pytest.mark.parametrize("url", ["/notices/", "/declare/?a=1#b", "https://example.org/a"])
def test_a_link_is_a_link(url):
    assert f'<a href="{url}">看这里</a>' in prose(f"[看这里]({url})")


@pytest.mark.parametrize(
    "url",
    [
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "/\t/evil.example",
        "/\x01/evil.example",
        "/\x7f/evil.example",
        "https://\x01evil.example",
        "https:///evil.example",
        "https://",
        "https://[",
        "http://evil.example",
        "javascript:alert",
        "data:text/html,x",
    ],
)
def test_anything_else_stays_text(url):
    shown = prose(f"[看这里]({url})")

    assert "<a " not in shown
    assert "看这里" in shown
