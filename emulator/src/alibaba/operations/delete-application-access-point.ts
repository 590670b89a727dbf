import { find } from "../checks";
import type { Operation } from "../operation";
import { clientKeysOf } from "../state";

/** Deletes its client keys too: the service says that they stop working at once, and nothing could own them any more. */
export const deleteApplicationAccessPoint: Operation = {
  name: "DeleteApplicationAccessPoint",
  kind: "write",
  run: ({ parameters, region }) => {
    const { name } = find(region.accessPoints, "application access point", parameters.required("Name"));
    for (const key of clientKeysOf(region, name)) region.clientKeys.delete(key.id);
    region.accessPoints.delete(name);
    return {};
  },
};
