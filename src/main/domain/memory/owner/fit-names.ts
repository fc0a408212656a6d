// Which names of a file are fit to be taken in: those of somebody new, checked as memories are.
//   name and aliases → names somebody? never kept? had by somebody else? → what is left of it | null
// Reads the stores; changes nothing.
import type { Taint } from '../../../../contracts/effects.ts';
import type { Stores } from '../../ports/stores.ts';
import type { Redact } from '../../ports/world.ts';
import { properName } from '../entities/entities.ts';
import { foldName } from '../entities/fold-name.ts';
import { whyNotKept } from '../keeping/not-kept.ts';
import type { FileName } from './read-memory-file.ts';

export function createFitNames(deps: {
  stores: Pick<Stores, 'entities'>;
  redact: Redact;
  taint: Taint;
  leave: (name: string, reason: string) => void;
}): (named: FileName) => FileName | null {
  /** Of each person: names that are had by somebody, here or earlier in the file. */
  const taken = new Map<string, Set<string>>();

  function namesOf(scope: string): Set<string> {
    const known = taken.get(scope) ?? new Set(deps.stores.entities.names(scope).map(({ folded }) => folded));
    taken.set(scope, known);
    return known;
  }

  function checked(text: string): string | null {
    const name = properName(text);
    // SECURITY: what is not kept as a memory is not kept as a name either.
    const reason = name === null ? 'This names nobody.' : whyNotKept(name, deps.taint, deps.redact)?.reason;
    if (reason === undefined) return name;
    deps.leave(text, reason);
    return null;
  }

  return (named) => {
    const name = checked(named.name);
    if (name === null) return null;
    const had = namesOf(named.scope);
    // Known already: it stays as it is here, whatever else the file calls it.
    if (had.has(foldName(name))) return null;
    had.add(foldName(name));
    const aliases = named.aliases.flatMap((alias) => {
      const one = checked(alias);
      if (one === null || foldName(one) === foldName(name)) return [];
      if (had.has(foldName(one))) {
        deps.leave(one, `Another entry has this name already, so it is not one of ${name}.`);
        return [];
      }
      had.add(foldName(one));
      return [one];
    });
    return { ...named, name, aliases };
  };
}
