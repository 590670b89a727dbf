import { rejectedStateModifiedFailed } from "../errors";
import { findKey } from "../keys/find";
import { later } from "../keys/settle";
import type { Operation } from "../operation";

export const scheduleKeyDeletion: Operation = {
  name: "ScheduleKeyDeletion",
  kind: "write",
  run: (context) => {
    const { parameters, region, now } = context;
    const key = findKey(context, { named: "id" });
    parameters.required("PendingWindowInDays");
    const days = parameters.integer("PendingWindowInDays", { min: 7, max: 366, default: 7 });
    if (key.deleteDate !== undefined || key.deletionProtection !== undefined) throw rejectedStateModifiedFailed();
    region.keys.set(key.id, { ...key, deleteDate: later(now, days * 86_400) });
    return {};
  },
};
