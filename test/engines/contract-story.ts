import type { Fault, Input, ToyProgram, ToyProject, ToyResource } from "./toys/toy-project";
import type { OpenOptions, RunResult, Stack } from "./types";

/** One command of the story that both engines are told. */
export interface Chapter {
  readonly title: string;
  readonly program: ToyProgram;
  readonly command: (stack: Stack, toy: ToyProject) => Promise<RunResult>;
  readonly faults?: Readonly<Record<string, Fault>>;
  /** Done to the service behind the engine's back. */
  readonly tamper?: Parameters<ToyProject["tamper"]>[0];
  readonly env?: Readonly<Record<string, string>>;
  /** Opens the stack once more, with other configuration. */
  readonly reopen?: Pick<OpenOptions, "config" | "secretConfig">;
  /** False where the engine does several things at once, so that only the order for each resource is certain. */
  readonly ordered?: boolean;
  /** True for a killed run, of which only what it leaves behind is certain. */
  readonly killed?: boolean;
}

const first: ToyResource = {
  name: "first",
  size: 1,
  secret: { secret: "s3cret" },
  nested: { open: 1, closed: { secret: "inner" } },
};
const second: ToyResource = {
  name: "second",
  hint: { of: "first", output: "token" },
  peer: { of: "first", output: "plain" },
};
const third: ToyResource = { name: "third", dependsOn: ["second"], box: true };
const chain = [first, second, third];
const changed = [{ ...first, size: 2 }, second, third];
const exports: Record<string, Input> = {
  token: { of: "first", output: "token" },
  plain: { of: "third", output: "plain" },
};
const renamed = (name: string, changes: Partial<ToyResource> = {}): ToyResource => ({
  ...first,
  as: "first",
  name,
  ...changes,
});
/** What refers to the first by its id, in both ways. */
const byId: readonly ToyResource[] = [
  { name: "second", hint: { of: "first", output: "id" } },
  { name: "third", peer: { of: "first", output: "id" } },
];
const halves = [{ name: "half" }, { name: "never", dependsOn: ["half"] }];
const independent = ["a", "b", "c", "d"].map((name) => ({ name }));

const drift: Chapter["tamper"] = ({ things }) => Object.assign(things["second-1"] ?? {}, { size: 99 });
const lose =
  (prefix: string): NonNullable<Chapter["tamper"]> =>
  ({ things }) => {
    for (const id of Object.keys(things)) if (id.startsWith(prefix)) delete things[id];
  };

const change: Chapter["command"] = (stack) => stack.up({ skipPreview: true });
const killedAt =
  (what: string): Chapter["command"] =>
  (stack, toy) =>
    stack.up({ skipPreview: true, killWhen: toy.asked(what) });

