import { find } from "../checks";
import type { Operation } from "../operation";

/** Policies that name the rule do not hinder it; they admit nobody through it from then on. */
export const deleteNetworkRule: Operation = {
  name: "DeleteNetworkRule",
  kind: "write",
  run: ({ parameters, region }) => {
    const rule = find(region.networkRules, "network rule", parameters.required("Name"));
    region.networkRules.delete(rule.name);
    return {};
  },
};
