// What a sign of a grant or an order is, and what every language has words for. Types only.

export interface Sign {
  /** All of them hold. */
  readonly all: readonly RegExp[];
  /** And this does not. */
  readonly not?: RegExp | undefined;
}

/** What every language has words for. */
export interface Tongue {
  /** The agent, as a memory names it; not somebody's own assistant, and no agent with a trade. */
  readonly agent: RegExp;
  /** Its owner, as a memory names them; not the owner of a flat. */
  readonly owner: RegExp;
  /** What the agent is asked for or acts on. */
  readonly objects: RegExp;
  /** Nobody need be asked. */
  readonly waived: RegExp;
  /** Agrees, allows, is fine with it. */
  readonly agrees: RegExp;
  /** Is done at once, always, whatever it is. */
  readonly atOnce: RegExp;
  /** Somebody stands in the owner's place. */
  readonly inPlace: RegExp;
  /** People's world: where other rules hold, and what others do. */
  readonly world?: RegExp;
}
