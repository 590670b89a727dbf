import { randomBytes } from "node:crypto";
import type { Goal } from "./goal";
import type * as provider from "./provider";
import { dependentReplacements } from "./replacement";
import { Reported } from "./report";
import { type ResourceState, stateFromGoal } from "./resource-state";
import type { Step } from "./step";
import { isSecret, type Properties, sameProperties, type Value } from "./wire";

export type Decision = "same" | "create" | "update" | "replace" | "delete";

export interface PlannerOptions {
  readonly providerOf: (type: string, reference: string | undefined) => provider.Provider;
  readonly reportError: (text: string, urn: string) => void;
  /** The state as it stands, in order. */
  readonly resources: () => readonly ResourceState[];
}

/** A registration on its way through the planner. */
interface Plan {
  readonly goal: Goal;
  readonly provider: provider.Provider | undefined;
  readonly randomSeed: Uint8Array;
  readonly next: ResourceState;
  readonly registered: (state: ResourceState) => void;
}

/** Decides what becomes of each registered resource. Works on one registration at a time, and so are its calls made. */
export class Planner {
  readonly decisions: Map<string, Decision> = new Map();
  /** Deleted ahead of a replacement in this run. */
  readonly deletedAhead: Set<ResourceState> = new Set();
  readonly #options: PlannerOptions;
  readonly #registered = new Set<string>();

  constructor(options: PlannerOptions) {
    this.#options = options;
  }

  /**
   * Calls Check, and Diff when there is something to compare with.
   * @returns steps to be carried out in this order.
   * @throws Reported when the provider refuses the inputs, Error when a call fails or the name has been used.
   */
  async plan(goal: Goal, registered: Plan["registered"]): Promise<Step[]> {
    const old = this.#options.resources().find(({ urn, delete: replaced }) => urn === goal.urn && !replaced);
    const isRecreated = this.decisions.get(goal.urn) === "delete";
    if (this.#registered.has(goal.urn))
      throw new Error(`Duplicate resource URN '${goal.urn}'; try giving it a unique name`);
    this.#registered.add(goal.urn);
    const provider = goal.custom ? this.#options.providerOf(goal.type, goal.provider) : undefined;
    const randomSeed = new Uint8Array(randomBytes(32));
    const olds = isRecreated || !old ? {} : old.inputs;
    const inputs = await this.#check({ goal, provider, randomSeed }, olds);
    const plan: Plan = { goal, provider, randomSeed, next: stateFromGoal(goal, inputs, old), registered };
    if (!old) return this.#create(plan);
    if (isRecreated) return this.#recreate(plan, old);
    return this.#compare(plan, old);
  }

  #create({ goal: { urn }, next, registered }: Plan): Step[] {
    this.decisions.set(urn, "create");
    return [{ op: "create", urn, next, registered }];
  }

  /** It was deleted ahead of something that it depended on, and turns out to be still wanted. */
  #recreate({ goal: { urn }, next, registered }: Plan, old: ResourceState): Step[] {
    this.decisions.set(urn, "replace");
    return [
      { op: "replace", urn, old, next },
      { op: "create-replacement", urn, old, next, registered },
    ];
  }

  async #compare(plan: Plan, old: ResourceState): Promise<Step[]> {
    const { goal, next, registered } = plan;
    const difference = await this.#diff(plan, old);
    const isDue = difference.changes || old.pendingReplacement === true;
    if (isDue && (difference.replaces || old.pendingReplacement)) return this.#replace(plan, old, difference);
    const op = isDue || old.initErrors.length > 0 ? "update" : "same";
    this.decisions.set(goal.urn, op);
    return [{ op, urn: goal.urn, old, next, registered }];
  }

  async #replace(plan: Plan, old: ResourceState, difference: provider.Difference): Promise<Step[]> {
    const { goal, next, registered } = plan;
    const { urn } = goal;
    this.decisions.set(urn, "replace");
    // What was carried over from the old inputs does not hold for a new resource, so it is checked as one.
    next.inputs = await this.#check(plan, {});
    if (!(goal.deleteBeforeReplace ?? difference.deleteBeforeReplace)) {
      return [
        { op: "create-replacement", urn, old, next, deletesOldLater: true, registered },
        { op: "replace", urn, old, next },
      ];
    }
    return [
      ...(await this.#deleteAhead(old)),
      { op: "replace", urn, old, next },
      { op: "create-replacement", urn, old, next, registered },
    ];
  }

  /** Deletes the resource, and before it every dependent that could not live on with a changed one. */
  async #deleteAhead(old: ResourceState): Promise<Step[]> {
    const dependents = await dependentReplacements({
      root: old,
      resources: this.#options.resources(),
      // What has been registered in this run cannot depend on what is only now being decided.
      ignored: new Set(this.decisions.keys()),
      providerOf: ({ type, provider }) => this.#options.providerOf(type, provider),
    });
    const condemned = dependents.reverse().filter((state) => !this.deletedAhead.has(state));
    for (const state of condemned) {
      this.decisions.set(state.urn, "delete");
      this.deletedAhead.add(state);
    }
    if (!old.pendingReplacement) condemned.push(old);
    return condemned.map((state) =>
      state.delete
        ? { op: "delete", urn: state.urn, old: state }
        : { op: "delete-replaced", urn: state.urn, old: state, awaitsReplacement: true },
    );
  }

  async #check(
    { goal, provider, randomSeed }: Pick<Plan, "goal" | "provider" | "randomSeed">,
    olds: Properties,
  ): Promise<Properties> {
    if (!provider) return goal.inputs;
    const { inputs, failures } = await provider.check({ urn: goal.urn, olds, news: goal.inputs, randomSeed });
    for (const failure of failures) this.#options.reportError(describeFailure(goal, failure), goal.urn);
    if (failures.length > 0) throw new Reported(`resource ${goal.urn} is invalid`);
    return inputs;
  }

  async #diff({ provider, next }: Plan, old: ResourceState): Promise<provider.Difference> {
    if (!provider) {
      const changes = !sameProperties(old.inputs, next.inputs);
      return { changes, replaces: false, deleteBeforeReplace: false };
    }
    const sides = { oldInputs: old.inputs, oldOutputs: old.outputs ?? {}, news: next.inputs };
    return await provider.diff({ urn: next.urn, id: old.id ?? "", ...sides });
  }
}

/** The engine prints the value that was refused, whatever it is. */
function describeFailure({ type, name, inputs }: Goal, { property, reason }: provider.CheckFailure): string {
  if (property === "") return `${type} resource '${name}' has a problem: ${reason}`;
  return `${type} resource '${name}': property ${property} value ${describeValue(inputs[property])} has a problem: ${reason}`;
}

function describeValue(value: Value | undefined): string {
  if (value === undefined || value === null) return "{<nil>}";
  if (isSecret(value)) return `{&{${describeValue(value.value)}}}`;
  return typeof value === "object" ? `{${JSON.stringify(value)}}` : `{${value}}`;
}
