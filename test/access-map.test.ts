import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { accessCommand } from "../src/cli/access-command";
import { inProcess } from "./cli/in-process";
import { changed, exported, FLAGS, ORDERS, PROGRAM } from "./cli/recorded-access";
import { fleetOf } from "./cli/recorded-fleet";
import { BROWSER, SITE } from "./support/browser";
import { describeOn } from "./support/describe-engine";

/** What `site/check-map.mjs` has seen of a page. */
interface Findings {
  readonly errors: readonly string[];
  readonly requests: readonly string[];
  readonly width: readonly string[];
  readonly reading: readonly string[];
  readonly seen: {
    readonly pictures: number;
    readonly titles: readonly string[];
    readonly edges: number;
    readonly marks: number;
    readonly images: number;
    readonly overlapping: number;
    readonly nameless: readonly string[];
  };
  readonly keyboard: {
    readonly way: readonly string[];
    readonly about: string | false;
    readonly lit: number;
    readonly isClosed: boolean;
  };
  readonly search: { readonly told: string; readonly hits: readonly string[]; readonly left: number };
}

const EVIL = `</script><img src=x onerror="alert(1)">`;

describeOn("the page of keysmith access map", BROWSER, () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), "keysmith-map-"));
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  async function look(state: string, word: string): Promise<Findings> {
    const file = path.join(folder, "map.html");
    const env = { KEYSMITH_AS_OF: "2026-06-01T00:00:00Z" };
    const { error } = await inProcess(accessCommand, ["map", "--html", file], { env, input: state });
    expect(error).toBeUndefined();
    const { stdout } = await promisify(execFile)(process.execPath, [path.join(SITE, "check-map.mjs"), file, word]);
    return JSON.parse(stdout) as Findings;
  }

  it("shows one application and a service, by keyboard too", async () => {
    const evil = { ...changed(ORDERS, { name: EVIL }), name: "evil" };
    const { seen, keyboard, search, ...wrong } = await look(exported([...PROGRAM, FLAGS, evil]), "reader");
    expect(wrong).toEqual({ errors: [], requests: [], width: [], reading: [] });
    expect(seen).toMatchObject({ images: 0, overlapping: 0, nameless: [], marks: 1 });
    expect(seen.titles).toEqual(expect.arrayContaining(["office", "orders-app", "orders", "orders/*", EVIL]));
    expect(keyboard).toEqual({
      way: [
        "network rule: office",
        expect.stringMatching(/^application: /),
        expect.stringMatching(/^policy: /),
        expect.stringMatching(/^(key|secret): /),
      ],
      about: expect.stringMatching(/(key|secret): /),
      lit: expect.any(Number),
      isClosed: true,
    });
    expect(search).toEqual({
      told: `1 of ${seen.pictures} pictures`,
      hits: ['ServiceAuthorization "flags"'],
      left: 1,
    });
  }, 120_000);

  it("shows a hundred applications that can be read", async () => {
    const { seen, search, keyboard, ...wrong } = await look(exported(fleetOf(100)), "key-team-3");
    expect(wrong).toEqual({ errors: [], requests: [], width: [], reading: [] });
    expect(seen).toMatchObject({ images: 0, overlapping: 0, nameless: [], marks: 100 });
    expect(new Set(seen.titles).size).toBeGreaterThan(400);
    expect(keyboard.isClosed).toBe(true);
    expect(search).toEqual({ told: `1 of ${seen.pictures} pictures`, hits: ["key-team-3"], left: 1 });
  }, 180_000);
});
