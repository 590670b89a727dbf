import type { Operation } from "../operation";
import { clientKeysOf } from "../state";
import { describeClientKey } from "./get-client-key";

/** A flat array without pages, of the named access point or of all. An unknown access point has no keys. */
export const listClientKeys: Operation = {
  name: "ListClientKeys",
  kind: "read",
  methods: ["GET"],
  run: ({ parameters, region }) => {
    const accessPoint = parameters.optional("AapName");
    const keys = accessPoint ? clientKeysOf(region, accessPoint) : [...region.clientKeys.values()];
    return { ClientKeys: keys.map(describeClientKey) };
  },
};
