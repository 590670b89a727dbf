import { defaultIbm } from "keysmith-emulator";
import { guidOf } from "../iam/authorization/samples";
import { FROM, MATERIAL, type Move, NOW, STANDARD_SECRET, TO } from "./move";

export type Stored = Readonly<Record<string, unknown>> & {
  readonly id: string;
  readonly name: string;
  readonly extractable: boolean;
  readonly imported: boolean;
};

export interface Sent {
  readonly plaintext: string;
  readonly key: string;
  readonly ciphertext: string;
  readonly aad?: readonly string[];
}

/** Everything that can be moved, at least once, and what to give the command for it. */
export async function everything(move: Move): Promise<{
  readonly words: readonly string[];
  readonly wrapped: readonly Sent[];
  readonly names: readonly string[];
}> {
  await Promise.all([move.ring("payments"), move.ring("empty")]);
  const marked = { name: "marked", description: "cards (keysmith 0t5j2m8k3f9a2: shop/prod/cards)", tags: ["pci"] };
  const payments = await move.key(
    { name: "payments", aliases: ["pay"], rotation: { enabled: true, interval_month: 3 } },
    { ring: "payments" },
  );
  const roots = [
    payments,
    await move.key(marked),
    await move.key({ name: "five", aliases: ["a1", "a2", "a3", "a4", "a5"], dualAuthDelete: { enabled: true } }),
    await move.key({ name: "twice" }),
    await move.key({ name: "rotated", expirationDate: "2036-01-31T09:00:00Z" }),
  ];
  const imported = await move.key({ name: "imported", payload: MATERIAL, aliases: ["imp"] });
  await move.key({ name: "webhook", extractable: true, payload: STANDARD_SECRET, aliases: ["hook"] });
  const disabled = await move.key({ name: "disabled", aliases: ["off"] });
  const all = [...roots, imported];
  const wrapped = await Promise.all(
    all.flatMap((key, index) => [
      move.wrap(key, `data key ${index}`),
      move.wrap(key, `data key ${index} with aad`, ["orders", String(index)]),
    ]),
  );
  await move.act(roots[4] ?? "", "rotate");
  await move.allow("cloud-object-storage", payments, {
    description: "buckets (keysmith 0t5j2m8k3f9a2: shop/prod/buckets)",
  });
  await move.allow("databases-for-postgresql", imported);
  await move.allow("secrets-manager");
  await move.emulator.clock.set(NOW);
  await move.act(disabled, "disable");
  const lines = wrapped.map(({ plaintext: _, ...line }) => JSON.stringify(line));
  return {
    wrapped,
    names: ["payments", "marked", "five", "twice", "rotated", "imported", "webhook", "disabled"],
    words: [
      ...["--ciphertexts", move.file("orders.jsonl", lines.join("\n"))],
      ...["--material", `imp=${move.file("material", MATERIAL)}`],
    ],
  };
}

export async function keysIn(move: Move, instance: string): Promise<readonly Stored[]> {
  const url = "/api/v2/keys?limit=5000&state=0,1,2,3";
  const { resources = [] } = (await move.ask("GET", url, undefined, instance)) as { resources?: readonly Stored[] };
  return resources;
}

interface PolicyPage {
  readonly policies: readonly unknown[];
  readonly next?: { readonly start?: string };
}

/** The authorizations that are for an instance. */
export async function policiesOf(move: Move, instance: string): Promise<readonly unknown[]> {
  const url = `/v2/policies?account_id=${defaultIbm.account}&state=active&limit=100`;
  const all: unknown[] = [];
  for (let start: string | undefined = ""; start !== undefined; ) {
    const page = (await move.ask("GET", `${url}${start && `&start=${start}`}`)) as PolicyPage;
    all.push(...page.policies);
    start = page.next?.start;
  }
  return all.filter((policy) => JSON.stringify(policy).includes(guidOf(instance)));
}

/** All that is in the old instance, down to every date. */
export function sourceOf(state: Record<string, unknown>): unknown {
  const vendors = state as { readonly ibm: { readonly keys: Readonly<Record<string, unknown>> } };
  return structuredClone(vendors.ibm.keys[guidOf(FROM)]);
}

interface Line {
  readonly key: string;
  readonly ciphertext: string;
  readonly aad?: readonly string[];
}

/** What is in the ciphertexts that a run has written, opened with the keys that it names. @param content a line each */
export function openedWithTwins(move: Move, content: string): Promise<string[]> {
  const lines = content.trim().split("\n");
  return Promise.all(
    lines.map(async (line) => {
      const { key, ciphertext, aad } = JSON.parse(line) as Line;
      const id = key.replace(TO.replace(/::$/, ":key:"), "");
      const body = { ciphertext, ...(aad && { aad }) };
      const opened = await move.ask("POST", `/api/v2/keys/${id}/actions/unwrap`, body, TO);
      return Buffer.from((opened as { readonly plaintext: string }).plaintext, "base64").toString();
    }),
  );
}

/** What of a key has to be the same of its twin. A standard key is made of the old one's secret, so it counts as imported. */
export function likenessOf(key: Stored): Record<string, unknown> {
  const { name, description, tags, aliases = [], keyRingID, state, extractable, imported } = key;
  const { expirationDate, rotation, dualAuthDelete } = key;
  const sorted = [...(aliases as readonly string[])].sort();
  const material = extractable || imported;
  return {
    name,
    description,
    tags,
    aliases: sorted,
    keyRingID,
    state,
    material,
    expirationDate,
    rotation,
    dualAuthDelete,
  };
}
