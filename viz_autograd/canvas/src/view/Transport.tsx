// Time: like a video player's controls, with one sentence that says what the current event does.
import { type ReactNode, useRef } from "react";
import { useEditor } from "../hooks";
import type { Segment } from "../sentence";
import { FORWARD, type Trace } from "../trace";
import { useCursor, usePlaying } from "./cursor";
import { Icon, type IconName } from "./icons";
import { Timeline } from "./Timeline";

const SPEEDS = [0.25, 0.5, 1, 2, 4] as const;

export function Transport() {
  return (
    <footer className="transport" aria-label="Transport">
      <Line />
      <div className="transport-bar">
        <Buttons />
        <Timeline />
        <Options />
      </div>
    </footer>
  );
}

function Line() {
  const editor = useEditor("document", "scene");
  const { trace, current } = useCursor(editor);
  const { speed } = usePlaying(editor);
  const segments = editor.explain();
  const count = trace?.length ?? 0;
  return (
    <div className="transport-line">
      <p className="sentence" data-testid="sentence" title={segments.map((segment) => segment.text).join("")}>
        {segments.map((segment, index) => <Words key={index} segment={segment} />)}
      </p>
      <p className="place">{`${passName(trace, current)} · event ${current + 1} of ${count} · ${speed}×`}</p>
    </div>
  );
}

/** A piece of a sentence, in the colour of what it is. */
export function Words({ segment }: { segment: Segment }): ReactNode {
  if (segment.kind === "plain") return segment.text;
  if (segment.kind === "strong") return <b>{segment.text}</b>;
  return <span className={segment.kind}>{segment.text}</span>;
}

function passName(trace: Trace | null, current: number): string {
  if (trace === null || trace.length === 0) return "nothing to run";
  if (current < 0) return "start";
  return trace.event(current).kind === FORWARD ? "forward" : "backward";
}

function Buttons() {
  const editor = useEditor();
  const { player } = editor;
  const { playing } = usePlaying(editor);
  return (
    <div className="transport-buttons">
      <TransportButton icon="start" name="Run to start" hint="Home" run={() => player.start()} />
      <TransportButton icon="back" name="Step back" hint="," run={() => player.step(-1)} />
      <button className="play" type="button" aria-label={playing ? "Pause" : "Play"} title={playing ? "Pause (Space)" : "Play (Space)"}
        onClick={() => (playing ? player.pause() : player.play())}>
        <Icon name={playing ? "pause" : "play"} />
      </button>
      <TransportButton icon="forward" name="Step forward" hint="." run={() => player.step(1)} />
      <TransportButton icon="end" name="Run to end" hint="End" run={() => player.end()} />
    </div>
  );
}

function TransportButton({ icon, name, hint, run }: { icon: IconName; name: string; hint: string; run: () => void }) {
  return (
    <button className="button quiet square" type="button" aria-label={name} title={`${name} (${hint})`} onClick={run}>
      <Icon name={icon} />
    </button>
  );
}

function Options() {
  const editor = useEditor();
  const { player } = editor;
  const { speed, loop } = usePlaying(editor);
  const byMouse = useRef(false);
  return (
    <div className="transport-options">
      <select className="select" aria-label="Speed" title="Speed" value={speed} 
        onChange={(event) => {
          player.speed = Number(event.target.value);
          if (byMouse.current) event.target.blur();
        }}
        onPointerDown={() => { byMouse.current = true; }}
        onKeyDown={(event) => {
          byMouse.current = false;
          event.stopPropagation();
        }}>
        {SPEEDS.map((each) => <option key={each} value={each}>{`${each}×`}</option>)}
      </select>
      <button className="button quiet square" type="button" aria-label="Loop" title="Loop" aria-pressed={loop} onClick={() => { player.loop = !loop; }}>
        <Icon name="loop" />
      </button>
    </div>
  );
}
