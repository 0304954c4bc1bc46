// Ops that are known better by their curve than by letters: each drawn from its own formula, in a square of 16.

const SIDE = 16;
const MARGIN = 1.5;
const STEPS = 32;

interface Shape {
  readonly of: (x: number) => number;
  /** Where it is drawn; the curve fills the square. */
  readonly from?: number;
  readonly to?: number;
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const softplus = (x: number): number => Math.log1p(Math.exp(x));
const clamp = (x: number, low: number, high: number): number => Math.min(Math.max(x, low), high);

const SHAPES: Readonly<Record<string, Shape>> = {
  silu: { of: (x) => x * sigmoid(x), from: -5, to: 2.5 },
  mish: { of: (x) => x * Math.tanh(softplus(x)), from: -5, to: 2 },
  gelu: { of: (x) => x * sigmoid(1.702 * x), from: -3.2, to: 1.6 },
  gelu_tanh: { of: (x) => x * sigmoid(1.702 * x), from: -3.2, to: 1.6 },
  softplus: { of: softplus, from: -5, to: 4 },
  logsigmoid: { of: (x) => -softplus(-x), from: -4, to: 5 },
  elu: { of: (x) => (x > 0 ? x : Math.expm1(x)), from: -3, to: 2 },
  selu: { of: (x) => (x > 0 ? x : 1.6 * Math.expm1(x)), from: -3, to: 2 },
  celu: { of: (x) => (x > 0 ? x : Math.expm1(x)), from: -3, to: 2 },
  leaky_relu: { of: (x) => (x > 0 ? x : 0.15 * x), from: -3, to: 2 },
  prelu: { of: (x) => (x > 0 ? x : 0.25 * x), from: -3, to: 2 },
  relu6: { of: (x) => clamp(x, 0, 6), from: -4, to: 10 },
  hardtanh: { of: (x) => clamp(x, -1, 1), from: -2.2, to: 2.2 },
  hardsigmoid: { of: (x) => clamp(x / 6 + 0.5, 0, 1), from: -5.5, to: 5.5 },
  hardswish: { of: (x) => x * clamp(x / 6 + 0.5, 0, 1), from: -4.5, to: 3 },
  hardshrink: { of: (x) => (Math.abs(x) > 1 ? x : 0), from: -2.4, to: 2.4 },
  softshrink: { of: (x) => Math.sign(x) * Math.max(Math.abs(x) - 1, 0), from: -3, to: 3 },
  threshold: { of: (x) => (x > 0.5 ? x : 0), from: -1.5, to: 2.5 },
  softsign: { of: (x) => x / (1 + Math.abs(x)), from: -6, to: 6 },
  tanhshrink: { of: (x) => x - Math.tanh(x), from: -2.5, to: 2.5 },
  tan: { of: Math.tan, from: -1.4, to: 1.4 },
  asin: { of: Math.asin, from: -1, to: 1 },
  acos: { of: Math.acos, from: -1, to: 1 },
  atan: { of: Math.atan, from: -6, to: 6 },
  sinh: { of: Math.sinh, from: -2.6, to: 2.6 },
  cosh: { of: Math.cosh, from: -2.2, to: 2.2 },
  asinh: { of: Math.asinh, from: -8, to: 8 },
  acosh: { of: Math.acosh, from: 1, to: 5 },
  atanh: { of: Math.atanh, from: -0.99, to: 0.99 },
  sinc: { of: (x) => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x)), from: -3, to: 3 },
  log1p: { of: Math.log1p, from: -0.95, to: 3 },
  expm1: { of: Math.expm1, from: -3.5, to: 1.2 },
  logit: { of: (x) => Math.log(x / (1 - x)), from: 0.01, to: 0.99 },
  rsqrt: { of: (x) => 1 / Math.sqrt(x), from: 0.04, to: 2 },
  clamp: { of: (x) => clamp(x, -1, 1), from: -2.2, to: 2.2 },
  sign: { of: Math.sign, from: -1, to: 1 },
  floor: { of: Math.floor, from: 0, to: 3.99 },
  ceil: { of: Math.ceil, from: 0.01, to: 4 },
  round: { of: Math.round, from: -1.49, to: 2.49 },
  trunc: { of: Math.trunc, from: -2.99, to: 2.99 },
  frac: { of: (x) => x - Math.trunc(x), from: 0, to: 2.99 },
};

/** The path of a shape. */
function pathOf({ of, from = -3, to = 3 }: Shape): string {
  const ys = Array.from({ length: STEPS + 1 }, (_, step) => of(from + ((to - from) * step) / STEPS));
  const bottom = Math.min(...ys);
  const top = Math.max(...ys);
  const inside = SIDE - 2 * MARGIN;
  const points = ys.map((y, step) => {
    const across = MARGIN + (inside * step) / STEPS;
    const down = SIDE - MARGIN - 1 - ((inside - 2) * (clamp(y, bottom, top) - bottom)) / (top - bottom);
    return `${Number(across.toFixed(2))} ${Number(down.toFixed(2))}`;
  });
  return `M${points.join("L")}`;
}

export const DRAWN: Readonly<Record<string, string>> = Object.fromEntries(Object.entries(SHAPES).map(([op, shape]) => [op, pathOf(shape)]));
