import { Buffer } from "node:buffer";
import { open } from "../../src/sealing/open";
import type { TerraformEngine } from "../../test/terraform/engines";
import { type Figure, figure, goal, promise, type Section } from "../figure";
import { onEngines } from "./engines";
import { standard } from "./programs";
import { HclStack } from "./stack";

const KEY = "keysmith_client_key.orders";
const RESOURCES = ["keysmith_network_rule.office", "keysmith_policy.orders", "keysmith_access_point.orders", KEY];
/** Bytes without the secret. */
const GOAL = 700;
/** Few enough for the version to keep its single digit. */
const ROTATIONS = 8;

/** The size of each resource in the engine's state. */
export const state: Section = onEngines(
  "terraform-state",
  "bytes of the state of Terraform and OpenTofu, as JSON without blanks",
  measured,
);

async function measured(engine: TerraformEngine): Promise<readonly Figure[]> {
  const stack = await HclStack.open(engine, standard());
  try {
    await stack.run("apply", "-auto-approve");
    const made = RESOURCES.map((address) =>
      goal(`${address}: bytes beside the secret`, plainBytes(stack, address), GOAL),
    );
    const sealed = await sealedFigures(stack);
    await rotate(stack, 1);
    const once = plainBytes(stack, KEY);
    await rotate(stack, ROTATIONS);
    const added = plainBytes(stack, KEY) - once;
    return [
      ...made,
      ...sealed,
      promise(`${KEY}: bytes beside the secret that ${ROTATIONS - 1} more rotations add`, added, 0),
    ];
  } finally {
    await stack.close();
  }
}

/** Runs on every date of rotation until the key was rotated as often as given. */
async function rotate(stack: HclStack, times: number): Promise<void> {
  const key = (): Readonly<Record<string, unknown>> => stack.workspace.attributes(KEY);
  while (Number(key()["version"]) <= times) {
    await stack.at(String(key()["rotate_at"]));
    const calls = await stack.run("apply", "-auto-approve");
    if (!calls.includes("CreateClientKey")) throw new Error("the client key was due, and was not rotated");
  }
}

function plainBytes(stack: HclStack, address: string): number {
  const instance = stack.workspace.instance(address);
  if (!instance) throw new Error(`the state has no ${address}`);
  const { sealed: _sealed, ...attributes } = instance.attributes;
  return Buffer.byteLength(JSON.stringify({ ...instance, attributes }));
}

/** The size of the sealed secrets: all of a resource's are one text. */
async function sealedFigures({ workspace, identity }: HclStack): Promise<Figure[]> {
  const sealed = String(workspace.attributes(KEY)["sealed"]);
  const secrets = Object.values(await open(sealed, [identity])).map((secret) => Buffer.byteLength(secret.reveal()));
  const clear = secrets.reduce((sum, bytes) => sum + bytes, 0);
  return [
    figure(`${KEY}: bytes sealed`, Buffer.byteLength(sealed)),
    figure(`${KEY}: that, as a ratio to the secrets`, Buffer.byteLength(sealed) / clear),
  ];
}
