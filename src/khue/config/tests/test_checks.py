"""The environment is refused when it is mistyped or dangerous."""

import pytest

from khue.config.checks import UnsafeSettings, must_be_safe

KEY = "khoa-ngau-nhien-dai-du-0123456789-abcdefghijklmnopqrstuvwxyz"
SAFE = {"KHUE_BASE_URL": "https://khue.example.vn", "KHUE_HOSTS": "khue.example.vn", "KHUE_SECRET_KEY": KEY}


def places(environment: dict[str, str]) -> list[str]:
    with pytest.raises(UnsafeSettings) as caught:
        must_be_safe(environment)
    return [fault.place for fault in caught.value.problems]


@pytest.mark.parametrize(
    "environment",
    [
        {},
        {"HOME": "/", "KHUE_DEMO": "1", "KHUE_DEBUG": "1"},
        {"KHUE_DEMO": "1", "KHUE_BASE_URL": "http://localhost:8001"},
        SAFE,
        {**SAFE, "KHUE_HOSTS": ".example.vn"},
        {**SAFE, "KHUE_DATABASE_URL": "postgresql://khue_app@db/khue"},
        {"KHUE_DEMO": ""},
    ],
)
def test_a_safe_environment_passes(environment: dict[str, str]) -> None:
    must_be_safe(environment)


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"KHUE_DEBUG": "1"}, "KHUE_DEBUG"),
        ({"KHUE_DEMO": "yes"}, "KHUE_DEMO"),
        ({"KHUE_BASE_URL": "http://khue.example.vn"}, "KHUE_BASE_URL"),
        ({"KHUE_BASE_URL": "khue.example.vn"}, "KHUE_BASE_URL"),
        ({"KHUE_BASE_URL": "https://khue.example.vn/duong-dan"}, "KHUE_BASE_URL"),
        ({"KHUE_HOSTS": "*"}, "KHUE_HOSTS"),
        ({"KHUE_HOSTS": "khac.example.vn"}, "KHUE_HOSTS"),
        ({"KHUE_SECRET_KEY": KEY[:49]}, "KHUE_SECRET_KEY"),
        ({"KHUE_SECRET_KEY": "ab" * 40}, "KHUE_SECRET_KEY"),
        ({"KHUE_SECRET_KEY": "", "KHUE_DATABASE_URL": "postgresql://khue_app@db/khue"}, "KHUE_SECRET_KEY"),
        ({"KHUE_PROXIES": "một"}, "KHUE_PROXIES"),
        ({"KHUE_DEMO": "có"}, "KHUE_DEMO"),
    ],
)
def test_a_danger_is_refused_by_name(change: dict[str, str], place: str) -> None:
    assert places({**SAFE, **change}) == [place]


def test_a_mistyped_name_is_refused_with_the_likely_one() -> None:
    with pytest.raises(UnsafeSettings) as caught:
        must_be_safe({"KHUE_DEOM": "1"})
    assert "KHUE_DEMO" in caught.value.problems[0].text


def test_every_problem_is_named_at_once() -> None:
    assert places({**SAFE, "KHUE_DEMO": "1", "KHUE_DEBUG": "1", "KHUE_HOSTS": "*"}) == [
        "KHUE_DEBUG",
        "KHUE_DEMO",
        "KHUE_HOSTS",
    ]


def test_no_secret_is_shown() -> None:
    with pytest.raises(UnsafeSettings) as caught:
        must_be_safe({"KHUE_SECRET_KEY": "ngắn"})
    assert "ngắn" not in str([fault.value + fault.text for fault in caught.value.problems])
