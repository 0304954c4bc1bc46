// A circuit's file from the person's disk, picked or dropped. What cannot be a circuit's file is refused before it is sent.
import type { Editor } from "./editor";

/** The server refuses more too; said here, a large file need not be sent first. */
const LARGEST_FILE = 32 * 1024 * 1024;

export type FileText = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly reason: string };

/** The text of a file's bytes, or why they are none. */
export function textOf(bytes: Uint8Array): FileText {
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) return refused("is UTF-16 text; a circuit's file is UTF-8");
  // Looked for in the bytes: in UTF-8 these stand for nothing else, and what is no text is known before it is decoded.
  const control = bytes.findIndex((byte) => byte < 32 && byte !== 9 && byte !== 10 && byte !== 13);
  if (control >= 0) {
    const code = (bytes[control] ?? 0).toString(16).padStart(2, "0").toUpperCase();
    return refused(`is no text: byte ${control + 1} is the control character ${code}, as in binary files or UTF-16; a circuit's file is UTF-8 text`);
  }
  try {
    return { ok: true, text: new TextDecoder("utf-8", { fatal: true }).decode(bytes) };
  } catch {
    return refused("is not UTF-8 text, as a circuit's file is; it looks binary, or has another encoding");
  }
}

function refused(reason: string): FileText {
  return { ok: false, reason };
}

/** Opens a file in place of what is open; what is wrong with it is told. */
export async function openFile(editor: Editor, file: File): Promise<boolean> {
  if (file.size > LARGEST_FILE) {
    editor.fail(`${file.name} has ${Math.ceil(file.size / 1024 / 1024)} MB; a circuit's file has at most 32 MB.`);
    return false;
  }
  try {
    const found = textOf(new Uint8Array(await file.arrayBuffer()));
    if (found.ok) return await editor.openText(file.name, found.text);
    editor.fail(`${file.name} ${found.reason}. Nothing was changed.`);
  } catch (error) {
    editor.fail(`${file.name} could not be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  return false;
}

/** Of several files dropped at once the first is opened, and the others are named. */
export async function openFiles(editor: Editor, files: readonly File[]): Promise<void> {
  const [first, ...others] = files;
  if (first === undefined) return;
  const done = await openFile(editor, first);
  if (others.length === 0 || !done) return;
  const [only] = others;
  editor.notify(`${first.name} is open; ${others.length === 1 && only !== undefined ? only.name : `the other ${others.length} files`} could not be opened beside it.`);
}
