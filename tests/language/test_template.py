"""Templates say what they see, refuse what is hostile within a meter, and name the line of every fault."""

import json
import subprocess
import sys
from functools import cache
from typing import Any

import pytest

from storyboard.language.meter import CHARACTERS, STEPS, Meter, TooMuch
from storyboard.language.template import FILTERS, TemplateFault, Templates
from tests.language.hostile_templates import MEMORY, TEXTS

CONTEXT: dict[str, object] = {"name": "Mira", "count": 3, "night": True, "nothing": "", "names": ("Mira", "Tom")}


def rendered(words: str, files: dict[str, str] | None = None) -> str:
    return Templates(files or {}).render_text(words, CONTEXT)


def fault_of(words: str, files: dict[str, str] | None = None) -> TemplateFault:
    with pytest.raises(TemplateFault) as caught:
        rendered(words, files)
    return caught.value


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("No braces, 100 % & <plain>.", "No braces, 100 % & <plain>."),
        ("{{ name }} & {{ names|join(', ') }}", "Mira & Mira, Tom"),
        ("{{ 'a<b' }}", "a<b"),
        ("{{ name|upper }} {{ name.lower() }} {{ name|replace('M', 'K') }}", "MIRA mira Kira"),
        ("{{ 'n' ~ count ~ night }}", "n3True"),
        ("{{ count * 2 + 1 }} {{ 7 // 2 }} {{ 7 % 4 }} {{ -count }}", "7 3 3 -3"),
        ("{{ '-' * count }}", "---"),
        ("{% if night and count > 2 %}dark{% else %}light{% endif %}", "dark"),
        ("{% if 'a' not in name and name in names %}yes{% endif %}", ""),
        ("{{ nothing or 'nobody' }} {{ 'x' if nothing else 'y' }}", "nobody y"),
        ("{{ unknown|default('nobody') }} {{ unknown is defined }}", "nobody False"),
        (
            "{% for one in names %}{{ loop.index }}{{ one }}{% if not loop.last %}, {% endif %}{% endfor %}",
            "1Mira, 2Tom",
        ),
        ("{% for one in names if one != 'Tom' %}{{ one }}{{ loop.last }}{% else %}none{% endfor %}", "MiraTrue"),
        ("{% for one in names if one == 'Eva' %}{{ one }}{% else %}none{% endfor %}", "none"),
        ("{% set a, b = names %}{{ b }} {{ a[1:] }} {{ a[0] }} {{ names[-1] }}", "Tom ira M Tom"),
        ("{% macro say(who, how='low') %}{{ who }}, {{ how }}{% endmacro %}{{ say(name, how='loud') }}", "Mira, loud"),
        ("{{ {'a': 1}.get('a') }} {{ {'b': 2}|items|list }}", "1 [('b', 2)]"),
        ("{{ names|select('ne', 'Tom')|list|length }} {{ names|map('upper')|join }}", "1 MIRATOM"),
        ("{{ count is odd }} {{ [2, 1]|sort|first }} {{ range(3)|list }}", "True 1 [0, 1, 2]"),
        ("a{# for the crew #}b", "ab"),
        ("{% filter upper %}low {{ name }}{% endfilter %}", "LOW MIRA"),
        ("{% raw %}{{ name }}{% endraw %}", "{{ name }}"),
    ],
)
def test_what_films_need_works(words: str, said: str) -> None:
    assert rendered(words) == said


def test_files_may_include_and_import_each_other() -> None:
    files = {"a.j2": "{% import 'b.j2' as b %}{{ b.say(name) }} {% include 'c.j2' %}", "c.j2": "{{ count }}"}
    files["b.j2"] = "{% macro say(who) %}<{{ who }}>{% endmacro %}"
    templates = Templates(files)
    assert templates.render_file("a.j2", CONTEXT) == "<Mira> 3"


@pytest.mark.parametrize(
    ("words", "line", "unknown", "message"),
    [
        ("{{ mria }}", 1, "mria", "Nothing is named `mria` here."),
        ("one\ntwo {{ name }}\nthree {{ mria }}", 3, "mria", "Nothing is named `mria` here."),
        ("{{ name.age }}", 1, None, "has no attribute 'age'"),
        ("a\n{{ name", 2, None, "Unexpected end of template"),
        ("a\nb\n{% if %}", 3, None, "Expected an expression"),
        ("\n\n{{ 1 // 0 }}", 3, None, "Integer division"),
        ("\n{{ 'a' * 10**9 }}", 2, None, "`**` is not allowed here."),
        ("\n{% for i in range(3) %}\n{{ 'a' * 190000 }}\n{% endfor %}", 3, None, "more than 200,000 characters"),
        ("{{ name }}\n{{ name|centre }}", 2, None, "No filter named 'centre'"),
        ("{{ name }}\n{% include 'no.j2' %}", 2, None, "There is no template named 'no.j2'."),
    ],
)
def test_a_fault_names_its_line(words: str, line: int, unknown: str | None, message: str) -> None:
    fault = fault_of(words)
    assert (fault.line, fault.file, fault.unknown) == (line, None, unknown)
    assert message in fault.message


def test_a_fault_in_a_file_names_the_file_and_its_line() -> None:
    files = {"a.j2": "x\n{% include 'b.j2' %}", "b.j2": "\n\n{{ mria }}", "c.j2": "\n{% if %}"}
    assert (fault_of("{% include 'a.j2' %}", files).file, fault_of("{% include 'a.j2' %}", files).line) == ("b.j2", 3)
    assert (fault_of("\n\n{% include 'c.j2' %}", files).file, fault_of("{% include 'c.j2' %}", files).line) == (
        "c.j2",
        2,
    )


@cache
def hostile() -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.language.hostile_templates"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    results: dict[str, Any] = json.loads(done.stdout)
    return results


@pytest.mark.parametrize("name", TEXTS)
def test_a_hostile_template_ends_in_a_fault(name: str) -> None:
    result = hostile()["results"][name]
    assert result["fault"]
    assert result["size"] == 0
    assert result["unchanged"]
    assert result["steps"] <= STEPS + 1
    assert "set_int_max" not in result["fault"]


def test_all_of_them_together_stay_within_memory() -> None:
    assert hostile()["memory"] < MEMORY


def test_each_rendering_has_a_meter_of_its_own() -> None:
    templates = Templates({})
    for _ in range(3):
        assert len(templates.render_text("{{ 'a' * 60000 }}", {})) == 60_000


def test_no_filter_that_pads_or_picks_attributes_is_there() -> None:
    padding = {
        "center",
        "format",
        "indent",
        "wordwrap",
        "batch",
        "slice",
        "attr",
        "tojson",
        "pprint",
        "xmlattr",
        "groupby",
    }
    assert not padding & set(FILTERS)


def test_a_meter_counts() -> None:
    meter = Meter()
    meter.weigh(["ab", ("c",), {"d": 1}, range(5), 7])
    assert CHARACTERS - meter.characters == 5 + 2 + 1 + 1 + 1 + 1 + 5
    with pytest.raises(TooMuch, match="40 digits"):
        meter.weigh(10**40)
    meter.steps = 0
    with pytest.raises(TooMuch, match="steps"):
        meter.step()
    with pytest.raises(TooMuch, match="characters"):
        meter.multiply("ab", CHARACTERS)
    meter.multiply("ab", -CHARACTERS)
