import type { ExportedResource } from "../test/pulumi/engine";
import type { DeclaredStack } from "./engine";
import { type Figure, promise } from "./figure";
import { type BothForms, plainBytes, recordOf } from "./records";

/** Few enough for the version to keep its single digit. */
const ROTATIONS = 8;

export interface Rotating {
  readonly resource: string;
  /** Its name in the program, if there are several. */
  readonly name?: string;
  /** The call that rotates it. */
  readonly operation: string;
}

/**
 * Rotates a resource once, and then several times more.
 * @returns its record after the first rotation, and the bytes that the later ones have added
 */
export async function rotatedRecord(
  stack: DeclaredStack,
  rotating: Rotating,
): Promise<{ readonly once: BothForms; readonly growth: Figure }> {
  await rotate(stack, rotating, 1);
  const once = await recordOf(stack, rotating.resource, rotating.name);
  await rotate(stack, rotating, ROTATIONS);
  const { sealed: late } = await recordOf(stack, rotating.resource, rotating.name);
  const added = plainBytes(late) - plainBytes(once.sealed);
  const what = `${rotating.resource}: bytes beside the secrets that ${ROTATIONS - 1} more rotations add`;
  return { once, growth: promise(what, added, 0, `version ${versionOf(once.sealed)} and version ${versionOf(late)}`) };
}

/** Runs on every date of rotation until the resource was rotated as often as given. */
async function rotate(stack: DeclaredStack, { resource, name, operation }: Rotating, times: number): Promise<void> {
  const now = async (): Promise<ExportedResource> => (await recordOf(stack, resource, name)).sealed;
  for (let record = await now(); versionOf(record) <= times; record = await now()) {
    await stack.at(String(record.outputs?.["rotateAt"]));
    const calls = await stack.run("up");
    if (!calls.includes(operation)) throw new Error(`the ${resource} was due, and was not rotated`);
  }
}

function versionOf({ outputs }: ExportedResource): number {
  return Number(outputs?.["version"]);
}
