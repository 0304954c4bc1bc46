import { deflateRawSync, deflateSync } from "node:zlib";
import { expect, test } from "vitest";
import { isCircuit, linkIn, LONGEST_LINK, packed, unpacked } from "../../viz_autograd/canvas/src/link";

const base64url = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64url");

test.each(["", "{}", '{"name":"∂ 𝛛 <img src=x onerror=alert(1)>"}', "x".repeat(100_000)])("a text comes back as it was", async (text) => {
  const link = await packed(text);
  expect(link).toMatch(/^[A-Za-z0-9_-]*$/);
  expect(await unpacked(link)).toEqual({ ok: true, text });
});

test("others may pack as they do: zlib's format or bare deflate, padded or not", async () => {
  const text = "a circuit's file";
  for (const bytes of [deflateSync(text), deflateRawSync(text), deflateRawSync(text, { level: 0 })]) {
    expect(await unpacked(base64url(bytes))).toEqual({ ok: true, text });
    expect(await unpacked(base64url(bytes).padEnd(Math.ceil(base64url(bytes).length / 4) * 4, "="))).toEqual({ ok: true, text });
  }
});

test.each([
  ["what is no base64url", "a b<script>", "base64url"],
  ["a length that base64 never has", "abcde", "base64url"],
  ["bytes that nobody packed", base64url(Buffer.from("nonsense")), "unpacked"],
  ["what was cut off", base64url(deflateSync("x".repeat(1000)).subarray(0, 10)), "unpacked"],
  ["what is no UTF-8", base64url(deflateSync(Buffer.from([0xff, 0xfe, 0x80]))), "unpacked"],
  ["too long a link", "A".repeat(LONGEST_LINK + 1), "32 KB"],
])("%s is refused with the reason", async (_, link, reason) => {
  const found = await unpacked(link);
  expect(found.ok).toBe(false);
  if (!found.ok) expect(found.reason).toContain(reason);
});

test("the longest link unpacks to no more than a file may have", async () => {
  const bomb = base64url(deflateRawSync(Buffer.alloc(25_000_000), { level: 9 }));
  expect(bomb.length).toBeGreaterThan(LONGEST_LINK * 0.9);
  expect(bomb.length).toBeLessThan(LONGEST_LINK * 1.1);
  const found = await unpacked(base64url(deflateRawSync(Buffer.alloc(22_000_000), { level: 9 })));
  expect(found.ok && found.text.length).toBe(22_000_000);
});

const LINKS = Number(process.env.LINKS ?? 2_000);

test("2,000 damaged links: a reason, or a text", { timeout: 60_000 + LINKS }, async () => {
  const link = await packed(JSON.stringify({ format: "viz-autograd", nodes: Array.from({ length: 30 }, (_, i) => ({ name: `n${i}`, value: i * i })) }));
  let state = 1;
  const random = (below: number): number => ((state = (Math.imul(state, 1103515245) + 12345) >>> 0) >>> 8) % below;
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=%<\u0000∂";
  let refused = 0;
  for (let i = 0; i < LINKS; i++) {
    const damaged = [...link];
    for (let n = 0; n <= random(4); n++) damaged.splice(random(damaged.length), random(3), ...Array.from({ length: random(3) }, () => letters[random(letters.length)] ?? ""));
    const found = await unpacked(damaged.join(""));
    refused += Number(!found.ok);
    expect(found.ok ? typeof found.text : found.reason.length > 20 && typeof found.reason).toBe("string");
  }
  expect(refused).toBeGreaterThan(1_000);
});

test("a link or a circuit's file is known by its text", () => {
  expect(linkIn("see http://127.0.0.1:5006/?t=3#g=abc_-1 there")).toBe("abc_-1");
  expect(linkIn("#g=abc&x=1")).toBe("abc");
  expect(isCircuit(' {\n "format": "viz-autograd", "version": 1}')).toBe(true);
  for (const text of ["", "a, b", "{}", '{"format":"other"}', "viz-autograd"]) expect(isCircuit(text), text).toBe(false);
});
