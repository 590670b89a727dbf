export interface Work {
  /** Runs a call. It counts as under way until it ends, even when nobody waits for it any more. */
  during<Result>(call: () => Promise<Result>): Promise<Result>;
  isIdle(): boolean;
  done(): Promise<void>;
}

export function countWork(): Work {
  let underWay = 0;
  let waiting: (() => void)[] = [];
  const end = () => {
    underWay -= 1;
    if (underWay > 0) return;
    for (const resolve of waiting) resolve();
    waiting = [];
  };
  return {
    async during(call) {
      underWay += 1;
      try {
        return await call();
      } finally {
        end();
      }
    },
    isIdle: () => underWay === 0,
    done: () => (underWay === 0 ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))),
  };
}
