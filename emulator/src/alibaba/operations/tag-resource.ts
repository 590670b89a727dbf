import type { Operation } from "../operation";
import { readTagged, readTagList } from "../tags";

export const tagResource: Operation = {
  name: "TagResource",
  kind: "write",
  run: (context) => {
    const tagged = readTagged(context);
    tagged.set({ ...tagged.tags, ...readTagList(context) });
    return {};
  },
};
