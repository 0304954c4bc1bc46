from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from viz_autograd.ops import OPS
from viz_autograd.ops.notation import evaluate, latex, text

# name: formula, then what is shown at each port; each as text and as LaTeX.
SHOWN = {
    "add": [("{a} + {b}", r"‹a› + ‹b›"), ("1", "1"), ("1", "1")],
    "sub": [("{a} − {b!}", r"‹a› - ‹b!›"), ("1", "1"), ("−1", "-1")],
    "mul": [("{a} × {b}", r"‹a› \cdot ‹b›"), ("{b}", "‹b›"), ("{a}", "‹a›")],
    "div": [
        ("{a} / {b!}", r"\frac{‹a›}{‹b›}"),
        ("1 / {b!}", r"\frac{1}{‹b›}"),
        ("−{a!} / {b!}²", r"\frac{-‹a!›}{‹b!›^{2}}"),
    ],
    "neg": [("−{a!}", "-‹a!›"), ("−1", "-1")],
    "pow": [
        ("{a!}^{b!}", "‹a!›^{‹b›}"),
        ("{b} × {a!}^({b} − 1)", r"‹b› \cdot ‹a!›^{‹b› - 1}"),
        ("{out} × ln({a})", r"‹out› \cdot \ln\left(‹a›\right)"),
    ],
    "max": [
        ("max({a}, {b})", r"\max\left(‹a›, ‹b›\right)"),
        ("[{a} > {b}] + ½[{a} = {b}]", r"\left[‹a› > ‹b›\right] + \tfrac{1}{2}\left[‹a› = ‹b›\right]"),
        ("[{b} > {a}] + ½[{b} = {a}]", r"\left[‹b› > ‹a›\right] + \tfrac{1}{2}\left[‹b› = ‹a›\right]"),
    ],
    "min": [
        ("min({a}, {b})", r"\min\left(‹a›, ‹b›\right)"),
        ("[{b} > {a}] + ½[{b} = {a}]", r"\left[‹b› > ‹a›\right] + \tfrac{1}{2}\left[‹b› = ‹a›\right]"),
        ("[{a} > {b}] + ½[{a} = {b}]", r"\left[‹a› > ‹b›\right] + \tfrac{1}{2}\left[‹a› = ‹b›\right]"),
    ],
    "square": [("{a!}²", "‹a!›^{2}"), ("2 × {a}", r"2 \cdot ‹a›")],
    "exp": [("exp({a})", "e^{‹a›}"), ("{out}", "‹out›")],
    "log": [("ln({a})", r"\ln\left(‹a›\right)"), ("1 / {a!}", r"\frac{1}{‹a›}")],
    "sqrt": [("√({a})", r"\sqrt{‹a›}"), ("1 / (2 × {out})", r"\frac{1}{2 \cdot ‹out›}")],
    "abs": [("|{a}|", r"\left|‹a›\right|"), ("sign({a})", r"\operatorname{sign}\left(‹a›\right)")],
    "sin": [("sin({a})", r"\sin\left(‹a›\right)"), ("cos({a})", r"\cos\left(‹a›\right)")],
    "cos": [("cos({a})", r"\cos\left(‹a›\right)"), ("−sin({a})", r"-\sin\left(‹a›\right)")],
    "tanh": [("tanh({a})", r"\tanh\left(‹a›\right)"), ("1 − {out!}²", "1 - ‹out!›^{2}")],
    "sigmoid": [
        ("1 / (1 + exp(−{a!}))", r"\frac{1}{1 + e^{-‹a!›}}"),
        ("{out} × (1 − {out!})", r"‹out› \cdot \left(1 - ‹out!›\right)"),
    ],
    "where": [
        (
            "{a} if {condition} else {b}",
            r"\begin{cases} ‹a› & ‹condition› \\ ‹b› & \text{else} \end{cases}",
        ),
        ("0", "0"),
        ("1 if {condition} else 0", r"\begin{cases} 1 & ‹condition› \\ 0 & \text{else} \end{cases}"),
        ("0 if {condition} else 1", r"\begin{cases} 0 & ‹condition› \\ 1 & \text{else} \end{cases}"),
    ],
    "clamp": [
        ("clamp({a}, {min}, {max})", r"\operatorname{clamp}\left(‹a›, ‹min›, ‹max›\right)"),
        ("[{min} ≤ {a} ≤ {max}]", r"\left[‹min› \le ‹a› \le ‹max›\right]"),
    ],
    "selu": [
        (
            "λ × ({a} if [{a} > 0] else α × (exp({a}) − 1))",
            r"\lambda \cdot \begin{cases} ‹a› & \left[‹a› > 0\right] \\ \alpha \cdot \left(e^{‹a›} - 1\right) "
            r"& \text{else} \end{cases}",
        ),
        (
            "λ × (1 if [{a} > 0] else α × exp({a}))",
            r"\lambda \cdot \begin{cases} 1 & \left[‹a› > 0\right] \\ \alpha \cdot e^{‹a›} & \text{else} \end{cases}",
        ),
    ],
    "floor": [("⌊{a}⌋", r"\left\lfloor ‹a› \right\rfloor"), ("0", "0")],
    "deg2rad": [("{a} × π / 180", r"\frac{‹a› \cdot \pi}{180}"), ("π / 180", r"\frac{\pi}{180}")],
    "relu": [("max({a}, 0)", r"\max\left(‹a›, 0\right)"), ("[{a} > 0]", r"\left[‹a› > 0\right]")],
    "dot": [
        ("sum({a} × {b})", r"\sum\left(‹a› \cdot ‹b›\right)"),
        ("{up} × {b}", r"‹up› \cdot ‹b›"),
        ("{up} × {a}", r"‹up› \cdot ‹a›"),
    ],
    "matmul": [
        ("{a} @ {b}", r"‹a› \, ‹b›"),
        ("{up} @ {b!}ᵀ", r"‹up› \, ‹b!›^{\top}"),
        ("{a!}ᵀ @ {up}", r"‹a!›^{\top} \, ‹up›"),
    ],
    "sum": [("sum({a})", r"\sum\left(‹a›\right)"), ("{up}", "‹up›")],
    "mean": [("mean({a})", r"\operatorname{mean}\left(‹a›\right)"), ("{up} / {n!}", r"\frac{‹up›}{‹n›}")],
    "mse": [
        ("mean(({a} − {b!})²)", r"\operatorname{mean}\left(\left(‹a› - ‹b!›\right)^{2}\right)"),
        ("{up} × 2 × ({a} − {b!}) / {n!}", r"\frac{‹up› \cdot 2 \cdot \left(‹a› - ‹b!›\right)}{‹n›}"),
        ("{up} × 2 × ({b} − {a!}) / {n!}", r"\frac{‹up› \cdot 2 \cdot \left(‹b› - ‹a!›\right)}{‹n›}"),
    ],
}

