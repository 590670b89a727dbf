import { find } from "../checks";
import type { Operation } from "../operation";

export const deleteClientKey: Operation = {
  name: "DeleteClientKey",
  kind: "write",
  run: ({ parameters, region }) => {
    const key = find(region.clientKeys, "client key", parameters.required("ClientKeyId"));
    region.clientKeys.delete(key.id);
    return {};
  },
};
