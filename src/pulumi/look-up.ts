import * as pulumi from "@pulumi/pulumi";
import { lookUpOf } from "../catalog";
import type { Values, Vendor } from "../core/definition";
import { fieldsOf } from "../core/fields";
import type { LookUp } from "../core/look-up";
import { Secret } from "../core/secret";
import { requireInputs } from "../core/validate";
import { resolveArguments } from "./arguments";
import type { Arguments } from "./given";
import { messageOnly, withoutStack } from "./program-error";
import { Session } from "./session";

/** What look-ups of one program share. Made at the first one. */
let shared: Session | undefined;

function programSession(): Session {
  shared ??= new Session(process.env, { warn: (line) => void pulumi.log.warn(line) });
  return shared;
}

/**
 * Asks a service from inside a program. Secrets in the answer are plain texts: use `lookUpOutput` to keep them marked.
 * @param name of the look-up, such as the function of that name has
 * @throws InvalidInputError, ConfigurationError, and what the service's client throws
 */
export async function lookUp(name: string, given: object): Promise<Values> {
  const { vendor, lookUp } = lookUpOf(name);
  return ask(vendor, lookUp, given, programSession());
}

/** The same for arguments that aren't known yet. A secret in the answer makes all of it secret. */
export function lookUpOutput(name: string, given: object): pulumi.Output<Values> {
  const { vendor, lookUp } = lookUpOf(name);
  return askOutput(vendor, lookUp, given, programSession());
}

/** `lookUp` for any vendor. */
export async function ask(vendor: Vendor, lookUp: LookUp, given: object, session: Session): Promise<Values> {
  const configuration = new pulumi.Config("keysmith");
  const get = (key: string): unknown => configuration.get(key);
  try {
    const inputs = requireInputs(lookUp, lookUp.name, given as Values, (source) =>
      typeof source === "object" ? session.setting(source, get) : undefined,
    );
    return revealed(await lookUp.look(session.context(vendor, get), inputs));
  } catch (error) {
    throw messageOnly(error);
  }
}

/** `lookUpOutput` for any vendor. It waits for the resources that are given as references. */
export function askOutput(vendor: Vendor, lookUp: LookUp, given: object, session: Session): pulumi.Output<Values> {
  const { inputs, references } = withoutStack(() => resolveArguments(lookUp, lookUp.name, given as Arguments));
  const ids = references.filter(pulumi.CustomResource.isInstance).map(({ id }) => id);
  const secret = fieldsOf(lookUp.outputs).some(({ meta }) => meta.secret);
  const known = secret ? pulumi.secret(inputs) : pulumi.output(inputs);
  return pulumi.all([known, ids]).apply(([settled]) => ask(vendor, lookUp, settled, session));
}

function revealed(answer: Values): Values {
  const plain = ([name, value]: [string, unknown]): [string, unknown] => [
    name,
    value instanceof Secret ? value.reveal() : value,
  ];
  return Object.fromEntries(Object.entries(answer).map(plain));
}