# Expressions that ops do not have yet, where parentheses and signs are easily lost.
WRITTEN = {
    "(1 - out**2) * up": ("(1 − {out!}²) × {up}", r"\left(1 - ‹out!›^{2}\right) \cdot ‹up›"),
    "route(a, b) * up": (
        "([{a} > {b}] + ½[{a} = {b}]) × {up}",
        r"\left(\left[‹a› > ‹b›\right] + \tfrac{1}{2}\left[‹a› = ‹b›\right]\right) \cdot ‹up›",
    ),
    "-1 * up": ("−1 × {up}", r"-1 \cdot ‹up›"),
    "a - -b": ("{a} − (−{b!})", r"‹a› - \left(-‹b!›\right)"),
    "a - b * up": ("{a} − {b!} × {up}", r"‹a› - ‹b!› \cdot ‹up›"),
    "a - (b - up)": ("{a} − ({b} − {up!})", r"‹a› - \left(‹b› - ‹up!›\right)"),
    "-(a * b)": ("−({a} × {b})", r"-\left(‹a› \cdot ‹b›\right)"),
    "(-a) ** 3": ("(−{a!})³", r"\left(-‹a!›\right)^{3}"),
    "(a / b) ** 2": ("({a} / {b!})²", r"\left(\frac{‹a›}{‹b›}\right)^{2}"),
    "(a ** 2) ** 3": ("({a!}²)³", r"\left(‹a!›^{2}\right)^{3}"),
    "a ** 12": ("{a!}¹²", "‹a!›^{12}"),
    "a ** -1": ("{a!}^(−1)", "‹a!›^{-1}"),
    "a ** 0.5": ("{a!}^(0.5)", "‹a!›^{0.5}"),
    "a / (b * up)": ("{a} / ({b} × {up})", r"\frac{‹a›}{‹b› \cdot ‹up›}"),
    "2 * (a * b)": ("2 × ({a} × {b})", r"2 \cdot \left(‹a› \cdot ‹b›\right)"),
    "exp(a) ** 2": ("exp({a})²", r"\left(e^{‹a›}\right)^{2}"),
    "T(a + b)": ("({a} + {b})ᵀ", r"\left(‹a› + ‹b›\right)^{\top}"),
}


