// Stands in for zod when the preloads are bundled (electron.vite.config.ts): a preload needs the names in the contracts,
// never the schemas; validation is main's. Without it each window would load and run 200 kB before its page.
// Knows no contract: whatever is asked of it is itself again.

const nothing: unknown = new Proxy(() => nothing, { get: () => nothing });

export { nothing as z };
