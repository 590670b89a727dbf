import type { Values } from "../../src/core/definition";
import { APP, changed, FLAGS, KEY, OFFICE, ORDERS, type RecordedOne } from "./recorded-access";
import { rotatedRecord } from "./recorded-keys";

const DAY = 24 * 3_600_000;

/** A moment so many days after the first of 2026. */
function after(days: number): string {
  return `${new Date(Date.UTC(2026, 0, 1) + days * DAY).toISOString().slice(0, 19)}Z`;
}

function called(one: RecordedOne, name: string, more: Values): RecordedOne {
  return { ...changed(one, { name, ...more }), name };
}

/**
 * Applications as companies have them: each with a policy of its own and most with one of a team, few networks, and secrets of which
 * some are for everybody.
 */
export function fleetOf(applications: number): RecordedOne[] {
  const teams = Math.ceil(applications / 6);
  const networks = ["office", "cluster", "partners"].map((name, index) =>
    called(OFFICE, name, { sourcePrivateIps: [`10.${index}.0.0/16`, `192.168.${index}.0/24`] }),
  );
  const common = called(ORDERS, "common", {
    permissions: ["CryptoServiceSecretUser"],
    secrets: ["common/*"],
    keys: [],
  });
  const team = Array.from({ length: teams }, (_, index) =>
    called(ORDERS, `team-${index}`, { keys: [`key-team-${index}`], secrets: [`team-${index}/*`] }),
  );
  return [
    ...networks,
    common,
    ...team,
    ...Array.from({ length: applications }, (_, at) => application(at)).flat(),
    FLAGS,
  ];
}

function application(at: number): RecordedOne[] {
  const name = `app-${at}`;
  const networkRules = at % 10 === 9 ? [] : at % 3 === 0 ? ["office", "cluster"] : ["cluster"];
  const policies = [name, ...(at % 4 === 3 ? [] : [`team-${Math.floor(at / 6)}`]), ...(at % 7 === 0 ? ["common"] : [])];
  const made = (at * 37) % 300;
  const record = {
    accessPoint: name,
    clientKeyId: `KAAP.${at}-now`,
    createdAt: after(made),
    notBefore: after(made),
    notAfter: after(made + 365),
    expiresAt: after(made + 365),
    rotateAt: after(made + 335),
    nextRunBy: after(made + 335),
    previous: at % 5 === 0 ? [before(at, made)] : [],
  };
  return [
    called(ORDERS, name, { keys: [`key-${at}`], secrets: [`${name}/db`, `${name}/queue`], networkRules }),
    called(APP, name, { policies }),
    { ...changed(KEY, at % 5 === 0 ? { ...rotatedRecord, ...record } : record), name },
  ];
}

function before(at: number, made: number): Values {
  return {
    clientKeyId: `KAAP.${at}-before`,
    createdAt: after(made - 335),
    notAfter: after(made + 30),
    retireAfter: after(made + 7),
    origin: "rotated",
  };
}
