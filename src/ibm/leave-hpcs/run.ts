import path from "node:path";
import { AlreadyExistsError, ConflictError, isKeysmithError } from "../../core/errors";
import { Memo } from "../../core/memo";
import { type Desk, defineTaskPart, type TaskPart } from "../../core/task";
import { mayHaveActed } from "../../http/retry";
import type { IbmClient, IbmContext } from "../client";
import type { ListedPolicy, NewPolicy } from "../iam/api";
import { write } from "../kms/key/access";
import { keyCrn } from "../platform/crn";
import { PolicyExistsError } from "../platform/errors";
import { digestOf, type Wrapped, writtenAnew } from "./ciphertexts";
import { type Counterpart, counterpartOf, digestOfGrant, grantsAll, twinIn } from "./grants";
import { type LeaveInputs, LOCK, leaveChecks, leaveInputs } from "./inputs";
import type { Journal } from "./journal";
import { cannotOpen } from "./keys";
import { deadline, type Judged, leftOf, planOf } from "./plan";
import { twinsOf } from "./programs";
import { anewOf, keyNamed, type Survey, survey } from "./survey";
import { makeTwin } from "./twins";
import { type Failures, forEach } from "./work";

async function makeRing({ target, journal }: Survey, ring: string): Promise<void> {
  try {
    await write(target.access, (api) => api.createRing(ring));
  } catch (error) {
    // How the service refuses a second ring of a name isn't documented.
    const isThere = (await target.access.api.rings()).some(({ id }) => id === ring);
    if (!isThere) throw error;
  }
  await journal.note({ ring });
}

type Standing = Pick<Counterpart, "id" | "isOurs">;

/** Several old authorizations may have one twin, which IAM accepts only once. It is made once, with the roles of all. */
function grantMaker(client: IbmContext, found: Survey, policies: readonly ListedPolicy[]) {
  const { journal, chosen } = found;
  const roles = new Map<string, readonly string[]>();
  for (const policy of policies.filter(({ id }) => !chosen.has(id))) {
    const twin = twinIn(found, policy);
    if (typeof twin === "string") continue;
    const digest = digestOfGrant(twin);
    roles.set(digest, [...new Set([...(roles.get(digest) ?? []), ...twin.roles])]);
  }
  const made = new Memo();
  return async (policy: ListedPolicy): Promise<void> => {
    const there = counterpartOf(policy, found);
    if (there?.isNoted) return;
    const choice = chosen.get(policy.id);
    if (choice !== undefined) return noteGrant(journal, policy, { id: choice, isOurs: false });
    if (there) return noteGrant(journal, policy, there);
    const wanted = twinIn(found, policy);
    if (typeof wanted === "string") throw new ConflictError(wanted, "Run again when that is corrected.");
    const digest = digestOfGrant(wanted);
    const ofAll = { ...wanted, roles: roles.get(digest) ?? wanted.roles };
    await noteGrant(journal, policy, await made.once(digest, () => makeGrant(client, found, ofAll)));
  };
}

async function makeGrant({ client }: IbmContext, { journal }: Survey, wanted: NewPolicy): Promise<Standing> {
  const asks = digestOfGrant(wanted);
  const wasAsked = journal.asked.has(asks);
  if (!wasAsked) await journal.note({ asks });
  try {
    return { id: (await client.policies.create(wanted)).id, isOurs: true };
  } catch (error) {
    if (!wasAsked && isKeysmithError(error) && !mayHaveActed(error)) await journal.note({ refused: asks });
    if (!(error instanceof PolicyExistsError)) throw error;
    const inTheWay = await client.policies.get(error.policy);
    if (!grantsAll(inTheWay, wanted)) {
      throw new AlreadyExistsError(
        `the policy ${inTheWay.id} lets the same service use the same target, but with other roles or only under conditions`,
        `Make it grant ${wanted.roles.join(", ")} too, without conditions.`,
        { cause: error },
      );
    }
    return { id: inTheWay.id, isOurs: wasAsked };
  }
}

function noteGrant(journal: Journal, policy: ListedPolicy, { id, isOurs }: Standing): Promise<void> {
  return journal.note({ policy: policy.id, twin: id, ...(!isOurs && { given: true as const }) });
}

