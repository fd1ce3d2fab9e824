"""The few blocks a text is made of, and the field that holds them without filling migrations."""

import json

from django.utils.translation import gettext_lazy as _
from wagtail import blocks, fields
from wagtail.images.blocks import ImageBlock

BODY_BLOCKS = [
    (
        "heading",
        blocks.CharBlock(
            label=_("Heading"), max_length=120, icon="title", template="offers/blocks/heading.html"
        ),
    ),
    ("paragraph", blocks.RichTextBlock(label=_("Paragraph"), features=["bold", "italic", "link"])),
    (
        "list",
        blocks.ListBlock(
            blocks.CharBlock(label=_("Item"), max_length=300),
            label=_("List"),
            icon="list-ul",
            template="offers/blocks/list.html",
        ),
    ),
    (
        "quote",
        blocks.TextBlock(
            label=_("Quote"), icon="openquote", rows=2, template="offers/blocks/quote.html"
        ),
    ),
    ("image", ImageBlock(label=_("Image"), template="offers/blocks/image.html")),
]


class LeanStreamField(fields.StreamField):
    """A StreamField whose blocks are not written in migrations: changing a block makes none.

    In a migration the field knows no block; `to_python` then keeps the stored blocks raw, so that
    a data migration that saves a page does not empty its text.
    """

    def __init__(self, block_types=(), **kwargs):
        super().__init__(block_types, **kwargs)

    def deconstruct(self):
        name, path, _args, kwargs = super().deconstruct()
        kwargs.pop("block_lookup", None)
        return name, path, [], kwargs

    def to_python(self, value):
        stream = super().to_python(value)
        if self.stream_block.child_blocks or not value or stream.raw_data:
            return stream
        raw = json.loads(value) if isinstance(value, str) else value
        stream = blocks.StreamValue(self.stream_block, raw, is_lazy=True)
        stream._stream_field = self
        return stream
