import { isDue } from "../../src/cli/due/found";
import type { TerraformEngine } from "../../test/terraform/engines/types";
import { Application } from "../demo/application";
import { ALARMS, days, eventOn, FIRST_DAY, type Trouble, timeOf, troubleOn } from "./calendar";
import type { GithubOutcome } from "./github";
import { APPLICATIONS, type ApplicationName, Scene, SECRET } from "./scene";

/** An application deploys every third day, and takes the recorded credential only then. */
const DEPLOYS_EVERY = 3;
/** An alarm is raised for an object that was due on so many days in a row. */
const PATIENCE_DAYS = 3;
const FOR_EVER = 600_000;
const READS = /^(Get|List|Describe|AssumeRole)/;

/** The result of a year. */
export interface Report {
  readonly runs: number;
  readonly red: number;
  /** Days on which nothing was due and no run was started, because it would have changed nothing. */
  readonly quiet: number;
  /** Quiet days on which a run was started nevertheless. */
  readonly sampled: number;
  readonly uses: number;
  readonly refusals: readonly string[];
  readonly keysMade: number;
  readonly alarms: Readonly<Record<string, readonly string[]>>;
  readonly leaks: readonly string[];
}

/**
 * A year of daily runs of GitHub's workflow, with a year's troubles, while two applications use their credentials.
 * @param write receives each line
 * @throws Error when the year does not go as it should
 */
export async function journey(engine: TerraformEngine, write: (line: string) => void): Promise<Report> {
  const scene = await Scene.open(engine, { time: timeOf(FIRST_DAY), validity: "P90D" });
  try {
    write(
      `A year of daily runs of examples/gitops/github on ${engine.name}, against an emulator of Alibaba Cloud KMS.`,
    );
    return await new Year(scene, write).live();
  } finally {
    await scene.close();
  }
}

class Year {
  readonly #scene: Scene;
  readonly #write: (line: string) => void;
  readonly #applications = new Map<ApplicationName, Application>();
  readonly #alarms: Record<string, string[]> = {};
  readonly #refusals: string[] = [];
  #counts = { runs: 0, red: 0, quiet: 0, sampled: 0, uses: 0 };
  #dueFor = 0;

  constructor(scene: Scene, write: (line: string) => void) {
    this.#scene = scene;
    this.#write = write;
  }

  async live(): Promise<Report> {
    for (const [index, day] of days().entries()) {
      await this.#scene.at(timeOf(day));
      await this.#runsOf(day);
      if (index % DEPLOYS_EVERY === 0) await this.#deploy();
      await this.#useAll(day);
      await this.#watch(day);
    }
    return this.#report();
  }

  async #runsOf(day: string): Promise<void> {
    const trouble = troubleOn(day);
    const isQuiet = day !== FIRST_DAY && (await this.#due()).length === 0;
    if (trouble === "no runs") return;
    if (isQuiet && trouble !== "run although quiet") {
      this.#counts.quiet += 1;
      return;
    }
    if (!isQuiet && trouble === "run although quiet") throw new Error(`${day} was expected to be quiet`);
    if (isQuiet) return this.#sample(day);
    await this.#troubled(day, trouble);
  }

  /** Shows that a run changes nothing on a day on which nothing is due. */
  async #sample(day: string): Promise<void> {
    await this.#scene.emulator.clearCalls();
    await this.#ordinary(day, "nothing is due");
    const operations = (await this.#scene.emulator.calls()).map(({ operation }) => operation);
    const writes = operations.filter((operation) => !READS.test(operation));
    if (operations.length === 0 || writes.length > 0) throw new Error(`the run of ${day} called ${operations}`);
    this.#counts.sampled += 1;
  }

