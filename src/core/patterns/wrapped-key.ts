import { randomUUID } from "node:crypto";
import * as z from "zod";
import { type Accounts, requireAccount } from "../account";
import { formatTime } from "../clock";
import { type Abilities, pick, type Verbs } from "../definition";
import { field } from "../fields";
import { parseJson } from "../json";
import { type Message, message, ref } from "../message";
import type { DueRule, Reason } from "../reasons";
import type { Context } from "../run";
import { unlessGone } from "./gone";

// A data key of which a state keeps the ciphertext alone. The service makes it and encrypts it with a key of its own, and keeps
// nothing of it: there is no object to find or to delete, and a create whose reply was lost has left nothing. It is adopted by a
// ciphertext that somebody has kept.

/** The outputs that another ciphertext of the same data key changes. */
export const REWRAPPED: readonly string[] = ["ciphertext", "keyVersion", "newestKeyVersion", "keyProblem", "wrappedAt"];

export const wrappedKeyInputs = {
  name: field(z.string().min(1).max(255), {
    doc: "What plans and messages call the data key. The service never learns it.",
    examples: ["invoices", "ledger"],
    from: ["name"],
  }),
  rewrap: field(z.enum(["auto", "never"]).default("auto"), {
    doc: "What happens when the key has a newer version: `auto` has the service encrypt the same data key with that, in place; `never` leaves the ciphertext as it is, which older versions still open.",
    examples: ["auto", "never"],
  }),
};

export const wrappedKeyOutputs = {
  dataKeyId: field(z.string(), {
    doc: "A random id of the data key, which stays when it is encrypted anew. Write it beside what the data key encrypts, to know which one opens it.",
  }),
  ciphertext: field(z.string(), {
    doc: "The data key, encrypted, as the service has told it. It isn't secret: only the key opens it.",
  }),
  keyVersion: field(z.string().optional(), {
    doc: "The version of the key with which it is encrypted; absent where the service doesn't tell.",
  }),
  newestKeyVersion: field(z.string().optional(), {
    doc: "The version with which the key encrypts now, as of the last refresh; absent while the key can't be used, or where the service doesn't tell.",
  }),
  keyProblem: field(z.string().optional(), {
    doc: "Why the key can't open the data key, as of the last refresh; absent while it can. Every plan says it.",
  }),
  wrappedAt: field(z.string(), { doc: "When this ciphertext was made." }),
};

const inputs = z.object(wrappedKeyInputs);
const outputs = z.object(wrappedKeyOutputs);

export type WrappedKeyInputs = z.output<typeof inputs>;
export type WrappedKeyOutputs = z.output<typeof outputs>;

/** What a service answers who asks for a data key. */
export interface Wrapped {
  readonly ciphertext: string;
  readonly keyVersion?: string | undefined;
}

/** How a service makes a data key. Neither call changes anything there, so both may be repeated. */
export interface Wrapper<I, C> {
  /** A new data key; nothing of its plaintext. */
  make(context: Context<C>, inputs: I): Promise<Wrapped>;
  /** The same data key, with the newest version of the key that the inputs name. */
  rewrap(context: Context<C>, prior: I & WrappedKeyOutputs, inputs: I): Promise<Wrapped>;
  /** What the key is now; nothing when it isn't found. */
  look(context: Context<C>, state: I & WrappedKeyOutputs): Promise<Looked | undefined>;
  /** Whose keys the credentials find. */
  readonly accounts: Accounts<I & WrappedKeyOutputs, C>;
  /** By which it can be adopted. */
  text(state: I & WrappedKeyOutputs): string;
  /** The inputs of which another value asks for a rewrap. */
  readonly moves: readonly string[];
}

/**
 * How a data key is told whose ciphertext somebody has kept. A key has no slash, but for one in a CRN; a ciphertext in base64 may
 * have some, and no brackets.
 */
const ADOPTED =
  /^((?:crn:[^/]*\/)?[^/]+)\/([\w+/=.-]+?)(?:\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}))?(?:\/(\[.*\]))?$/is;

interface Told {
  readonly key: string;
  readonly ciphertext: string;
  readonly dataKeyId?: string;
}

export function wrappedKeyForm(key: string, bound: string): string {
  return `${key}/<ciphertext>, ${key}/<ciphertext>/<dataKeyId> or ${key}/<ciphertext>/<dataKeyId>/<${bound}>`;
}

/** What such a text tells, and what the data key is bound to, if it tells that. */
export function wrappedKeyPlace(text: string): { told: Told; bound: string[] | undefined } | undefined {
  const [, key, ciphertext, dataKeyId, list] = ADOPTED.exec(text) ?? [];
  const bound = list === undefined ? undefined : z.array(z.string()).safeParse(parseJson(list));
  if (key === undefined || ciphertext === undefined || bound?.success === false) return undefined;
  return { told: { key, ciphertext, ...(dataKeyId && { dataKeyId }) }, bound: bound?.data };
}

