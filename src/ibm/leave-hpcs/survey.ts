import { ConfigurationError, isKeysmithError } from "../../core/errors";
import { unlessGone } from "../../core/patterns/gone";
import type { Secret } from "../../core/secret";
import type { Desk, Program } from "../../core/task";
import type { Integration } from "../app-config/api";
import type { IbmContext } from "../client";
import type { ListedPolicy } from "../iam/api";
import { concerns } from "../iam/authorization/ends";
import type { Key, Registration } from "../kms/api/wire";
import { accessTo, readAll } from "../kms/key/access";
import { materialText, wrongRootKeySize } from "../kms/key/material";
import { DESTROYED } from "../kms/key/state";
import { parseCrn } from "../platform/crn";
import { digestOf, readCiphertexts, recordedIn, type Wrapped } from "./ciphertexts";
import { ANEW, type LeaveInputs, PAIR } from "./inputs";
import { Journal } from "./journal";

export type Looked<T> = { readonly seen: T } | { readonly problem: string };

export interface NamedProgram extends Program {
  readonly file: string;
}

/** All facts that decide what is to be done. They are only read. */
export type Survey = Readonly<Awaited<ReturnType<typeof survey>>>;

/** Reads one thing after another; the first failure ends it. @param begins whether to prepare the journal for appending */
export async function survey(context: IbmContext, inputs: LeaveInputs, desk: Desk, begins = false) {
  const { from, to, folder, state } = inputs;
  const pair = { from, to };
  const journal = await Journal.read(desk, folder, pair);
  const files = await readCiphertexts(desk, inputs.ciphertexts, parseCrn(from)?.serviceInstance ?? "");
  const programs = await Promise.all(state.map(async (file) => ({ file, ...(await desk.program(file)) })));
  desk.progress("looking at both instances");
  const source = await side(context, from);
  const target = await side(context, to);
  const material = await materialFrom(desk, chosenFor(source, inputs.material, "material"));
  const given = files.flatMap(({ records }) => records);
  for (const { place, key } of given) keyNamed(source, key, place);
  const [account = "", targetAccount = ""] = [source, target].map(({ access }) => access.instance.account);
  const policies = await context.client.policies.list(account);
  const targetPolicies = account === targetAccount ? policies : await context.client.policies.list(targetAccount);
  const grants = policies.filter((policy) => concerns(policy, source.access.instance));
  const chosen = chosenFor(source, inputs.twin, "twin", grants);
  const there = [...target.keys, ...targetPolicies].filter(({ state }) => state !== DESTROYED);
  refuseOthers(chosen, journal, new Set(there.map(({ id }) => id)));
  const integrations = await usesByAppConfig(context, source.registrations);
  const recorded = programs.flatMap((program) => recordedIn(program.file, program, source));
  if (begins) await journal.begin(pair);
  return {
    pair,
    source,
    target,
    /** The authorizations in the account of the old instance; `targetPolicies` are those in the account of the new one. */
    policies,
    targetPolicies,
    /** The policies that let a service use the old instance or a part of it, or let that instance use another service. */
    grants,
    /** The integrations of each App Configuration instance that uses a key, by the CRN of the App Configuration instance. */
    integrations,
    files,
    /** The ciphertexts in all files, and those of the data keys that programs record. */
    ciphertexts: [...given, ...recorded],
    programs,
    journal,
    /** By the old key's id. */
    material,
    /** From the id of an old key or policy to that of its twin, or to `new`. */
    chosen,
  };
}

type Side = Readonly<Awaited<ReturnType<typeof side>>>;

async function side(context: IbmContext, instance: string) {
  const access = accessTo(context, { instance, service: undefined, instanceId: undefined, url: undefined });
  const { api } = access;
  const keys = await readAll(access);
  const rings = await api.rings();
  const registrations = await api.everyRegistration();
  const named: ReadonlyMap<string, Key> = new Map(
    keys.flatMap((key) => [key.id, ...key.aliases].map((name) => [name, key] as const)),
  );
  return { access, keys, named, rings, registrations };
}

