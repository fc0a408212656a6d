// What Sallyport uses of `better-sqlite3`, which is an alias of better-sqlite3-multiple-ciphers 13.
// The package's own types do not resolve through the alias, and they are full of `any`.
// Source: the package's index.d.ts and docs/api.md.
declare module 'better-sqlite3' {
  interface Statement {
    readonly source: string;
    run(...parameters: readonly unknown[]): {
      readonly changes: number;
      readonly lastInsertRowid: number | bigint;
    };
    get(...parameters: readonly unknown[]): unknown;
    all(...parameters: readonly unknown[]): unknown[];
  }

  class Database {
    /** `timeout` in milliseconds: how long a lock held by another connection is waited for. */
    constructor(
      file: string,
      options?: { readonly readonly?: boolean; readonly fileMustExist?: boolean; readonly timeout?: number },
    );
    readonly open: boolean;
    readonly inTransaction: boolean;
    prepare(sql: string): Statement;
    exec(sql: string): this;
    /** The rows the pragma answers with; with `simple` the first column of the first one. */
    pragma(sql: string, options?: { readonly simple?: boolean }): unknown;
    /** Sets the key of the connection, as `PRAGMA key` does. */
    key(key: Buffer): number;
    close(): this;
  }

  // biome-ignore lint/style/noDefaultExport: the package has only this one
  export default Database;
  export type { Database, Statement };
}