@pytest.mark.parametrize("name", SHOWN)
def test_how_ops_are_shown(name: str) -> None:
    op = OPS[name]
    shown = [op.formula, *op.locals.values(), *op.rules.values()]
    assert [(text(expression), latex(expression)) for expression in shown] == SHOWN[name]


@pytest.mark.parametrize("op", [op for op in OPS.values() if op.canvas], ids=lambda op: op.name)
def test_every_op_can_be_shown(op: object) -> None:
    for expression in (op.formula, *op.locals.values(), *op.rules.values()):
        line, drawn = text(expression), latex(expression)
        named = set(re.findall(r"\{(\w+)!?\}", line))
        assert named <= {*op.ports, *op.outputs, "up", "n", *(attribute.name for attribute in op.attributes)}
        assert named == set(re.findall(r"‹(\w+)!?›", drawn))
        assert line.count("(") == line.count(")")
        assert drawn.count(r"\left") == drawn.count(r"\right")


@pytest.mark.parametrize("expression", WRITTEN)
def test_parentheses_and_signs(expression: str) -> None:
    assert (text(expression), latex(expression)) == WRITTEN[expression]


NAMES = st.sampled_from(["a", "b", "out", "up"])
NUMBERS = st.sampled_from(["1", "2", "3"])


def combined(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.tuples(inner, st.sampled_from("+-*/"), inner).map(lambda x: f"({x[0]}) {x[1]} ({x[2]})"),
        inner.map(lambda x: f"-({x})"),
        st.tuples(inner, NUMBERS).map(lambda x: f"({x[0]}) ** {x[1]}"),
    )


def filled(template: str, values: dict[str, float]) -> str:
    """The template with numbers in it, read back as an expression."""

    def fill(match: re.Match[str]) -> str:
        number = str(values[match["name"]])
        return f"({number})" if match["guarded"] and number.startswith("-") else number

    line = re.sub(r"\{(?P<name>\w+)(?P<guarded>!?)\}", fill, template)
    for sign, written in {"×": "*", "−": "-", "¹": "**1", "²": "**2", "³": "**3"}.items():
        line = line.replace(sign, written)
    assert not re.search(r"- ?-", line), f"two signs in a row: {line}"
    return line


@given(st.recursive(NAMES | NUMBERS, combined, max_leaves=8), st.tuples(*[st.sampled_from([-3.0, -0.5, 2.0])] * 4))
def test_a_filled_line_means_what_the_expression_means(expression: str, numbers: tuple[float, ...]) -> None:
    values = dict(zip(("a", "b", "out", "up"), numbers, strict=True))
    with np.errstate(all="ignore"):
        shown = evaluate(filled(text(expression), values), {})
        meant = evaluate(expression, {name: np.float64(value) for name, value in values.items()})
    if np.isfinite(meant):
        np.testing.assert_allclose(shown, meant, rtol=1e-9, atol=1e-9)


def test_brackets_count_as_pytorch_does() -> None:
    values = {"a": np.array([1.0, 2.0, 3.0]), "b": np.float64(2.0)}
    np.testing.assert_array_equal(evaluate("gt(a, b)", values), [0, 0, 1])
    np.testing.assert_array_equal(evaluate("route(a, b)", values), [0, 0.5, 1])
    np.testing.assert_array_equal(evaluate("sign(a - b)", values), [-1, 0, 1])


@pytest.mark.parametrize(
    "expression",
    [
        "a +",
        "x",
        "a.real",
        "__import__('os')",
        "exp(a, b)",
        "exp(x=a)",
        "a if b else n",
        "[a]",
        "a // b",
        "True",
        "'a'",
        "+a",
    ],
)
@pytest.mark.parametrize("read", [text, latex, lambda expression: evaluate(expression, {"a": np.float64(1.0)})])
def test_what_is_not_in_the_language_is_refused(expression: str, read: object) -> None:
    with pytest.raises(ValueError, match="not "):
        read(expression)
