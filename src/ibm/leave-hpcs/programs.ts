import type { Values } from "../../core/definition";
import { wrappedKeyText } from "../../core/patterns/wrapped-key";
import type { RecordedResource } from "../../core/recorded";
import type { Twin } from "../../core/task";
import { isPlainObject } from "../../core/unknown";
import { concerns } from "../iam/authorization/ends";
import { endsSaidBy } from "../iam/authorization/policy";
import { keyCrn, parseKeyCrn } from "../platform/crn";
import { placeIn, placeOf } from "../platform/instance";
import { recordedWrapped } from "./ciphertexts";
import { counterpartOf, foreign, holderOf } from "./grants";
import type { Verdict } from "./keys";
import { anewOf, type NamedProgram, type Survey } from "./survey";

type Found = Omit<Twin, "resource"> | { readonly why: string };

const NOT_YET = "has no twin yet: run first";

/** For each kind that can be in an instance or name one: how a resource goes over; undefined if it doesn't concern the move. */
const KINDS: Readonly<Record<string, (state: Values, survey: Survey) => Found | undefined>> = {
  RootKey: twinOfKey,
  StandardKey: twinOfKey,
  WrappedKey: twinOfWrappedKey,
  KeyRing: twinOfRing,
  ServiceAuthorization: twinOfAuthorization,
  AppConfigIntegration: twinOfIntegration,
};

interface Goer {
  readonly resource: RecordedResource;
  readonly state: Values;
  readonly found: Found;
}

function goersOf({ resources }: NamedProgram, survey: Survey): readonly Goer[] {
  const goers = resources.flatMap((resource) => {
    const state = { ...resource.inputs, ...resource.outputs };
    const found = KINDS[resource.definition.name]?.(state, survey);
    return found ? [{ resource, state, found }] : [];
  });
  // With another `key`, the program would make another data key in place of one that waits.
  const byKey = heldBack(goers, (each) => (isA("WrappedKey", each) ? keyOf(each) : undefined), keyOf);
  // The program may give a key the instance of its ring.
  return heldBack(
    byKey,
    ({ state }) => state["keyRing"],
    (each) => (isA("KeyRing", each) ? each.state["name"] : undefined),
  );
}

type Part = (goer: Goer) => unknown;

/** Has others wait for those that wait. @param needed what one that waits needs as it is @param part what another one is or names */
function heldBack(goers: readonly Goer[], needed: Part, part: Part): readonly Goer[] {
  const waiting = goers.filter(({ found }) => "why" in found);
  const titles = new Map(waiting.map((each) => [needed(each), each.resource.title]));
  return goers.map((goer) => {
    const its = "adopt" in goer.found ? part(goer) : undefined;
    const title = its === undefined ? undefined : titles.get(its);
    return title === undefined ? goer : { ...goer, found: { why: `it goes over together with ${title}, which waits` } };
  });
}

function isA(kind: string, { resource }: Goer): boolean {
  return resource.definition.name === kind;
}

/** The id of the key that a resource is or names. */
function keyOf({ state: { keyId, key, target } }: Goer): string | undefined {
  const ofTarget = isPlainObject(target) ? (target["key"] ?? target["resource"]) : undefined;
  const text = keyId ?? key ?? ofTarget;
  return typeof text === "string" ? (parseKeyCrn(text)?.resource ?? text).toLowerCase() : undefined;
}

export function twinsOf(program: NamedProgram, survey: Survey): readonly Twin[] {
  return goersOf(program, survey).flatMap(({ resource, found }) => ("adopt" in found ? [{ resource, ...found }] : []));
}

function twinOfKey(state: Values, { source, pair, journal }: Survey): Found | undefined {
  if (placeIn(state) !== placeOf(source.access.instance)) return undefined;
  const twin = journal.keys.get(String(state["keyId"]));
  return twin === undefined ? { why: `its key ${NOT_YET}` } : { adopt: keyCrn(pair.to, twin) };
}

/** If the program merely named a key of the new instance, another data key would be made instead. */
function twinOfWrappedKey(state: Values, survey: Survey): Found | undefined {
  const wrapped = recordedWrapped(state, String(state["name"]), survey.source);
  if (!wrapped) return undefined;
  if (!survey.source.named.has(wrapped.key))
    return { why: `its root key ${wrapped.key} is not in the old instance: nobody can open the data key` };
  const { twin, ciphertext } = anewOf(survey, wrapped);
  if (twin === undefined || ciphertext === undefined)
    return {
      why: "its ciphertext is not wrapped anew yet: run first, and leave its key in the program as it is until then",
    };
  const told = { key: keyCrn(survey.pair.to, twin), ciphertext, dataKeyId: String(state["dataKeyId"]) };
  return { adopt: wrappedKeyText(told, wrapped.aad) };
}

