import { isDeepStrictEqual } from "node:util";
import { markedDescription } from "../../core/ownership";
import { accountIn } from "../account";
import type { AlibabaContext, Parameters } from "../api/client";
import { lengthOf } from "./checks";
import { isManaged, type SecretInputs } from "./fields";
import * as operations from "./operations";

/** What can be changed of a secret beside its versions, as it is and as it is wanted. */
type Settings = Pick<
  SecretInputs,
  "name" | "region" | "type" | "description" | "label" | "tags" | "policy" | "rotation"
>;

export function descriptionOf({ nonces }: AlibabaContext, { description, label }: Settings): string {
  return markedDescription({ description, label, nonce: nonces.own });
}

export function tagList(tags: readonly string[]): string {
  return JSON.stringify(pairsOf(tags).map(([TagKey, TagValue]) => ({ TagKey, TagValue })));
}

/** The service's own rotation, of managed types. */
export function rotationOf({ rotation: { every } }: Pick<Settings, "rotation">): Parameters {
  if (every === undefined) return { EnableAutomaticRotation: "false" };
  return { EnableAutomaticRotation: "true", RotationInterval: `${lengthOf(every) / 1000}s` };
}

/** @param isMarked whether the description carries our mark already */
export async function changeSettings(
  context: AlibabaContext,
  { from, to, arn, isMarked }: { from: Settings; to: Settings; arn: string; isMarked: boolean },
): Promise<void> {
  const { client } = context;
  const { name: SecretName, region } = to;
  if (!isMarked || from.description !== to.description || from.label !== to.label)
    await client.call(operations.updateSecret, region, { SecretName, Description: descriptionOf(context, to) });
  await changeTags(context, from, to);
  if (from.policy !== to.policy) {
    const Policy = to.policy ?? policyOfAll(arn);
    await client.call(operations.setPolicy, region, { SecretName, PolicyName: "default", Policy });
  }
  if (isManaged(to) && from.rotation.every !== to.rotation.every)
    await client.call(operations.updateRotation, region, { SecretName, ...rotationOf(to) });
}

async function changeTags({ client }: AlibabaContext, from: Settings, to: Settings): Promise<void> {
  const [had, wanted] = [new Map(pairsOf(from.tags)), new Map(pairsOf(to.tags))];
  if (isDeepStrictEqual(had, wanted)) return;
  const secret = { RegionId: to.region, ResourceType: "secret", "ResourceId.1": to.name };
  const gone = [...had.keys()].filter((key) => !wanted.has(key));
  const set = [...wanted].filter(([key, value]) => had.get(key) !== value);
  const named = (more: readonly (readonly [string, string])[]): Parameters => ({
    ...secret,
    ...Object.fromEntries(more),
  });
  if (gone.length > 0)
    await client.call(
      operations.untagResources,
      to.region,
      named(gone.map((key, index) => [`TagKey.${index + 1}`, key])),
    );
  if (set.length === 0) return;
  const tags = set.flatMap(([key, value], index) => [
    [`Tag.${index + 1}.Key`, key] as const,
    [`Tag.${index + 1}.Value`, value] as const,
  ]);
  await client.call(operations.tagResources, to.region, named(tags));
}

function pairsOf(tags: readonly string[]): [string, string][] {
  return tags.map((text) => {
    const at = text.indexOf("=");
    return [text.slice(0, at), text.slice(at + 1)];
  });
}

/** What a secret has that was given none. */
function policyOfAll(arn: string): string {
  const statement = {
    Sid: "kms default secret policy",
    Effect: "Allow",
    Principal: { RAM: [`acs:ram::${accountIn(arn)}:*`] },
    Action: ["kms:*"],
    Resource: ["*"],
  };
  return JSON.stringify({ Version: "1", Statement: [statement] });
}
