import { alibabaErrors, wantsFreshSignature } from "../../../src/alibaba/api/errors";
import type { Operation } from "../../../src/alibaba/api/operation";
import { createClientKey, policy } from "../../../src/alibaba/api/operations";
import type { KeysmithError } from "../../../src/core/errors";
import { refusal, type Sent } from "../../../src/http/refusal";
import type { HttpReply } from "../../../src/http/transport";
import { printed } from "../../http/searching";

const PASSWORD = "Pa ss~w0rd!";
const ID = "4c467b38-3910-447d-87bc-ac049166f216";

function reply(status: number, code: string | undefined, message = "Some words."): HttpReply {
  const body =
    code === undefined ? "<html>not found</html>" : JSON.stringify({ Code: code, Message: message, RequestId: ID });
  return { status, headers: {}, body };
}

function refuse(
  answer: HttpReply,
  operation: Operation<unknown> = createClientKey,
  sent: Sent = { secret: false, values: [PASSWORD] },
): KeysmithError {
  return refusal(alibabaErrors, `${operation.action} in cn-hangzhou`, answer, sent, operation);
}

it.each([
  [404, "Forbidden.ResourceNotFound", "not-found"],
  [404, "Forbidden.KeyNotFound", "not-found"],
  [404, "Forbidden.DKMSInstanceNotFound", "not-found"],
  [404, "InvalidAccessKeyId.NotFound", "credentials"],
  [404, "InvalidAccessKeyId.Inactive", "credentials"],
  [403, "Forbidden.AccessKey", "credentials"],
  [400, "SignatureDoesNotMatch", "credentials"],
  [400, "IncompleteSignature", "credentials"],
  [400, "InvalidSecurityToken.Expired", "credentials"],
  [400, "MissingAccessKeyId", "credentials"],
  [400, "IllegalTimestamp", "credentials"],
  [400, "InvalidTimeStamp.Expired", "credentials"],
  [403, "Forbidden.NoPermission", "permission"],
  [400, "Forbidden.NoPermission", "permission"],
  [403, "Forbidden.RAM", "permission"],
  [409, "Rejected.ResourceExist", "already-exists"],
  [400, "AliasAlreadyExists", "already-exists"],
  [400, "Rejected.LimitExceeded", "limit"],
  [400, "Rejected.ShareQuotaExceedLimit", "limit"],
  [429, "Rejected.Throttling", "throttled"],
  [400, "Throttling.User", "throttled"],
  [503, "Throttling", "throttled"],
  [429, undefined, "throttled"],
  [409, "Rejected.Disabled", "conflict"],
  [409, "Rejected.PendingDeletion", "conflict"],
  [409, "Rejected.StateModifiedFailed", "conflict"],
  [403, "Forbidden.DKMSInstanceStateInvalid", "conflict"],
  [400, "InvalidParameter", "rejected"],
  [400, "MissingParameter", "rejected"],
  [500, "InternalFailure", "service"],
  [503, "ServiceUnavailableTemporary", "service"],
  [403, "Forbidden.InDebt", "service"],
  [403, "Forbidden.KmsServiceNotEnabled", "service"],
  [403, "Forbidden.ProhibitedByRiskControl", "service"],
  [400, "SignatureNonceUsed", "no-reply"],
  [404, "InvalidAction.NotFound", "service"],
  [404, "Something.NotFound", "service"],
  [404, undefined, "service"],
  [502, undefined, "service"],
  [302, undefined, "service"],
])("HTTP %i %s is an error of class %s", (status, code, expected) => {
  const error = refuse(reply(status, code));
  expect(error.code).toBe(expected);
  expect([error.vendorCode, error.httpStatus, error.requestId]).toEqual([code, status, code && ID]);
  expect(error.remedy).toMatch(/^[A-Z].*\.$/);
  expect(error.message).toContain("CreateClientKey in cn-hangzhou");
});

it.each([
  ["XML", "<Error><Code>Forbidden.ResourceNotFound</Code></Error>"],
  ["a text", '"Forbidden.ResourceNotFound"'],
  ["a list", '[{"Code":"Forbidden.ResourceNotFound"}]'],
  ["a code that is none", '{"Code":{"a":1}}'],
  ["nothing", ""],
])("a 404 with %s never means gone", (_what, body) => {
  expect(refuse({ status: 404, headers: {}, body }).code).toBe("service");
});

it("reads errors however their fields are spelled, and the request id from a header too", () => {
  const error = refuse({
    status: 400,
    headers: {},
    body: '{"code":"Rejected.LimitExceeded","message":"m","requestId":"4C467B38-3910-447D-87BC-AC049166F216"}',
  });
  expect([error.vendorCode, error.requestId]).toEqual(["Rejected.LimitExceeded", ID.toUpperCase()]);
  expect(refuse({ status: 500, headers: { "x-acs-request-id": ID }, body: "" }).requestId).toBe(ID);
});

it("names the RAM action that is missing", () => {
  expect(refuse(reply(403, "Forbidden.NoPermission"), policy.describe).remedy).toContain("kms:DescribePolicy");
});

it("asks for the machine's clock to be set when the date was refused", () => {
  expect(refuse(reply(400, "InvalidTimeStamp.Expired")).remedy).toContain("clock");
});

it("repeats what the service said, unless there is a secret in it", () => {
  expect(refuse(reply(400, "InvalidParameter", "AapName is wrong.")).message).toContain(
    "AapName is wrong (InvalidParameter",
  );
  const error = refuse(reply(400, "InvalidParameter", `The value ${PASSWORD} is wrong.`));
  expect(printed(error)).not.toContain(PASSWORD);
  expect(error.message).toContain("InvalidParameter");
});

it("never repeats what was signed", () => {
  const error = refuse(reply(400, "SignatureDoesNotMatch", "server string to sign is POST\\n..."));
  expect(printed(error)).not.toContain("string to sign");
});

it("does not take a code for one that could hold anything", () => {
  expect(refuse(reply(400, `InvalidParameter ${PASSWORD}`)).vendorCode).toBeUndefined();
});

it.each([
  [400, "SignatureNonceUsed", false],
  [400, "InvalidTimeStamp.Expired", true],
  [400, "IllegalTimestamp", true],
  [400, "SignatureDoesNotMatch", false],
  [404, undefined, false],
])("HTTP %i %s is helped by signing again: %s", (status, code, helped) => {
  expect(wantsFreshSignature(refuse(reply(status, code)))).toBe(helped);
});
