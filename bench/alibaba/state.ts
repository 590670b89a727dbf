import { Buffer } from "node:buffer";
import { DeclaredStack, onPulumi } from "../engine";
import { figure } from "../figure";
import { recordFigures, shortType, sizeOf } from "../records";
import { rotatedRecord } from "../rotated-record";
import { standard } from "./program";

/** The run that rotates also retires: the overlap is over long before the next date. */
const KEY = { resource: "ClientKey", operation: "CreateClientKey" };

/** The size of each resource in the engine's state. */
export const state = onPulumi("state", "bytes of the checkpoint of Pulumi, as JSON without blanks", async () => {
  const stack = await DeclaredStack.open(standard);
  try {
    await stack.run("up");
    const made = (await stack.records(false)).map((record) => figure(`${shortType(record)}: record`, sizeOf(record)));
    const { once, growth } = await rotatedRecord(stack, KEY);
    const literal = Buffer.byteLength(String(once.sealed.inputs?.["__provider"] ?? ""));
    return [
      ...made,
      ...recordFigures("ClientKey, rotated once", once),
      figure("text that names the provider, in inputs and in outputs", 2 * literal),
      growth,
    ];
  } finally {
    await stack.close();
  }
});
