import { describe, expect, it } from "vitest";
import {
  curveBounds, curvePath, curvePoint, curveTangent, distanceToCurve, edgeCurve, edgeWidth, fit, GATE_SIZE, inOffset, magnitude, snap, toCanvas, union, visibleRect,
} from "../../viz_autograd/canvas/src/geometry";

describe("curves", () => {
  const curve = edgeCurve({ x: 0, y: 0 }, { x: 200, y: 100 });

  it("leave to the right and arrive from the left", () => {
    expect(curvePath(curve)).toBe("M0,0 C100,0 100,100 200,100");
    expect([curvePoint(curve, 0), curvePoint(curve, 0.5), curvePoint(curve, 1)]).toEqual([{ x: 0, y: 0 }, { x: 100, y: 50 }, { x: 200, y: 100 }]);
    expect(curveTangent(curve, 0)).toEqual({ x: 1, y: 0 });
    expect(curveTangent(curve, 1)).toEqual({ x: 1, y: 0 });
  });

  it("swing out where they run backwards", () => {
    const back = edgeCurve({ x: 200, y: 0 }, { x: 0, y: 80 });
    expect(back.x1).toBeGreaterThan(230);
    expect(back.x2).toBeLessThan(-30);
    expect(curveTangent(back, 0).x).toBeGreaterThan(0);
  });

  it("stay inside their bounds, and have a direction even when they are a point", () => {
    for (const [from, to] of [[{ x: 0, y: 0 }, { x: 200, y: -100 }], [{ x: 200, y: 0 }, { x: 0, y: 80 }]] as const) {
      const c = edgeCurve(from, to);
      const box = curveBounds(c);
      for (let u = 0; u <= 1; u += 0.05) {
        const p = curvePoint(c, u);
        expect(p.x).toBeGreaterThanOrEqual(box.x - 1e-9);
        expect(p.x).toBeLessThanOrEqual(box.x + box.width + 1e-9);
        expect(p.y).toBeGreaterThanOrEqual(box.y - 1e-9);
        expect(p.y).toBeLessThanOrEqual(box.y + box.height + 1e-9);
      }
    }
    expect(curveTangent(edgeCurve({ x: 5, y: 5 }, { x: 5, y: 5 }), 0.5)).toEqual({ x: 1, y: 0 });
  });

  it("tell how far a point is", () => {
    expect(distanceToCurve(curve, 100, 50)).toBeLessThan(0.5);
    expect(distanceToCurve(curve, -30, -40)).toBeCloseTo(50, 6);
  });
});

describe("ports", () => {
  it("sit on the rim of a gate, in order from the top", () => {
    const radius = GATE_SIZE / 2;
    for (const count of [1, 2, 3]) {
      const all = Array.from({ length: count }, (_, i) => inOffset(i, count, GATE_SIZE, GATE_SIZE));
      for (const { x, y } of all) {
        expect(Math.hypot(x - radius, y - radius)).toBeCloseTo(radius, 9);
        expect(x).toBeLessThan(radius);
      }
      expect(all.map((p) => p.y)).toEqual(all.map((p) => p.y).sort((a, b) => a - b));
    }
    expect(inOffset(0, 1, GATE_SIZE, GATE_SIZE)).toEqual({ x: 0, y: radius });
  });
});

describe("edge width", () => {
  it("grows with the magnitude, from 1.4 to 5", () => {
    const widths = [0, 0.01, 1, 10, 100, 1e4, 1e12].map(edgeWidth);
    expect(widths).toEqual([...widths].sort((a, b) => a - b));
    expect([edgeWidth(0), edgeWidth(NaN), edgeWidth(Infinity)]).toEqual([1.4, 1.4, 5]);
  });

  it("goes by the largest element", () => {
    expect([magnitude([1, -8, NaN]), magnitude(null), magnitude([-Infinity])]).toEqual([8, 0, Infinity]);
  });
});

describe("views", () => {
  it("fit what there is, centred and never blown up", () => {
    const view = fit({ x: 100, y: 100, width: 800, height: 200 }, 500, 500, 50);
    expect(view).toEqual({ x: 0, y: 150, zoom: 0.5 });
    expect(fit({ x: 0, y: 0, width: 10, height: 10 }, 500, 300).zoom).toBe(1);
    expect(fit(null, 500, 300)).toEqual({ x: 250, y: 150, zoom: 1 });
  });

  it("go to the canvas and back", () => {
    const view = { x: 30, y: -20, zoom: 0.5 };
    expect(toCanvas(view, 30, -20)).toEqual({ x: 0, y: 0 });
    expect(visibleRect(view, 100, 50)).toEqual({ x: -60, y: 40, width: 200, height: 100 });
  });

  it("snap to the grid without a negative zero", () => {
    expect([snap(11), snap(12), snap(-3)]).toEqual([8, 16, 0]);
    expect(union(null, { x: 1, y: 2, width: 3, height: 4 })).toEqual({ x: 1, y: 2, width: 3, height: 4 });
  });
});
