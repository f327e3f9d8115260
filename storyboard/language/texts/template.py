"""Texts and prompt templates: Jinja2 in a sandbox that is strict about names and bounded in size, steps and reach."""

import re
import traceback
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from jinja2 import FunctionLoader, StrictUndefined, Template, nodes, pass_context
from jinja2.exceptions import SecurityError, TemplateNotFound, TemplateSyntaxError, UndefinedError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from storyboard.language.texts.faults import TemplateFault, Unmentioned
from storyboard.language.texts.meter import Meter, TooMuch
from storyboard.language.texts.metered import CHARGED, GLUED, WEIGHED, meter_nodes
from storyboard.language.texts.template_words import (
    Page,
    Said,
    explain_failure,
    explain_no_file,
    explain_part,
    explain_syntax,
    explain_unknown,
    explain_unmentioned,
)

LONGEST = 20_000
FILTERS = (
    "abs capitalize count default d first float int last length list lower map max min reject rejectattr reverse "
    "select selectattr sort string title trim truncate unique upper wordcount items"
).split()
METHODS = frozenset(
    "upper lower title capitalize strip lstrip rstrip startswith endswith split rsplit splitlines removeprefix "
    "removesuffix find count isdigit isalpha isupper islower items keys values get index".split()
)
UNDEFINED = re.compile(r"^'([^']+)' is undefined$")
NO_PART = re.compile(r"^'(.+)' has no attribute '(\w+)'$")


class Templates:
    """The templates of one storyboard. `files` are the templates that others may include, by name."""

    def __init__(self, files: Mapping[str, str]) -> None:
        self._room = Bounded(files)
        self._texts: dict[str, Template] = {}

    def render_text(self, words: str, context: Mapping[str, object]) -> str:
        """Render the words of a text. Raise TemplateFault."""
        if "{" not in words:
            return words
        return self._render(lambda: self._text(words), context, words=words)

    def render_file(self, name: str, context: Mapping[str, object]) -> str:
        """Render a template file by its name. Raise TemplateFault."""
        return self._render(lambda: self._room.get_template(name), context)

    def _text(self, words: str) -> Template:
        if words not in self._texts:
            self._texts[words] = self._room.from_string(words)
        return self._texts[words]

    def _render(self, template: Callable[[], Template], context: Mapping[str, object], *, words: str = "") -> str:
        self._room.meter = Meter()
        try:
            return template().render(context)
        except Exception as error:  # noqa: BLE001  # a template can make any exception arise; each is a fault of the template
            raise _fault(error, words=words, room=self._room) from None


