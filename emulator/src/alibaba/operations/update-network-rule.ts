import { find, readSourceAddresses } from "../checks";
import type { Operation } from "../operation";

/** Parameters that are not sent keep their value; an empty description clears it. */
export const updateNetworkRule: Operation = {
  name: "UpdateNetworkRule",
  kind: "write",
  run: (context) => {
    const { parameters, region } = context;
    const rule = find(region.networkRules, "network rule", parameters.required("Name"));
    const sourcePrivateIps = readSourceAddresses(context) ?? rule.sourcePrivateIps;
    const description = parameters.optional("Description") ?? rule.description;
    region.networkRules.set(rule.name, { ...rule, sourcePrivateIps, description });
    return {};
  },
};