  async #troubled(day: string, trouble: Trouble | undefined): Promise<void> {
    const scene = this.#scene;
    if (trouble === "reviewed") {
      this.#told(day, "a pull request is planned", await scene.github("pull_request"), true);
      await this.#ordinary(day);
    } else if (trouble === "service fails") {
      const rule = { operation: "CreateClientKey", kind: "503", times: 1000 } as const;
      const outcome = await scene.broken(rule, () => scene.github(eventOn(day)));
      this.#told(day, "the service makes no key", outcome, false);
    } else if (trouble === "runner dies") {
      const rule = { operation: "CreateClientKey", kind: "slow-headers", ms: FOR_EVER } as const;
      const outcome = await scene.broken(rule, (killWhen) => scene.github(eventOn(day), { killWhen }));
      this.#told(day, "the runner dies after the key was made, and before it was recorded", outcome, false);
    } else if (trouble === "state is locked") {
      const inputs = { "lock-timeout": "1s" };
      const outcome = await scene.locked(() => scene.github(eventOn(day), { inputs }));
      this.#told(day, "somebody has locked the state", outcome, false);
    } else if (trouble === "two runs at once") {
      await this.#twice(day);
    } else {
      await this.#ordinary(day);
    }
  }

  async #twice(day: string): Promise<void> {
    await this.#scene.emulator.clearCalls();
    const both = await Promise.all([this.#scene.github("push"), this.#scene.github("schedule")]);
    for (const outcome of both) this.#told(day, "one of two runs at the same time", outcome, true);
    const made = (await this.#scene.emulator.calls()).filter(({ operation }) => operation === "CreateClientKey");
    if (made.length !== 1) throw new Error(`two runs at once made ${made.length} keys`);
  }

  async #ordinary(day: string, what?: string): Promise<void> {
    const why = what ?? (day === FIRST_DAY ? "everything is made" : (await this.#due()).join("; "));
    this.#told(day, why, await this.#scene.github(eventOn(day)), true);
  }

  /** Counts a run, and raises an alarm when it is red. @throws Error when its result is not the expected one */
  #told(day: string, what: string, { green, steps, log }: GithubOutcome, expected: boolean): void {
    if (green !== expected) throw new Error(`${day}: ${what}: expected ${expected ? "green" : "red"}\n${log}`);
    this.#counts.runs += 1;
    const failed = Object.entries(steps).filter(([, code]) => code !== 0);
    const ended = failed.map(([name, code]) => (code === null ? `died in ${name}` : `${name}: exit code ${code}`));
    this.#write(`${day} ${green ? "green" : "RED  "} ${what}${ended.length > 0 ? ` (${ended.join(", ")})` : ""}`);
    if (green) return;
    this.#counts.red += 1;
    this.#alarm(day, "run");
  }

  async #deploy(): Promise<void> {
    const { emulator } = this.#scene;
    for (const name of APPLICATIONS) {
      const credentials = await this.#scene.credentials(name);
      const known = this.#applications.get(name);
      if (known) known.use(credentials);
      else this.#applications.set(name, new Application(name, emulator.url, SECRET, credentials));
    }
  }

  async #useAll(day: string): Promise<void> {
    for (const application of this.#applications.values()) {
      this.#counts.uses += 1;
      const refusal = await application.read();
      if (refusal !== undefined) this.#refusals.push(`${day}: ${application.name} is refused: ${refusal}`);
    }
  }

  /** A monitor that runs elsewhere, because a pipeline that does not run raises no alarm: it calls `keysmith due` every day. */
  async #watch(day: string): Promise<void> {
    const due = await this.#due();
    this.#dueFor = due.length > 0 ? this.#dueFor + 1 : 0;
    if (this.#dueFor < PATIENCE_DAYS) return;
    this.#write(`${day} ALARM the monitor: due for ${this.#dueFor} days: ${due.join("; ")}`);
    this.#alarm(day, "monitor");
  }

  #alarm(day: string, who: string): void {
    this.#alarms[day] = [...(this.#alarms[day] ?? []), who];
  }

  async #due(): Promise<string[]> {
    const { found } = await this.#scene.due();
    return found.filter(isDue).map(({ resource, reasons }) => `${resource}: ${reasons.join(", ")}`);
  }

  async #report(): Promise<Report> {
    const { alibaba } = (await this.#scene.emulator.state()) as unknown as EmulatorState;
    const left = alibaba.regions["cn-hangzhou"]?.clientKeys.length ?? 0;
    const versions = (await this.#versions()).reduce((sum, version) => sum + version, 0);
    const report = { ...this.#counts, refusals: this.#refusals, alarms: this.#alarms, keysMade: versions };
    const leaks = this.#scene.leaks();
    this.#write("");
    this.#write(
      `${report.runs} runs, ${report.red} of them red; ${report.quiet} days on which nothing was due, and no run was started`,
    );
    this.#write(`(on ${report.sampled} such days one was, and only read)`);
    this.#write(`${report.keysMade} client keys recorded in the year, ${left} at its end`);
    this.#write(
      `${report.uses} uses by ${APPLICATIONS.length} applications, ${report.refusals.length} of them refused`,
    );
    this.#write(`alarms on ${Object.keys(report.alarms).length} days, expected on ${Object.keys(ALARMS).length}`);
    this.#write(`secrets found in what the runs have printed and left: ${leaks.length}`);
    return { ...report, leaks };
  }

  async #versions(): Promise<number[]> {
    const { resources } = JSON.parse(this.#scene.stateText()) as RecordedState;
    const keys = resources.filter(({ type }) => type === "keysmith_client_key");
    return keys.map(({ instances }) => instances[0]?.attributes.version ?? 0);
  }
}

interface EmulatorState {
  readonly alibaba: { readonly regions: Readonly<Record<string, { readonly clientKeys: readonly unknown[] }>> };
}

interface RecordedState {
  readonly resources: readonly {
    readonly type: string;
    readonly instances: readonly { readonly attributes: { readonly version: number } }[];
  }[];
}
