import type { Emulator } from "keysmith-emulator";

/** Makes a root key in the emulator's default instance. @returns its id */
export async function madeBy(emulator: Emulator): Promise<string> {
  const type = "application/vnd.ibm.kms.key+json";
  const resources = [{ type, name: "payments", extractable: false }];
  const body = { metadata: { collectionType: type, collectionTotal: 1 }, resources };
  const reply = await emulator.ibm.request("POST", "/api/v2/keys", { body });
  const [made] = (reply.body as { resources?: { readonly id: string }[] }).resources ?? [];
  if (!made) throw new Error(`no key was made: ${JSON.stringify(reply)}`);
  return made.id;
}