/** Unwraps a ciphertext in the old instance and wraps its plaintext in the new one. The plaintext is kept only in memory. */
async function wrapAnew(found: Survey, wrapped: Wrapped): Promise<void> {
  const { source, target, journal } = found;
  const key = keyNamed(source, wrapped.key, wrapped.place);
  const { twin, ciphertext: done } = anewOf(found, wrapped);
  if (twin === undefined || done !== undefined) return;
  const closed = cannotOpen(key);
  if (closed) throw new ConflictError(closed, "Then run again.");
  const { ciphertext, aad } = wrapped;
  const { plaintext } = await source.access.api.unwrap(key.id, { ciphertext, aad });
  const anew = await target.access.api.wrap(twin, { plaintext, aad });
  await journal.note({ wrapped: digestOf(twin, wrapped), ciphertext: anew.ciphertext });
}

const toMove = <T>(all: readonly Judged<T>[]): readonly T[] =>
  all.filter(({ verdict }) => verdict.next === "moves" || verdict.next === "there").map(({ of }) => of);

const idOf = ({ id }: { readonly id: string }): string => id;

const moved = (all: readonly Judged<unknown>[]): number => all.filter(({ verdict }) => verdict.next === "moved").length;

/** Moves everything that needs nobody's help. The order follows the dependencies. */
async function moveAll(context: IbmContext, found: Survey, desk: Desk): Promise<Failures> {
  const failures: Failures = new Map();
  const { rings, keys, grants } = planOf(found, context.clock.now());
  const work = { context, desk, failures };
  await forEach(work, "ring", toMove(rings), String, (ring) => makeRing(found, ring));
  await forEach(work, "key", toMove(keys), idOf, (key) => makeTwin(found, key));
  await forEach(work, "authorization", toMove(grants), idOf, grantMaker(context, found, toMove(grants)));
  const placeOf = ({ place }: Wrapped): string => place;
  await forEach(work, "ciphertext", found.ciphertexts, placeOf, (wrapped) => wrapAnew(found, wrapped));
  return failures;
}

/** Writes the files with which people and programs continue. @returns their paths */
async function writeFiles(found: Survey, { folder }: LeaveInputs, desk: Desk): Promise<readonly string[]> {
  const { journal, pair } = found;
  const written = found.files.map((each) => {
    const content = writtenAnew(each, (wrapped) => {
      const { twin, ciphertext } = anewOf(found, wrapped);
      return twin === undefined || ciphertext === undefined ? undefined : { key: keyCrn(pair.to, twin), ciphertext };
    });
    return [path.join(folder, "ciphertexts", path.basename(each.file)), content] as const;
  });
  const programs = found.programs.flatMap((program) =>
    Object.entries(program.handOver(twinsOf(program, found))).map(
      ([name, content]) => [path.join(folder, "programs", path.parse(program.file).name, name), content] as const,
    ),
  );
  const map = { ...pair, keys: Object.fromEntries(journal.keys), policies: Object.fromEntries(journal.policies) };
  const files = [
    [path.join(folder, "map.json"), `${JSON.stringify(map, null, 2)}\n`] as const,
    ...written,
    ...programs,
  ];
  for (const [file, content] of files) await desk.replace(file, content);
  return files.map(([file]) => file);
}

export const runPart: TaskPart = defineTaskPart<typeof leaveInputs, IbmClient>({
  command: "run",
  summary:
    "Makes the rings, keys and authorizations of a Hyper Protect Crypto Services instance in a Key Protect instance, wraps the given ciphertexts anew, and writes how each program switches over. It can be stopped at any moment and goes on when it is run again. Nothing in the old instance is changed.",
  inputs: leaveInputs,
  checks: leaveChecks,
  async perform(context, inputs, desk) {
    await desk.lock(path.join(inputs.folder, LOCK));
    const failures = await moveAll(context, await survey(context, inputs, desk, true), desk);
    const found = await survey(context, inputs, desk);
    const now = context.clock.now();
    const plan = planOf(found, now);
    const left = leftOf(found, plan, failures);
    const files = await writeFiles(found, inputs, desk);
    const answer = {
      ...deadline(now),
      rings: moved(plan.rings),
      keys: moved(plan.keys),
      authorizations: found.journal.policies.size,
      ciphertexts: found.ciphertexts.length - left.filter(({ kind }) => kind === "ciphertext").length,
      files,
      left,
    };
    return { answer, isComplete: failures.size === 0 };
  },
});
