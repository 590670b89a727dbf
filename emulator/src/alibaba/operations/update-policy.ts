import { find, readAccessControlRules } from "../checks";
import type { Operation } from "../operation";

/** Parameters that are not sent keep their value. The name and the instance cannot change. */
export const updatePolicy: Operation = {
  name: "UpdatePolicy",
  kind: "write",
  run: (context) => {
    const { parameters, region } = context;
    const policy = find(region.policies, "policy", parameters.required("Name"));
    region.policies.set(policy.name, {
      ...policy,
      permissions: parameters.optionalStrings("Permissions") ?? policy.permissions,
      resources: parameters.optionalStrings("Resources") ?? policy.resources,
      accessControlRules: readAccessControlRules(context) ?? policy.accessControlRules,
      description: parameters.optional("Description") ?? policy.description,
    });
    return {};
  },
};
