"""What leaves the desk: the brief in Markdown and HTML, and the account as JSON."""

from standoff.reporting.brief import compose_brief
from standoff.reporting.export import export_json
from standoff.reporting.markdown import brief_markdown
from standoff.reporting.page import brief_html

__all__ = ["brief_html", "brief_markdown", "compose_brief", "export_json"]
