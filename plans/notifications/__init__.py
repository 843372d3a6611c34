"""Mails: written into the outbox in the transaction of what they tell about, sent by the worker afterwards."""

from plans.notifications.comments import tell_of_comment
from plans.notifications.digest import send_digests
from plans.notifications.moves import queue_move_mail
from plans.notifications.notices import call_back, place_of, put_off, tell, told_together
from plans.notifications.outbox import (
    call_mails_back,
    mail_server_is_set,
    queue_mail,
    send_again,
)
from plans.notifications.tasks import wake_announcements, wake_delivery, wake_digests, wake_together

__all__ = [
    "call_back",
    "call_mails_back",
    "mail_server_is_set",
    "place_of",
    "put_off",
    "queue_mail",
    "queue_move_mail",
    "send_again",
    "send_digests",
    "tell",
    "tell_of_comment",
    "told_together",
    "wake_announcements",
    "wake_delivery",
    "wake_digests",
    "wake_together",
]
