import { DeclaredStack, onPulumi } from "../engine";
import { figure } from "../figure";
import { recordFigures, recordOf, sizeOf } from "../records";
import { rotatedRecord } from "../rotated-record";
import { keys } from "./program";

const ROTATING = { resource: "RootKey", name: "generated", operation: "rotateKey" };

/** Another engine's, without a secret: calculated from its attributes and typical values, not measured. */
const PEER = "ibm_kms_key: about 2,060 in Terraform's state, reckoned from its attributes";

/** The size of keys in the engine's state. */
export const state = onPulumi(
  "ibm-state",
  "IBM: bytes of the checkpoint of Pulumi, as JSON without blanks",
  async () => {
    const stack = await DeclaredStack.open(keys);
    try {
      await stack.run("up");
      const imported = await recordOf(stack, "RootKey", "imported");
      const standard = await recordOf(stack, "StandardKey");
      const { once, growth } = await rotatedRecord(stack, ROTATING);
      return [
        ...recordFigures("RootKey, rotated once", once, PEER),
        growth,
        figure("RootKey, imported: record", sizeOf(imported.sealed)),
        ...recordFigures("RootKey, imported", imported),
        figure("StandardKey: record", sizeOf(standard.sealed)),
        ...recordFigures("StandardKey", standard),
      ];
    } finally {
      await stack.close();
    }
  },
);
