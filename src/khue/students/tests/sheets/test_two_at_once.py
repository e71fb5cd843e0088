"""One class list, sent by two people at the same moment."""

import threading
from io import BytesIO

from django.db import connections

from khue.core.actor import Actor, acting_as
from khue.core.sheets import batches
from khue.people.models import Person
from khue.security import queries as security
from khue.students.tests.sheets.conftest import School

ROWS = (
    ("Lớp", "Họ và tên", "Ngày sinh", "Mã học sinh của Bộ"),
    ("10A1", "Trần Gia Hân", "09/05/2011", "5112345678"),
    ("10A1", "Lê Quốc Bảo", "12/03/2011", "5112345679"),
)


def test_one_file_sent_by_two_people_at_once_enters_once(committed: School) -> None:
    content = "\n".join(";".join(row) for row in ROWS).encode()
    both_in, outcome = threading.Barrier(2, timeout=30), {}

    def sent(name: str, actor: Actor) -> None:
        with acting_as(actor):
            batch, _new = batches.submit(actor, "roster", BytesIO(content), f"{name}.csv", at=committed.id)
        both_in.wait()  # both files are taken in before either is written
        try:
            with acting_as(actor):
                written = batches.write(actor, batch.pk)
            outcome[name] = (written.state, written.counts.get("added", 0))
        except batches.BeingWritten as refusal:
            outcome[name] = ("refused", str(refusal))
        connections.close_all()

    minh = security.actor_for(committed.people.minh.pk)
    threads = [threading.Thread(target=sent, args=one) for one in (("lan", committed.clerk), ("minh", minh))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(state for state, _said in outcome.values()) == ["done", "refused"], outcome
    assert ("done", 2) in outcome.values()
    assert any("đang được ghi, hoặc đã được ghi" in str(said) for _state, said in outcome.values())
    with acting_as(committed.clerk):
        assert Person.objects.count() == 2
