import { missingParameter } from "../errors";
import { findKey, requireEnabled } from "../keys/find";
import { readBoolean, readInterval, requireRotatable } from "../keys/read";
import { later } from "../keys/settle";
import type { Operation } from "../operation";

export const updateRotationPolicy: Operation = {
  name: "UpdateRotationPolicy",
  kind: "write",
  run: (context) => {
    const { parameters, region, now } = context;
    const key = findKey(context, { named: "id" });
    const isOn = readBoolean(parameters, "EnableAutomaticRotation");
    if (isOn === undefined) throw missingParameter("EnableAutomaticRotation");
    requireRotatable(key);
    requireEnabled(key);
    const { rotation: _, ...unrotated } = key;
    const interval = isOn ? readInterval(parameters) : undefined;
    region.keys.set(key.id, {
      ...unrotated,
      ...(interval !== undefined && { rotation: { interval, next: later(now, interval) } }),
    });
    return {};
  },
};
