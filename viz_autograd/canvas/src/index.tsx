// The entry: what Panel mounts. One editor a page, in the component's shadow root; what is mounted later brings it a new session.
import { createRoot } from "react-dom/client";
import { wishesOf } from "./address";
import type { Model } from "./connection";
import { Editor } from "./editor";
import { loadFonts } from "./fonts";
import { styles } from "./styles";
import { arrived } from "./succession";
import { App } from "./view/App";

interface Mounting {
  model: Model;
  el: HTMLElement;
}

/** What Panel draws a second time on the same model: the first drawing then goes. */
const mounted = new WeakMap<Model, () => void>();

function render({ model, el }: Mounting): () => void {
  if (arrived(model)) return () => undefined;
  mounted.get(model)?.();
  const sheet = document.createElement("style");
  sheet.textContent = styles;
  const place = document.createElement("div");
  place.className = "viz-host";
  el.replaceChildren(sheet, place);
  // A swipe that has nothing to scroll must not leave the page, and the work on it.
  document.documentElement.style.overscrollBehavior = "none";
  const editor = new Editor(wishesOf(window.location));
  const root = createRoot(place);
  let gone = false;
  // Numbers are measured as they are drawn: the faces come first.
  const drawn = loadFonts().then(() => {
    if (!gone) root.render(<App editor={editor} />);
  });
  void editor.open(model, drawn);
  const leave = (): void => {
    if (gone) return;
    gone = true;
    root.unmount();
    editor.close();
  };
  mounted.set(model, leave);
  return leave;
}

export default { Canvas: { render } };
