"""What the worker does by the clock: look at every rule, so that a warning needs nobody who looks."""

from django.utils.timezone import localdate
from procrastinate.contrib.django import app

from khue.core.actor import acting_as, system_actor
from khue.dashboards import actions


@app.periodic(cron="*/15 * * * *")
@app.task(name="dashboards.evaluate", queue="khue", queueing_lock="dashboards.evaluate")
def every_quarter_hour(timestamp: int) -> None:
    """Raise, end, wake and hand up warnings."""
    with acting_as(system_actor()) as actor:
        actions.evaluate(actor, localdate())
