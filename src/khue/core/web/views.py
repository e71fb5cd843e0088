"""Pages of the ground: health, failures, jobs."""

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse

from khue.core.web.answers import failure, unavailable_response


def healthz(request: HttpRequest) -> HttpResponse:
    """Answer that the process is alive."""
    return JsonResponse({"status": "ok"})


def readyz(request: HttpRequest) -> HttpResponse:
    """Answer whether the database is there and its tables are up to date."""
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return unavailable_response(request)
    return JsonResponse({"status": "ready"})


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that cannot be read."""
    return failure(request, 400, "BadRequest")


def denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request without its token or right."""
    return failure(request, 403, "Denied")


def missing(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer an address that leads nowhere."""
    return failure(request, 404, "Missing")


def broken(request: HttpRequest) -> HttpResponse:
    """Answer when the program failed."""
    return failure(request, 500, "Broken")
