import { randomBytes } from "node:crypto";
import { invalidParameter } from "../../errors";
import { type InstanceOperation, numberOf } from "../operation";

const most = 1024;

export const generateRandom: InstanceOperation = {
  name: "GenerateRandom",
  run: (call) => {
    call.context.admit();
    const length = numberOf(call, "Length");
    if (length < 1 || length > most) throw invalidParameter("Length", `it must be from 1 to ${most}`);
    return { message: { Random: randomBytes(length) } };
  },
};
