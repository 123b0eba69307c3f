export type Progress = {
  /** `done` of `total` in the unit of the bar; `note` says what is being worked on. */
  show(done: number, total: number, note?: string): void;
  end(line: string): void;
};

/** `3 min 20 s`, `12 s`. */
export function duration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** The text of a bar: share done, rate a second and time left, from figures alone. */
export function bar(done: number, total: number, elapsedMs: number, unit: string, items: number): string {
  const share = total > 0 ? Math.min(1, done / total) : 0;
  const cells = 24;
  const filled = Math.round(share * cells);
  const rate = elapsedMs > 0 ? Math.round((items * 1000) / elapsedMs) : 0;
  const left = share > 0.01 ? ` · ${duration((elapsedMs * (1 - share)) / share)} left` : '';
  return `[${'█'.repeat(filled)}${'·'.repeat(cells - filled)}] ${Math.floor(share * 100)} % · ${items.toLocaleString('en-US')} ${unit} · ${rate.toLocaleString('en-US')}/s${left}`;
}

/** A progress bar on standard error: redrawn in place on a terminal, a line every five seconds elsewhere. */
export function progressBar(title: string, unit: string): Progress & { count(items: number): void } {
  const isTerminal = process.stderr.isTTY;
  const begun = Date.now();
  let drawn = 0;
  let items = 0;
  return {
    count(more) {
      items += more;
    },
    show(done, total, note) {
      const now = Date.now();
      if (now - drawn < (isTerminal ? 100 : 5000) && done < total) return;
      drawn = now;
      const text = `${title} ${bar(done, total, now - begun, unit, items)}${note ? ` · ${note}` : ''}`;
      process.stderr.write(isTerminal ? `\r\x1b[2K${text.slice(0, (process.stderr.columns ?? 120) - 1)}` : `${text}\n`);
    },
    end(line) {
      process.stderr.write(`${isTerminal ? '\r\x1b[2K' : ''}${line} (${duration(Date.now() - begun)})\n`);
    },
  };
}
