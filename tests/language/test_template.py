"""Templates say what they see, refuse what is hostile within a meter, and name the line of every fault."""

import json
import re
import subprocess
import sys
from functools import cache
from typing import Any

import pytest

from storyboard.language.texts.faults import TemplateFault
from storyboard.language.texts.meter import CHARACTERS, STEPS, Meter, TooMuch
from storyboard.language.texts.render import Mentioned, Printed
from storyboard.language.texts.template import FILTERS, Templates
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
        ("{{ name.age }}", 1, None, "`name` has no `age`."),
        ("a\n{{ name", 2, None, "`{{` is never closed by `}}`."),
        ("a\nb\n{% if %}", 3, None, "`{% if %}` cannot be read."),
        ("\n\n{{ 1 // 0 }}", 3, None, "A number is divided by zero."),
        ("\n{{ 'a' * 10**9 }}", 2, None, "`**` is not allowed here."),
        ("\n{% for i in range(3) %}\n{{ 'a' * 190000 }}\n{% endfor %}", 3, None, "more than 200,000 characters"),
        ("{{ name }}\n{{ name|centre }}", 2, None, "There is no filter `centre`."),
        ("{{ name }}\n{% include 'no.j2' %}", 2, None, "There is no template named `no.j2`."),
    ],
)
def test_a_fault_names_its_line(words: str, line: int, unknown: str | None, message: str) -> None:
    fault = fault_of(words)
    assert (fault.line, fault.file, fault.unknown) == (line, None, unknown)
    assert message in fault.message


# The text, the piece of it at fault, what is said of it and what to do.
PLAIN: tuple[tuple[str, str, str, str], ...] = (
    ("Then {{ jo pours }} tea", "{{ jo pours }}", "holds more than a name.", "Write `{{ jo }} pours`."),
    ("a\nHi {{ jo and {{ name }}", "{{ jo and ", "`{{` is never closed by `}}`.", "Write `{{ jo }}`."),
    ("{{ name } waits", "{{ name } waits", "`{{` is never closed by `}}`.", "Write `{{ name }}`."),
    ("{{ name }} and {{ }}", "{{ }}", "`{{ }}` has nothing inside.", "Put a name into it: `{{ mira }}`."),
    ("{{ name }} {{ name's cup }}", "{{ name's cup }}", "cannot be read.", "Only a name goes inside"),
    ("{% for x in names %}\n{{ x }}", "{% for x in names %}", "never closed.", "Write `{% endfor %}` where it ends."),
    ("{% raw %}x{% endrow", "{% raw %}", "`{% raw %}` is never closed.", "Write `{% endraw %}`"),
    ("\n{% fo x in names %}", "fo", "`{% fo %}` means nothing.", "Did you mean `for`?"),
    ("{{ name }}{% endfor %}", "endfor", "`{% endfor %}` closes nothing here.", "Take it out."),
    ("{% if night %}{% endfor %}", "endfor", "closes nothing here.", "Close `{% if %}` first."),
    ("x {# for the crew", "{#", "a comment, which is never closed.", "Close it by `#}`"),
    ("{{ name|uper }}", "uper", "There is no filter `uper`.", "Did you mean `upper`?"),
    ("{{ name is odt }}", "odt", "for being `odt`.", "Compare with `==` or `in`."),
    ("{{ jo }} {{ jo.face }}", "jo.face", "`jo` has no `face`.", "A member has `name`, `description` and `refs`."),
    ("{{ jo['face'] }}", "jo['face']", "`jo` has no `face`.", "A member has"),
    ("{{ jo.name.face }}", "jo.name.face", "`jo.name` has no `face`.", "only members have parts."),
    ("{{ names[5] }}", "5", "There is no entry 5 in it.", "Entries are counted from 0."),
    ("{{ jo() }}", "{{ jo() }}", "This cannot be called.", "Write the name alone"),
    ("{{ name + 1 }}", "{{ name + 1 }}", "Text and numbers do not add up.", "Join them by `~`."),
    ("{{ 1 < name }}", "{{ 1 < name }}", "Text and numbers cannot be compared.", ""),
    ("{% for a in 5 %}\n{% endfor %}", "{% for a in 5 %}", "`for` wants a list, and this is none.", ""),
    ("{{ jo._note }}", "_note", "`_note` cannot be read from here.", ""),
    ("{{ name|truncate(1, 2, 3, 4, 5, 6) }}", "{{ name|truncate(1, 2, 3, 4, 5, 6) }}", "cannot be worked out.", "Only"),
    ("{{ name }} {{ maks }}", "maks", "Nothing is named `maks` here.", ""),
    ("{% include 'on.j2' %}", "on.j2", "There is no template named `on.j2`.", "Did you mean `own.j2`?"),
)
INTERNALS = re.compile(
    r"[Jj]inja|object|attribute|token|statement|\bstr\b|\bint\b|storyboard\.|Error|template\b.*\btag"
)


@pytest.mark.parametrize(("words", "piece", "message", "help"), PLAIN, ids=[row[0] for row in PLAIN])
def test_a_fault_is_told_in_plain_words_at_its_piece(words: str, piece: str, message: str, help: str) -> None:
    jo = Printed("Jo", "a cook", Mentioned("jo", "@Image1"), lambda: None)
    with pytest.raises(TemplateFault) as caught:
        Templates({"own.j2": ""}).render_text(words, CONTEXT | {"jo": jo})
    fault = caught.value
    assert message in fault.message
    assert help in fault.help
    assert not INTERNALS.search(fault.message + fault.help)
    assert fault.column is not None
    assert words.split("\n")[fault.line - 1][fault.column :][: fault.width] == piece


def test_a_fault_in_a_file_has_its_column() -> None:
    fault = fault_of("{% include 'own.j2' %}", {"own.j2": "x\ny {{ mria }}"})
    assert (fault.file, fault.line, fault.column, fault.width) == ("own.j2", 2, 5, 4)


def test_a_member_inside_a_list_is_printed_by_name() -> None:
    printed: list[str] = []
    jo = Printed("Jo", "a cook", Mentioned("jo", "@Image1"), lambda: printed.append("jo"))
    assert Templates({}).render_text("{{ [jo] }}", {"jo": jo}) == "[Jo]"
    assert printed


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
