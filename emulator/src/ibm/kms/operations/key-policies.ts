import { z } from "zod";
import { goStruct, readPolicies } from "../body";
import { badBody, invalidField, invalidQuery, rootKeyRequired } from "../errors";
import { foundKey, livingKey, touch } from "../found";
import type { KeyRecord } from "../key";
import { dualAuthPolicy, rotationPolicy } from "../key-policy";
import type { KeyCall, KeyOperation } from "../operation";
import { shownTime } from "../times";
import { collection, keyCrn, shownRotation } from "../view";

const policyType = "application/vnd.ibm.kms.policy+json";
const names = ["rotation", "dualAuthDelete"] as const;
type PolicyName = (typeof names)[number];

const policySchema = goStruct({
  type: z.string().optional(),
  rotation: goStruct({ enabled: z.boolean().optional(), interval_month: z.number().optional() }).optional(),
  dualAuthDelete: goStruct({ enabled: z.boolean() }).optional(),
});
type GivenPolicy = z.infer<typeof policySchema>;

const common = { path: "/keys/{id}/policies" } as const;

export const getKeyPolicies: KeyOperation = {
  ...common,
  operation: "getKeyPolicies",
  method: "GET",
  kind: "read",
  action: "kms.policies.read",
  failure: "Policy could not be retrieved",
  run: (call) => ({ status: 200, body: collection(policyType, shownPolicies(call, foundKey(call), asked(call))) }),
};

export const setKeyPolicies: KeyOperation = {
  ...common,
  operation: "setKeyPolicies",
  method: "PUT",
  kind: "write",
  action: "kms.policies.write",
  failure: "Policy could not be created",
  run: (call) => {
    const { now } = call;
    const only = asked(call);
    const given = read(call, only);
    const key = livingKey(call);
    Object.assign(key, ...given.map((policy) => made(call, key, policy)));
    call.instance.note(key);
    touch(key, now);
    return { status: 200, body: collection(policyType, shownPolicies(call, key, only)) };
  },
};

/** The one policy that the query asks for. */
function asked({ request }: KeyCall): PolicyName | undefined {
  const text = request.query.get("policy");
  if (text === null) return undefined;
  const name = names.find((one) => one === text);
  if (!name) throw invalidQuery("policy", names.join(" or "));
  return name;
}

/** @throws KeyError also when a resource holds no policy, or two */
function read({ request }: KeyCall, only: PolicyName | undefined): readonly GivenPolicy[] {
  const policies = readPolicies(request, policySchema, only && ((policy) => policy[only] !== undefined));
  for (const { type, rotation, dualAuthDelete } of policies) {
    if (type !== undefined && type !== policyType) throw invalidField("type", policyType);
    if (Number(!!rotation) + Number(!!dualAuthDelete) !== 1) throw badBody("a resource is of one policy");
  }
  return policies;
}

function made(
  call: KeyCall,
  key: KeyRecord,
  { rotation, dualAuthDelete }: GivenPolicy,
): Pick<KeyRecord, "rotationPolicy" | "dualAuthPolicy"> {
  if (dualAuthDelete) return { dualAuthPolicy: dualAuthPolicy(call, dualAuthDelete, key.dualAuthPolicy) };
  if (key.extractable) throw rootKeyRequired();
  if (key.imported) throw invalidField("rotation", "left out for a key that was imported");
  return { rotationPolicy: rotationPolicy(call, rotation ?? {}, key.rotationPolicy) };
}

function shownPolicies({ instance }: KeyCall, key: KeyRecord, only: PolicyName | undefined): readonly unknown[] {
  const { rotationPolicy: rotation, dualAuthPolicy: dualAuth } = key;
  const all = [
    { name: "rotation", stamp: rotation, data: rotation && { rotation: shownRotation(rotation) } },
    { name: "dualAuthDelete", stamp: dualAuth, data: dualAuth && { dualAuthDelete: { enabled: dualAuth.enabled } } },
  ];
  return all.flatMap(({ name, stamp, data }) => {
    if (!stamp || (only && only !== name)) return [];
    const { createdBy, updatedBy } = stamp;
    const dates = { creationDate: shownTime(stamp.creationDate), lastUpdateDate: shownTime(stamp.lastUpdateDate) };
    return [{ id: key.id, crn: keyCrn(instance, key), type: policyType, ...data, createdBy, updatedBy, ...dates }];
  });
}
