import { stdout } from 'node:process';

export interface ShownFile {
  readonly update: (phase: string, percent: number) => void;
  /** Ends the file's bar and prints a line for it, if there is one to print. */
  readonly end: (line: string | null) => void;
}

interface Bar {
  readonly name: string;
  text: string;
}

const WIDTH = 24;

/** Progress bars for a few files at a time below the lines that stay; without `bars`, only the lines. */
export function showProgress(
  total: number,
  bars: boolean,
): { readonly begin: (file: string) => ShownFile; readonly end: () => void } {
  const shown = new Set<Bar>();
  let done = 0;
  let drawn = 0;

  const erase = (): void => {
    if (drawn > 0) stdout.write(`\u001b[${drawn}A\u001b[0J`);
    drawn = 0;
  };
  const draw = (): void => {
    erase();
    if (!bars || shown.size === 0) return;
    const lines = [...shown].map((bar) => `${bar.text}  ${bar.name}`).concat(`${done} of ${total} files`);
    // A line that wraps would spoil the count of lines to erase.
    for (const line of lines) stdout.write(`${line.slice(0, stdout.columns - 1)}\n`);
    drawn = lines.length;
  };

  return {
    begin: (file) => {
      // What is in a file's name must not command the terminal.
      const bar: Bar = { name: file.replaceAll(/\p{Cc}/gu, '?'), text: barOf('waiting', 0) };
      shown.add(bar);
      draw();
      return {
        update: (phase, percent) => {
          bar.text = barOf(phase, percent);
          draw();
        },
        end: (line) => {
          shown.delete(bar);
          done += 1;
          erase();
          if (line !== null) stdout.write(`${bars ? line.replaceAll(/\p{Cc}/gu, '?') : line}\n`);
          draw();
        },
      };
    },
    end: erase,
  };
}

function barOf(phase: string, percent: number): string {
  const full = Math.round((percent / 100) * WIDTH);
  const bar = '█'.repeat(full) + '░'.repeat(WIDTH - full);
  return `${bar} ${String(Math.floor(percent)).padStart(3)} % ${phase.padEnd(10)}`;
}
