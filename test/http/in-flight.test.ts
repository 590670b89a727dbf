import { createGate } from "../../src/http/in-flight";
import { FakeTiming, seededRandom } from "./fake-timing";

it("runs at most so many at a time, and all in the end", async () => {
  const timing = new FakeTiming();
  const gate = createGate(5);
  const random = seededRandom(3);
  let running = 0;
  let most = 0;
  const tasks = Array.from({ length: 50 }, (_, index) =>
    gate(async () => {
      running += 1;
      most = Math.max(most, running);
      await timing.sleep(random() * 100);
      running -= 1;
      return index;
    }),
  );
  expect(await timing.run(Promise.all(tasks))).toEqual([...Array(50).keys()]);
  expect(most).toBe(5);
});

it("keeps to the limit for those who come later", async () => {
  const timing = new FakeTiming();
  const gate = createGate(2);
  let running = 0;
  let most = 0;
  const task = async (): Promise<void> => {
    running += 1;
    most = Math.max(most, running);
    await timing.sleep(10);
    running -= 1;
  };
  const arrivals = async (): Promise<void> => {
    const tasks: Promise<void>[] = [];
    for (let arrived = 0; arrived < 20; arrived += 1) {
      tasks.push(gate(task));
      await timing.sleep(3);
    }
    await Promise.all(tasks);
  };
  await timing.run(arrivals());
  expect(most).toBe(2);
});

it("goes on after a failure", async () => {
  const gate = createGate(1);
  await expect(gate(() => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(await gate(async () => "next")).toBe("next");
});

it("lets tasks in in the order in which they came", async () => {
  const timing = new FakeTiming();
  const gate = createGate(2);
  const order: number[] = [];
  const tasks = [0, 1, 2, 3, 4].map((index) =>
    gate(async () => {
      order.push(index);
      await timing.sleep(10);
    }),
  );
  await timing.run(Promise.all(tasks));
  expect(order).toEqual([0, 1, 2, 3, 4]);
});
