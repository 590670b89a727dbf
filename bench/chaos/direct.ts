import { type Recorded as DirectRecord, DirectStack } from "../../scripts/direct/stack";
import type { Values } from "../../src/core/definition";
import { Secret } from "../../src/core/secret";
import { JumpingTiming } from "../../test/http/fake-timing";
import type { Asked, ChaosEngine, ChaosStack, Ended, Recorded } from "./engine";
import { idOf, recordedOf } from "./recorded";

/** No engine: the lifecycle itself, in this process. A killed run waits for a reply that never arrives. */
export const directEngine: ChaosEngine = {
  name: "direct",
  hasProcess: false,
  untold: () => [],
  open: async (env) => new Direct(env),
};

/** Settings with which a killed run never does anything again. */
const PATIENT: Readonly<Record<string, string>> = {
  KEYSMITH_ALIBABA_REPLY_TIMEOUT: "PT1H",
  KEYSMITH_ALIBABA_DEADLINE: "PT1H",
  KEYSMITH_IBM_REPLY_TIMEOUT: "PT1H",
  KEYSMITH_IBM_DEADLINE: "PT1H",
};

class Direct implements ChaosStack {
  readonly #env: Readonly<Record<string, string>>;
  readonly #killed: Promise<unknown>[] = [];
  #records: readonly DirectRecord[] = [];

  constructor(env: Readonly<Record<string, string>>) {
    this.#env = { ...env, ...PATIENT };
    // The vendors' own libraries read the environment there.
    Object.assign(process.env, this.#env);
  }

  async run(asked: Asked): Promise<Ended> {
    const [ended, records] = await this.#run(asked, this.#records);
    this.#records = records;
    return ended;
  }

  async runBoth(one: Asked, other: Asked, keep: 0 | 1): Promise<readonly [Ended, Ended]> {
    const records = this.#records;
    const both = await Promise.all([this.#run(one, records), this.#run(other, records)]);
    this.#records = both[keep][1];
    return [both[0][0], both[1][0]];
  }

  async #run(asked: Asked, records: readonly DirectRecord[]): Promise<[Ended, readonly DirectRecord[]]> {
    const lines: string[] = [];
    const warn = (line: string): void => {
      lines.push(line);
    };
    const stack = new DirectStack(this.#env, asked.asOf, {
      place: "chaos",
      records,
      timing: new JumpingTiming(),
      warn,
    });
    const end = await this.#outcome(carriedOut(stack, asked), asked);
    lines.push(end.shown);
    const output = lines.join("\n");
    return [{ well: end.well, killed: end.killed, output, records: toRecorded(stack.records) }, stack.records];
  }

  async #outcome(
    run: Promise<string>,
    { kill }: Asked,
  ): Promise<{ readonly well: boolean; readonly killed: boolean; readonly shown: string }> {
    const ended = run.then(
      (shown) => ({ well: true, killed: false, shown }),
      (error: unknown) => ({ well: false, killed: false, shown: String(error) }),
    );
    const killed = kill?.when.then(() => ({ well: false, killed: true, shown: "" }));
    this.#killed.push(ended);
    return killed ? Promise.race([ended, killed]) : ended;
  }

  async recorded(): Promise<readonly Recorded[]> {
    return toRecorded(this.#records);
  }

  async snapshot(): Promise<unknown> {
    return this.#records;
  }

  async restore(snapshot: unknown): Promise<void> {
    this.#records = (snapshot ?? []) as readonly DirectRecord[];
  }

  files(): readonly string[] {
    return [];
  }

  /** Waits for the killed runs: they end when the services do. */
  async close(): Promise<void> {
    await Promise.all(this.#killed);
  }
}

async function carriedOut(stack: DirectStack, { command, program, replace, refresh }: Asked): Promise<string> {
  if (refresh) await stack.refresh();
  const { shown } = command === "destroy" ? await stack.destroy() : await stack.up(program, replace);
  return shown;
}

function toRecorded(records: readonly DirectRecord[]): readonly Recorded[] {
  return records
    .filter(({ replaced }) => !replaced)
    .map((record) => {
      const replaced = records.filter((each) => each.key === record.key && each.replaced);
      const state = opened(record.state);
      return recordedOf(
        record.key,
        state,
        replaced.map((each) => idOf(each.state)),
      );
    });
}

function opened(state: Values): Values {
  const open = (value: unknown): unknown => (value instanceof Secret ? value.reveal() : value);
  return Object.fromEntries(Object.entries(state).map(([name, value]) => [name, open(value)]));
}
