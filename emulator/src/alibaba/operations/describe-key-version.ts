import { forbiddenKeyVersionNotFound } from "../errors";
import { findKey } from "../keys/find";
import type { Operation } from "../operation";

export const describeKeyVersion: Operation = {
  name: "DescribeKeyVersion",
  kind: "read",
  run: (context) => {
    const key = findKey(context);
    const id = context.parameters.required("KeyVersionId");
    const version = key.versions.find((each) => each.id === id);
    if (version === undefined) throw forbiddenKeyVersionNotFound();
    return { KeyVersion: { KeyId: key.id, KeyVersionId: id, CreationDate: version.creationDate } };
  },
};
