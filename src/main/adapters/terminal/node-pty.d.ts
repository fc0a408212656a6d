// The one file of node-pty that is used, as far as it is used.
declare module 'node-pty/requireBinary.js' {
  export function requireBinary(file: string): unknown;
}
