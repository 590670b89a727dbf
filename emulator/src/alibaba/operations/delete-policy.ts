import { find } from "../checks";
import type { Operation } from "../operation";

/** Access points that name the policy do not prevent this. */
export const deletePolicy: Operation = {
  name: "DeletePolicy",
  kind: "write",
  run: ({ parameters, region }) => {
    const policy = find(region.policies, "policy", parameters.required("Name"));
    region.policies.delete(policy.name);
    return {};
  },
};
