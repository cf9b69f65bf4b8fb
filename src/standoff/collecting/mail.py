"""E-mail messages: the plain text a person wrote, else the HTML; attachments are not read."""

from __future__ import annotations

from email import message_from_bytes
from email.errors import MessageError
from email.message import EmailMessage
from email.policy import default
from email.utils import parseaddr

from standoff.collecting.decoding import clean, decode
from standoff.collecting.items import BROKEN_INPUT, Item
from standoff.collecting.pages import visible_text
from standoff.errors import UnreadableItem


def read_mail(data: bytes, location: str) -> Item:
    """One message (RFC 5322). The sender's name is the byline, the sender's host the outlet.

    Raises UnreadableItem when it has no text.
    """
    message = message_from_bytes(data, policy=default)
    part, text = _body(message, location)
    if part is None or not text:
        raise UnreadableItem(location, "a message without text; save its attachment and add that")
    name, address = parseaddr(_header(message, "From") or "")
    return Item(
        text=text,
        location=location,
        item_id=_header(message, "Message-ID"),
        title=_header(message, "Subject"),
        outlet=address.rpartition("@")[2].lower() or None if "@" in address else None,
        byline=name or None,
        published=_header(message, "Date"),
    )


def _body(message: EmailMessage, location: str) -> tuple[EmailMessage | None, str]:
    for kind in ("plain", "html"):
        part = message.get_body((kind,))
        if isinstance(part, EmailMessage):
            text = _part_text(part, location)
            text = visible_text(text) if kind == "html" else clean(text).strip()
            if text:
                return part, text
    return None, ""


def _part_text(part: EmailMessage, location: str) -> str:
    try:
        payload = part.get_payload(decode=True)
        charset = part.get_content_charset()
    except (MessageError, *BROKEN_INPUT):
        raise UnreadableItem(location, "a broken message; save it again from the mail program") from None
    return decode(payload if isinstance(payload, bytes) else b"", location, charset)


def _header(message: EmailMessage, name: str) -> str | None:
    """A header as one line; None when there is none or it cannot be parsed."""
    try:
        value = message[name]
    except BROKEN_INPUT:
        return None
    return " ".join(clean(str(value)).split()) or None if value is not None else None
