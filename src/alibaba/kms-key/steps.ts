import { changedInputs, topOf } from "../../core/compare";
import { pick } from "../../core/definition";
import { ConflictError, PartialError, reasonOf } from "../../core/errors";
import type { AlibabaContext, Parameters } from "../api/client";
import type { Operation } from "../api/operation";
import { descriptionOf } from "../mark";
import { rotationOf } from "../rotation-policy";
import { pairsOf, tagChanges } from "../tags";
import { addAlias, dropAlias, giveUp } from "./aliases";
import { type KeyInputs, type KeyState, keyInputs, keyOutputs, MARK_TAG } from "./fields";
import { markTag } from "./observe";
import * as operations from "./operations";

/** One call that brings a key closer to the inputs, and the inputs to record once it has been made. */
interface Step {
  readonly sets: Partial<KeyInputs>;
  run(): Promise<unknown>;
}

export interface Change {
  readonly from: KeyState;
  readonly to: KeyInputs;
  /** Whether the key's description and tag say that it is this resource's. */
  readonly isMarked: boolean;
}

/**
 * Brings a key to the state that the inputs ask for.
 * @throws PartialError with what was reached, if a step fails after others, or if the key isn't on record yet
 */
export async function takeSteps(context: AlibabaContext, change: Change, isRecorded: boolean): Promise<void> {
  let reached: Partial<KeyInputs> = {};
  for (const { sets, run } of stepsOf(context, change, !isRecorded)) {
    try {
      await run();
    } catch (error) {
      if (isRecorded && Object.keys(reached).length === 0) throw error;
      const { from, to } = change;
      throw new PartialError(
        `KmsKey ${JSON.stringify(to.label ?? from.keyId)}: the key ${from.keyId} does not match its declaration yet: ${reasonOf(error)}`,
        "What was done stays; run again to go on from there.",
        { ...to, ...settingsOf(from), ...reached, ...pick(from, keyOutputs) },
        error,
      );
    }
    reached = { ...reached, ...sets };
  }
}

/** "Impact of CMK status on API operations", help page 44211. */
const DISABLED = "Rejected.Disabled";

/** The inputs that steps change. */
const SETTINGS = [
  "description",
  "label",
  "enabled",
  "rotation",
  "deletionProtection",
  "policy",
  "tags",
  "aliases",
] as const;

function settingsOf(state: KeyState): Partial<KeyInputs> {
  return Object.fromEntries(SETTINGS.map((name) => [name, state[name]]));
}

/** Enables first and disables last, because the service changes how a key rotates only while it is enabled. */
function stepsOf(context: AlibabaContext, change: Change, isNew: boolean): readonly Step[] {
  const { from, to } = change;
  const isSwitched = from.enabled !== to.enabled && from.state !== "PendingImport";
  const call = calls(context, from);
  const switching: Step = {
    sets: { enabled: to.enabled },
    run: () => call(to.enabled ? operations.enableKey : operations.disableKey),
  };
  return [
    ...(isSwitched && to.enabled ? [switching] : []),
    ...plainSteps(context, change),
    // The label is recorded only once the description carries it: until then the tag is written again.
    ...tagSteps(context, change),
    ...described(context, change),
    ...aliasSteps(context, change, isNew),
    ...(isSwitched && !to.enabled ? [switching] : []),
  ];
}

function calls({ client }: AlibabaContext, { region, keyId }: KeyState) {
  return (operation: Operation<unknown>, parameters: Parameters = {}): Promise<unknown> =>
    client.call(operation, region, { KeyId: keyId, ...parameters });
}

function described(context: AlibabaContext, { from, to, isMarked }: Change): readonly Step[] {
  const isSame = isMarked && from.label === to.label && (from.description || "") === (to.description || "");
  if (isSame) return [];
  const sets = { description: to.description, label: to.label };
  return [
    {
      sets,
      run: () => calls(context, from)(operations.updateKeyDescription, { Description: descriptionOf(context, to) }),
    },
  ];
}

function plainSteps(context: AlibabaContext, { from, to }: Change): readonly Step[] {
  const changed = new Set(changedInputs({ inputs: keyInputs }, { ...from }, { ...to }).map(({ path }) => topOf(path)));
  const runs = {
    rotation: () => rotate(context, from, to),
    policy: () => calls(context, from)(operations.setKeyPolicy, { Policy: to.policy, PolicyName: "default" }),
    deletionProtection: () =>
      context.client.call(operations.setDeletionProtection, from.region, {
        ProtectedResourceArn: from.arn,
        EnableDeletionProtection: String(to.deletionProtection),
        // Says that this resource asked for the protection, even if the run dies before it records that.
        ...(to.deletionProtection && { DeletionProtectionDescription: descriptionOf(context, { label: to.label }) }),
      }),
  };
  const names = ["rotation", "policy", "deletionProtection"] as const;
  return names.filter((name) => changed.has(name)).map((name) => ({ sets: { [name]: to[name] }, run: runs[name] }));
}

/** The service refuses this for a disabled key, such as one that a run disabled as planned before it died, and could not record that. */
async function rotate(context: AlibabaContext, from: KeyState, to: KeyInputs): Promise<void> {
  const call = calls(context, from);
  const change = () => call(operations.updateRotationPolicy, rotationOf(to));
  try {
    await change();
  } catch (error) {
    if (!(error instanceof ConflictError) || error.vendorCode !== DISABLED) throw error;
    await call(operations.enableKey);
    await change();
  }
}

/** All tags of the key, including the one made of its label. */
export function tagsOf({ tags, label }: Pick<KeyInputs, "tags" | "label">): ReadonlyMap<string, string> {
  return new Map([...pairsOf(tags), ...(label === undefined ? [] : [[MARK_TAG, markTag(label)] as const])]);
}

function tagSteps(context: AlibabaContext, { from, to, isMarked }: Change): readonly Step[] {
  const key = { region: from.region, type: "key", id: from.keyId } as const;
  const had = tagsOf(isMarked ? from : { tags: from.tags });
  return tagChanges(context, key, had, tagsOf(to)).map(({ gone, run }) => {
    const left = from.tags.filter((text) => pairsOf([text]).every(([name]) => !gone.includes(name)));
    return { sets: { tags: gone.length > 0 ? left : to.tags }, run };
  });
}

/** Adds before it drops, so that the key never lacks a name that it should have. */
function aliasSteps(context: AlibabaContext, { from, to }: Change, isNew: boolean): readonly Step[] {
  const owner = { region: from.region, keyId: from.keyId, label: to.label, isNew };
  const added = to.aliases.filter((name) => !from.aliases.includes(name));
  const dropped = from.aliases.filter((name) => !to.aliases.includes(name));
  for (const name of dropped) giveUp(context, owner, name);
  const after = (count: number): string[] => [...from.aliases, ...added.slice(0, count)];
  return [
    ...added.map((name, index) => ({
      sets: { aliases: after(index + 1) },
      run: () => addAlias(context, owner, name),
    })),
    ...dropped.map((name, index) => ({
      sets: { aliases: after(added.length).filter((each) => !dropped.slice(0, index + 1).includes(each)) },
      run: () => dropAlias(context, owner, name),
    })),
  ];
}