export const story: readonly Chapter[] = [
  { title: "create, with a preview", program: { resources: chain, exports }, command: (stack) => stack.up() },
  { title: "nothing to do", program: { resources: chain, exports }, command: change },
  { title: "update, with a preview", program: { resources: changed, exports }, command: (stack) => stack.up() },
  {
    title: "preview of a replacement",
    program: { resources: [renamed("1st"), second, third], exports },
    command: (stack) => stack.preview(),
  },
  { title: "due without a change", program: { resources: changed }, command: change, env: { TOY_DUE: "second" } },
  {
    title: "refresh that finds drift",
    program: { resources: chain },
    command: (stack) => stack.refresh(),
    tamper: drift,
    env: { TOY_DUE: "" },
    ordered: false,
  },
  {
    title: "update that refreshes first",
    program: { resources: changed, exports },
    command: (stack) => stack.up({ skipPreview: true, refresh: true }),
    tamper: drift,
    ordered: false,
  },
  {
    title: "other configuration",
    program: { resources: changed, exports },
    command: change,
    reopen: { config: { "toy:greeting": "good bye" }, secretConfig: { "toy:password": "hush hush" } },
  },
  {
    title: "other configuration, seen by an update that refreshes first",
    program: { resources: changed, exports },
    command: (stack) => stack.up({ skipPreview: true, refresh: true }),
    reopen: { config: { "toy:greeting": "so long" } },
    ordered: false,
  },
  {
    title: "delete before replace",
    program: { resources: [renamed("one", { deleteFirst: true }), second, third], exports },
    command: change,
  },
  { title: "replacement", program: { resources: [renamed("uno"), third] }, command: change, ordered: false },
  {
    title: "delete before replace, interrupted",
    program: { resources: [renamed("eins", { deleteFirst: true })] },
    command: change,
    faults: { "create eins": "fail" },
  },
  {
    title: "what that had left open",
    program: { resources: [renamed("eins", { deleteFirst: true }), third] },
    command: change,
    ordered: false,
  },
  { title: "refused inputs", program: { resources: [renamed("eins", { size: 13 })] }, command: (stack) => stack.up() },
  {
    title: "a create that is half done",
    program: { resources: halves },
    command: change,
    faults: { "create half": "half" },
  },
  {
    title: "a create that fails, and things gone from the program",
    program: { resources: halves },
    command: change,
    faults: { "create never": "fail" },
  },
  {
    title: "unexpected changes",
    program: { resources: [{ name: "half" }] },
    command: (stack) => stack.preview({ expectNoChanges: true }),
    ordered: false,
  },
  {
    title: "refresh that finds things gone",
    program: { resources: [{ name: "half" }] },
    command: (stack) => stack.refresh({ skipPreview: true }),
    tamper: lose("half"),
    ordered: false,
  },
  {
    title: "a program that fails after its first resources",
    program: { resources: [{ name: "half" }], fails: "the program broke" },
    command: change,
    ordered: false,
  },
  {
    title: "many at once, one protected, one with a resource as input",
    program: { resources: [...independent, { name: "e", hint: { of: "a" }, protect: true }] },
    command: change,
    ordered: false,
  },
  {
    title: "a component whose own input changes",
    program: { resources: [...independent, { name: "e", hint: { of: "a" } }, { ...third, dependsOn: ["e"], size: 4 }] },
    command: (stack) => stack.up(),
    ordered: false,
  },
  {
    title: "a create under way when the engine is killed",
    program: { resources: [{ name: "a" }, { name: "lost", dependsOn: ["a"] }] },
    command: killedAt("create lost"),
    faults: { "create lost": "hang after" },
    killed: true,
  },
  {
    title: "the run after that",
    program: { resources: [{ name: "a" }, { name: "lost", dependsOn: ["a"] }] },
    command: change,
    ordered: false,
  },
  {
    title: "a provider that dies",
    program: { resources: [{ name: "a" }, { name: "never", dependsOn: ["a"] }] },
    command: change,
    faults: { "create never": "die" },
  },
  { title: "an empty program", program: { resources: [] }, command: change, ordered: false },
  {
    title: "the id of what is created",
    program: { resources: [first, ...byId], exports: { id: { of: "first", output: "id" } } },
    command: (stack) => stack.up(),
    ordered: false,
  },
  {
    title: "the id of what is updated",
    program: { resources: [{ ...first, size: 2 }, ...byId], exports: { id: { of: "first", output: "id" } } },
    command: (stack) => stack.up(),
    ordered: false,
  },
  {
    title: "the id of what is replaced",
    program: { resources: [renamed("erste"), ...byId] },
    command: (stack) => stack.up(),
    ordered: false,
  },
  {
    title: "the id of what is deleted and then replaced",
    program: { resources: [renamed("prima", { deleteFirst: true }), ...byId] },
    command: (stack) => stack.up(),
    ordered: false,
  },
  {
    title: "destroy, with a preview",
    program: { resources: [] },
    command: (stack) => stack.destroy(),
    ordered: false,
  },
];
