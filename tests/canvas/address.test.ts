import { expect, test } from "vitest";
import { addressOf, wishesOf } from "../../viz_autograd/canvas/src/address";

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

test("the address names what is open, and keeps what is not about it", () => {
  const href = "http://127.0.0.1:5006/?circuit=four-weights&t=3&still=1&near=a#g=xyz";
  expect(addressOf(href, "tanh-mse")).toBe("http://127.0.0.1:5006/?still=1&circuit=tanh-mse");
  expect(addressOf(href, null)).toBe("http://127.0.0.1:5006/?still=1");
});
