import { expect, test } from "vitest";
import { Toasts } from "../../viz_autograd/canvas/src/toasts";

test("only the newest error is kept, and it goes when something works", () => {
  const toasts = new Toasts(() => undefined);
  toasts.add("info", "saved");
  for (const text of ["one", "two", "three"]) toasts.add("error", text);
  expect(toasts.list.map((toast) => toast.text)).toEqual(["saved", "three"]);
  toasts.clearErrors();
  expect(toasts.list.map((toast) => toast.text)).toEqual(["saved"]);
});

test("notes do not pile up, nor push the error away", () => {
  const toasts = new Toasts(() => undefined);
  toasts.add("error", "no");
  for (const text of ["a", "b", "c", "c"]) toasts.add("info", text);
  expect(toasts.list.map((toast) => toast.text)).toEqual(["b", "c", "no"]);
});

test("an error may offer something instead", () => {
  const toasts = new Toasts(() => undefined);
  let done = 0;
  toasts.add("error", "too large", { label: "Save the file", run: () => (done += 1) });
  toasts.add("info", "b");
  const [error] = toasts.list.filter((toast) => toast.kind === "error");
  error?.action?.run();
  expect(error?.action?.label).toBe("Save the file");
  expect(done).toBe(1);
  expect(toasts.list.find((toast) => toast.kind === "info")?.action).toBeNull();
});

test("a note can be taken back by its number when it is true no more", () => {
  const toasts = new Toasts(() => undefined);
  const note = toasts.add("info", "there again");
  toasts.add("info", "saved");
  toasts.dismiss(note);
  expect(toasts.list.map((toast) => toast.text)).toEqual(["saved"]);
});
