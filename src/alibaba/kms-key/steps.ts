import { isDeepStrictEqual } from "node:util";
import { parseTime } from "../../core/clock";
import { changedInputs } from "../../core/compare";
import { addDuration } from "../../core/duration";
import { ConflictError, PartialError } from "../../core/errors";
import { markedDescription } from "../../core/ownership";
import type { AlibabaContext, Parameters } from "../api/client";
import type { Operation } from "../api/operation";
import { addAlias, dropAlias } from "./aliases";
import { type KeyInputs, type KeyState, keyInputs, MARK_TAG } from "./fields";
import { markTag } from "./observe";
import * as operations from "./operations";

/** One call that brings a key nearer to what is wanted, and what is to be recorded once it has been made. */
interface Step {
  readonly sets: Partial<KeyInputs>;
  run(): Promise<unknown>;
}

export interface Change {
  readonly from: KeyState;
  readonly to: KeyInputs;
  /** Whether its description and tag say that it is this resource's. */
  readonly isMarked: boolean;
}

/**
 * Brings a key from what it is to what the inputs ask for.
 * @throws PartialError with what was reached, when a step fails after others, or where the key isn't on record yet
 */
export async function takeSteps(context: AlibabaContext, change: Change, isRecorded: boolean): Promise<void> {
  let reached: Partial<KeyInputs> = {};
  for (const { sets, run } of stepsOf(context, change, !isRecorded)) {
    try {
      await run();
    } catch (error) {
      if (isRecorded && Object.keys(reached).length === 0) throw error;
      const { from, to } = change;
      const why = error instanceof Error ? error.message.replace(/\.$/, "") : String(error);
      throw new PartialError(
        `KmsKey ${JSON.stringify(to.label ?? from.keyId)}: the key ${from.keyId} is not yet as it should be: ${why}`,
        "What was done stays; run again to go on from there.",
        { ...to, ...settingsOf(from), ...reached, ...outputsIn(from) },
        error,
      );
    }
    reached = { ...reached, ...sets };
  }
}

/** "Impact of CMK status on API operations", help page 44211. */
const DISABLED = "Rejected.Disabled";

/** What steps change. */
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

function outputsIn(state: KeyState): Partial<KeyState> {
  const { keyId, arn, state: word, createdAt, primaryKeyVersion, nextRotation, deleteAt } = state;
  return { keyId, arn, state: word, createdAt, primaryKeyVersion, nextRotation, deleteAt };
}

/** Enabling comes first, and disabling last: the service changes how a key rotates only while it is enabled. */
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
    // The label is on record only once the description says it: until then the tag is written again.
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
  const wanted = descriptionOf(context, to);
  const isSame = isMarked && from.label === to.label && (from.description || "") === (to.description || "");
  if (isSame) return [];
  const sets = { description: to.description, label: to.label };
  return [{ sets, run: () => calls(context, from)(operations.updateKeyDescription, { Description: wanted }) }];
}

export function descriptionOf({ nonces }: AlibabaContext, inputs: KeyInputs): string {
  return markedDescription({ ...inputs, nonce: nonces.own });
}

function plainSteps(context: AlibabaContext, { from, to }: Change): readonly Step[] {
  const call = calls(context, from);
  const changed = new Set(changedInputs({ inputs: keyInputs }, { ...from }, { ...to }).map(({ path }) => path));
  const steps: readonly (readonly [path: string, step: Step])[] = [
    ["rotation.every", { sets: { rotation: to.rotation }, run: () => rotate(context, from, to) }],
    [
      "policy",
      {
        sets: { policy: to.policy },
        run: () => call(operations.setKeyPolicy, { Policy: to.policy, PolicyName: "default" }),
      },
    ],
    [
      "deletionProtection",
      {
        sets: { deletionProtection: to.deletionProtection },
        run: () =>
          context.client.call(operations.setDeletionProtection, from.region, {
            ProtectedResourceArn: from.arn,
            EnableDeletionProtection: String(to.deletionProtection),
            ...(to.deletionProtection && { DeletionProtectionDescription: protectionOf(context, to) }),
          }),
      },
    ],
  ];
  return steps.filter(([path]) => changed.has(path)).map(([, step]) => step);
}

