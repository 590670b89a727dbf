import { closest } from "fastest-levenshtein";
import { vendors } from "../../catalog";
import { addressOf } from "../../core/access/addresses";
import type { AccessRequest } from "../../core/access/decide";
import type { AccessMap, Application, Credential, DeletedCredential } from "../../core/access/map";
import type { ObjectKind, Operation } from "../../core/access/part";
import { type Clock, isUtcTime, parseTime } from "../../core/clock";
import { ConfigurationError } from "../../core/errors";

/** Who wants to do what, as a command line says it. */
export interface Question {
  readonly app?: string;
  readonly credential?: string;
  readonly operation?: string;
  readonly key?: string;
  readonly secret?: string;
  readonly instance?: string;
  readonly from: string;
  readonly at?: string;
}

const NOTHING = "Nothing was judged.";

/** @throws ConfigurationError that says which part of the question can't be asked, and what can be asked */
export function requestOf(map: AccessMap, question: Question, clock: Clock): AccessRequest {
  const { resource, kind } = resourceIn(question);
  return {
    caller: callerIn(map, question),
    operations: operationsIn(question, kind),
    resource,
    instance: question.instance,
    from: addressIn(question),
    time: question.at === undefined ? clock.now() : timeIn(question.at),
  };
}

function callerIn(map: AccessMap, { app, credential }: Question): AccessRequest["caller"] {
  if (app !== undefined && credential === undefined) return { application: applicationCalled(map, app) };
  if (credential !== undefined && app === undefined) return { credential: credentialCalled(map, credential) };
  throw new ConfigurationError("it takes --app or --credential, and not both", `Say who asks. ${NOTHING}`);
}

function applicationCalled({ applications }: AccessMap, app: string): Application {
  const [found, ...others] = applications.filter(({ name, address, title }) => [name, address, title].includes(app));
  if (found && others.length === 0) return found;
  if (found) {
    const addresses = [found, ...others].map(({ address, stack }) => `${address} of ${stack}`);
    const problem = `several applications are called ${JSON.stringify(app)}`;
    throw new ConfigurationError(problem, `Give the address of one, or only its stack: ${addresses.join(", ")}.`);
  }
  const names = applications.flatMap(({ name }) => name ?? []);
  throw new ConfigurationError(`there is no application ${JSON.stringify(app)}`, nearest(app, names, "applications"));
}

function credentialCalled({ credentials, deleted }: AccessMap, id: string): Credential | DeletedCredential {
  const all = [...credentials, ...deleted];
  const found = all.find((each) => each.id === id);
  if (found) return found;
  const ids = all.map((each) => each.id);
  throw new ConfigurationError(
    `there is no credential ${JSON.stringify(id)} on record`,
    nearest(id, ids, "credentials"),
  );
}

const MOST_NAMES = 10;

function nearest(word: string, names: readonly string[], what: string): string {
  if (names.length === 0) return `The input records no ${what}. ${NOTHING}`;
  const shown = names.slice(0, MOST_NAMES);
  const rest = names.length > shown.length ? `, and ${names.length - shown.length} more` : "";
  return `Did you mean ${closest(word, names)}? There are: ${shown.join(", ")}${rest}. ${NOTHING}`;
}

function resourceIn({ key, secret }: Question): { readonly resource?: string; readonly kind?: ObjectKind } {
  if (key !== undefined && secret !== undefined) {
    throw new ConfigurationError(
      "--key and --secret are given both",
      `An operation is done with one of them. ${NOTHING}`,
    );
  }
  const kind = key !== undefined ? "key" : secret !== undefined ? "secret" : undefined;
  if (kind === undefined) return {};
  const name = key ?? secret ?? "";
  const problem = nameProblem(name, kind);
  if (problem) throw new ConfigurationError(`--${kind} ${JSON.stringify(name)} ${problem}`, NOTHING);
  return { resource: `${kind}/${name}`, kind };
}

function nameProblem(name: string, kind: ObjectKind): string | undefined {
  if (name === "" || /\s/.test(name)) return "is empty or has blanks";
  if (name.includes("*")) return "is a pattern: ask for one key or secret";
  return name.startsWith(`${kind}/`) ? `begins with ${kind}/: leave that out` : undefined;
}

function operationsIn({ operation }: Question, kind: ObjectKind | undefined): readonly Operation[] {
  const all = vendors.flatMap(({ definitions }) => definitions.flatMap(operationsOf));
  const fitting = all.filter(({ on }) => on === kind);
  const name = operation ?? onlyName(all, fitting, kind);
  const found = fitting.filter((each) => each.name === name);
  if (found.length > 0) return found;
  const needed = all.find((each) => each.name === name);
  if (needed) {
    const what = needed.on ? `is done with a ${needed.on}` : "takes neither key nor secret";
    const remedy = needed.on ? `Give --${needed.on}` : "Leave them out";
    throw new ConfigurationError(`--operation ${name} ${what}`, `${remedy}. ${NOTHING}`);
  }
  const names = namesOf(all);
  throw new ConfigurationError(
    `--operation ${JSON.stringify(name)} is not an operation of applications`,
    `Did you mean ${closest(name, names)}? There are: ${names.join(", ")}. ${NOTHING}`,
  );
}

/** The one operation that can be meant without a name. */
function onlyName(all: readonly Operation[], fitting: readonly Operation[], kind: ObjectKind | undefined): string {
  const names = namesOf(kind === undefined ? all : fitting);
  const [only, ...others] = names;
  if (kind !== undefined && only !== undefined && others.length === 0) return only;
  const problem = kind === undefined ? "neither --key, --secret nor --operation is given" : "--operation is missing";
  throw new ConfigurationError(problem, `Give one of ${names.join(", ")}. ${NOTHING}`);
}

function namesOf(operations: readonly Operation[]): string[] {
  return [...new Set(operations.map(({ name }) => name))];
}

function operationsOf({ access }: { readonly access?: { readonly is: string } }): readonly Operation[] {
  return access && "operations" in access ? (access.operations as readonly Operation[]) : [];
}

function addressIn({ from }: Question): string {
  if (addressOf(from)) return from;
  const problem = from.includes("/") ? "is a block: ask for one address of it" : "is no address";
  throw new ConfigurationError(
    `--from ${JSON.stringify(from)} ${problem}`,
    `Write it as 10.20.1.7 or 2001:db8::7. ${NOTHING}`,
  );
}

function timeIn(text: string): Date {
  if (isUtcTime(text)) return parseTime(text);
  throw new ConfigurationError(
    `--at ${JSON.stringify(text)} is not a UTC time`,
    `Write it as 2027-01-31T09:00:00Z. ${NOTHING}`,
  );
}