function twinOfRing(state: Values, { source, target, pair, journal }: Survey): Found | undefined {
  if (placeIn(state) !== placeOf(source.access.instance)) return undefined;
  const name = String(state["name"]);
  const isThere = journal.rings.has(name) || target.rings.some(({ id }) => id === name);
  return isThere ? { adopt: `${pair.to}/${name}` } : { why: `its ring ${NOT_YET}` };
}

function twinOfAuthorization(state: Values, survey: Survey): Found | undefined {
  const { source, journal, policies, targetPolicies } = survey;
  const old = String(state["policyId"]);
  const policy = policies.find(({ id }) => id === old);
  if (policy && !concerns(policy, source.access.instance)) return undefined;
  const twin = policy && counterpartOf(policy, survey);
  // The old policy may be deleted by now, and a twin that was made a moment ago may not be listed yet.
  const adopt = twin?.id ?? journal.policies.get(old);
  if (adopt === undefined) {
    return names(state["target"], source.access.instance.id) ? { why: `its policy ${NOT_YET}` } : undefined;
  }
  const found = targetPolicies.find(({ id }) => id === adopt);
  if (found && !endsSaidBy(found)) return { why: `no resource can express the whole policy ${adopt}: ${TAKE_OUT}` };
  const isForeign = twin !== undefined && !twin.isOurs;
  const why = isForeign ? foreign(adopt, survey) : undefined;
  if (isForeign && holderOf(adopt, survey) !== undefined) return { why: `${why}. ${ONE_EACH}` };
  const rival = rivalOf(adopt, old, survey);
  if (rival !== undefined) return { why: `${rival} the policy ${adopt} too. ${ONE_EACH}` };
  return { adopt, note: why && `${why}. This program adopts it` };
}

const TAKE_OUT = "take this resource out of the program";
const ONE_EACH = `Two resources must not manage one policy: ${TAKE_OUT}`;

/** The resource that has the twin already, or else the first of the resources whose old policies share this twin. */
function rivalOf(twin: string, old: string, { programs, journal }: Survey): string | undefined {
  const all = programs.flatMap(({ file, resources }) =>
    resources.map(({ title, outputs }) => ({ title: `${title} in ${file}`, id: String(outputs["policyId"]) })),
  );
  const holder = all.find(({ id }) => id === twin);
  if (holder) return `${holder.title} has`;
  const first = all.find(({ id }) => id === old || journal.policies.get(id) === twin);
  return first === undefined || first.id === old ? undefined : `${first.title} adopts`;
}

function twinOfIntegration(state: Values, { source }: Survey): Found | undefined {
  const key = parseKeyCrn(String(state["rootKey"]));
  if (key?.serviceInstance.toLowerCase() !== source.access.instance.id.toLowerCase()) return undefined;
  return { why: "an integration can't change its key: declare one of another App Configuration instance" };
}

function names(value: unknown, text: string): boolean {
  return isPlainObject(value) && JSON.stringify(value).toLowerCase().includes(text.toLowerCase());
}

export interface ProgramRow extends Verdict {
  readonly file: string;
  readonly resource: string;
}

/** The resources of the programs that still use the old instance, whether or not they are Keysmith's. Pure. */
export function programRows(survey: Survey): readonly ProgramRow[] {
  return survey.programs.flatMap((program) => {
    const { file } = program;
    const goers = goersOf(program, survey);
    const ours = goers.map(({ resource, found }): ProgramRow => {
      const verdict: Verdict =
        "adopt" in found
          ? { next: "moves", why: [`by the files of a run, to ${found.adopt}`, found.note].filter(Boolean).join(": ") }
          : { next: "waits", ...found };
      return { file, resource: resource.title, ...verdict };
    });
    const known = new Set(goers.map(({ resource }) => resource.address));
    const others = program.naming(survey.source.access.instance.id).filter((address) => !known.has(address));
    const why = "it names the old instance: change it where it is declared";
    return [...ours, ...others.map((address): ProgramRow => ({ file, resource: address, next: "waits", why }))];
  });
}
