import type { Section } from "../figure";
import { planFigures, SIZE } from "../plan";

/** Plans of root keys. */
export const planning: Section = {
  name: "ibm-plan",
  title: `IBM: plan of ${SIZE.toLocaleString("en-US")} root keys`,
  measure: async () => planFigures("ibm"),
};
