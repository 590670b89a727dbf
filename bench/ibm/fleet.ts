import type { Values } from "../../src/core/definition";
import { timesOf } from "../../src/ibm/kms/root-key/due";
import { rootKey } from "../../src/ibm/kms/root-key/lifecycle";
import type { Recorded } from "../recorded";

/** A moment at which one root key in ten of a fleet is due for rotation. */
export const NOW = "2026-07-01T00:00:00Z";

const INSTANCE =
  "crn:v1:bluemix:public:kms:us-south:a/e0a1b2c3d4e5f60718293a4b5c6d7e8f:0a1b0000-0001-4000-8000-00000000e001::";
const ONE_IN = 10;
const EVERY = "P90D";

/** A number of root keys, each with an alias and a rotation every 90 days. */
export function rootKeys(size: number): readonly Recorded[] {
  return Array.from({ length: size }, (_, number) => rootKeyOf(number));
}

function rootKeyOf(number: number): Recorded {
  const given = {
    instance: INSTANCE,
    name: `app-${number}`,
    label: `shop/prod/app-${number}`,
    description: "wraps the keys of an application",
    tags: ["pci", `team-${number}`],
    aliases: [`app-${number}`],
    rotation: { every: EVERY },
  };
  return {
    definition: rootKey,
    given,
    outputs: keyMadeOn(number, number % ONE_IN === 0 ? "2026-01-01" : "2026-06-01"),
  };
}

/** A key with its first material in the form in which it is recorded after its creation. */
function keyMadeOn(number: number, day: string): Values {
  const keyId = `11111111-1111-4111-8111-${String(number).padStart(12, "0")}`;
  const createdAt = `${day}T00:00:00Z`;
  const dated = { createdAt, lastRotatedAt: undefined, state: "active", restorableUntil: undefined };
  return {
    keyId,
    crn: INSTANCE.replace(/::$/, `:key:${keyId}`),
    state: "active",
    createdAt,
    generate: true,
    imported: false,
    dualAuthDelete: false,
    version: 1,
    ...timesOf(dated, { rotation: { every: EVERY }, expirationDate: undefined }),
  };
}
