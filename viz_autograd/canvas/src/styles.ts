// All of the page's CSS as one string, for the shadow root.
import katex from "katex/dist/katex.min.css";
import xyflow from "@xyflow/react/dist/style.css";
import canvas from "./styles/canvas.css";
import chrome from "./styles/chrome.css";
import fields from "./styles/fields.css";
import inspector from "./styles/inspector.css";
import theme from "./styles/theme.css";

// KaTeX's own faces point at files beside its stylesheet; fonts.ts brings those that are needed.
const katexRules = katex.replace(/@font-face\s*\{[^}]*\}/g, "");

export const styles = [xyflow, katexRules, theme, chrome, inspector, canvas, fields].join("\n");
