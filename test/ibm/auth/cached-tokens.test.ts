import { Secret } from "../../../src/core/secret";
import { cachedTokens, endOf, type IssuedToken, type TokenSource } from "../../../src/ibm/auth/tokens";
import { rejection } from "../../http/searching";

const START = Date.parse("2026-01-01T00:00:00Z");

function jwt(claims: object): string {
  return ["{}", JSON.stringify(claims), "signature"].map((part) => Buffer.from(part).toString("base64url")).join(".");
}

describe("a token's end", () => {
  it.each<[string, object, string, number | undefined]>([
    ["expires_in, by our clock", { expiresIn: 3600, expiration: 5 }, jwt({ exp: 9 }), START + 3_600_000],
    ["expiration", { expiration: START / 1000 + 60 }, jwt({ exp: 9 }), START + 60_000],
    ["the lifetime in a JWT, by our clock", {}, jwt({ iat: 100, exp: 700 }), START + 600_000],
    ["the end in a JWT", {}, jwt({ exp: START / 1000 + 90 }), START + 90_000],
    ["nothing, for a JWT without an end", {}, jwt({ iat: 5 }), undefined],
    ["nothing, for a token of another kind", {}, "opaque", undefined],
  ])("is told by %s", (_what, lifetime, token, end) => {
    expect(endOf(lifetime, token, START)).toBe(end);
  });
});

describe("a kept token", () => {
  /** A source whose grants do what the test says, each in turn; the last one for ever. */
  function source(...grants: readonly (IssuedToken | Error)[]): {
    tokens: TokenSource;
    at(seconds: number): void;
    read(): Promise<string>;
    asked(): number;
  } {
    let now = START;
    let asked = 0;
    const tokens = cachedTokens(
      async () => {
        const grant = grants[Math.min(asked++, grants.length - 1)];
        if (grant instanceof Error || !grant) throw grant;
        return grant;
      },
      () => now,
    );
    const read = async (): Promise<string> => (await tokens.token()).reveal();
    return { tokens, at: (seconds) => (now = START + seconds * 1000), read, asked: () => asked };
  }

  const issued = (text: string, end?: number): IssuedToken => {
    return { value: new Secret(text), until: end === undefined ? undefined : START + end * 1000 };
  };

  it("is replaced a minute before its end", async () => {
    const { at, read } = source(issued("a", 3600), issued("b", 7200));
    expect(await read()).toBe("a");
    at(3539);
    expect(await read()).toBe("a");
    at(3540);
    expect(await read()).toBe("b");
  });

  it("of a short life is used for most of it", async () => {
    const { at, read, asked } = source(issued("a", 30), issued("b", 60));
    await read();
    at(23);
    expect([await read(), asked()]).toEqual(["a", 1]);
    at(25);
    expect(await read()).toBe("b");
  });

  it("without an end is used until it is refused", async () => {
    const { tokens, at, read } = source(issued("a"), issued("b"));
    await read();
    at(1_000_000);
    expect(await read()).toBe("a");
    tokens.forget(new Secret("a"));
    expect(await read()).toBe("b");
  });

  it("goes on to be used when the refresh fails, and is asked for again after a pause", async () => {
    const { at, read, asked } = source(issued("a", 3600), new Error("no network"), issued("b", 7200));
    await read();
    at(3550);
    expect(await read()).toBe("a");
    at(3555);
    expect([await read(), asked()]).toEqual(["a", 2]);
    at(3560);
    expect([await read(), asked()]).toEqual(["b", 3]);
  });

  it("that has ended is not used, whatever the refresh says", async () => {
    const { at, read } = source(issued("a", 3600), new Error("no network"));
    await read();
    at(3600);
    expect(await rejection(read())).toEqual(new Error("no network"));
  });

  it("that was refused is not used again, whatever the refresh says", async () => {
    const { tokens, read } = source(issued("a", 3600), new Error("no network"), issued("b"));
    await read();
    tokens.forget(new Secret("a"));
    expect(await rejection(read())).toEqual(new Error("no network"));
    expect(await read()).toBe("b");
  });

  it("is not forgotten for the sake of an older one", async () => {
    const { tokens, read, asked } = source(issued("a"), issued("b"));
    await read();
    tokens.forget(new Secret("a"));
    await read();
    tokens.forget(new Secret("a"));
    expect([await read(), asked()]).toEqual(["b", 2]);
  });

  it("that replaced a refused one is doubted only after five minutes", async () => {
    const { tokens, at, read } = source(issued("a"), issued("b"), issued("c"));
    await read();
    tokens.forget(new Secret("a"));
    await read();
    tokens.forget(new Secret("b"));
    expect(await read()).toBe("b");
    at(301);
    tokens.forget(new Secret("b"));
    expect(await read()).toBe("c");
  });

  // What was refused while its successor was asked for did not count: the successor was asked for again, call after call.
  it("that was refused while the next one was under way makes that one beyond doubt", async () => {
    const grants: ((token: IssuedToken) => void)[] = [];
    const tokens = cachedTokens(
      () => new Promise((resolve) => grants.push(resolve)),
      () => START,
    );
    const [first] = [tokens.token(), grants[0]?.(issued("a", 0))];
    const old = await first;
    const second = tokens.token();
    tokens.forget(old);
    grants[1]?.(issued("b"));
    tokens.forget(await second);
    expect((await tokens.token()).reveal()).toBe("b");
    expect(grants).toHaveLength(2);
  });

  it("is nothing that a failure leaves behind", async () => {
    const { read } = source(new Error("no network"), issued("a"));
    await rejection(read());
    expect(await read()).toBe("a");
  });
});