/** @throws ConfigurationError for a key that the instance doesn't have */
export function keyNamed({ named, access }: Side, idOrAlias: string, where: string, what = "key"): Key {
  const found = named.get(idOrAlias);
  if (found) return found;
  throw new ConfigurationError(
    `${where}: there is no ${what} ${JSON.stringify(idOrAlias)} in the instance ${access.instance.id}`,
    `Give the id or an alias of one of its keys${what === "key" ? "" : ", or the id of a policy for it"}.`,
  );
}

/** The twin of a ciphertext's key, and the ciphertext that was wrapped anew with it, as far as they exist. */
export function anewOf({ source, journal }: Pick<Survey, "source" | "journal">, wrapped: Wrapped) {
  const twin = journal.keys.get(keyNamed(source, wrapped.key, wrapped.place).id);
  return twin === undefined ? {} : { twin, ciphertext: journal.ciphertexts.get(digestOf(twin, wrapped)) };
}

/** The choices by the ids of keys or policies. @throws ConfigurationError where two texts name the same one */
function chosenFor(
  source: Side,
  pairs: readonly string[],
  option: string,
  grants: readonly ListedPolicy[] = [],
): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  const chosen = pairs.map((text) => {
    const [, name = "", value = ""] = PAIR.exec(text) ?? [];
    const what = option === "twin" ? "key or authorization" : "key";
    const { id } = grants.find((policy) => policy.id === name) ?? keyNamed(source, name, option, what);
    const other = names.get(id);
    if (other !== undefined) {
      const twice = other === name ? `${name} is named twice` : `${other} and ${name} name the same, ${id}`;
      throw new ConfigurationError(`${option}: ${twice}`, "Name each once.");
    }
    names.set(id, name);
    return [id, value] as const;
  });
  return new Map(chosen);
}

/** Refuses a twin other than the recorded one, if that one still exists. @param there the ids that still exist */
function refuseOthers(chosen: ReadonlyMap<string, string>, { keys, policies }: Journal, there: ReadonlySet<string>) {
  for (const [id, choice] of chosen) {
    const recorded = keys.get(id) ?? policies.get(id);
    if (recorded === undefined || recorded === choice || choice === ANEW || !there.has(recorded)) continue;
    throw new ConfigurationError(
      `twin: ${choice} is named for ${id}, but the journal has ${recorded}`,
      "Leave it out, or begin another move in another folder.",
    );
  }
}

/** @throws ConfigurationError for a text that can't be the material of a root key, without showing the text */
async function materialFrom(desk: Desk, files: ReadonlyMap<string, string>): Promise<ReadonlyMap<string, Secret>> {
  const read = [...files].map(async ([key, file]) => {
    const { success, data, error } = materialText.safeParse((await desk.read(file)).trimEnd());
    const problem = success ? wrongRootKeySize(data, "kms") : `its content ${error.issues[0]?.message}`;
    if (!success || problem) throw new ConfigurationError(`${file}: ${problem}`, "Give the material in base64.");
    return [key, data] as const;
  });
  return new Map(await Promise.all(read));
}

const APP_CONFIG = "apprapp";

/** Only the registrations of the old keys tell which App Configuration instances these keys encrypt. */
async function usesByAppConfig({ client }: IbmContext, registrations: readonly Registration[]) {
  const uses = new Map<string, Looked<readonly Integration[]>>();
  for (const resourceCrn of new Set(registrations.map((each) => each.resourceCrn))) {
    const { serviceName, serviceInstance: guid = "", region = "" } = parseCrn(resourceCrn) ?? {};
    if (serviceName !== APP_CONFIG) continue;
    const api = client.integrations({ guid, region });
    uses.set(resourceCrn, await looked(async () => (await unlessGone(api.list())) ?? []));
  }
  return uses;
}

/** Errors of a call that a service refuses or doesn't know. Some services also answer 401 to a caller without permission. */
const REFUSALS: readonly string[] = ["permission", "not-found", "credentials", "rejected", "service", "bad-reply"];

/** Reads something that a move can do without. */
export async function looked<T>(look: () => Promise<T>): Promise<Looked<T>> {
  try {
    return { seen: await look() };
  } catch (error) {
    if (!isKeysmithError(error) || !REFUSALS.includes(error.code)) throw error;
    return { problem: error.message };
  }
}
