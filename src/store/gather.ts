/**
 * Group work without a timer: what is asked in one turn of the loop goes together, and while one group is under way the next gathers.
 * A lone asker waits for one small statement; a thousand share a few. `run` gives the results in the order of its items.
 */
export function gather<T, R>(run: (items: T[]) => Promise<R[]>): { ask(item: T): Promise<R>; settle(): Promise<void> } {
  type Group = { items: T[]; done: Promise<R[]>; start: () => void };
  let gathering: Group | null = null;
  let isBusy = false;
  let idle = Promise.resolve();
  let becomeIdle = () => {};

  function newGroup(): Group {
    const items: T[] = [];
    const { promise, resolve, reject } = Promise.withResolvers<R[]>();
    const start = () => {
      gathering = null;
      void run(items)
        .then(resolve, reject)
        .finally(() => {
          if (gathering) return gathering.start();
          isBusy = false;
          return becomeIdle();
        });
    };
    return { items, done: promise, start };
  }

  return {
    async ask(item) {
      const group = (gathering ??= newGroup());
      const place = group.items.push(item) - 1;
      if (!isBusy) {
        isBusy = true;
        ({ promise: idle, resolve: becomeIdle } = Promise.withResolvers<void>());
        setImmediate(group.start);
      }
      return (await group.done)[place]!;
    },
    settle: () => idle,
  };
}
