from __future__ import annotations

import pytest

from sanzi_lib.errors import ReportError
from sanzi_lib.render.svg import scope_svg

NS = "xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink'"


def scoped(inside: str) -> str:
    return scope_svg(f"<?xml version='1.0'?><!DOCTYPE svg><svg {NS} width='10pt' height='20pt'>{inside}</svg>", "tu1")


def test_file_head_goes_and_a_view_box_comes() -> None:
    svg = scoped("")
    assert svg.startswith("<svg")
    assert 'viewBox="0 0 10 20"' in svg


def test_ids_and_what_points_at_them_become_the_charts_own() -> None:
    svg = scoped(
        "<defs><path id='m'/><clipPath id='p'/></defs>"
        "<use xlink:href='#m'/><g clip-path='url(#p)' style='fill:url(\"#m\")'/>"
    )
    assert 'id="tu1-m"' in svg
    assert 'xlink:href="#tu1-m"' in svg
    assert 'clip-path="url(#tu1-p)"' in svg
    assert "url(#tu1-m)" in svg


def test_style_rules_reach_no_further_than_the_chart() -> None:
    svg = scoped(
        "<style>/* x */ *{stroke-linejoin: round} .a, text {fill: red} "
        "@import url(http://x); @media print {*{a:b}}</style>"
    )
    assert "#tu1 * {stroke-linejoin: round}" in svg
    assert "#tu1 .a, #tu1 text {fill: red}" in svg
    assert "http:" not in svg.replace("http://www.w3.org", "")
    assert "@" not in svg


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<foreignObject><body xmlns='http://www.w3.org/1999/xhtml'><script>alert(1)</script></body></foreignObject>",
        "<rect onload='alert(1)' onclick='alert(1)'/>",
        "<a xlink:href='javascript:alert(1)'><text>x</text></a>",
        "<image href='http://evil.example/x.png'/>",
        "<image href='data:image/svg+xml;base64,PHN2Zz4='/>",
        "<use href='http://evil.example/x.svg#a'/>",
        "<rect style='fill:url(http://evil.example/x)'/>",
        "<rect fill='url(//evil.example)'/>",
        "<style>*{background:url(http://evil.example)}</style>",
        "<style>*{background:u\\72l(http://evil.example)}</style>",
        "<style>&lt;/style>&lt;script>alert(1)&lt;/script></style>",
        "<animate attributeName='href' values='javascript:alert(1)'/>",
        "<set attributeName='onclick' to='alert(1)'/>",
        "<iframe src='http://evil.example'/>",
    ],
)
def test_nothing_runs_and_nothing_is_fetched(hostile: str) -> None:
    svg = scoped(hostile)
    for sign in ("alert", "evil", "javascript", "<script", "data:image/svg"):
        assert sign not in svg


def test_words_outside_a_removed_element_stay() -> None:
    assert "前后" in scoped("<text>前<a>中</a>后</text>").replace("中", "")


@pytest.mark.parametrize(
    "source", ["", "<svg", "<html xmlns='http://www.w3.org/1999/xhtml'/>", "<!DOCTYPE x [<!ENTITY a 'b'>]><svg>&a;"]
)
def test_no_svg_is_refused_in_chinese(source: str) -> None:
    with pytest.raises(ReportError, match="SVG"):
        scope_svg(source, "tu1")


def test_outside_entities_are_not_read() -> None:
    source = f"<!DOCTYPE svg [<!ENTITY x SYSTEM 'file:///etc/hostname'>]><svg {NS}><text>甲&x;</text></svg>"
    assert "file:" not in scope_svg(source, "t")
