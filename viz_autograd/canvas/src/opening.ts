// A circuit's file from the person's disk, picked or dropped.
import type { Editor } from "./editor";

/** The server refuses more too; said here, a large file need not be sent first. */
const LARGEST_FILE = 32 * 1024 * 1024;

/** Opens a file in place of what is open; what is wrong with it is told. */
export async function openFile(editor: Editor, file: File): Promise<void> {
  if (file.size > LARGEST_FILE) {
    editor.fail(`${file.name} has ${Math.ceil(file.size / 1024 / 1024)} MB; a circuit's file has at most 32 MB.`);
    return;
  }
  try {
    editor.openText(file.name, await file.text());
  } catch (error) {
    editor.fail(`${file.name} could not be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}
