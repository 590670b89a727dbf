import type { Operation } from "../operation";
import { readTagged, without } from "../tags";

export const untagResource: Operation = {
  name: "UntagResource",
  kind: "write",
  run: (context) => {
    const tagged = readTagged(context);
    tagged.set(without(tagged.tags, context.parameters.requiredStrings("TagKeys")));
    return {};
  },
};
