import { find } from "../checks";
import type { Operation } from "../operation";

/** Policies that name the rule do not prevent this; from then on they admit nobody through it. */
export const deleteNetworkRule: Operation = {
  name: "DeleteNetworkRule",
  kind: "write",
  run: ({ parameters, region }) => {
    const rule = find(region.networkRules, "network rule", parameters.required("Name"));
    region.networkRules.delete(rule.name);
    return {};
  },
};
