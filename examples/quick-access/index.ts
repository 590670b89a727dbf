// The console's quick way: one application, every key and secret of an instance, from every address.
import * as keysmith from "keysmith/pulumi";

const access = new keysmith.QuickAccess("orders-app", { kmsInstance: "kst-hzz0000000000emulator" });

export const clientKeyId = access.clientKeyId;
export const clientKeyContent = access.clientKeyContent; // secret
export const password = access.password; // secret
