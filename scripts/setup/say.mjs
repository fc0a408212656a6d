// What set-up tells the person, always on standard error: standard output belongs to the app, which in headless
// mode speaks one JSON object a line there.
const started = Date.now();

/** One line of progress. */
export function say(line) {
  process.stderr.write(`sallyport: ${line}\n`);
}

/** Tells that a step begins, and returns a function that tells how long it took. */
export function step(line) {
  const at = Date.now();
  say(`${line} …`);
  return (outcome = 'done') => say(`${line}: ${outcome} (${seconds(Date.now() - at)})`);
}

export function seconds(ms) {
  return ms < 10_000 ? `${(ms / 1000).toFixed(1)} s` : `${Math.round(ms / 1000)} s`;
}

export function sinceStartMs() {
  return Date.now() - started;
}

/** An outcome set-up can explain in full: its message is shown without a stack, and the process exits with `exitCode`. */
export class SetupError extends Error {
  constructor(message, exitCode = 1) {
    super(message);
    this.name = 'SetupError';
    this.exitCode = exitCode;
  }
}

/** Runs a script's main function; what it returns is the exit code. */
export async function runScript(main) {
  try {
    const code = await main();
    process.exitCode = code ?? 0;
  } catch (error) {
    if (error instanceof SetupError) say(error.message);
    else process.stderr.write(`${error?.stack ?? error}\n`);
    process.exitCode = error?.exitCode ?? 1;
  }
}
