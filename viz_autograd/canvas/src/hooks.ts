// How React views hear of the editor's changes.
import { createContext, useCallback, useContext, useSyncExternalStore } from "react";
import type { Editor, Topic } from "./editor";

export const EditorContext = createContext<Editor | null>(null);

function useThe(): Editor {
  const editor = useContext(EditorContext);
  if (editor === null) throw new Error("no editor around this view");
  return editor;
}

/** The editor; the view renders again whenever one of the topics is told. */
export function useEditor(...topics: Topic[]): Editor {
  const editor = useThe();
  const wanted = topics.join(" ");
  const subscribe = useCallback(
    (render: () => void) => {
      const stops = (wanted.split(" ") as Topic[]).map((topic) => editor.subscribe(topic, render));
      return () => stops.forEach((stop) => stop());
    },
    [editor, wanted],
  );
  useSyncExternalStore(subscribe, () => topics.reduce((sum, topic) => sum + editor.topics.count(topic), 0));
  return editor;
}

/** One fact about the editor; the view renders again when that is another, and not whenever a topic that it may change with is told. */
export function useFact<T extends string | number | boolean | null>(topic: Topic, read: (editor: Editor) => T): T {
  const editor = useThe();
  const subscribe = useCallback((render: () => void) => editor.subscribe(topic, render), [editor, topic]);
  return useSyncExternalStore(subscribe, () => read(editor));
}

/** The editor; the view renders again when this node's or edge's own numbers or marks change. */
export function useItem(key: string): Editor {
  const editor = useThe();
  const subscribe = useCallback((render: () => void) => editor.items.subscribe(key, render), [editor, key]);
  useSyncExternalStore(subscribe, () => editor.items.count(key));
  return editor;
}
