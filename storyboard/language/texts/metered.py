"""Templates rewritten so that what grows, or is walked through, without a call goes through filters that weigh it."""

from collections.abc import Callable, Mapping
from typing import Any

from jinja2 import nodes
from jinja2.exceptions import TemplateSyntaxError

WEIGHED, CHARGED, GLUED = "_weighed", "_charged", "_glued"


def meter_nodes(node: nodes.Node) -> None:
    """Rewrite everything below `node`, in place: lists, slices, `~`, comparisons, loops and macros."""
    for field, value in node.iter_fields():
        match value:
            case list():
                setattr(node, field, [_metered(item) for item in value])
            case nodes.Node():
                setattr(node, field, _metered(value))
            case _:
                pass


def _metered(node: Any) -> Any:
    if not isinstance(node, nodes.Node):
        return node
    meter_nodes(node)
    rewrite = REWRITES.get(type(node))
    return node if rewrite is None else rewrite(node)


def _weigh(node: Any) -> nodes.Node:
    return _filter(node, WEIGHED)


def _weigh_tuple(node: Any) -> nodes.Node:
    return _weigh(node) if node.ctx == "load" else node


def _weigh_slice(node: Any) -> nodes.Node:
    return _weigh(node) if isinstance(node.arg, nodes.Slice) else node


def _weigh_sides(node: Any) -> nodes.Node:
    node.expr = _filter(node.expr, WEIGHED)
    for operand in node.ops:
        operand.expr = _filter(operand.expr, WEIGHED)
    return node  # type: ignore[no-any-return]  # the comparison that came in


def _glue(node: Any) -> nodes.Node:
    return _filter(nodes.Tuple(node.nodes, "load", lineno=node.lineno), GLUED)


def _charge_loop(node: Any) -> nodes.Node:
    if node.recursive:
        raise TemplateSyntaxError("A recursive loop is not allowed here.", node.lineno)
    if node.test is not None:
        # A charge is an empty text, so the condition itself decides.
        node.test = nodes.Or(_charge(node, 0), node.test, lineno=node.lineno)
    return _charge_body(node)


def _charge_body(node: Any) -> nodes.Node:
    size = sum(len(data.data) for data in node.find_all(nodes.TemplateData))
    node.body = [nodes.Output([_charge(node, size)], lineno=node.lineno), *node.body]
    return node  # type: ignore[no-any-return]  # the loop or macro that came in


def _charge(node: nodes.Node, size: int) -> nodes.Filter:
    return _filter(nodes.Const(size, lineno=node.lineno), CHARGED)


def _filter(node: nodes.Expr, name: str) -> nodes.Filter:
    return nodes.Filter(node, name, [], [], None, None, lineno=node.lineno)


REWRITES: Mapping[type, Callable[[Any], nodes.Node]] = {
    nodes.CallBlock: _charge_body,
    nodes.Compare: _weigh_sides,
    nodes.Concat: _glue,
    nodes.Dict: _weigh,
    nodes.For: _charge_loop,
    nodes.Getitem: _weigh_slice,
    nodes.List: _weigh,
    nodes.Macro: _charge_body,
    nodes.Tuple: _weigh_tuple,
}
