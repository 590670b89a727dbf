import { vendors } from "../../src/catalog";
import { fieldsOf } from "../../src/core/fields";
import { pathOf } from "../../src/terraform/diagnostics";
import { lookUpType, resourceType, snakeCase } from "../../src/terraform/names";
import { inEngineWords } from "../../src/terraform/words";
import { token } from "../toy/token";

const definitions = vendors.flatMap((vendor) => vendor.definitions);

describe("names", () => {
  it.each([
    ["sourcePrivateIps", "source_private_ips"],
    ["clientKeyId", "client_key_id"],
    ["keyCRN", "key_crn"],
    ["CRNOfKey", "crn_of_key"],
    ["dualAuthDelete", "dual_auth_delete"],
    ["name", "name"],
  ])("%s is %s", (name, snake) => {
    expect(snakeCase(name)).toBe(snake);
  });

  it("of types begin with the provider's, and those of look-ups have no verb", () => {
    expect(definitions.map(resourceType)).toContain("keysmith_app_config_integration");
    expect(["getKmsInstance", "listKeys", "countKeys"].map((name) => lookUpType({ name }))).toEqual([
      "keysmith_kms_instance",
      "keysmith_keys",
      "keysmith_count_keys",
    ]);
  });
});

describe("messages in the engine's words", () => {
  const key = definitions.find(({ name }) => name === "ClientKey");
  const fields = key ? fieldsOf(key.inputs) : [];

  it("call fields as its language does, and nothing else", () => {
    expect(inEngineWords("renewBefore and JavaScript", fields)).toBe("renew_before and JavaScript");
    expect(inEngineWords("set revokePrevious: true, or the region: see below", fields)).toBe(
      "set revoke_previous = true, or the region: see below",
    );
  });

  it("point to the provider's block", () => {
    expect(inEngineWords("give it in the configuration keysmith:alibaba.readQps or the variable X", [])).toBe(
      "give it in the provider's `alibaba.read_qps` or the variable X",
    );
  });
});

describe("places of fields", () => {
  const fields = fieldsOf(token.inputs);

  it.each([
    ["limits.days", ["limits", "days"]],
    ["shelf", ["shelf"]],
    ["stranger", ["stranger"]],
    ["", []],
  ])("%s is at %j", (field, place) => {
    expect(pathOf(fields, field)).toEqual(place);
  });

  it("end at a set, whose elements have no place", () => {
    expect(pathOf(fields, "friends[1]")).toEqual(["friends"]);
  });

  it("name elements of lists", () => {
    const outputs = fieldsOf(token.outputs);
    expect(pathOf(outputs, "previous[1].tokenId")).toEqual(["previous", 1, "token_id"]);
  });

  it("are those of the write-only attribute where that was given", () => {
    expect(pathOf(fields, "pin", { pin_wo: "1234" })).toEqual(["pin_wo"]);
    expect(pathOf(fields, "pin", { pin_wo: null })).toEqual(["pin"]);
  });
});
