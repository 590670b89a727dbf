import { closest } from "fastest-levenshtein";
import { topOf } from "../../core/compare";
import { configurationProblems } from "../../core/credentials";
import type { Vendor } from "../../core/definition";
import { hasUnknown, type Values } from "../../core/unknown";
import { NAMING } from "../naming";
import { secretNamesIn } from "../settings";
import { fromWire, type Properties, secretToWire } from "../wire";
import type { SentMessage } from "./messages";

/** Names that aren't settings: the program reads some itself, and the engine adds others about the provider. */
const OTHERS = [NAMING, "plugin", "version", "pluginDownloadURL", "pluginChecksums", "parameterization"];

/**
 * The problems in the configuration of one provider resource, an explicit provider or the stack's. Values that aren't
 * texts come as JSON. Unknown values are checked later.
 * @param hasOthers whether it may hold names that aren't ours
 */
export function configFailures(
  vendors: readonly Vendor[],
  args: Properties,
  hasOthers: boolean,
): SentMessage<"CheckFailure">[] {
  const settings = vendors.flatMap((vendor) => vendor.settings);
  const known = [...new Set(settings.map(({ config }) => config))];
  const tops = [...known.map((config) => topOf(config)), ...known, ...OTHERS];
  const strangers = Object.keys(args).filter((name) => !name.startsWith("__") && !tops.includes(name));
  const reasons = [
    ...(hasOthers ? [] : strangers).map(
      (name) => `${name} is not a setting; did you mean ${closest(name, [...new Set(tops)])}?`,
    ),
    ...vendors.flatMap((vendor) => configurationProblems(vendor, reader(args))),
  ];
  return reasons.map((reason) => ({ property: "", reason }));
}

/** The configuration with each value marked that may hold a secret, whether or not the program has marked it. */
export function markedConfig(vendors: readonly Vendor[], args: Properties): Properties {
  const secrets = secretNamesIn(vendors);
  return Object.fromEntries(
    Object.entries(args).map(([name, value]) => [name, secrets.has(topOf(name)) ? secretToWire(value) : value]),
  );
}

/** @returns a lookup in the configuration, whose values may be unknown */
function reader(args: Properties): (key: string) => unknown {
  const values: Values = fromWire(args);
  return (key) => values[key] ?? undefined;
}

/** The same for work that needs the values: it leaves unknown ones out. */
export function knownReader(args: Properties): (key: string) => unknown {
  const read = reader(args);
  return (key) => (hasUnknown(read(key)) ? undefined : read(key));
}
