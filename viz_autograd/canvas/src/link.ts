// A circuit's file in an address: UTF-8, deflated (zlib's format, RFC 1950), in base64url (RFC 4648, section 5) without padding.
import type { FileText } from "./opening";

/** Characters of an address. So few unpack to 25 MB at most, since deflate packs to no less than a 1,032nd. */
export const LONGEST_LINK = 32 * 1024;

const IN_ADDRESS = /#g=([^\s&]*)/;

/** Whether a text is a link, or a circuit's file. */
export function isCircuit(text: string): boolean {
  return linkIn(text) !== null || /^\s*\{[^]{0,200}"format"\s*:\s*"viz-autograd"/.test(text);
}

/** What the address in a text holds; null where there is none. */
export function linkIn(text: string): string | null {
  return IN_ADDRESS.exec(text)?.[1] ?? null;
}

export async function packed(text: string): Promise<string> {
  const bytes = await all(new Blob([text]).stream().pipeThrough(new CompressionStream("deflate")));
  let letters = "";
  // Spread into a call, more would be too many arguments.
  for (let i = 0; i < bytes.length; i += 8192) letters += String.fromCharCode(...bytes.subarray(i, i + 8192));
  return btoa(letters).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/** The text, or why there is none. */
export async function unpacked(link: string): Promise<FileText> {
  if (link.length > LONGEST_LINK) return refused(`it has ${Math.ceil(link.length / 1024)} KB; a link has at most 32 KB`);
  const bytes = bytesOf(link);
  if (bytes === null) return refused("it holds characters that are not base64url; it may have been cut off or changed on its way");
  try {
    // Both are called deflate: zlib's format begins with its method, 8, and a check of both bytes.
    const [first = 0, second = 0] = bytes;
    const zlib = (first & 15) === 8 && ((first << 8) | second) % 31 === 0;
    const inflated = await all(new Blob([bytes]).stream().pipeThrough(new DecompressionStream(zlib ? "deflate" : "deflate-raw")));
    return { ok: true, text: new TextDecoder("utf-8", { fatal: true }).decode(inflated) };
  } catch {
    return refused("what it holds cannot be unpacked; it may have been cut off or changed on its way");
  }
}

function refused(reason: string): FileText {
  return { ok: false, reason: `The address holds a circuit (#g=…) that cannot be opened: ${reason}.` };
}

function bytesOf(link: string): Uint8Array<ArrayBuffer> | null {
  if (!/^[A-Za-z0-9_-]*={0,2}$/.test(link) || link.replace(/=+$/, "").length % 4 === 1) return null;
  const letters = atob(link.replace(/=+$/, "").replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
}

async function all(stream: ReadableStream<Uint8Array>): Promise<Uint8Array> {
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
