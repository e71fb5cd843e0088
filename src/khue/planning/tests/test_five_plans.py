"""The five real plans: handed in, every proposal decided, approved and in force."""

from contextlib import suppress
from pathlib import Path

import pytest

from khue.core.actor import acting_as, system_actor
from khue.planning import actions, queries, rules
from khue.planning.actions.refusals import NothingToAccept
from khue.planning.models import Plan
from khue.planning.samples import TODAY
from khue.security.samples import Cast


def test_the_five_plans_are_imported_reviewed_and_in_force(cast: Cast, shared: Path) -> None:
    files = sorted((shared / "plans").glob("*.txt"))
    if not files:
        pytest.skip("no plans in the folder of real data")
    with acting_as(system_actor()) as system:
        for file in files:
            with file.open("rb") as content:
                batch, _known = actions.submit(system, cast.units.department, content, file.name)
            plan = actions.read(system, batch.pk, today=TODAY)
            for proposal in queries.proposals(plan):
                placed = plan.document.lines[proposal.first_line : proposal.last_line + 1]
                assert "".join(placed).strip(), f"{file.name}: proposal {proposal.position} lies on no words"
            for kind in rules.KINDS:
                with suppress(NothingToAccept):
                    actions.accept_all(system, plan.pk, kind)
            for proposal in queries.proposals(plan).filter(decision="waiting"):
                actions.drop(system, proposal.pk)
            actions.approve(system, plan.pk)
            actions.put_in_force(system, plan.pk)
        assert set(Plan.objects.values_list("state", flat=True)) == {"in_force"}
        assert len(files) == Plan.objects.count()
        for plan in Plan.objects.all():
            assert plan.targets.exists() and plan.tasks.exists() and plan.document.file_sha256
