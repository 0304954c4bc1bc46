import { expect, test } from "vitest";
import { addressOf, sharedAddress, wishesOf } from "../../viz_autograd/canvas/src/address";

const wishes = (search: string, hash = "") => wishesOf({ search, hash });

test("a number of events is taken, and what is none is said", () => {
  expect(wishes("?t=7")).toMatchObject({ t: 7, complaint: null });
  expect(wishes("")).toMatchObject({ t: null, complaint: null });
  for (const t of ["abc", "-3", "Infinity"]) {
    const { t: shown, complaint } = wishes(`?t=${t}`);
    expect(shown).toBe(Infinity);
    expect(complaint).toContain(t);
  }
});

test("the address names the document that is open, and keeps what is not about it", () => {
  const href = "http://127.0.0.1:5006/?circuit=four-weights&t=3&still=1&near=a&bokeh-session-id=x#g=xyz";
  expect(addressOf(href, "d1")).toBe("http://127.0.0.1:5006/?still=1&doc=d1");
  expect(addressOf("http://127.0.0.1:5006/editor?doc=d1", "d2")).toBe("http://127.0.0.1:5006/editor?doc=d2");
});

test("a shared address holds the circuit and the moment, and nothing of this browser", () => {
  expect(sharedAddress("http://127.0.0.1:5006/?still=1&doc=d1#g=old", "abc_-1", 7)).toBe("http://127.0.0.1:5006/?t=7#g=abc_-1");
});

test("what the address asks for is read", () => {
  expect(wishes("?doc=d1&near=a&still=1", "#g=abc")).toMatchObject({ doc: "d1", circuit: null, near: "a", still: true, shared: "abc" });
  expect(wishes("?circuit=x", "#other")).toMatchObject({ doc: null, circuit: "x", shared: null });
});
