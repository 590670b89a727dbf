import type { Task } from "../../core/task";
import { checkPart } from "./check";
import { planPart } from "./plan";
import { runPart } from "./run";

export const leaveHpcs: Task = {
  command: "leave-hpcs",
  summary:
    "Moves keys, and all that they have wrapped, from Hyper Protect Crypto Services, which IBM ends, to Key Protect. Nothing is changed or deleted in the old instance.",
  parts: [planPart, runPart, checkPart],
};
