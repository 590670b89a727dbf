import type { Emulator } from "keysmith-emulator";

/** Ids of the client keys that the service has for an access point. */
export async function liveClientKeys({ alibaba }: Emulator, accessPoint: string): Promise<string[]> {
  const reply = await alibaba.call("ListClientKeys", { AapName: accessPoint });
  return (reply["ClientKeys"] as { ClientKeyId: string }[]).map(({ ClientKeyId }) => ClientKeyId).sort();
}
