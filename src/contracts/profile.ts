// Where a profile lives. The app and the CLI must agree; Electron's own default is not used, so that both can compute it.

/**
 * The platform's user data folder for Sallyport, absolute. A development runtime (of unverified origin) has a folder
 * of its own and so can never open a real profile.
 */
export function defaultHome(where: {
  platform: string;
  env: Readonly<Record<string, string | undefined>>;
  userHome: string;
  isDevelopmentRuntime: boolean;
}): string {
  const name = where.isDevelopmentRuntime ? 'Sallyport-dev' : 'Sallyport';
  switch (where.platform) {
    case 'win32':
      return `${where.env['APPDATA'] ?? `${where.userHome}\\AppData\\Roaming`}\\${name}`;
    case 'darwin':
      return `${where.userHome}/Library/Application Support/${name}`;
    default:
      return `${where.env['XDG_CONFIG_HOME'] || `${where.userHome}/.config`}/${name}`;
  }
}

/** Set by the start scripts when Electron is the fallback for development. */
export const DEVELOPMENT_RUNTIME_VARIABLE = 'SALLYPORT_DEV_RUNTIME';
