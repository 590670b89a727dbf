import { vendors } from "../../src/catalog";
import type { Definition } from "../../src/core/definition";
import { RejectedError } from "../../src/core/errors";
import { fieldsOf } from "../../src/core/fields";
import { assign, howToGive, inWords, message, ref } from "../../src/core/message";
import { plan } from "../../src/core/plan";
import { checkInputs } from "../../src/core/validate";
import { pathOf } from "../../src/terraform/diagnostics";
import { functionType, hclWords, resourceType, snakeCase } from "../../src/terraform/names";
import { diagnosticOf } from "../../src/terraform/protocol/diagnostics";
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

  it("of types begin with the provider's, and those of functions have no verb", () => {
    expect(definitions.map(resourceType)).toContain("keysmith_app_config_integration");
    expect(["getKmsInstance", "listKeys", "countKeys"].map((name) => functionType({ name }))).toEqual([
      "keysmith_kms_instance",
      "keysmith_keys",
      "keysmith_count_keys",
    ]);
  });
});

describe("messages in the engine's words", () => {
  const [rule] = definitions.filter(({ name }) => name === "NetworkRule");
  if (!rule) throw new TypeError("there is no NetworkRule");
  const setting = { config: "alibaba.readQps", env: "READS", doc: "" };

  it("call fields as its language does, and settings as the provider's block", () => {
    const told = message`set ${assign("revokePrevious", true)}, or ${ref("rotation.renewBefore")} in ${howToGive(setting)}`;
    expect(inWords(told, hclWords)).toBe(
      "set revoke_previous = true, or rotation.renew_before in the provider's `alibaba.read_qps` or the environment variable READS",
    );
  });

  it("call a field so too that contradicts another", () => {
    const [authorization] = definitions.filter(({ name }) => name === "ServiceAuthorization");
    const target = { instanceId: "a1a1a1a1-1111-4111-8111-111111111111", service: "kms" };
    const crn = "crn:v1:bluemix:public:kms:us-south:a/e0a1:b2b2b2b2-2222-4222-8222-222222222222:key:cc33";
    const given = { source: { service: "apprapp" }, target: { ...target, key: crn }, roles: ["Reader"] };
    const { problems } = checkInputs(authorization as Definition, given);
    expect(problems.map(({ reason }) => inWords(reason, hclWords)).join("; ")).toContain(
      "but target.instance_id says a1a1a1a1",
    );
  });

  // Finished sentences were searched for names of fields, and so were the user's own words in them.
  it("leave what the user has written as it is", () => {
    const inputs = { name: "office", region: "r", type: "Private", sourcePrivateIps: ["10.0.0.0/8"], adopt: false };
    const words = "only sourcePrivateIps, adopt: true, keysmith:alibaba.readQps";
    const { reasons } = plan(rule, { ...inputs, arn: "a" }, { ...inputs, description: words }, new Date(0));
    expect(reasons.map((reason) => inWords(reason.message, hclWords))).toEqual([
      `description changes from nothing to ${JSON.stringify(words)}`,
    ]);
    const error = new RejectedError(message`${ref("sourcePrivateIps")}: ${JSON.stringify(words)}`, "Correct it");
    expect(diagnosticOf(error).summary).toBe(`source_private_ips: ${JSON.stringify(words)}`);
  });

  it("keep the vendor's codes beside what an error says", () => {
    const detail = { vendorCode: "Rejected.ResourceExist", httpStatus: 409, requestId: "R-1" };
    expect(diagnosticOf(new RejectedError("it is there", message`Set ${assign("adopt", true)}.`, detail))).toEqual({
      severity: "error",
      summary: "it is there (Rejected.ResourceExist, HTTP 409, RequestId R-1)",
      detail: "Set adopt = true.",
    });
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
