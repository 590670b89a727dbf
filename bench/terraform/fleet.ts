import type { TerraformEngine } from "../../test/terraform/engines";
import { type Figure, figure, goal, type Options, promise, type Section } from "../figure";
import { describeSpread, spreadOf } from "../statistics";
import { onEngines } from "./engines";
import { networkRules, nothing } from "./programs";
import { HclStack } from "./stack";

const ONE = 1;
/** Repetitions of each quick command, so that one slow run does not decide. */
const TIMES = 5;
/** Above this number of resources, each command is timed once. */
const MANY = 100;

interface Timed {
  readonly planNew: readonly number[];
  readonly apply: number;
  readonly plan: readonly number[];
  /** Undefined for the largest programs: it would take longer than all the rest together. */
  readonly destroy: number | undefined;
  /** In MiB; 0 when no provider of ours has run. */
  readonly memory: number;
  readonly calls: number;
}

/** Plans and applies of network rules, beside the same number of resources that do nothing, in the same run. */
export const fleet: Section = onEngines(
  "terraform-fleet",
  "time of Terraform and OpenTofu for programs of one kind, beside as many terraform_data",
  measured,
);

async function measured(engine: TerraformEngine, { sizes }: Options): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const size of sizes) {
    const idle = await timed(engine, nothing(size), size);
    figures.push(...figuresOf(size, await timed(engine, networkRules(size), size), idle));
  }
  return figures;
}

async function timed(engine: TerraformEngine, program: string, size: number): Promise<Timed> {
  const stack = await HclStack.open(engine, program);
  try {
    const times = size > MANY ? 1 : TIMES;
    const planNew = await repeated(times, () => stack.time("plan"));
    const apply = await stack.time("apply", "-auto-approve");
    const plan = await repeated(times, () => stack.time("plan"));
    const calls = await stack.run("plan");
    const destroy = size > MANY ? undefined : await stack.time("destroy", "-auto-approve");
    return { planNew, apply, plan, destroy, memory: stack.peakMemory(), calls: calls.length };
  } finally {
    await stack.close();
  }
}

function figuresOf(size: number, own: Timed, idle: Timed): Figure[] {
  const what = `${size.toLocaleString("en-US")} ${size === ONE ? "rule" : "rules"}`;
  const [planNew, plan, idlePlan] = [own.planNew, own.plan, idle.plan].map((each) => spreadOf(each).median) as [
    number,
    number,
    number,
  ];
  const beside = (seen: number): string => `terraform_data: ${Math.round(seen)}`;
  const upTo = (name: string, seen: number, most: number, note: string): Figure =>
    size === ONE ? goal(name, seen, most, note) : figure(name, seen, note);
  return [
    figure(`${what}: ms to plan when new`, planNew, describeSpread(own.planNew)),
    upTo(`${what}: ms to plan when nothing changes`, plan, 900, `${describeSpread(own.plan)}; ${beside(idlePlan)}`),
    size === ONE
      ? goal(`${what}: that, as a ratio to terraform_data`, plan / idlePlan, 4)
      : figure(`${what}: that, as a ratio to terraform_data`, plan / idlePlan),
    figure(`${what}: ms more than terraform_data, for each`, (plan - idlePlan) / size),
    upTo(`${what}: ms to apply when new`, own.apply, 1200, beside(idle.apply)),
    ...(own.destroy === undefined
      ? []
      : [upTo(`${what}: ms to destroy`, own.destroy, 1500, beside(idle.destroy ?? Number.NaN))]),
    promise(`${what}: calls of a plan when nothing changes`, own.calls, size),
    goal(`${what}: MiB of memory of the provider, at most`, own.memory, 120),
  ];
}

async function repeated(times: number, measure: () => Promise<number>): Promise<number[]> {
  const measured: number[] = [];
  for (let time = 0; time < times; time += 1) measured.push(await measure());
  return measured;
}
