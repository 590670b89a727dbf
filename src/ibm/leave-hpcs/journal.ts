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

/** One completed step per line. Nothing in the journal is secret. */
const entry = z.union([
  z.strictObject({ ring: z.string() }),
  /** The ids of a key and its existing twin; `given` when the twin isn't ours to change. */
  z.strictObject({ key: z.string(), twin: z.string(), given: z.literal(true).optional() }),
  /** The id of a twin whose aliases and state are as they should be. */
  z.strictObject({ settled: z.string() }),
  /** The digest of a policy about to be made. An equal policy that is found later was then made by a run. */
  z.strictObject({ asks: z.string() }),
  /** The digest of a policy that was certainly not made. */
  z.strictObject({ refused: z.string() }),
  z.strictObject({ policy: z.string(), twin: z.string(), given: z.literal(true).optional() }),
  /** The new ciphertext, by a digest of the given one and its new key. */
  z.strictObject({ wrapped: z.string(), ciphertext: z.string() }),
]);

type Entry = z.output<typeof entry>;

export interface Pair {
  readonly from: string;
  readonly to: string;
}

/**
 * The completed steps in their order. Only a step in the journal counts as done, and a step that a run took without writing
 * it down can be repeated. A line that a killed run left half written doesn't count.
 */
export class Journal {
  readonly #desk: Desk;
  readonly #file: string;
  readonly rings: Set<string> = new Set();
  /** From the old key's id to the new key's id. */
  readonly keys: Map<string, string> = new Map();
  /** The given twins: keys by their own ids, policies by the ids of the old ones, several of which may have one twin. */
  readonly given: Set<string> = new Set();
  readonly asked: Set<string> = new Set();
  readonly settled: Set<string> = new Set();
  readonly policies: Map<string, string> = new Map();
  readonly ciphertexts: Map<string, string> = new Map();

  private constructor(desk: Desk, file: string) {
    this.#desk = desk;
    this.#file = file;
  }

  /** Reads the journal, if there is one. Writes nothing. @throws ConfigurationError for another move or kind of file */
  static async read(desk: Desk, folder: string, pair: Pair): Promise<Journal> {
    const file = path.join(folder, "journal.jsonl");
    const journal = new Journal(desk, file);
    const content = (await desk.readIfThere(file)) ?? "";
    if (content === "") return journal;
    // The first line is never half written. Without a complete first line, the file isn't a journal.
    const [first = "", ...others] = content.split("\n");
    checkHeader(file, parseJson(first), pair);
    for (const [index, line] of others.slice(0, -1).entries()) journal.#take(entryIn(file, index + 2, line));
    return journal;
  }

  /** Prepares the journal for appending. */
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

const KEEP = "Keep it, and give another folder; a journal must never be changed by hand.";

function checkHeader(file: string, first: unknown, pair: Pair): void {
  const { success, data } = header.safeParse(first);
  if (!success) throw new ConfigurationError(`${file} is not the journal of a move from one instance to another`, KEEP);
  if (data.version !== VERSION) {
    throw new ConfigurationError(
      `${file} is a journal of version ${data.version}, but this Keysmith writes version ${VERSION}`,
      "Continue with the version of Keysmith that began it.",
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
    "Keep it, and continue with the version of Keysmith that wrote the line; if somebody has changed it, give another folder.",
  );
}
