import { type Chapter, story } from "./contract-story";
import { engines } from "./index";
import { normaliseRun, normaliseState } from "./normalise";
import { ToyProject } from "./toys/toy-project";
import type { Engine, Stack } from "./types";

// The stand-in is worth what it has in common with the real engine. This suite runs one story on both and compares, command by
// command: every call to the provider with all its fields, the steps, the counts, the exit code, and the state with its secrets.

/** One engine with a project of its own. */
class Team {
  readonly #engine: Engine;
  readonly #toy = new ToyProject();
  #stack: Stack | undefined;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  async play({ program, command, faults, tamper, env, reopen, ...chapter }: Chapter): Promise<unknown> {
    this.#toy.program(program);
    this.#toy.faults(faults ?? {});
    this.#toy.takeLog();
    if (tamper) this.#toy.tamper(tamper);
    if (reopen || !this.#stack) this.#stack = await this.#open(reopen);
    this.#stack.setEnv(env ?? {});
    const run = await command(this.#stack, this.#toy);
    const state = normaliseState(await this.#stack.export({ showSecrets: true }));
    return chapter.killed ? { state } : { run: normaliseRun(run, chapter.ordered ?? true), state };
  }

  finish(): void {
    this.#toy.remove();
  }

  async #open(configuration: Chapter["reopen"]): Promise<Stack> {
    const given = { config: { "toy:greeting": "hello" }, secretConfig: { "toy:password": "hush" } };
    return await this.#engine.open({ ...this.#toy.options("contract"), ...(configuration ?? given) });
  }
}

const missing = engines().flatMap(({ unavailable }) => unavailable ?? []);
const [describeContract, why] =
  missing.length === 0 ? [describe, ""] : [describe.skip, ` (skipped: ${missing.join()})`];

describeContract(`the stand-in and pulumi agree${why}`, () => {
  let teams: Team[];

  beforeAll(() => {
    teams = engines().map((engine) => new Team(engine));
  });
  afterAll(() => {
    for (const team of teams) team.finish();
  });

  it.each(story)(
    "on: $title",
    async (chapter) => {
      const [standIn, real] = await Promise.all(teams.map((team) => team.play(chapter)));
      expect(standIn).toEqual(real);
    },
    60_000,
  );
});
