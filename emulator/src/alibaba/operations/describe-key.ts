import { findKey } from "../keys/find";
import { metadataOf } from "../keys/view";
import type { Operation } from "../operation";

export const describeKey: Operation = {
  name: "DescribeKey",
  kind: "read",
  run: (context) => ({ KeyMetadata: metadataOf(context, findKey(context)) }),
};
