import { accessPoint } from "../../src/alibaba/access-point";
import { policy } from "../../src/alibaba/policy";
import { Bench } from "../../test/support/alibaba";

export const ACCESS_POINT = "orders-app";
/** The secret that the applications of the access point may read. */
export const SECRET = "orders/database";
/** The inputs of the access point's key; the terms of rotation are the defaults. */
export const KEY = { accessPoint: ACCESS_POINT, label: "shop/prod/orders-app" };

const MADE = "2026-01-01T00:00:00Z";

/** Gives `work` an emulator in which an application is allowed to read a secret, and has no key yet. */
export async function withAccess<T>(work: (bench: Bench) => Promise<T>): Promise<T> {
  const bench = await Bench.start({ clock: MADE, secrets: { [SECRET]: "only an example" } });
  try {
    await bench.create(policy, {
      name: "orders",
      kmsInstance: "kst-hzz0000000000emulator",
      permissions: ["CryptoServiceSecretUser"],
      secrets: ["orders/*"],
    });
    await bench.create(accessPoint, { name: ACCESS_POINT, policies: ["orders"] });
    return await work(bench);
  } finally {
    await bench.stop();
  }
}
