"""What a person calls the device that a browser names: «Chrome trên Windows». Recognises, never trusts."""

BROWSERS = (  # the first that is found; those that pretend to be others come first
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("coc_coc", "Cốc Cốc"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
    ("Zalo", "Zalo"),
    ("python", "chương trình Python"),
    ("curl/", "curl"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)
UNKNOWN = "thiết bị không rõ"


def device_words(agent: str) -> str:
    """Return words for the device that sends this User-Agent.

    >>> device_words("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0")
    'Edge trên Windows'
    >>> device_words("")
    'thiết bị không rõ'
    """
    browser = next((name for sign, name in BROWSERS if sign.lower() in agent.lower()), "")
    system = next((name for sign, name in SYSTEMS if sign in agent), "")
    if browser and system:
        return f"{browser} trên {system}"
    return browser or system or UNKNOWN
