/** An engine as suites know it: what stands in their titles, and why it can't be used here, if so. */
export interface TestEngine {
  readonly name: string;
  readonly unavailable?: string | undefined;
}

/** Why a suite can't run on an engine; nothing where it can. */
type Needed<Engine> = (engine: Engine) => string | undefined;

/** A comma-separated list of commands, for runs that are to be quick: the other engines then count as missing. */
const SELECTION = "KEYSMITH_TEST_ENGINES";
/** What `npm run test:all` sets. */
const COVERAGE = "KEYSMITH_TEST_COVERAGE";

/** Whether this run tries everything on every engine, which takes longer. */
const testsAll: boolean = process.env[COVERAGE] === "all";

const LEFT = "left to `npm run test:all`";

/** The reason of what takes long and is not worth its time in every run of `npm test`. */
export function leftToAll(): string | undefined {
  return testsAll ? undefined : LEFT;
}

/** How many random inputs a property is tried with: a quick run takes a sixth of them. */
export function randomInputs(all: number): number {
  return testsAll ? all : Math.ceil(all / 6);
}

/** Why an engine is left out on purpose, if so. */
export function leftOut(command: string): string | undefined {
  const selected = process.env[SELECTION]?.split(",").includes(command) ?? true;
  return selected ? undefined : `left out by ${SELECTION}`;
}

/**
 * Defines a suite for an engine. Where the engine can't be used it counts as skipped, and its title says why.
 * @param suite may use the engine only inside tests and hooks
 * @param reason why the suite is not for this engine, if so
 */
export function describeOn<Engine extends TestEngine>(
  title: string,
  engine: Engine,
  suite: (engine: Engine) => void,
  reason: string | undefined = engine.unavailable,
): void {
  if (reason === undefined) describe(`${title} on ${engine.name}`, () => suite(engine));
  else describe.skip(`${title} on ${engine.name} (skipped: ${reason})`, () => suite(engine));
}

/**
 * The same once for each of several engines of one family. A run that doesn't try everything takes the first that is
 * there, as the others show the same, or would take too long.
 */
export function describeOnEach<Engine extends TestEngine>(
  title: string,
  engines: readonly Engine[],
  suite: (engine: Engine) => void,
  needed: Needed<Engine> = () => undefined,
): void {
  const reasons = reasonsOf(engines, needed);
  const first = reasons.indexOf(undefined);
  for (const [index, engine] of engines.entries()) {
    const rest = !testsAll && first >= 0 && index !== first ? LEFT : undefined;
    describeOn(title, engine, suite, reasons[index] ?? rest);
  }
}

/** The same on one of them: on the first that can be used. */
export function describeOnFirst<Engine extends TestEngine>(
  title: string,
  engines: readonly Engine[],
  suite: (engine: Engine) => void,
  needed: Needed<Engine> = () => undefined,
): void {
  const reasons = reasonsOf(engines, needed);
  const index = Math.max(0, reasons.indexOf(undefined));
  const engine = engines[index];
  if (engine) describeOn(title, engine, suite, reasons[index]);
}

function reasonsOf<Engine extends TestEngine>(
  engines: readonly Engine[],
  needed: Needed<Engine>,
): readonly (string | undefined)[] {
  return engines.map((engine) => engine.unavailable ?? needed(engine));
}
