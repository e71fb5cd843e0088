"""What is done to the rows of people by the clock."""

from datetime import timedelta

from django.utils import timezone
from procrastinate.contrib.django import app

from khue.core.actor import acting_as, system_actor
from khue.people.actions.likeness import find_duplicates
from khue.people.actions.words import recount_words


@app.periodic(cron="0 19 * * *")  # 02:00 in Vietnam
@app.task(name="people.find_duplicates", queue="khue", queueing_lock="people.find_duplicates")
def find_duplicates_nightly(timestamp: int) -> None:
    """Compare the rows of the last two days with all others."""
    now = timezone.now()
    with acting_as(system_actor("Tìm hồ sơ trùng")) as actor:
        find_duplicates(actor, since=now - timedelta(days=2), on=timezone.localdate())


@app.periodic(cron="30 20 * * *")  # 03:30 in Vietnam
@app.task(name="people.recount_words", queue="khue", queueing_lock="people.recount_words")
def recount_words_nightly(timestamp: int) -> None:
    """Count how often each word of names is met, so that a typo is mended with the likeliest."""
    with acting_as(system_actor("Đếm âm tiết trong họ tên")) as actor:
        recount_words(actor)
