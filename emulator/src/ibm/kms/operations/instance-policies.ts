import { z } from "zod";
import { goStruct, readPolicies } from "../body";
import { badBody, invalidQuery } from "../errors";
import { type InstancePolicy, isPolicyType, type PolicyType, policyData } from "../instance-policy";
import type { KeyCall, KeyOperation } from "../operation";
import { shownTime } from "../times";
import { collection } from "../view";

const collectionType = "application/vnd.ibm.kms.policy+json";
/** The port of the private endpoint, which an instance with an allowedIP policy has to itself. */
const privatePort = 13_000;

const resourceSchema = goStruct({
  policy_type: z.string(),
  policy_data: goStruct({ enabled: z.boolean(), attributes: z.unknown().optional() }),
});

export const getInstancePolicies: KeyOperation = {
  operation: "getInstancePolicies",
  method: "GET",
  path: "/instance/policies",
  kind: "read",
  action: "kms.instancepolicies.read",
  failure: "Instance policy could not be retrieved",
  run: (call) => {
    const only = asked(call);
    const policies = [...call.instance.policies.values()].filter((one) => !only || one.policy_type === only);
    return { status: 200, body: collection(collectionType, policies.map(shown)) };
  },
};

export const setInstancePolicies: KeyOperation = {
  operation: "setInstancePolicies",
  method: "PUT",
  path: "/instance/policies",
  kind: "write",
  action: "kms.instancepolicies.write",
  failure: "Instance policy could not be created",
  run: (call) => {
    const { policies } = call.instance;
    // All policies are read before any is set, so that it is all or nothing.
    for (const policy of read(call, asked(call))) policies.set(policy.policy_type, policy);
    return { status: 204 };
  },
};

export const getAllowedIpPort: KeyOperation = {
  operation: "getAllowedIpPort",
  method: "GET",
  path: "/instance/allowed_ip_port",
  kind: "read",
  action: "kms.instancepolicies.allowedipport",
  failure: "Port could not be retrieved",
  run: ({ instance }) => {
    const enabled = instance.policies.get("allowedIP")?.policy_data.enabled ?? false;
    const ports = enabled ? [{ private_endpoint_port: privatePort }] : [];
    return { status: 200, body: collection("application/vnd.ibm.kms.allowed_ip_metadata+json", ports) };
  },
};

function asked({ request }: KeyCall): PolicyType | undefined {
  const text = request.query.get("policy");
  if (text === null) return undefined;
  if (!isPolicyType(text)) throw invalidQuery("policy", "a type of instance policy");
  return text;
}

function read(call: KeyCall, only: PolicyType | undefined): readonly InstancePolicy[] {
  const resources = readPolicies(call.request, resourceSchema, only && (({ policy_type }) => policy_type === only));
  const types = new Set(resources.map(({ policy_type }) => policy_type));
  if (types.size < resources.length) throw badBody("Only one of each policy can be created");
  return resources.map(({ policy_type, policy_data }) => made(call, policy_type, policy_data));
}

function made(
  { instance, caller, now }: KeyCall,
  policy_type: string,
  { enabled, attributes }: { readonly enabled: boolean; readonly attributes?: unknown },
): InstancePolicy {
  const old = instance.policies.get(policy_type);
  const by = caller.iamId;
  const at = now.toISOString();
  return {
    policy_type,
    policy_data: policyData(policy_type, enabled, attributes),
    createdBy: old?.createdBy ?? by,
    creationDate: old?.creationDate ?? at,
    updatedBy: by,
    lastUpdated: at,
  };
}

function shown(policy: InstancePolicy): InstancePolicy {
  const { creationDate, lastUpdated } = policy;
  return { ...policy, creationDate: shownTime(creationDate), lastUpdated: shownTime(lastUpdated) };
}
