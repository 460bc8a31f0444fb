"""What a name may look like: DNS labels and subdomains, label keys and values, ports, percentages, addresses.

Every check takes a text and returns the sentences that say what is wrong with it; no sentence means that it is fine.

Source of the rules and words: ``staging/src/k8s.io/apimachinery/pkg/util/validation/{validation,ip}.go`` and
``pkg/api/validate/content/*.go``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

Messages = Sequence[str]
NameCheck = Callable[[str], Messages]

FINE: Messages = ()
EMPTY = "must be non-empty"

_LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?"
_SUBDOMAIN = rf"{_LABEL}(\.{_LABEL})*"
_LABEL_UNDERSCORE = "_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?"
_KEY = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]"
_END = "must start and end with an alphanumeric character"
_WITH_PREFIX = "with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')"
_KEY_WORDS = f"must consist of alphanumeric characters, '-', '_' or '.', and {_END}"


def range_message(low: int, high: int) -> str:
    return f"must be between {low} and {high}, inclusive"


def _regex_message(words: str, regex: str, *examples: str) -> str:
    if not examples:
        return f"{words} (regex used for validation is '{regex}')"
    shown = " or ".join(f"'{example}', " for example in examples)
    return f"{words} (e.g. {shown}regex used for validation is '{regex}')"


def _pattern(regex: str, words: str, *examples: str, longest: int = 0) -> NameCheck:
    """A check for a regular expression and, where ``longest`` is given, for a number of characters."""
    matches, sentence = re.compile(regex).fullmatch, _regex_message(words, regex, *examples)

    def check(text: str) -> Messages:
        fits = not longest or len(text) <= longest
        if fits and matches(text):
            return FINE
        messages = [] if fits else [f"must be no more than {longest} characters"]
        return messages if matches(text) else [*messages, sentence]

    return check


dns_subdomain = _pattern(
    _SUBDOMAIN,
    f"a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and {_END}",
    "example.com",
    longest=253,
)
dns_subdomain_underscore = _pattern(
    rf"{_LABEL_UNDERSCORE}(\.{_LABEL_UNDERSCORE})*",
    f"a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-' or '.', and {_END}",
    "example.com",
    longest=253,
)
wildcard_subdomain = _pattern(
    rf"\*\.{_SUBDOMAIN}",
    "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of "
    "lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character",
    "*.example.com",
    longest=253,
)
_plain_dns_label = _pattern(
    _LABEL,
    f"a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and {_END}",
    "my-name",
    "123-abc",
    longest=63,
)
dns_1035_label = _pattern(
    "[a-z]([-a-z0-9]*[a-z0-9])?",
    "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, "
    "and end with an alphanumeric character",
    "my-name",
    "abc-123",
    longest=63,
)
_label_value_form = _pattern(
    f"({_KEY})?",
    f"a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and {_END}",
    "MyValue",
    "my_value",
    "12345",
)
_key_form = _pattern(_KEY, _KEY_WORDS, "MyName", "my.name", "123-abc")
_config_key_form = _pattern(
    "[-._a-zA-Z0-9]+",
    "a valid config key must consist of alphanumeric characters, '-', '_' or '.'",
    "key.name",
    "KEY_NAME",
    "key-name",
    longest=253,
)
percent = _pattern("[0-9]+%", "a valid percent string must be a numeric string followed by an ending '%'", "1%", "93%")
http_header = _pattern(
    "[-A-Za-z0-9]+", "a valid HTTP header must consist of alphanumeric characters or '-'", "X-Header-Name"
)
_http_path = _pattern(r"[A-Za-z0-9/\-._~%!$&'()*+,;=:]+", "Invalid path")


def dns_label(text: str) -> Messages:
    """A label of DNS: at most 63 lower-case letters, digits and hyphens."""
    messages = _plain_dns_label(text)
    if messages and "." in text and not dns_subdomain(text[:253]):
        return [*(message for message in messages if "no more than" in message), "must not contain dots"]
    return messages


def label_value(text: str) -> Messages:
    """The value of a label: empty, or at most 63 letters, digits, ``-``, ``_`` and ``.``."""
    messages = _label_value_form(text)
    return messages if len(text) <= 63 else [_bytes_message(63), *messages]


def qualified_name(text: str) -> Messages:
    """The key of a label: a name, with a DNS subdomain and ``/`` before it where it is not the user's own."""
    prefix, slash, name = text.rpartition("/")
    if "/" in prefix:
        sentence = _key_form("/")[0]
        return [f"a valid label key {sentence} {_WITH_PREFIX}"]
    messages = [f"prefix part {message}" for message in _prefix_messages(prefix)] if slash else []
    if not name:
        messages.append(f"name part {EMPTY}")
    elif len(name) > 63:
        messages.append(f"name part {_bytes_message(63)}")
    return [*messages, *(f"name part {message}" for message in _key_form(name))]


def config_key(text: str) -> Messages:
    """A key of a ConfigMap or Secret, which becomes a file name."""
    return [*_config_key_form(text), *_dots_messages(text)]


def env_name(text: str) -> Messages:
    """The name of an environment variable: printable ASCII but ``=``."""
    if not text:
        return [f"environment variable name {EMPTY}"]
    if text.isascii() and text.isprintable() and "=" not in text:
        return FINE
    return ["a valid environment variable name must consist only of printable ASCII characters other than '='"]


def port_number(port: int) -> Messages:
    return FINE if 1 <= port <= 65535 else [range_message(1, 65535)]


def port_name(text: str) -> Messages:
    """The name of a port, as the Internet's registry of services spells them."""
    messages = [] if len(text) <= 15 else ["must be no more than 15 characters"]
    if not re.fullmatch("[-a-z0-9]+", text):
        messages.append("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)")
    if not re.search("[a-z]", text):
        messages.append("must contain at least one letter (a-z)")
    if "--" in text:
        messages.append("must not contain consecutive hyphens")
    if text.startswith("-") or text.endswith("-"):
        messages.append("must not begin or end with a hyphen")
    return messages


def path_segment(text: str) -> Messages:
    """The least that every name must obey: it is a part of a URL path."""
    if text in (".", ".."):
        return [f"may not be '{text}'"]
    return [f"may not contain '{part}'" for part in ("/", "%") if part in text]


def domain_prefixed_path(text: str) -> list[tuple[str, str]]:
    """``acme.io/foo``: pairs of the part that is wrong and what is wrong with it."""
    host, _, path = text.partition("/")
    if not host or not path:
        return [(text, 'must be a domain-prefixed path (such as "acme.io/foo")')]
    wrong_path = [(path, message) for message in _http_path(path)]
    return [*((host, message) for message in dns_subdomain(host)), *wrong_path]


def user_id(number: int) -> Messages:
    """A user or group id of Linux."""
    return FINE if 0 <= number <= 0xFFFFFFFF else [range_message(0, 0xFFFFFFFF)]


def _bytes_message(longest: int) -> str:
    return f"must be no more than {longest} bytes"


def _prefix_messages(prefix: str) -> Messages:
    if not prefix:
        return [EMPTY]
    return [_bytes_message(253) if "no more than" in message else message for message in dns_subdomain(prefix)]


def _dots_messages(text: str) -> Messages:
    if text in (".", ".."):
        return [f"must not be '{text}'"]
    return ["must not start with '..'"] if text.startswith("..") else FINE
