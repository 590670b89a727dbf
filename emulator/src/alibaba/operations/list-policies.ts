import type { Operation } from "../operation";
import { page } from "../paging";

export const listPolicies: Operation = {
  name: "ListPolicies",
  kind: "read",
  run: ({ parameters, region }) => {
    const { items, fields } = page(parameters, region.policies.values());
    return { Policies: { Policy: items.map(({ name }) => ({ Name: name })) }, ...fields };
  },
};
