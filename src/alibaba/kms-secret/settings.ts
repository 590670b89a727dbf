import { accountIn } from "../account";
import type { AlibabaContext } from "../api/client";
import { descriptionOf } from "../mark";
import { rotationOf } from "../rotation-policy";
import { pairsOf, tagChanges } from "../tags";
import { isManaged, type SecretInputs } from "./fields";
import * as operations from "./operations";

/** The changeable settings of a secret, without its versions. */
type Settings = Pick<
  SecretInputs,
  "name" | "region" | "type" | "description" | "label" | "tags" | "policy" | "rotation"
>;

/** @param isMarked whether the description carries our mark already */
export async function changeSettings(
  context: AlibabaContext,
  { from, to, arn, isMarked }: { from: Settings; to: Settings; arn: string; isMarked: boolean },
): Promise<void> {
  const { client } = context;
  const { name: SecretName, region } = to;
  if (!isMarked || from.description !== to.description || from.label !== to.label)
    await client.call(operations.updateSecret, region, { SecretName, Description: descriptionOf(context, to) });
  const secret = { region, type: "secret", id: SecretName } as const;
  const [had, wanted] = [new Map(pairsOf(from.tags)), new Map(pairsOf(to.tags))];
  for (const { run } of tagChanges(context, secret, had, wanted)) await run();
  if (from.policy !== to.policy) {
    const Policy = to.policy ?? policyOfAll(arn);
    await client.call(operations.setPolicy, region, { SecretName, PolicyName: "default", Policy });
  }
  if (isManaged(to) && from.rotation.every !== to.rotation.every)
    await client.call(operations.updateRotation, region, { SecretName, ...rotationOf(to) });
}

/** The policy of a secret that was given none. */
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
