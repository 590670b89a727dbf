import type { Section } from "../figure";
import { planFigures, SIZE } from "../plan";

/** Plans of network rules, policies, access points and client keys. */
export const planning: Section = {
  name: "plan",
  title: `plan of ${SIZE.toLocaleString("en-US")} resources, a quarter of each kind`,
  measure: async () => planFigures("alibaba"),
};
