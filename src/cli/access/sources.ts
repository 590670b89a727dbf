import { Addresses } from "../../core/access/addresses";
import type { AccessSource } from "../../core/access/map";
import { Concealment } from "../../core/concealment";
import type { Definition } from "../../core/definition";
import { UNKNOWN } from "../../core/unknown";
import { plannedProgram } from "../recorded-program";
import { type Naming, readStates, type State, type StateResource } from "../states";
import type { Terminal } from "../terminal";

/** A resource of ours, as recorded or planned. */
export interface Source extends AccessSource {
  readonly definition: Definition;
}

/** The content of files, states and plans alike. */
export interface Sources {
  /** The recorded resources. */
  readonly before: readonly Source[];
  /** The planned resources, where a plan is among the files; a resource in no plan stays as recorded. */
  readonly after: readonly Source[];
  readonly isPlan: boolean;
  /** A text without what programs mark as secret. */
  hide(text: string): string;
}

export async function readSources(files: readonly string[], naming: Naming, terminal: Terminal): Promise<Sources> {
  const states = await readStates(files, naming, terminal, plannedProgram);
  const concealment = new Concealment();
  for (const { opened = [] } of states.flatMap(({ resources, planned = [] }) => [...resources, ...planned]))
    for (const value of opened) {
      concealment.add(value);
      concealment.add(rangesIn(value));
    }
  return {
    before: states.flatMap((state) => state.resources.map((each) => sourceOf(each, state))),
    after: states.flatMap((state) => (state.planned ?? state.resources).map((each) => sourceOf(each, state))),
    isPlan: states.some(({ planned }) => planned !== undefined),
    hide: (text) => concealment.hide(text),
  };
}

/** The addresses in a value, as answers write them: without host bits, and with neighbours joined. */
function rangesIn(value: unknown): readonly string[] {
  const texts = [value].flat().filter((each) => typeof each === "string");
  return Addresses.of(texts)?.toRanges() ?? [];
}

function sourceOf(resource: StateResource, state: State): Source {
  const { title, address, project, stack, definition, outputs, closed = [], unfinished } = resource;
  const place = stack === "" ? state.source : `${project}/${stack}`;
  // A field that the program has marked as secret, and that the engine hasn't printed, is unknown.
  const values = { ...outputs, ...Object.fromEntries(closed.map((name) => [name, UNKNOWN])) };
  return { title, address, stack: place, definition, values, isGone: unfinished === "gone" };
}
