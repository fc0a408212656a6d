// Whether the receiving server says that a mail really comes from the domain in its From field (RFC 8601).
//   header fields, name of our server, domain → genuine | not
// Everybody can write any From field and any Authentication-Results field below that of our server. So only the topmost
// one counts, and only when it bears the name of our server. Pure.
import { type HeaderField, valuesOf } from './header-fields.ts';

const LONGEST = 10_000;

/** @param domain of the From field, lower case */
export function isGenuine(fields: readonly HeaderField[], trustedServer: string, domain: string): boolean {
  // SECURITY: servers write theirs on top; any further down may be the sender's own work.
  const [topmost] = valuesOf(fields, 'authentication-results');
  if (topmost === undefined || topmost.length > LONGEST) return false;
  const statements = statementsOf(topmost);
  if (statements === null) return false;
  const [server = '', ...results] = statements;
  // SECURITY: another server's word, most of all one that the sender runs, counts for nothing.
  if (!isNamed(server.trim().split(/\s+/)[0]?.toLowerCase() ?? '', trustedServer.toLowerCase())) return false;
  const read = results.map(resultOf).filter((result) => result !== null);
  const dmarc = read.filter(({ method }) => method === 'dmarc');
  if (dmarc.length > 0 && dmarc.every(({ value }) => value === 'pass'))
    return dmarc.every(({ properties }) => (properties.get('header.from') ?? domain) === domain);
  // SECURITY: a domain that says "not mine" is believed, whatever signature the mail also bears.
  if (dmarc.some(({ value }) => value !== 'none' && value !== 'bestguesspass')) return false;
  return read.some(
    ({ method, value, properties }) =>
      method === 'dkim' && value === 'pass' && isAligned(signerOf(properties), domain),
  );
}

/** The server itself, or one of those within a domain: large providers have many. */
function isNamed(server: string, trusted: string): boolean {
  if (trusted === '' || server === '') return false;
  return server === trusted || (trusted.includes('.') && server.endsWith(`.${trusted}`));
}

/** Of a result that says a property twice: neither a pass nor none. */
const TWICE = 'twice';

interface Result {
  readonly method: string;
  readonly value: string;
  readonly properties: ReadonlyMap<string, string>;
}

/** Comments taken out and cut at semicolons that stand outside quotes; null when quotes or comments do not end. */
function statementsOf(text: string): readonly string[] | null {
  const statements = [''];
  let depth = 0;
  let isQuoted = false;
  const add = (piece: string): void => {
    statements[statements.length - 1] += piece;
  };
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at] ?? '';
    if (sign === '\\' && (depth > 0 || isQuoted)) at += 1;
    else if (isQuoted) isQuoted = sign !== '"';
    // SECURITY: comments and quotes hold what the sender chose; `dmarc=pass` in one must not be read as a result.
    else if (sign === '(') depth += 1;
    else if (depth > 0) depth -= sign === ')' ? 1 : 0;
    else if (sign === '"') {
      isQuoted = true;
      add('"');
    } else if (sign === ';') statements.push('');
    else add(sign);
  }
  return depth > 0 || isQuoted ? null : statements;
}

/** `dmarc=pass header.from=example.org` */
function resultOf(statement: string): Result | null {
  const words = statement
    .replace(/\s*=\s*/g, '=')
    .trim()
    .toLowerCase()
    .split(/\s+/);
  const [, method, value] = /^([a-z0-9-]+)(?:\/\d+)?=([a-z]+)$/.exec(words[0] ?? '') ?? [];
  if (method === undefined || value === undefined) return null;
  const pairs = words.slice(1).flatMap((word) => {
    const [, name, given] = /^([a-z.]+)=([^=]+)$/.exec(word) ?? [];
    return name === undefined || given === undefined ? [] : [[name, given] as const];
  });
  const properties = new Map(pairs);
  // SECURITY: of two values of a property one can be the sender's: what a signature holds is copied into the result.
  return { method, value: properties.size < pairs.length ? TWICE : value, properties };
}

function signerOf(properties: ReadonlyMap<string, string>): string | null {
  const signer = properties.get('header.d') ?? properties.get('header.i')?.split('@').at(-1) ?? '';
  return /^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/.test(signer) ? signer : null;
}

/** The domain itself, or one that it belongs to. */
function isAligned(signer: string | null, domain: string): boolean {
  return signer !== null && (domain === signer || domain.endsWith(`.${signer}`));
}
