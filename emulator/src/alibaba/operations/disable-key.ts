import { findKey } from "../keys/find";
import type { Operation } from "../operation";
import { requireSwitchable } from "./enable-key";

export const disableKey: Operation = {
  name: "DisableKey",
  kind: "write",
  run: (context) => {
    const key = findKey(context, { named: "id" });
    requireSwitchable(key);
    context.region.keys.set(key.id, { ...key, state: "Disabled" });
    return {};
  },
};
