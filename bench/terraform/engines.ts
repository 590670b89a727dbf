import { type TerraformEngine, terraformEngines } from "../../test/terraform/engines";
import { type Figure, figure, type Options, type Section } from "../figure";

/** A section that measures the same on each engine, and reports each one that is missing. */
export function onEngines(
  name: string,
  title: string,
  measure: (engine: TerraformEngine, options: Options) => Promise<readonly Figure[]>,
): Section {
  return {
    name,
    title,
    async measure(options) {
      const all: Figure[] = [];
      for (const engine of terraformEngines()) {
        const figures = engine.unavailable === undefined ? await measure(engine, options) : [];
        const missing = engine.unavailable === undefined ? [] : [figure(engine.kind, "missing", engine.unavailable)];
        all.push(...missing, ...figures.map((each) => ({ ...each, what: `${engine.name}: ${each.what}` })));
      }
      return all;
    },
  };
}