class Bounded(ImmutableSandboxedEnvironment):
    """A sandbox in which everything that can grow, repeat or call goes through a meter."""

    intercepted_binops = frozenset({"+", "-", "*", "/", "//", "**", "%"})

    def __init__(self, files: Mapping[str, str]) -> None:
        self.meter: Meter = Meter()
        self.files = files
        super().__init__(
            loader=FunctionLoader(lambda name: (files[name], name, None) if name in files else None),
            undefined=StrictUndefined,
            optimized=False,
            trim_blocks=True,
            lstrip_blocks=True,
            finalize=self.weigh,
        )
        self.globals = {"range": self.range}
        self.filters = {name: self._metered(self.filters[name]) for name in FILTERS}
        self.tests = {name: self._metered(test) for name, test in dict[str, Any](self.tests).items()}
        self.filters |= {"join": self.join, "replace": self.replace}
        self.filters |= {WEIGHED: self.weigh, CHARGED: self.charge, GLUED: self.join}

    def reads(self, words: str) -> bool:
        """Say whether words can be read as a template."""
        try:
            self.parse(words)
        except TemplateSyntaxError:
            return False
        return True

    def weigh(self, value: object) -> object:
        """Spend what a value takes up in the present rendering, and hand it on."""
        return self.meter.weigh(value)

    def range(self, *bounds: int) -> "range":
        """Count as Python's range does, within the meter."""
        numbers = range(*bounds)
        self.meter.write(len(numbers))
        return numbers

    def join(self, items: Iterable[object], glue: object = "") -> str:
        """Put texts together with `glue` between them."""
        texts = []
        for item in items:
            self.meter.step()
            text = str(self.meter.weigh(item))
            self.meter.write(len(text) + len(str(glue)))
            texts.append(text)
        return str(glue).join(texts)

    def replace(self, text: object, old: str, new: str) -> str:
        """Put `new` for every `old` of a text."""
        words = str(self.meter.weigh(text))
        self.meter.write(len(words) + words.count(old) * len(new))
        return words.replace(old, new)

    @pass_context  # keeps Jinja2 from working it out once, while compiling
    def charge(self, _: object, size: int) -> str:
        """Spend one round of a loop or one call of a macro, whose own words are `size` characters; write nothing."""
        self.meter.step()
        self.meter.write(size)
        return ""

    def _load_template(self, name: str, globals: Any) -> Template:  # noqa: A002
        """Find a template file, within the meter: files that include each other come to an end."""
        self.meter.step()
        self.meter.write(100)
        return super()._load_template(name, globals)

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """Work out `left operator right` where its size is bounded."""
        self.meter.step()
        if operator == "**" or (operator == "%" and isinstance(left, str | bytes)):
            raise SecurityError(f"`{operator}` is not allowed here")
        if operator == "*":
            self.meter.multiply(left, right)
        return self.meter.weigh(super().call_binop(context, operator, left, right))

    def call(__self, __context: Any, __obj: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: N805, PYI063  # as Jinja2 does
        """Call a macro or a method of a text, and weigh what goes in and what comes back."""
        __self.meter.step()
        owner, name = getattr(__obj, "__self__", None), getattr(__obj, "__name__", "")
        if isinstance(owner, str | bytes | list | dict | tuple | int | float) and name not in METHODS:
            raise SecurityError(f"`.{name}()` is not allowed here")
        __self.meter.weigh((owner, args, kwargs))
        return __self.meter.weigh(super().call(__context, __obj, *args, **kwargs))

    def wrap_str_format(self, value: object) -> None:
        """Leave `.format()` unwrapped, so that it is refused like every other method that can pad."""

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        if len(source) > LONGEST:
            raise TemplateSyntaxError(f"It is longer than {LONGEST:,} characters.", 1, name, filename)
        tree = super()._parse(source, name, filename)
        meter_nodes(tree)
        tree.set_environment(self)
        return tree

    def _metered(self, plain: Callable[..., Any]) -> Callable[..., Any]:
        passes = hasattr(plain, "jinja_pass_arg")

        def metered(*args: Any, **kwargs: Any) -> Any:
            self.meter.step()
            self.meter.weigh(args[passes:])
            return self.meter.weigh(plain(*args, **kwargs))

        for mark in ("jinja_pass_arg", "jinja_async_variant"):
            if hasattr(plain, mark):
                setattr(metered, mark, getattr(plain, mark))
        return metered


def _fault(error: Exception, *, words: str, room: Bounded) -> TemplateFault:
    line, file = _where(error)
    source = words if file is None else room.files.get(file, "")
    page = Page(source=source, line=line, filters=tuple(room.filters), files=tuple(room.files), reads=room.reads)
    unknown = _unknown_name(error)
    said = explain_unknown(unknown, page) if unknown is not None else _say(error, page)
    fault = TemplateFault(line=line, message=said.detail, help=said.help, file=file, unknown=unknown)
    return fault if said.start is None else _put(fault, source, said.start, said.end)


def _put(fault: TemplateFault, source: str, start: int, end: int) -> TemplateFault:
    fault.line = source.count("\n", 0, start) + 1
    fault.column = start - source.rfind("\n", 0, start) - 1
    fault.width = len(source[start:end].partition("\n")[0])
    return fault


def _where(error: Exception) -> tuple[int, str | None]:
    if isinstance(error, TemplateSyntaxError):
        return error.lineno, error.name
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if not frame.filename.endswith(".py")]
    line, file = (frames[-1].lineno or 1, frames[-1].filename) if frames else (1, None)
    return line, None if file is None or file.startswith("<") else file


def _unknown_name(error: Exception) -> str | None:
    found = UNDEFINED.match(error.message or "") if isinstance(error, UndefinedError) else None
    return found[1] if found else None


def _say(error: Exception, page: Page) -> Said:
    match error:
        case TemplateSyntaxError():
            return explain_syntax(error.message or "", page)
        case TemplateNotFound():
            return explain_no_file(str(error.name), page)
        case UndefinedError() if part := NO_PART.match(error.message or ""):
            return explain_part(part[2], page, of_member=part[1].endswith("Printed object"))
        case Unmentioned():
            return explain_unmentioned(error.name, page)
        case TooMuch():
            return Said(detail=f"The template is too much: {error}.", help="Say less; a shot is a few seconds.")
        case ValueError() if "int_max_str_digits" in str(error):
            return Said(detail="A number has too many digits.")
        case RecursionError() | MemoryError():
            return Said(detail="The template is nested too deeply.")
        case _:
            return explain_failure(str(error), page)
