"""What a person says of the first steps."""

from accounts.models import User


def put_steps_away(user: User) -> None:
    """The steps are clear: no page shows them to this person any more."""
    User.objects.filter(pk=user.pk).update(meets_first_steps=False)
