import { createCrypter, openCrypter } from "./stand-in/passphrase";

// Written by the real command for the passphrase "pass-x"; the value is a configuration value set with --secret.
const SALT_RECORD = "v1:UN8ODMhsR94=:v1:8RtjkCb4udosVAzh:vAm5XNaaL7FxqBgeMj33ZJyojW5l3A==";
const CIPHERTEXT = "v1:oabscZ+VMILPtAJk:s2zyUm2PB7CVchAERw7Ia4sRG8w=";

describe("the crypter of the stand-in", () => {
  it("reads what the real engine wrote", async () => {
    const crypter = await openCrypter("pass-x", SALT_RECORD);
    expect(crypter.decrypt(CIPHERTEXT)).toBe("hush");
  });

  it("refuses a wrong passphrase", async () => {
    await expect(openCrypter("pass-y", SALT_RECORD)).rejects.toThrow();
  });

  it("opens its own salt record, and never writes the same ciphertext twice", async () => {
    const { saltRecord } = await createCrypter("another");
    const crypter = await openCrypter("another", saltRecord);
    const [one, two] = [crypter.encrypt("value"), crypter.encrypt("value")];
    expect(one).not.toBe(two);
    expect([crypter.decrypt(one), crypter.decrypt(two)]).toEqual(["value", "value"]);
  });
});
