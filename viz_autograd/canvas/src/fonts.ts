// The page's type, out of the bundle: @font-face does nothing inside a shadow root, so the faces go to the document.
import inter from "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2";
import sourceSerif from "@fontsource/source-serif-4/files/source-serif-4-latin-400-italic.woff2";
import katexMain from "katex/dist/fonts/KaTeX_Main-Regular.woff2";
import katexMath from "katex/dist/fonts/KaTeX_Math-Italic.woff2";
import katexSize1 from "katex/dist/fonts/KaTeX_Size1-Regular.woff2";
import katexSize2 from "katex/dist/fonts/KaTeX_Size2-Regular.woff2";

const FACES: readonly [family: string, source: string, descriptors: FontFaceDescriptors][] = [
  ["Inter", inter, { weight: "100 900", style: "normal" }],
  ["Source Serif 4", sourceSerif, { weight: "400", style: "italic" }],
  ["KaTeX_Main", katexMain, { weight: "400", style: "normal" }],
  ["KaTeX_Math", katexMath, { weight: "400", style: "italic" }],
  ["KaTeX_Size1", katexSize1, {}],
  ["KaTeX_Size2", katexSize2, {}],
];

let loading: Promise<void> | null = null;

async function load(family: string, source: string, descriptors: FontFaceDescriptors): Promise<void> {
  const face = new FontFace(family, `url(${source})`, descriptors);
  document.fonts.add(face);
  await face.load();
}

/** Adds the faces to the document, once; resolves when they can be drawn with. A face that fails leaves the system's in its place. */
export function loadFonts(): Promise<void> {
  loading ??= Promise.allSettled(FACES.map((face) => load(...face))).then(() => undefined);
  return loading;
}

/** The faces of names, numbers and signs, for a picture that is shown elsewhere. */
const PICTURED: readonly string[] = ["Inter", "Source Serif 4", "KaTeX_Main"];

/** Those faces as rules of CSS, with the type in them. */
export function faceRules(): string {
  return FACES.filter(([family]) => PICTURED.includes(family))
    .map(([family, source, { weight = "400", style = "normal" }]) => `@font-face{font-family:"${family}";font-weight:${weight};font-style:${style};src:url("${source}") format("woff2")}`)
    .join("\n");
}
