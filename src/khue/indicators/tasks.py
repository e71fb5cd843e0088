"""What the worker does by the clock: keep the counts of today up, so that nobody who looks has to wait."""

from procrastinate.contrib.django import app

from khue.core.actor import acting_as, system_actor
from khue.indicators import actions


@app.periodic(cron="* * * * *")
@app.task(name="indicators.keep_up", queue="khue", queueing_lock="indicators.keep_up")
def every_minute(timestamp: int) -> None:
    """Recount the units whose records changed; after midnight everything."""
    with acting_as(system_actor()) as actor:
        actions.keep_up(actor)


@app.periodic(cron="10 19 * * *")  # 02:10 in Vietnam
@app.task(name="indicators.recount", queue="khue", queueing_lock="indicators.recount")
def every_night(timestamp: int) -> None:
    """Count everything anew, so that nothing that a table did not mark stays old for more than a day."""
    with acting_as(system_actor()) as actor:
        actions.recount(actor)
