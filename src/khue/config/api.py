"""The HTTP API: one ninja API with the routers of all apps and one shape of errors."""

from importlib import import_module
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from khue.core.errors import Fault, Invalid, Refused
from khue.core.manifest import manifests
from khue.core.sheets.endpoints import router as imports
from khue.core.web.answers import problem
from khue.core.web.endpoints import router as jobs

PROBLEM = {
    "title": "Problem",
    "description": "Vì sao bị từ chối: một câu cho người, một mã cho chương trình, và mọi chỗ sai cùng lúc.",
    "type": "object",
    "required": ["type", "title", "status", "code", "text", "facts", "problems"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string", "examples": ["exams.NotChecked"]},
        "text": {"type": "string"},
        "facts": {"type": "object"},
        "problems": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"place": {"type": "string"}, "value": {"type": "string"}, "text": {"type": "string"}},
            },
        },
    },
}


class KhueAPI(NinjaAPI):
    """The API, whose document also says how every operation refuses."""

    def get_openapi_schema(self, *args: Any, **kwargs: Any) -> Any:
        """Return the OpenAPI document with the one shape of errors on each operation."""
        document = super().get_openapi_schema(*args, **kwargs)
        document.setdefault("components", {}).setdefault("schemas", {})["Problem"] = PROBLEM
        content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
        for operations in document["paths"].values():
            for operation in operations.values():
                operation["responses"].setdefault("default", {"description": "Bị từ chối", "content": content})
        return document


api = KhueAPI(
    title="Khuê API",
    version="1",
    description="Dữ liệu giáo dục của tỉnh. Lỗi theo RFC 9457 (application/problem+json): code, text, facts, problems.",
    urls_namespace="api",
    docs_url=None,
)
api.add_router("", imports, tags=["Nhập liệu"])
api.add_router("", jobs, tags=["Công việc nền"])
for manifest in manifests():
    if manifest.router:
        module, name = manifest.router.rsplit(".", 1)
        api.add_router("", getattr(import_module(module), name), tags=[manifest.title])


@api.exception_handler(Refused)
def refused(request: HttpRequest, error: Refused) -> HttpResponse:
    """Answer a refusal in the one shape of errors."""
    return problem(request, error)


@api.exception_handler(ValidationError)
def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Answer a body or parameter of the wrong form: every problem with its place."""
    faults = [
        Fault(place=".".join(map(str, item["loc"])), value=str(item.get("input", "")), text=item["msg"])
        for item in error.errors
    ]
    return problem(request, Invalid(faults))


@api.exception_handler(HttpError)
def http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    """Answer what ninja itself refuses (a body that is not JSON) in the same shape."""
    return problem(request, Invalid([Fault(place="body", value="", text=error.message)]))
