import { vendors } from "../../src/catalog";
import { systemClock } from "../../src/core/clock";
import { ConfigurationError } from "../../src/core/errors";
import { realTiming } from "../../src/core/timing";
import { refuseExposure } from "../../src/http/exposure";

const CA = { config: "toy.caFile", env: "TOY_CA_FILE", doc: "" };
const silent = (): boolean => false;

it.each(["stream", "http", "net"])("refuses a log of Node's in which secrets stand: %s", (part) => {
  expect(() => refuseExposure({}, CA, (asked) => asked === part)).toThrow(/NODE_DEBUG .*Unset NODE_DEBUG/);
});

it("takes no offence at another log, and at certificates that are looked at", () => {
  expect(() => refuseExposure({}, CA, (asked) => asked === "timer")).not.toThrow();
  expect(() => refuseExposure({ NODE_TLS_REJECT_UNAUTHORIZED: "1" }, CA, silent)).not.toThrow();
});

it.each(vendors.map((vendor) => [vendor.name, vendor] as const))(
  "%s refuses to take every certificate",
  (name, vendor) => {
    const env = { NODE_TLS_REJECT_UNAUTHORIZED: "0" };
    const connect = (): unknown => vendor.connect(() => undefined, { clock: systemClock, timing: realTiming(), env });
    expect(connect).toThrow(ConfigurationError);
    expect(connect).toThrow(`PEM file with that authority's certificate in the configuration keysmith:${name}.caFile`);
  },
);
