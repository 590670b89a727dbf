import path from "node:path";
import * as z from "zod";
import { ConfigurationError } from "../../core/errors";
import { parseJson } from "../../core/json";
import type { Desk } from "../../core/task";

const VERSION = 1;

const header = z.object({
  journal: z.literal("keysmith leave-hpcs"),
  version: z.number(),
  from: z.string(),
  to: z.string(),
});

/** One thing that was done, a line each. Nothing of it is secret. */
const entry = z.union([
  z.strictObject({ ring: z.string() }),
  /** A twin of a key is there, by ids; `given` when it isn't ours to change. */
  z.strictObject({ key: z.string(), twin: z.string(), given: z.literal(true).optional() }),
  /** The aliases and the state of a twin are as they are to be. */
  z.strictObject({ settled: z.string() }),
  /** A policy that is about to be made, by a digest: an equal one that is found later is a run's own. */
  z.strictObject({ asks: z.string() }),
  /** It surely wasn't made. */
  z.strictObject({ refused: z.string() }),
  z.strictObject({ policy: z.string(), twin: z.string(), given: z.literal(true).optional() }),
  /** What was wrapped anew, by a digest of what was given. */
  z.strictObject({ wrapped: z.string(), ciphertext: z.string() }),
]);

type Entry = z.output<typeof entry>;

export interface Pair {
  readonly from: string;
  readonly to: string;
}

/**
 * What was done, in the order in which it was done: only what stands in it counts as done, and what a run does before it is
 * written down can be done again. A line that a killed run has left half written is as good as none.
 */
export class Journal {
  readonly #desk: Desk;
  readonly #file: string;
  readonly rings: Set<string> = new Set();
  /** From the old key's id to the new one's. */
  readonly keys: Map<string, string> = new Map();
  /** By the ids of the new keys, and of the old policies: of those, several may have one twin. */
  readonly given: Set<string> = new Set();
  readonly asked: Set<string> = new Set();
  readonly settled: Set<string> = new Set();
  readonly policies: Map<string, string> = new Map();
  readonly ciphertexts: Map<string, string> = new Map();

  private constructor(desk: Desk, file: string) {
    this.#desk = desk;
    this.#file = file;
  }

  /** What there is of it; nothing is written. @throws ConfigurationError when it is of another pair of instances, or none */
  static async read(desk: Desk, folder: string, pair: Pair): Promise<Journal> {
    const file = path.join(folder, "journal.jsonl");
    const journal = new Journal(desk, file);
    const content = (await desk.readIfThere(file)) ?? "";
    if (content === "") return journal;
    // The first line is never half written: without its end the file is another one.
    const [first = "", ...others] = content.split("\n");
    checkHeader(file, parseJson(first), pair);
    for (const [index, line] of others.slice(0, -1).entries()) journal.#take(entryIn(file, index + 2, line));
    return journal;
  }

  /** Makes it ready to be added to. */
  async begin(pair: Pair): Promise<void> {
    const content = (await this.#desk.readIfThere(this.#file)) ?? "";
    const first = { journal: "keysmith leave-hpcs", version: VERSION, ...pair };
    const whole = content.slice(0, content.lastIndexOf("\n") + 1) || `${JSON.stringify(first)}\n`;
    if (whole !== content) await this.#desk.replace(this.#file, whole);
  }

  async note(done: Entry): Promise<void> {
    await this.#desk.append(this.#file, `${JSON.stringify(done)}\n`);
    this.#take(done);
  }

  #take(done: Entry): void {
    if ("given" in done) this.given.add("policy" in done ? done.policy : done.twin);
    else if ("policy" in done) this.given.delete(done.policy);
    if ("ring" in done) this.rings.add(done.ring);
    else if ("key" in done) this.keys.set(done.key, done.twin);
    else if ("settled" in done) this.settled.add(done.settled);
    else if ("asks" in done) this.asked.add(done.asks);
    else if ("refused" in done) this.asked.delete(done.refused);
    else if ("policy" in done) this.policies.set(done.policy, done.twin);
    else this.ciphertexts.set(done.wrapped, done.ciphertext);
  }
}

const KEEP = "Keep it, and give another folder; a journal is never changed by hand.";

function checkHeader(file: string, first: unknown, pair: Pair): void {
  const { success, data } = header.safeParse(first);
  if (!success) throw new ConfigurationError(`${file} is not the journal of a move from one instance to another`, KEEP);
  if (data.version !== VERSION) {
    throw new ConfigurationError(
      `${file} is a journal of version ${data.version}, and this Keysmith writes version ${VERSION}`,
      "Go on with the version of Keysmith that has begun it.",
    );
  }
  if (data.from !== pair.from || data.to !== pair.to) {
    throw new ConfigurationError(
      `${file} is the journal of another move, from ${data.from} to ${data.to}`,
      "Give those two instances, or another folder.",
    );
  }
}

function entryIn(file: string, line: number, text: string): Entry {
  const { success, data } = entry.safeParse(parseJson(text));
  if (success) return data;
  throw new ConfigurationError(
    `${file}: line ${line} is not an entry of a journal of version ${VERSION}, which this Keysmith writes`,
    "Keep it, and go on with the version of Keysmith that wrote the line; if somebody has changed it, give another folder.",
  );
}
