// Columns as they come over the socket: typed arrays, their bytes, or Bokeh's serialized form of either.
type Numbers = Float64Array | Int32Array | Uint8Array;
type Constructor<T extends Numbers> = { new (buffer: ArrayBufferLike, offset?: number, length?: number): T; new (values: ArrayLike<number>): T };

function fromBase64(text: string): ArrayBuffer {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)).buffer;
}

function isRecord(data: unknown): data is Record<string, unknown> {
  return typeof data === "object" && data !== null;
}

function decode<T extends Numbers>(data: unknown, kind: Constructor<T>, name: string): T {
  if (data instanceof BigInt64Array || data instanceof BigUint64Array) return new kind(Array.from(data, Number));
  // Bokeh's own subclasses cannot be cut up as plain arrays can: the same bytes without them.
  if (data instanceof kind) return new kind(data.buffer, data.byteOffset, data.length);
  if (data instanceof ArrayBuffer) return new kind(data);
  if (data instanceof Uint8Array || data instanceof DataView) {
    return new kind(new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice().buffer);
  }
  if (ArrayBuffer.isView(data)) return new kind(data as Float32Array);
  if (Array.isArray(data)) return new kind(data.map(Number));
  if (isRecord(data)) {
    for (const field of ["array", "buffer", "data"]) {
      const inner = data[field];
      if (typeof inner === "string") return new kind(fromBase64(inner));
      if (inner !== undefined) return decode(inner, kind, name);
    }
  }
  throw new TypeError(`The server sent "${name}" in a form that is not understood.`);
}

export const float64 = (data: unknown, name: string): Float64Array => decode(data, Float64Array, name);
export const int32 = (data: unknown, name: string): Int32Array => decode(data, Int32Array, name);
export const uint8 = (data: unknown, name: string): Uint8Array => decode(data, Uint8Array, name);
