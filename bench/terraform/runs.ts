import type { TerraformEngine } from "../../test/terraform/engines";
import { type Figure, promise, type Section } from "../figure";
import { onEngines } from "./engines";
import { standard } from "./programs";
import { HclStack } from "./stack";

/** A command of the engine, and its allowed calls. */
interface Run {
  readonly what: string;
  readonly command: readonly string[];
  readonly most: number;
  /** Moves the clock first. */
  readonly at?: string;
}

/** One for each of the four resources: engines read it in every run that refreshes. */
const READS = 4;

/** A run that writes asks once whose the credentials are, unless an answer tells it. */
const ACCOUNT = 1;

/** A delete for each of the four, a look at the marks of three, and a list of client keys each for the key and for its access point. */
const DELETIONS = 9;

const RUNS: readonly Run[] = [
  { what: "plan, all four new", command: ["plan"], most: 0 },
  { what: "apply, all four new", command: ["apply", "-auto-approve"], most: 4 },
  { what: "plan, nothing to do", command: ["plan"], most: READS },
  { what: "plan without refresh", command: ["plan", "-refresh=false"], most: 0 },
  { what: "apply, nothing to do", command: ["apply", "-auto-approve"], most: READS },
  { what: "plan, rotation due", command: ["plan"], most: READS, at: "2026-12-02T00:00:00Z" },
  { what: "apply, rotation due", command: ["apply", "-auto-approve"], most: READS + 2 + ACCOUNT },
  {
    what: "apply, overlap over",
    command: ["apply", "-auto-approve"],
    most: READS + 2 + ACCOUNT,
    at: "2026-12-09T00:00:00Z",
  },
  { what: "destroy", command: ["destroy", "-auto-approve"], most: READS + DELETIONS + ACCOUNT },
];

/** Calls of whole runs: network rule, policy, access point and client key. */
export const runs: Section = onEngines(
  "terraform-runs",
  "calls to the service per run of Terraform and OpenTofu with four resources",
  callsOfRuns,
);

async function callsOfRuns(engine: TerraformEngine): Promise<readonly Figure[]> {
  const stack = await HclStack.open(engine, standard());
  const figures: Figure[] = [];
  try {
    for (const { what, command, most, at } of RUNS) {
      if (at) await stack.at(at);
      const calls = await stack.run(...command);
      figures.push(promise(what, calls.length, most, calls.join(", ")));
    }
  } finally {
    await stack.close();
  }
  return figures;
}
