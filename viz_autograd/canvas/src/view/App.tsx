// The page: bar above, palette left, canvas, inspector right, transport below.
import { useEffect, useRef, useState, type DragEvent } from "react";
import type { Editor } from "../editor";
import { EditorContext, useEditor, useFact } from "../hooks";
import { paste, press } from "../keys";
import { openFiles } from "../opening";
import { ChangedDialog } from "./ChangedDialog";
import { Flow } from "./Flow";
import { GalleryMenu } from "./GalleryMenu";
import { Inspector } from "./Inspector";
import { KeysDialog } from "./KeysDialog";
import { ReadOnlyStrip } from "./Notices";
import { Palette } from "./Palette";
import { RunningBar } from "./Running";
import { ShareDialog } from "./ShareDialog";
import { Toasts } from "./Toast";
import { TopBar } from "./TopBar";
import { Transport } from "./Transport";

const REDUCED = "(prefers-reduced-motion: reduce)";
const PROGRAM = "viz_autograd";
const DARK = "(prefers-color-scheme: dark)";

export function App({ editor }: { editor: Editor }) {
  return (
    <EditorContext value={editor}>
      <Page />
    </EditorContext>
  );
}

/** Renders again when the system changes its mind. */
function useSystem(query: string): boolean {
  const [matches, setMatches] = useState(() => matchMedia(query).matches);
  useEffect(() => {
    const list = matchMedia(query);
    const changed = (): void => setMatches(list.matches);
    changed();
    list.addEventListener("change", changed);
    return () => list.removeEventListener("change", changed);
  }, [query]);
  return matches;
}

function Page() {
  const editor = useEditor("theme");
  const root = useRef<HTMLDivElement>(null);
  const reduced = useSystem(REDUCED);
  const systemDark = useSystem(DARK);
  const still = editor.wishes.still || reduced;
  const stale = useFact("status", () => editor.stale);
  useKeyboard(editor, root);
  useReleasedFocus(root);
  useGuard(editor);
  useTabTitle(editor);
  useEffect(() => {
    if (editor.player.still !== still) editor.player.still = still;
  }, [editor, still]);
  useEffect(() => {
    // What is drawn on canvases follows the system's theme too.
    if (editor.theme === "system") editor.tell("theme");
  }, [editor, systemDark]);
  const classes = ["viz", editor.dark ? "dark" : "", still ? "still" : "", stale ? "stale" : ""];
  return (
    <div ref={root} className={classes.filter(Boolean).join(" ")} {...fileDrop(editor)}>
      <TopBar />
      <ReadOnlyStrip />
      <Palette />
      <Flow />
      <Inspector />
      <Transport />
      <RunningBar />
      <Toasts />
      <GalleryMenu />
      <KeysDialog />
      <ShareDialog />
      <ChangedDialog />
    </div>
  );
}

function useKeyboard(editor: Editor, root: React.RefObject<HTMLDivElement | null>): void {
  useEffect(() => {
    let pointer: { x: number; y: number } | null = null;
    const page = {
      focusSearch: () => root.current?.querySelector<HTMLElement>("[data-testid=palette] input")?.focus(),
      open: () => root.current?.querySelector<HTMLElement>("[data-opens]")?.click(),
      pointer: () => pointer,
    };
    const onMove = (event: PointerEvent): void => {
      const canvas = event.composedPath().some((element) => element instanceof Element && element.classList.contains("react-flow"));
      pointer = canvas ? { x: event.clientX, y: event.clientY } : null;
    };
    const onKey = (event: KeyboardEvent): void => {
      press(event, editor, page);
    };
    const onPaste = (event: ClipboardEvent): void => paste(event, editor, page);
    const onHash = (): void => editor.followHash();
    window.addEventListener("keydown", onKey);
    window.addEventListener("paste", onPaste);
    window.addEventListener("hashchange", onHash);
    window.addEventListener("pointermove", onMove, { passive: true });
    return () => {
      window.removeEventListener("keydown", onKey);
      window.removeEventListener("paste", onPaste);
      window.removeEventListener("hashchange", onHash);
      window.removeEventListener("pointermove", onMove);
    };
  }, [editor, root]);
}

/** What takes a click or a drag, and no text. */
const CONTROLS = "button, [role=button], input[type=checkbox], input[type=range]";

/** A control that was clicked or dragged gives the focus back, so that the keys are the page's again; one reached by key keeps it. */
function useReleasedFocus(root: React.RefObject<HTMLDivElement | null>): void {
  useEffect(() => {
    const release = (event: Event): void => {
      // A click by key counts none.
      if (event.type === "click" && (event as UIEvent).detail === 0) return;
      const place = root.current?.getRootNode();
      const active = place instanceof ShadowRoot || place instanceof Document ? place.activeElement : null;
      if (!(active instanceof HTMLElement) || !active.matches(CONTROLS) || active.closest("dialog, [role=menu]") !== null) return;
      // Others are clicked yet when they are let go of.
      if (event.type !== "pointerup" || active.matches("input[type=range]")) active.blur();
    };
    const ends = ["pointerup", "click", "dragend"] as const;
    for (const end of ends) window.addEventListener(end, release, true);
    return () => ends.forEach((end) => window.removeEventListener(end, release, true));
  }, [root]);
}

/** Leaving the page with edits that are kept nowhere is asked about first. */
function useGuard(editor: Editor): void {
  useEffect(() => {
    const guard = (event: BeforeUnloadEvent): void => {
      if (editor.saveState === "failing") event.preventDefault();
    };
    window.addEventListener("beforeunload", guard);
    return () => window.removeEventListener("beforeunload", guard);
  }, [editor]);
}

/** The browser's tab is called by what is open in it. */
function useTabTitle(editor: Editor): void {
  const title = useFact("document", () => editor.title);
  useEffect(() => {
    document.title = title === "" ? PROGRAM : `${title} · ${PROGRAM}`;
  }, [title]);
}

/** A circuit's file dropped anywhere on the page is opened. */
function fileDrop(editor: Editor) {
  const carries = (event: DragEvent): boolean => event.dataTransfer.types.includes("Files");
  return {
    onDragOver: (event: DragEvent): void => {
      if (carries(event)) event.preventDefault();
    },
    onDrop: (event: DragEvent): void => {
      if (!carries(event)) return;
      event.preventDefault();
      void openFiles(editor, [...event.dataTransfer.files]);
    },
  };
}
