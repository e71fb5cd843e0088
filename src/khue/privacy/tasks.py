"""What privacy does by the clock: every night what is past its term goes."""

from django.utils import timezone
from procrastinate.contrib.django import app

from khue.core.actor import acting_as, system_actor
from khue.privacy import actions


def delete_what_is_past() -> dict[str, int]:
    """Delete or empty what is past its term; a night on which nothing was due is written down too.

    Returns what was done.
    """
    actor = system_actor()
    with acting_as(actor):
        counts: dict[str, int] = actions.run_retention(actor, on=timezone.localdate(), may_be_idle=True).counts
        return counts


@app.periodic(cron="0 19 * * *")  # 02:00 in Vietnam
@app.task(name="privacy.nightly", queue="khue", queueing_lock="privacy.nightly")
def every_night(timestamp: int) -> None:
    """Delete what is past its term."""
    delete_what_is_past()
