import { expect, test } from "vitest";
import { textOf } from "../../viz_autograd/canvas/src/opening";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

function reason(data: Uint8Array): string {
  const found = textOf(data);
  return found.ok ? "" : found.reason;
}

test("UTF-8 is text, with a byte order mark or without", () => {
  expect(textOf(bytes('{"name": "∂\\n"}\r\n\t'))).toEqual({ ok: true, text: '{"name": "∂\\n"}\r\n\t' });
  expect(textOf(new Uint8Array([0xef, 0xbb, 0xbf, 0x7b, 0x7d]))).toEqual({ ok: true, text: "{}" });
});

test("what is no UTF-8 text is refused with the reason", () => {
  expect(reason(new Uint8Array([0xff, 0xfe, 0x7b, 0]))).toContain("UTF-16");
  expect(reason(new Uint8Array([0x7b, 0, 0x7d, 0]))).toContain("UTF-16");
  expect(reason(new Uint8Array(1000))).toContain("control character 00");
  expect(reason(bytes("{\u0001}"))).toContain("byte 2");
  expect(reason(new Uint8Array([0x7b, 0xe9, 0x7d]))).toContain("not UTF-8");
  expect(reason(new Uint8Array([0x89, 0x50, 0x4e, 0x47]))).toContain("not UTF-8");
});
