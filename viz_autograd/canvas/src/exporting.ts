// What leaves the page: the circuit file, pictures of the circuit, and text for the clipboard.
import { faceRules } from "./fonts";

function download(name: string, blob: Blob): void {
  const address = URL.createObjectURL(blob);
  const anchor = document.createElement("a");
  anchor.href = address;
  anchor.download = name;
  document.body.append(anchor);
  anchor.click();
  anchor.remove();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** A title as a file's name, by the rule that the circuit's own file is named by: all but letters, digits, - and _ becomes a dash. */
export function fileName(title: string, ending: string): string {
  const stem = title.replace(/[^\p{L}\p{N}_-]/gu, "-").replace(/^-+|-+$/g, "").slice(0, 80);
  return `${stem === "" ? "circuit" : stem}.${ending}`;
}

/** A picture stands alone: it brings the faces that it is written in. */
function withFaces(drawn: string): string {
  return drawn.replace(/<svg [^>]*>/, (opening) => `${opening}\n<style>${faceRules()}</style>`);
}

export function saveText(name: string, text: string): void {
  download(name, new Blob([text], { type: "application/json" }));
}

export function saveSvg(title: string, drawn: string): void {
  download(fileName(title, "svg"), new Blob([withFaces(drawn)], { type: "image/svg+xml" }));
}

const PNG_SCALE = 2;
/** Beyond this browsers refuse a canvas. */
const LONGEST_SIDE = 8192;

export async function savePng(title: string, drawn: string): Promise<void> {
  const address = URL.createObjectURL(new Blob([withFaces(drawn)], { type: "image/svg+xml" }));
  try {
    const picture = new Image();
    picture.src = address;
    await picture.decode();
    const scale = Math.min(PNG_SCALE, LONGEST_SIDE / Math.max(picture.naturalWidth, picture.naturalHeight, 1));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(picture.naturalWidth * scale));
    canvas.height = Math.max(1, Math.round(picture.naturalHeight * scale));
    const pen = canvas.getContext("2d");
    if (pen === null) throw new Error("This browser cannot draw the picture.");
    pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/png"));
    if (blob === null) throw new Error("This browser cannot write the picture.");
    download(fileName(title, "png"), blob);
  } finally {
    URL.revokeObjectURL(address);
  }
}

/** Whether the text is in the clipboard now. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Pages that came by http from another machine have no such clipboard, but may copy what is selected.
    const field = document.createElement("textarea");
    field.value = text;
    document.body.append(field);
    field.select();
    const copied = document.execCommand("copy");
    field.remove();
    return copied;
  }
}
