import type { Definition, Values } from "../../src/core/definition";
import { directEngine } from "./direct-engine";
import { type Declared, keyOf, type Outcome } from "./engine";
import { programsOf } from "./programs";
import { isKept, refusedChange } from "./samples";
import { Scene } from "./scene";

/** One resource of a definition, with all that it needs, and what the suite does to it. */
export class Life extends Scene {
  readonly definition: Definition;
  readonly subject: Declared;
  readonly others: readonly Declared[];
  readonly program: readonly Declared[];
  #last: readonly Declared[];

  private constructor(definition: Definition) {
    super(directEngine);
    const { subject, others } = programsOf(definition);
    this.definition = definition;
    this.subject = subject;
    this.others = others;
    this.program = [...others, subject];
    this.#last = this.program;
  }

  /** A test that begins with all that the resource needs, and without the resource. */
  static of(definition: Definition, story: (life: Life) => Promise<void>): () => Promise<void> {
    return async () => {
      const life = new Life(definition);
      try {
        await life.start();
        await life.stack.up(life.others);
        await life.service.calls();
        await story(life);
      } finally {
        await life.stop();
      }
    };
  }

  /** A test that begins with the resource, too. */
  static ofCreated(definition: Definition, story: (life: Life) => Promise<void>): () => Promise<void> {
    return Life.of(definition, async (life) => {
      await life.stack.up(life.program);
      await life.service.calls();
      await story(life);
    });
  }

  async recorded(): Promise<Values> {
    return (await this.stack.state(keyOf(this.subject))) ?? {};
  }

  withArgs(args: Values): Declared[] {
    return [...this.others, { ...this.subject, args }];
  }

  /** Of all resources, the subject alone is acted on. */
  expectOnly({ actions }: Outcome, action: string): void {
    const changed = Object.entries(actions).filter(([, each]) => each !== "same");
    expect(changed).toEqual(action === "same" ? [] : [[keyOf(this.subject), action]]);
  }

  /** Shows it in the preview, does it, and is then done. */
  async applies(desired: readonly Declared[], action: string): Promise<void> {
    this.#last = desired;
    this.expectOnly(await this.stack.preview(desired), action);
    await this.service.calls();
    this.expectOnly(await this.stack.up(desired), action);
    this.expectOnly(await this.stack.preview(desired), "same");
  }

  /** Returns to the sample; where there is no way back, by a new resource. */
  async appliesBack(from: Values, action: string): Promise<void> {
    const [refused] = refusedChange(this.definition, from, this.subject.args);
    if (refused) await this.isRefused(this.subject.args, String(refused.reason));
    else if (isKept(this.definition, from, this.subject.args))
      this.expectOnly(await this.stack.preview(this.program), "same");
    else return this.applies(this.program, action);
    await this.service.agree(this.definition.name, await this.recorded());
    await this.applies(this.others, "delete");
    await this.applies(this.program, "create");
  }

  /** Says so in the preview and without it, and calls nothing. */
  async isRefused(args: Values, reason: string): Promise<void> {
    const before = await this.recorded();
    await this.service.calls();
    await expect(this.stack.preview(this.withArgs(args))).rejects.toThrow(reason);
    await expect(this.stack.up(this.withArgs(args))).rejects.toThrow(reason);
    expect(await this.service.calls()).toEqual([]);
    expect(await this.recorded()).toEqual(before);
  }

  /** Runs the same program again at each date on which something is due, until only the current credential is left. */
  async endOverlap(): Promise<void> {
    for (let state = await this.recorded(); hasPrevious(state); state = await this.recorded()) {
      await this.at(String(state["nextRunBy"]));
      await this.applies(this.#last, "update");
    }
  }
}

/** Whether something is due before the next rotation. */
export function hasPrevious({ nextRunBy, rotateAt }: Values): boolean {
  return String(nextRunBy) < String(rotateAt);
}
