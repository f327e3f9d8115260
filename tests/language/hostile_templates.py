"""Hostile templates, and a process that renders all of them: `python -m tests.language.hostile_templates`."""

import json
import resource
import sys
from collections.abc import Mapping
from typing import Final

from tests.support.memory import peak_megabytes

MEMORY: Final = 200  # MB
CPU_SECONDS: Final = 120  # a net for what never ends; the verdict counts steps

# What grows, what never ends, what reaches out: each has to end in a fault.
TEXTS: Final[Mapping[str, str]] = {
    "a long text": "{{ 'a' * 10**9 }}",
    "a long text by a number": "{{ 'a' * 1000000000 }}",
    "a long list": "{{ [0] * 1000000000 }}",
    "a number before a text": "{{ 1000000000 * 'a' }}",
    "a power": "{{ 10**10000000 }}",
    "products of products": "{% set x = 99999999999999999999 %}" + "{% set x = x * x %}" * 40 + "{{ x }}",
    "a long loop": "{% for i in range(10**9) %}a{% endfor %}",
    "a long loop in plain digits": "{% for i in range(1000000000) %}a{% endfor %}",
    "a loop of nothing": "{% for i in range(190000) %}{% endfor %}",
    "nested ranges": "{% for i in range(9000) %}{% for j in range(9000) %}a{% endfor %}{% endfor %}",
    "a loop that finds nothing": "{% set x = range(190000) %}{% for j in range(9000) %}"
    "{% for i in x if not i %}{% endfor %}{% endfor %}",
    "a loop over itself": "{% for i in [[[]]] recursive %}{{ loop(i) }}{% endfor %}",
    "the largest, over and over": "{% set x = range(190000) %}{% for i in range(9000) %}{{ x|max }}{% endfor %}",
    "a search over and over": "{% set x = range(190000) %}{% for i in range(9000) %}{{ 'a' in x }}{% endfor %}",
    "a search in a list": "{% set x = range(90000)|list %}{% for i in range(9000) %}{{ 'a' in x }}{% endfor %}",
    "a test over and over": "{{ range(60000)|list|select('in', range(60000, 120000)|list)|list }}",
    "a lazy choice": "{% set x = range(190000) %}{% for i in range(9000) %}{{ x|select('eq', -1)|list }}{% endfor %}",
    "a long count": "{% set s = 'a' * 190000 %}{% for i in range(9000) %}{{ s.count('b') }}{% endfor %}",
    "a comparison over and over": "{% set s = 'a' * 90000 %}{% for i in range(9000) %}{{ s == s[:] }}{% endfor %}",
    "slices of a long text": "{% set s = 'a' * 190000 %}{{ [" + "s[1:]," * 2000 + "] }}",
    "slices given to a macro": "{% set s = 'a' * 190000 %}{% macro m() %}{% endmacro %}{{ m("
    + "s[1:]," * 2000
    + ") }}",
    "centred": "{{ 'a'|center(10**9) }}",
    "centred in plain digits": "{{ 'a'|center(1000000000) }}",
    "by a method": "{{ 'a'.center(1000000000) }}",
    "padded": "{{ 'a'.ljust(1000000000) }}",
    "filled with zeros": "{{ 'a'.zfill(1000000000) }}",
    "formatted": "{{ '{:>1000000000}'.format(1) }}",
    "formatted by a filter": "{{ '%1000000000d'|format(1) }}",
    "formatted by a sign": "{{ '%1000000000d' % 1 }}",
    "formatted by a map": "{{ '{a:>1000000000}'.format_map({'a': 1}) }}",
    "a method kept for later": "{% set f = '{:>1000000000}'.format %}{{ f(1) }}",
    "indented": "{{ 'a\n'|indent(1000000000) }}",
    "filled up": "{{ [1]|batch(1000000000, 'a')|list }}",
    "dummy text": "{{ lipsum(n=100000) }}",
    "tabs": "{{ 'a\tb'.expandtabs(1000000000) }}",
    "replaced": "{{ ('a' * 1000)|replace('a', 'b' * 100000) }}",
    "replaced by a method": "{{ ('a' * 1000).replace('a', 'b' * 100000) }}",
    "joined": "{{ range(9000)|join('a' * 100000) }}",
    "joined by a method": "{{ ('a' * 100000).join(['b'] * 9000) }}",
    "doubled": "{% set x = 'a' %}" + "{% set x = x ~ x %}" * 60 + "{{ x }}",
    "added up": "{% set x = 'a' %}" + "{% set x = x + x %}" * 60 + "{{ x }}",
    "lists of lists": "{% set x = [1] %}" + "{% set x = [x, x, x, x] %}" * 40 + "{{ x }}",
    "maps of maps": "{% set x = {'a': 1} %}" + "{% set x = {'a': x, 'b': x} %}" * 40 + "{{ x }}",
    "tuples of tuples": "{% set x = (1,) %}" + "{% set x = (x, x, x) %}" * 40 + "{{ x }}",
    "a macro that calls itself": "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    "a macro that calls itself twice": "{% macro m(n) %}{% if n %}"
    + "{{ m(n - 1) }}" * 2
    + "{% endif %}{% endmacro %}{{ m(90) }}",
    "a block in a loop": "{% block b %}"
    + "a" * 9000
    + "{% endblock %}{% for i in range(9000) %}{{ self.b() }}{% endfor %}",
    "a block that calls itself": "{% block b %}{{ self.b() }}{% endblock %}",
    "a text in a loop": "{% for i in range(9000) %}" + "a" * 9000 + "{% endfor %}",
    "a call in a loop": "{% macro m() %}" + "a" * 900 + "{{ caller() }}{% endmacro %}{% for i in range(9000) %}"
    "{% call m() %}b{% endcall %}{% endfor %}",
    "a variable in a loop": "{% for i in range(9000) %}{{ long }}{% endfor %}",
    "20,001 characters": "{# " + "a" * 20_000 + " #}",
    "nested brackets": "{{ " + "(" * 6000 + "1" + ")" * 6000 + " }}",
    "nested lists": "{{ " + "[" * 6000 + "]" * 6000 + " }}",
    "a long sum": "{{ " + "1+" * 6000 + "1 }}",
    "a long chain": "{{ 'a'" + ".upper()" * 2000 + " }}",
    "many conditions": "{% if 1 %}" * 700 + "{% endif %}" * 700 + "{{ nobody }}",
    "many loops": "{% for i in range(2) %}" * 400 + "{% endfor %}" * 400,
    "itself": "{% include 'itself.j2' %}",
    "itself, many times": "{% include 'many.j2' %}",
    "a list of files": "{% include 'listed.j2' %}",
    "a file": "{% include '/etc/passwd' %}",
    "a file above": "{% include '../../etc/passwd' %}",
    "an import": "{% import 'os' as os %}{{ os }}",
    "a class": "{{ ''.__class__ }}",
    "a class by brackets": "{{ ''['__class__'] }}",
    "a class by joined names": "{{ ''['__cla' ~ 'ss__'] }}",
    "a class by a map": "{{ ['a']|map(attribute='__class__')|first }}",
    "a class by attr": "{{ ''|attr('__class__') }}",
    "subclasses": "{{ ().__class__.__base__.__subclasses__() }}",
    "globals of a macro": "{% macro m() %}{% endmacro %}{{ m.__globals__ }}",
    "globals of range": "{{ range.__self__ }}",
    "a function's code": "{{ range.__func__.__code__ }}",
    "the template itself": "{{ self._TemplateReference__context }}",
    "the environment": "{{ self.__init__.__globals__ }}",
    "a loop's iterator": "{% for i in [1] %}{{ loop._iterator }}{% endfor %}",
    "a member's inside": "{{ mira._note() }}",
    "a member's class": "{{ mira.__class__ }}",
    "a bound method's function": "{{ 'a'.upper.__func__ }}",
    "a list made longer": "{% set x = [1] %}{{ x.append(2) }}",
    "a map changed": "{{ {'a': 1}.update({'b': 2}) }}",
    "a list emptied": "{% set x = [1] %}{{ x.clear() }}",
    "what came in changed": "{{ things.append(1) }}",
    "what came in set": "{% set mira.name = 'Eva' %}",
    "a namespace": "{% set n = namespace(a=1) %}",
    "cycler": "{{ cycler(1) }}",
    "an assignment by do": "{% do things.append(1) %}",
    "a division by zero": "{{ 1 // 0 }}",
    "a number of 9,000 digits": "{{ " + "9" * 9000 + " }}",
    "a number read from a text": "{{ ('9' * 4000)|int }}",
}
FILES: Final[Mapping[str, str]] = {
    "itself.j2": "{% include 'itself.j2' %}",
    "many.j2": "{% include 'many1.j2' %}" * 800,
    "many1.j2": "{% include 'many2.j2' %}" * 800,
    "many2.j2": "a",
    "listed.j2": "{% include ['listed1.j2'] %}" * 700,
    "listed1.j2": "{% include ['listed2.j2'] %}" * 700,
    "listed2.j2": "a",
}


def render(name: str) -> dict[str, object]:
    from storyboard.language.texts.faults import TemplateFault
    from storyboard.language.texts.meter import CHARACTERS, STEPS
    from storyboard.language.texts.render import Mentioned, Printed
    from storyboard.language.texts.template import Templates

    things: list[object] = [1]
    mira = Printed("Mira", "a keeper", Mentioned("jo", "@Image1"), lambda: None)
    templates = Templates(FILES)
    context = {"mira": mira, "things": things, "long": "a" * 100_000}
    try:
        said = templates.render_text(TEXTS[name], context)
    except TemplateFault as fault:
        said = ""
        told = fault.message
    else:
        told = ""
    meter = templates._room.meter
    return {
        "fault": told,
        "size": len(said),
        "steps": STEPS - meter.steps,
        "characters": CHARACTERS - meter.characters,
        "unchanged": things == [1] and mira.name == "Mira",
    }


def main() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    results = {name: render(name) for name in TEXTS}
    used = peak_megabytes()
    json.dump({"results": results, "memory": used}, sys.stdout)


if __name__ == "__main__":
    main()
