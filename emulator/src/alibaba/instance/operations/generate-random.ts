import { generateRandom as random } from "../../keys/data-key";
import { type InstanceOperation, numberOf } from "../operation";

export const generateRandom: InstanceOperation = {
  name: "GenerateRandom",
  run: (call) => {
    call.context.admit();
    return { message: { Random: random(numberOf(call, "Length")) } };
  },
};
