// Whether a rule's matcher fits a call. Total: every matcher answers for every call, and a missing fact never allows.
// A rule that allows reads narrowly (all of it, exactly), one that denies or asks reads widely (any part of it).
// May not know what is decided from it.
import type { RuleDecision, RuleMatcher } from '../../../../contracts/rules.ts';
import type { DecisionRequest } from '../policy.ts';

type Facts = Pick<DecisionRequest, 'inputSha256' | 'tool' | 'effects' | 'traits' | 'confined' | 'workspace'>;

export function fits(matcher: RuleMatcher, call: Facts, decision: RuleDecision): boolean {
  const widely = decision !== 'allow';
  const { traits } = call;
  switch (matcher.kind) {
    case 'input':
      // SECURITY: the exact input; a rule for one call is not a rule for another.
      return matcher.sha256 === call.inputSha256;
    case 'reads-only':
      // SECURITY: whoever reads a page tells its host something; which hosts may be told is another rule.
      return traits.readsOnly && traits.unreadable === null && (widely || !leaves(call));
    case 'stays-inside':
      return staysInside(call);
    case 'host':
      // SECURITY: an address can carry something out; allowed are pages that are read, not hosts that are written to.
      if (!widely && !traits.readsOnly) return false;
      return some(traits.hosts, widely, (host) => isHost(matcher.host, host));
    case 'recipient':
      return some(traits.recipients, widely, (id) => id === matcher.conversationId);
    case 'program':
      return some(traits.programs, widely, (name) =>
        widely ? bareProgram(name) === bareProgram(matcher.name) : name === matcher.name,
      );
    case 'path':
      // SECURITY: a program writes what else it likes, and what goes out goes somewhere; allowed is a file, and no more.
      if (!widely && (call.effects.includes('execute') || leaves(call))) return false;
      return (
        isThere(matcher.workspace, call.workspace, widely) && fitsPath(matcher.glob, traits.paths, widely)
      );
    case 'other-tool':
      return !matcher.tools.includes(call.tool);
  }
}

function leaves({ effects }: Facts): boolean {
  return effects.includes('network') || effects.includes('send');
}

/** No way out, nothing final, and a program only where it is confined. */
function staysInside(call: Facts): boolean {
  const { effects, confined, traits } = call;
  return (
    // SECURITY: a tool that says nothing of what it does may do anything.
    effects.length > 0 &&
    !leaves(call) &&
    !effects.includes('irreversible') &&
    (confined || !effects.includes('execute')) &&
    traits.unreadable === null
  );
}

/** All of at least one, or any. */
function some(facts: readonly string[], widely: boolean, isIt: (fact: string) => boolean): boolean {
  // SECURITY: a call that names nothing is not covered by a rule about something.
  if (facts.length === 0) return false;
  return widely ? facts.some(isIt) : facts.every(isIt);
}

/** `example.com` is that host alone; `*.example.com` all below it, and not itself. */
function isHost(pattern: string, host: string): boolean {
  const name = plainHost(host);
  if (!pattern.startsWith('*.')) return name === pattern;
  // SECURITY: with the dot, or evil-example.com would be below example.com.
  return name.endsWith(pattern.slice(1)) && name.length > pattern.length - 1;
}

/** Lower case, without the dot that a full name may end in. */
export function plainHost(host: string): string {
  return host.toLowerCase().replace(/\.$/, '');
}

function isThere(wanted: string | null | undefined, workspace: string | null, widely: boolean): boolean {
  // SECURITY: a rule for a file of one folder is none for the same name in another.
  return widely || wanted === undefined || wanted === workspace;
}

function fitsPath(glob: string, paths: readonly string[], widely: boolean): boolean {
  const pattern = segmentsOf(glob);
  return some(paths, widely, (path) => {
    const segments = segmentsOf(path);
    if (isInside(path, segments)) return fitsSegments(pattern, segments, widely);
    // SECURITY: a path that leads up or begins at the root may be any file; it is never one that was allowed.
    if (!widely) return false;
    // SECURITY: it may end in the path that is denied, and where the workspace begins in it is not known here.
    return tails(resolved(segments)).some((tail) => fitsSegments(pattern, tail, true));
  });
}

function isInside(path: string, segments: readonly string[]): boolean {
  return !/^([/\\~]|[a-z]:)/i.test(path) && !segments.includes('..');
}

export function segmentsOf(path: string): readonly string[] {
  return path.split(/[/\\]/).filter((segment) => segment !== '' && segment !== '.');
}

function resolved(segments: readonly string[]): readonly string[] {
  const result: string[] = [];
  for (const segment of segments) {
    if (segment === '..') result.pop();
    else result.push(segment);
  }
  return result;
}

function tails(segments: readonly string[]): readonly (readonly string[])[] {
  return segments.map((_, start) => segments.slice(start));
}

/** A pattern fits the whole path; for a denial also a folder that holds it. */
function fitsSegments(pattern: readonly string[], path: readonly string[], widely: boolean): boolean {
  if (widely ? path.length < pattern.length : path.length !== pattern.length) return false;
  return pattern.every((glob, index) => fitsSegment(glob, path[index] ?? '', widely));
}

/** `*` any run, `?` one character; linear in both, by remembering the last `*` only. */
function fitsSegment(glob: string, segment: string, widely: boolean): boolean {
  // Some systems see no case: a denial does not either, while case counts for what is allowed.
  const pattern = widely ? glob.toLowerCase() : glob;
  const text = widely ? segment.toLowerCase() : segment;
  let at = 0;
  let star = -1;
  let starAt = 0;
  let index = 0;
  while (index < text.length) {
    const sign = pattern[at];
    if (sign === '*') {
      star = at++;
      starAt = index;
    } else if (sign === '?' || (sign !== undefined && sign === text[index])) {
      at++;
      index++;
    } else if (star !== -1) {
      at = star + 1;
      index = ++starAt;
    } else return false;
  }
  while (pattern[at] === '*') at++;
  return at === pattern.length;
}

/** Without folder, case and the ending that Windows allows to be left away. */
export function bareProgram(name: string): string {
  return (name.split(/[/\\]/).at(-1) ?? name).toLowerCase().replace(/\.(exe|com|bat|cmd)$/, '');
}