/** The same in one text. */
export function wrappedKeyText({ key, ciphertext, dataKeyId }: Told, bound: readonly string[]): string {
  const parts = [
    key,
    ciphertext,
    ...(dataKeyId ? [dataKeyId] : []),
    ...(bound.length > 0 ? [JSON.stringify(bound)] : []),
  ];
  return parts.join("/");
}

/** The data key of a ciphertext, which the service proves to be one as it encrypts that anew; it changes nothing there. */
export async function foundWrapped<I extends Told, C>(
  context: Context<C>,
  told: I,
  rewrap: () => Promise<Wrapped>,
): Promise<(I & WrappedKeyOutputs) | undefined> {
  const wrapped = await unlessGone(rewrap());
  return wrapped && { ...told, dataKeyId: told.dataKeyId ?? randomUUID(), ...made(context, wrapped) };
}

type Looked = Pick<WrappedKeyOutputs, "newestKeyVersion" | "keyProblem">;

/**
 * There is no object that could be gone, and the ciphertext can't be got back: a key that isn't found may be one that a service
 * hides, or of another endpoint.
 */
const NOT_FOUND: Looked = {
  newestKeyVersion: undefined,
  keyProblem:
    "it is not found. Check the credentials and where they look; where it is gone for good, so is the data key, and another is made only by replacing this resource expressly",
};

const ONLY_KEPT = "what was encrypted with it can be decrypted only by whoever keeps that";

type WrappedKey<I, C> = Verbs<I, WrappedKeyOutputs, C> &
  Pick<Abilities<I, I & WrappedKeyOutputs, C>, "id" | "due" | "replacing" | "deleting">;

export function wrappedKeyVerbs<I extends WrappedKeyInputs, C>(kind: string, wrapper: Wrapper<I, C>): WrappedKey<I, C> {
  return {
    id: ({ dataKeyId }) => dataKeyId,
    due: [rewrapping],
    replacing: `replacing it makes another data key, and drops the ciphertext of this one from the state: ${ONLY_KEPT}`,
    deleting: `it takes the ciphertext out of the state, and the service has nothing of the data key: ${ONLY_KEPT}`,
    async create(context, given) {
      const wrapped = await wrapper.make(context, given);
      return { dataKeyId: randomUUID(), ...made(context, wrapped) };
    },
    async read(context, state) {
      const key = await wrapper.look(context, state);
      const subject = `${kind} ${JSON.stringify(state.name)}`;
      if (!key) await requireAccount(wrapper.accounts, subject, context, state, async () => undefined);
      const { newestKeyVersion, keyProblem } = key ?? NOT_FOUND;
      return { ...state, newestKeyVersion, keyProblem };
    },
    async update(context, prior, given, reasons) {
      const asks = ({ code, field: path }: Reason): boolean =>
        code === "rewrap" || (path !== undefined && wrapper.moves.includes(path));
      const { dataKeyId } = prior;
      if (!reasons.some(asks)) return pick(prior, outputs);
      return { dataKeyId, ...made(context, await wrapper.rewrap(context, prior, given)) };
    },
    // Engines show no warning that a plan of a forced replacement gives, so here is what brings the data key back.
    async delete({ log }, state) {
      const { name, dataKeyId } = state;
      log.warn(
        `${kind} ${JSON.stringify(name)}: the service has nothing of the data key ${dataKeyId}, and the state no longer has its ciphertext: ${ONLY_KEPT}. As long as the key is there, it can be adopted by ${wrapper.text(state)}`,
      );
    },
  };
}

function made<C>({ clock }: Context<C>, { ciphertext, keyVersion }: Wrapped): Omit<WrappedKeyOutputs, "dataKeyId"> {
  const wrappedAt = formatTime(clock.now());
  return { ciphertext, keyVersion, newestKeyVersion: keyVersion, keyProblem: undefined, wrappedAt };
}

/** Versions have no order that their ids tell: the one with which the key encrypts now is the newest. */
export const rewrapping: DueRule<WrappedKeyOutputs, Pick<WrappedKeyInputs, "rewrap">> = (state, given) => {
  const { keyVersion, newestKeyVersion } = state;
  if (given.rewrap === "never" || !isOlder(state)) return undefined;
  const why = `the key has the version ${newestKeyVersion} now, and the data key is encrypted with ${keyVersion}`;
  return { code: "rewrap", outputs: REWRAPPED, message: why };
};

export function wrappedKeyNotes({ rewrap }: Pick<WrappedKeyInputs, "rewrap">, state?: WrappedKeyOutputs): Message[] {
  if (state === undefined) return [];
  const { keyProblem, keyVersion } = state;
  return [
    ...(keyProblem === undefined ? [] : [`the key that encrypts it can't be used: ${keyProblem}`]),
    ...(rewrap !== "auto" && isOlder(state)
      ? [
          message`${ref("rewrap")} is never: the data key stays encrypted with the version ${keyVersion ?? ""} of the key, which has a newer one`,
        ]
      : []),
  ];
}

/** Where a version isn't known, nobody can tell. */
function isOlder({ keyVersion, newestKeyVersion }: WrappedKeyOutputs): boolean {
  return keyVersion !== undefined && newestKeyVersion !== undefined && keyVersion !== newestKeyVersion;
}
