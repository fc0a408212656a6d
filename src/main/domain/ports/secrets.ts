// The port of credentials: names and values. A value is fetched at the moment of use and never kept.

export interface Secrets {
  /** Vault first, then environment; null when there is none. */
  get(name: string): string | null;
  /** Name, source and time; never a value. */
  list(): readonly { name: string; source: 'vault' | 'environment'; setAtMs: number | null }[];
  set(name: string, value: string): void;
  remove(name: string): boolean;
  /** Every value known now, for masking only. */
  values(): readonly string[];
  onChange(listener: (name: string) => void): () => void;
}
