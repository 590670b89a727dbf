import { findKey } from "../keys/find";
import type { Operation } from "../operation";
import { page } from "../paging";

export const listKeyVersions: Operation = {
  name: "ListKeyVersions",
  kind: "read",
  run: (context) => {
    const key = findKey(context);
    const { items, fields } = page(context.parameters, key.versions, 10);
    const shown = items.map(({ id, creationDate }) => ({
      KeyId: key.id,
      KeyVersionId: id,
      CreationDate: creationDate,
    }));
    return { KeyVersions: { KeyVersion: shown }, ...fields };
  },
};
