"""Web pages: the article without the page around it (trafilatura), its title, author, date and site."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import lxml.html  # type: ignore[import-untyped]  # lxml has no type information
from lxml import etree

from standoff.collecting.decoding import decode
from standoff.collecting.items import BROKEN_INPUT, Item
from standoff.errors import UnreadableItem

DECLARED = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
XML_DECLARED = re.compile(rb"\A\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})", re.IGNORECASE)
XML_DECLARATION = re.compile(r"\A\s*<\?xml[^>]{0,400}\?>")
DATE_NAMES = (
    "article:published_time", "og:published_time", "datepublished", "pubdate", "publishdate", "publication_date",
    "dc.date.issued", "dc.date", "dcterms.date", "dcterms.issued", "dcterms.created", "sailthru.date",
    "parsely-pub-date", "citation_publication_date", "date",
)  # fmt: skip
TABLE_RULE = re.compile(r"\s*\|(?:\s*:?-+:?\s*\|)+\s*")
TABLE_EDGE = re.compile(r"^\|\s*|\s*\|$")
LIST_MARK = re.compile(r"^- ")
UNSEEN = ("script", "style", "noscript", "template", "iframe", "object", "svg", "head", "nav", "footer", "form")
BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "br", "dd", "div", "dl", "dt", "figcaption", "figure", "h1", "h2",
    "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "ol", "p", "pre", "section", "table", "td", "th", "tr", "ul",
})  # fmt: skip
MOST_ELEMENTS = 15_000
"""Elements of the largest page that trafilatura is asked to find the article in: its time grows with their square
(15 s at this many). Of a larger page every visible word is taken; the longest pages of news have a third of it."""
BREAK = "\ue000"
"""Stands between blocks while a page is taken apart: a character that no text uses."""


def read_page(data: bytes, location: str, *, charset: str | None = None, url: str | None = None) -> Item:
    """The article of one HTML page.

    Raises UnreadableItem when the page holds none.
    """
    source = decode(data, location, charset or declared_charset(data))
    tree = _tree(source, location)
    dated = _stated_date(tree)
    meta = _extracted(source, url) if sum(1 for _ in tree.iter()) <= MOST_ELEMENTS else None
    blocks = _blocks(meta.text or "", meta.title, meta.author) if meta is not None else []
    text = "\n\n".join(blocks) or visible_text(source)
    if not text:
        raise UnreadableItem(location, "a page without an article; save the article's own page, or its text")
    link = (meta and meta.url) or url
    return Item(
        text=text,
        location=location,
        title=(meta and meta.title) or _first(tree, "//title/text()"),
        outlet=(meta and meta.sitename) or host_name(link),
        byline=(meta and meta.author) or None,
        url=link,
        published=dated or (meta and meta.date) or None,
    )


def _extracted(source: str, url: str | None) -> Any:
    """What trafilatura makes of a page; None when it finds nothing or cannot take it."""
    from trafilatura import bare_extraction  # 0.4 s, and not every run reads pages

    try:
        found = bare_extraction(
            source,
            url=url,
            with_metadata=True,
            include_comments=False,
            favor_precision=False,
            date_extraction_params={"extensive_search": False, "original_date": True},
        )
    except BROKEN_INPUT:
        return None  # what trafilatura cannot take, the plain way of `visible_text` may
    return None if isinstance(found, dict) else found


def visible_text(source: str) -> str:
    """Every word of a piece of HTML that a reader would see, one paragraph a block; scripts and styles are not."""
    try:
        tree = _tree(source, "")
    except UnreadableItem:
        return ""
    for element in list(tree.iter(*UNSEEN, etree.Comment, etree.ProcessingInstruction)):
        if element.getparent() is not None:
            element.drop_tree()
    for element in tree.iter():
        if element.tag in BLOCKS:
            element.text = BREAK + (element.text or "")
            element.tail = BREAK + (element.tail or "")
    blocks = (" ".join(block.split()) for block in str(tree.text_content()).split(BREAK))
    return "\n\n".join(filter(None, blocks))


def declared_charset(data: bytes) -> str | None:
    """What the page says of its own encoding in its first 4 kB."""
    match = XML_DECLARED.match(data[:4096]) or DECLARED.search(data[:4096])
    return match[1].decode("ascii") if match else None


def host_name(url: str | None) -> str | None:
    """`bbc.co.uk` of `https://www.bbc.co.uk/news/1`; None for no URL."""
    try:
        name = urlsplit(url).hostname if url else None
    except ValueError:
        return None
    return name.removeprefix("www.") if name else None


def _tree(source: str, location: str) -> lxml.html.HtmlElement:
    parser = lxml.html.HTMLParser(no_network=True, remove_comments=False, huge_tree=True)
    stripped = XML_DECLARATION.sub("", source).replace("\0", "\ufffd")
    try:
        tree: lxml.html.HtmlElement = lxml.html.document_fromstring(stripped, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError):
        raise UnreadableItem(location, "a page without content; save it again from the browser") from None
    return tree


def _blocks(text: str, title: str | None, author: str | None) -> list[str]:
    """What trafilatura writes a line each, without its marks of lists and tables, and without the headline and byline
    when the article opens with them: they are fields of their own."""
    lines = (line.strip() for line in text.split("\n") if not TABLE_RULE.fullmatch(line))
    blocks = [LIST_MARK.sub("", TABLE_EDGE.sub("", line)).strip() for line in lines]
    blocks = [block for block in blocks if block]
    repeated = {_letters(words) for words in (title, author, f"by{author}") if words}
    while len(blocks) > 1 and _letters(blocks[0]) in repeated:
        del blocks[0]
    return blocks


def _letters(words: str) -> str:
    return "".join(filter(str.isalnum, words.casefold()))


def _first(tree: lxml.html.HtmlElement, path: str) -> str | None:
    found = tree.xpath(path)
    return " ".join(str(found[0]).split()) or None if isinstance(found, list) and found else None


def _stated_date(tree: lxml.html.HtmlElement) -> str | None:
    """The date of publication the page's own metadata states, to the second where it does."""
    return next(_stated_dates(tree), None)


def _stated_dates(tree: lxml.html.HtmlElement) -> Iterator[str]:
    for script in tree.iter("script"):
        if (script.get("type") or "").lower() == "application/ld+json":
            yield from _linked_dates(script.text or "")
    stated = {
        (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").lower(): meta.get("content") or ""
        for meta in tree.iter("meta")
    }
    yield from (stated[name].strip() for name in DATE_NAMES if stated.get(name, "").strip())
    for element in tree.iter():
        if element.get("itemprop") == "datePublished" and (element.get("datetime") or element.get("content")):
            yield str(element.get("datetime") or element.get("content")).strip()


def _linked_dates(script: str) -> Iterator[str]:
    """`datePublished` of JSON-LD (schema.org)."""
    try:
        loaded = json.loads(script)
    except (ValueError, RecursionError):
        return
    graph = loaded.get("@graph", [loaded]) if isinstance(loaded, dict) else loaded
    for node in graph if isinstance(graph, list) else []:
        dated = node.get("datePublished") if isinstance(node, dict) else None
        if isinstance(dated, str) and dated.strip():
            yield dated.strip()
