// One request without a signature to our own door, as a check that it refuses it. Knows no platform.
const http = process.getBuiltinModule('node:http');

const DEADLINE_MS = 5_000;

/** The status of the answer; null when there was none. */
export function askUnsigned(port: number, path: string, host: string): Promise<number | null> {
  return new Promise((resolve) => {
    const request = http.request(
      { host: '127.0.0.1', port, path, method: 'POST', headers: { host }, timeout: DEADLINE_MS },
      (response) => {
        response.resume();
        resolve(response.statusCode ?? null);
      },
    );
    request.on('timeout', () => request.destroy());
    request.on('error', () => resolve(null));
    request.end('{}');
  });
}
