import type { Operation } from "../operation";
import { sealedFields } from "./encrypt";
import { newDataKey } from "./generate-data-key";

export const generateDataKeyWithoutPlaintext: Operation = {
  name: "GenerateDataKeyWithoutPlaintext",
  kind: "read",
  run: (context) => sealedFields(newDataKey(context).sealed),
};
