import type { Definition, Values } from "../../src/core/definition";
import type { Field } from "../../src/core/fields";
import { type Declared, keyOf, type LifecycleEngine, type Outcome } from "./engine";
import { everywhere, prerequisites, varyArguments } from "./prerequisites";
import { isKept, refusedChange, sample, varied } from "./samples";
import { Scene } from "./scene";

/** Another value of one input, with all that has to change with it. */
export interface Variation {
  readonly field: Field;
  readonly path: string;
  readonly args: Values;
  /** Why the definition refuses the change; empty where it doesn't. */
  readonly refused: string;
}

/** One resource of a definition on an engine, with all that it needs, and what the suite does to it. */
export class Life extends Scene {
  readonly definition: Definition;
  readonly subject: Declared;
  readonly others: readonly Declared[];
  readonly program: readonly Declared[];
  readonly variations: readonly Variation[];
  #last: readonly Declared[];

  constructor(engine: LifecycleEngine, definition: Definition) {
    super(engine);
    this.definition = definition;
    this.subject = { type: definition.name, name: "subject", args: sample(definition) };
    this.others = everywhere(definition, prerequisites(definition));
    this.program = [...this.others, this.subject];
    this.#last = this.program;
    this.variations = varied(definition).map((field) => this.#variation(field));
  }

  override async start(): Promise<void> {
    await super.start();
    await this.stack.up(this.others);
    await this.service.calls();
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
    if (!this.engine.previewsItself) this.expectOnly(await this.stack.preview(desired), action);
    await this.service.calls();
    this.expectOnly(await this.stack.up(desired), action);
    this.expectOnly(await this.stack.preview(desired), "same");
  }

  /** Returns to the sample; where there is no way back, by a new resource. */
  async appliesBack(from: Values, action: string): Promise<void> {
    const [refused] = refusedChange(this.definition, from, this.subject.args);
    if (refused) await this.isRefused(this.subject.args, refused.reason);
    else if (isKept(this.definition, from, this.subject.args))
      this.expectOnly(await this.stack.preview(this.program), "same");
    else return this.applies(this.program, action);
    await this.service.agree(this.definition.name, await this.recorded());
    await this.applies(this.others, "delete");
    await this.applies(this.program, "create");
  }

  /** Says so in the preview and without it, and does nothing but look. */
  async isRefused(args: Values, reason: string): Promise<void> {
    const said = this.engine.wording?.(reason, this.definition) ?? reason;
    const before = await this.recorded();
    await this.service.calls();
    await expect(this.stack.preview(this.withArgs(args))).rejects.toThrow(said);
    await expect(this.stack.up(this.withArgs(args))).rejects.toThrow(said);
    const looked = new Set(this.looking(this.program));
    expect((await this.service.calls()).filter((call) => !looked.has(call))).toEqual([]);
    expect(await this.recorded()).toEqual(before);
  }

  /** Runs the same program again at each date on which something is due, until only the current credential is left. */
  async endOverlap(): Promise<void> {
    for (let state = await this.recorded(); hasPrevious(state); state = await this.recorded()) {
      await this.at(String(state["nextRunBy"]));
      await this.applies(this.#last, "update");
    }
  }

  #variation(field: Field): Variation {
    const args = varyArguments(this.definition, this.subject.args, field);
    const [refused] = refusedChange(this.definition, this.subject.args, args);
    return { field, path: field.path, args, refused: refused?.reason ?? "" };
  }
}

/** Whether something is due before the next rotation. */
function hasPrevious({ nextRunBy, rotateAt }: Values): boolean {
  return String(nextRunBy) < String(rotateAt);
}