/** Says of a protection that this very resource has asked for it, also where the run died that would have recorded it. */
function protectionOf({ nonces }: AlibabaContext, { label }: Pick<KeyInputs, "label">): string {
  return markedDescription({ label, nonce: nonces.own });
}

/** The service refuses it of a disabled key: also where a run that died has disabled it, as it was to, and could not record that. */
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

export function rotationOf({ rotation: { every } }: KeyInputs): Parameters {
  if (every === undefined) return { EnableAutomaticRotation: "false" };
  const start = parseTime("2001-01-01T00:00:00Z");
  const seconds = (addDuration(start, every).getTime() - start.getTime()) / 1000;
  return { EnableAutomaticRotation: "true", RotationInterval: `${seconds}s` };
}

/** All that the key is to have, the tag of its label among them. */
export function tagsOf({ tags, label }: KeyInputs): ReadonlyMap<string, string> {
  const pairs = tags.map((text): [string, string] => {
    const at = text.indexOf("=");
    return [text.slice(0, at), text.slice(at + 1)];
  });
  return new Map([...pairs, ...(label === undefined ? [] : [[MARK_TAG, markTag(label)] as const])]);
}

/** A value is written over, and what isn't wanted any more is taken away. */
function tagSteps({ client }: AlibabaContext, { from, to, isMarked }: Change): readonly Step[] {
  const [had, wanted] = [tagsOf(isMarked ? from : { ...from, label: undefined }), tagsOf(to)];
  if (isDeepStrictEqual([...had].sort(), [...wanted].sort())) return [];
  const key: Parameters = { RegionId: from.region, ResourceType: "key", "ResourceId.1": from.keyId };
  const gone = [...had.keys()].filter((name) => !wanted.has(name));
  const set = [...wanted].filter(([name, value]) => had.get(name) !== value);
  const kept = from.tags.filter((text) => !gone.includes(text.slice(0, text.indexOf("="))));
  const untag: Step = {
    sets: { tags: kept },
    run: () => client.call(operations.untagResources, from.region, { ...key, ...numbered("TagKey", gone) }),
  };
  const tag: Step = {
    sets: { tags: to.tags },
    run: () =>
      client.call(operations.tagResources, from.region, {
        ...key,
        ...Object.fromEntries(
          set.flatMap(([name, value], index) => [
            [`Tag.${index + 1}.Key`, name],
            [`Tag.${index + 1}.Value`, value],
          ]),
        ),
      }),
  };
  return [...(gone.length > 0 ? [untag] : []), ...(set.length > 0 ? [tag] : [])];
}

function numbered(name: string, values: readonly string[]): Parameters {
  return Object.fromEntries(values.map((value, index) => [`${name}.${index + 1}`, value]));
}

/** New ones first, so that the key is never without a name that it is to have. */
function aliasSteps(context: AlibabaContext, { from, to }: Change, isNew: boolean): readonly Step[] {
  const owner = { region: from.region, keyId: from.keyId, label: to.label };
  const added = to.aliases.filter((name) => !from.aliases.includes(name));
  const dropped = from.aliases.filter((name) => !to.aliases.includes(name));
  const after = (count: number): string[] => [...from.aliases, ...added.slice(0, count)];
  return [
    ...added.map((name, index) => ({
      sets: { aliases: after(index + 1) },
      run: () => addAlias(context, owner, name, isNew),
    })),
    ...dropped.map((name, index) => ({
      sets: { aliases: after(added.length).filter((each) => !dropped.slice(0, index + 1).includes(each)) },
      run: () => dropAlias(context, owner, name),
    })),
  ];
}
