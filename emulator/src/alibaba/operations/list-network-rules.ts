import type { Operation } from "../operation";
import { page } from "../paging";

export const listNetworkRules: Operation = {
  name: "ListNetworkRules",
  kind: "read",
  run: ({ parameters, region }) => {
    const { items, fields } = page(parameters, region.networkRules.values());
    return { NetworkRules: { NetworkRule: items.map(({ name, type }) => ({ Name: name, Type: type })) }, ...fields };
  },
};
