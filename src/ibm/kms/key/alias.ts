import type { z } from "zod";
import { textOf } from "../../platform/texts";

/** Words that stand in the paths of the key API: "Creating key aliases", Key Protect. */
const RESERVED: readonly string[] = [
  "allowed_ip",
  "key",
  "keys",
  "metadata",
  "policy",
  "policies",
  "registration",
  "registrations",
  "ring",
  "rings",
  "rewrap",
  "rotate",
  "unwrap",
  "version",
  "versions",
  "wrap",
];

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

/** A second name of a key, which the service takes wherever it takes the id. Unique in the instance. */
export const aliasText: z.ZodString = textOf(2, 90, (alias) => {
  if (!/^[\w-]+$/.test(alias)) return "is no alias: use letters, digits, _ and -";
  if (UUID.test(alias)) return "is a UUID, which the service would take for the id of a key: choose another alias";
  return RESERVED.includes(alias) ? "is a word that the service keeps for itself: choose another alias" : undefined;
});

/** The most that one key can have. */
export const MOST_ALIASES = 5;
