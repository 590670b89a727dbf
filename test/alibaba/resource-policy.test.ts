import fc from "fast-check";
import { kmsKey } from "../../src/alibaba/kms-key/kms-key";
import { kmsSecret } from "../../src/alibaba/kms-secret/kms-secret";
import { type KmsPolicyStatement, kmsPolicy } from "../../src/alibaba/resource-policy";
import { checkInputs } from "../../src/core/validate";

const ORDERS: KmsPolicyStatement = {
  sid: "orders",
  principals: ["acs:ram::1000000000000001:role/orders"],
  actions: ["kms:Decrypt", "kms:Describe*"],
  condition: { IpAddress: { "acs:SourceIp": ["203.0.113.0/24"] } },
};

describe("kmsPolicy", () => {
  it("writes what the service reads", () => {
    const { sid: _, ...nameless } = ORDERS;
    expect(JSON.parse(kmsPolicy([ORDERS, { ...nameless, effect: "Deny" }]))).toEqual({
      Version: "1",
      Statement: [
        {
          Sid: "orders",
          Effect: "Allow",
          Principal: { RAM: ORDERS.principals },
          Action: ORDERS.actions,
          Resource: ["*"],
          Condition: ORDERS.condition,
        },
        expect.objectContaining({ Effect: "Deny" }),
      ],
    });
  });

  it.each<[string, readonly KmsPolicyStatement[], string]>([
    ["no statement", [], "statements: is empty"],
    ["no principal", [{ ...ORDERS, principals: [] }], "statements[0].principals: is empty"],
    ["a bare name", [{ ...ORDERS, principals: ["orders"] }], 'statements[0].principals: has "orders"'],
    ["no action", [{ ...ORDERS, actions: [] }], "statements[0].actions: is empty"],
    ["another service's action", [ORDERS, { ...ORDERS, actions: ["oss:*"] }], 'statements[1].actions: has "oss:*"'],
    ["too much", Array.from({ length: 300 }, () => ORDERS), "bytes: at most 32768 fit"],
  ])("refuses %s", (_what, statements, reason) => {
    expect(() => kmsPolicy(statements)).toThrow(reason);
  });

  it("writes nothing that a key or a secret refuses", () => {
    const name = fc.stringMatching(/^[a-z]{1,8}$/);
    const statement = fc.record({
      principals: fc.array(
        name.map((each) => `acs:ram::1000000000000001:user/${each}`),
        { minLength: 1, maxLength: 3 },
      ),
      actions: fc.array(
        name.map((each) => `kms:${each}*`),
        { minLength: 1, maxLength: 3 },
      ),
    });
    fc.assert(
      fc.property(fc.array(statement, { minLength: 1, maxLength: 4 }), (statements) => {
        const policy = kmsPolicy(statements);
        const problems = [
          ...checkInputs(kmsKey, { policy, kmsInstance: "kst-1", region: "cn-hangzhou" }).problems,
          ...checkInputs(kmsSecret, { name: "a", generated: {}, policy, region: "cn-hangzhou" }).problems,
        ];
        expect(problems).toEqual([]);
      }),
      { numRuns: 50 },
    );
  });
});
