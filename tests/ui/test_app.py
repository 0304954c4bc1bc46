"""The page around the canvas."""

from __future__ import annotations

from viz_autograd.ui.app import TEMPLATE


def test_a_swipe_does_not_leave_the_page() -> None:
    rule = TEMPLATE[TEMPLATE.index("html, body {") :]
    assert "overscroll-behavior: none" in rule[: rule.index("}")]
