import type { Task } from "../../core/task";
import { planPart } from "./plan";

export const leaveHpcs: Task = {
  command: "leave-hpcs",
  summary:
    "Moves keys, and all that they have wrapped, from Hyper Protect Crypto Services, which IBM ends, to Key Protect. Nothing is changed or deleted in the old instance.",
  parts: [planPart],
};
