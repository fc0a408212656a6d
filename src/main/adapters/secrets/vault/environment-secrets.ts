// Secrets that came by the environment: taken out of it at start, before anything else could inherit them.
//   SALLYPORT_TELEGRAM_BOT_TOKEN ← telegram.bot-token
// May not know what a secret is for. What a child process gets is the sandbox's matter, and starts from nothing.

export interface EnvironmentSecrets {
  /** By credential name; null when there is none, or an empty one. */
  readonly get: (name: string) => string | null;
  /** Every captured value, for masking. */
  readonly values: () => readonly string[];
  /** SALLYPORT_PASSPHRASE, once: the second call gives null. */
  readonly takePassphrase: () => string | null;
}

const PREFIX = 'SALLYPORT_';
const PASSPHRASE = `${PREFIX}PASSPHRASE`;

/** `model.api-key` → `SALLYPORT_MODEL_API_KEY`. Dots and dashes both become `_`. */
export function environmentName(name: string): string {
  return PREFIX + name.toUpperCase().replace(/[.-]/g, '_');
}

/**
 * Takes every `SALLYPORT_*` variable out of `environment` (usually `process.env`), but for those in `settings`:
 * full names of variables that are no secrets. What the kernel keeps of the first environment stays readable to this
 * account; a value typed into the window or given on standard input has no such copy.
 */
export function captureEnvironment(
  environment: Record<string, string | undefined>,
  settings: readonly string[] = [],
): EnvironmentSecrets {
  const captured = new Map<string, string>();
  for (const [key, value] of Object.entries(environment)) {
    if (!key.toUpperCase().startsWith(PREFIX) || settings.includes(key)) continue;
    if (value) captured.set(key.toUpperCase(), value);
    // SECURITY: whatever runs from here on inherits the environment; none of ours is in it.
    delete environment[key];
  }
  let passphrase = captured.get(PASSPHRASE) ?? null;
  captured.delete(PASSPHRASE);
  return {
    get: (name) => captured.get(environmentName(name)) ?? null,
    values: () => [...captured.values()],
    takePassphrase: () => {
      const taken = passphrase;
      passphrase = null;
      return taken;
    },
  };
}
