"""The files of the page on which an approved entry is worded otherwise."""

from django import template
from django.utils.safestring import SafeString
from js_asset import Media, Script

from nap_tracker.templatetags.tracker import ENTRY_MAP, READER_MEDIA

register = template.Library()

MEDIA = Media(importmap=ENTRY_MAP, js=[Script("nap_tracker/assessment/editorial.js", type="module")])


@register.simple_tag(takes_context=True)
def editorial_media(context, form) -> SafeString:
    """The editor's files and the page's own module, let through by the security policy.

    Without a form those of a page that is only read.
    """
    media = form.media + MEDIA if form else READER_MEDIA
    return media.with_nonce(context["request"].csp_nonce).render()
