"""The register of processing: drawn from the declarations, a line a table."""

from dataclasses import dataclass

from django.apps import apps
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from khue.core.manifest import manifests, roles
from khue.privacy.queries.registry import held, title_of
from khue.privacy.rules.register import Category, category, printed, processing
from khue.privacy.rules.retention import KEPT, TERMS, WAYS, Term


@dataclass(frozen=True)
class Line:
    """A line of the register. fields: title of a column -> its category. term: what happens at the end, from when."""

    label: str
    app: str
    title: str
    fields: tuple[tuple[str, Category], ...]
    purpose: str
    basis: str
    source: str
    roles: tuple[str, ...]
    keep: str
    term: str
    is_unsure: bool

    @property
    def basic(self) -> list[str]:
        """Return the titles of the basic data."""
        return [title for title, one in self.fields if not one.is_sensitive]

    @property
    def sensitive(self) -> list[str]:
        """Return the titles of the sensitive data."""
        return [title for title, one in self.fields if one.is_sensitive]


def register() -> list[Line]:
    """Return the register of processing (sổ đăng kí hoạt động xử lí), in the order of the apps."""
    titles = {manifest.app: manifest.title for manifest in manifests()}
    found = []
    for table in held():
        app = table.label.split(".")[0]
        why = processing(table.label)
        terms = [one for one in TERMS if one.label == table.label]
        fields = tuple(
            (capfirst(title_of(table.model, name)), category(table.label, name, is_sensitive=name in table.sensitive))
            for name in table.personal
        )
        found.append(
            Line(
                table.label,
                titles.get(app, str(apps.get_app_config(app).verbose_name)),
                capfirst(table.title),
                fields,
                why.purpose if why else "",
                why.basis if why else "",
                printed(why.source) if why else "",
                roles_of(app),
                table.keep,
                "; ".join(_after(one) for one in terms) or KEPT.get(table.label, ""),
                any(one.is_unsure for one in terms) or any(one.is_unsure for _, one in fields),
            )
        )
    return found


def _after(term: Term) -> str:
    """Say what happens at the end of a term, and after how long."""
    return _("{way} sau {months} tháng").format(way=_(WAYS[term.way]), months=term.months)


def roles_of(app: str) -> tuple[str, ...]:
    """Return the titles of the roles that hold a permission of the app."""
    return tuple(role.title for role in roles() if any(one.startswith(f"{app}.") for one in role.permissions))


def undeclared() -> list[str]:
    """Return the tables with personal data that have no purpose or no term: the register would have a hole."""
    known = {*KEPT, *(one.label for one in TERMS)}
    return [table.label for table in held() if processing(table.label) is None or table.label not in known]
