import type { FaultKind, FaultRule } from "keysmith-emulator";
import type { Strike } from "../../test/support/command";
import type { Dice } from "./dice";

/** One of a run's calls. */
export interface Call {
  readonly operation: string;
  readonly nth: number;
}

/** A trouble of a run. */
export type Trouble =
  | { readonly what: "nothing" }
  | { readonly what: "faults"; readonly faults: readonly FaultRule[] }
  /** In the middle of a call: the service has acted, and nobody has learnt of it. */
  | { readonly what: "killed in a call"; readonly call: Call; readonly strike: Strike }
  | { readonly what: "killed at a time"; readonly ms: number; readonly strike: Strike }
  | { readonly what: "two at once"; readonly keep: 0 | 1; readonly faults: readonly FaultRule[] };

export const NOTHING: Trouble = { what: "nothing" };

/** As many calls as most runs make, and more writes of one kind. */
const MOST_CALLS = 16;
const MOST_WRITES = 3;
const FAULTS: readonly FaultKind[] = ["429", "500", "503", "reset-before", "reset-after", "wrong-json"];
const WRITES = ["CreateClientKey", "CreateClientKey", "DeleteClientKey", "ListClientKeys", "rotateKey", "createKey"];

/** @param hasProcess whether there is an engine that can be killed at any moment */
export function drawTrouble(dice: Dice, hasProcess: boolean): Trouble {
  const what = dice.weighted({ nothing: 2, faults: 4, "killed in a call": 5, "killed at a time": 2, "two at once": 2 });
  if (what === "faults") return { what, faults: drawFaults(dice) };
  if (what === "two at once")
    return { what, keep: dice.chance(0.5) ? 0 : 1, faults: dice.chance(0.3) ? drawFaults(dice) : [] };
  if (what === "nothing") return NOTHING;
  const strike = hasProcess ? dice.pick(["all", "all", "engine", "provider"] as const) : "all";
  if (what === "killed in a call" || !hasProcess) return { what: "killed in a call", call: drawCall(dice), strike };
  return { what, ms: dice.whole(50, 3000), strike };
}

function drawFaults(dice: Dice): readonly FaultRule[] {
  const count = dice.whole(1, 2);
  return Array.from({ length: count }, () => ({
    ...drawCall(dice),
    times: dice.whole(1, 3),
    kind: dice.pick(FAULTS),
  }));
}

/** Any call, or one of the most critical ones. */
function drawCall(dice: Dice): Call {
  return dice.chance(0.6)
    ? { operation: "*", nth: dice.whole(1, MOST_CALLS) }
    : { operation: dice.pick(WRITES), nth: dice.whole(1, MOST_WRITES) };
}
