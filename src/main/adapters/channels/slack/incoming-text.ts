// Slack's own markup of what people wrote, back to the words they saw.
//   `<@U1> see <https://a.example|this> &amp; that` → `@bot see this (https://a.example) & that`
// Slack escapes `&`, `<` and `>` and writes mentions and links in angle brackets (docs.slack.dev: "Formatting message
// text"), so what stands in brackets is always Slack's and never typed. Pure.
import { wellFormed } from '../well-formed.ts';
import type { Me } from './event-shape.ts';

/** @param raw the `text` of an event */
export function wordsOf(raw: string, me: Me): string {
  const pieces = wellFormed(raw).split(/(<[^<>]*>)/);
  return pieces
    .map((piece, index) => (index % 2 === 1 ? shown(piece.slice(1, -1), me) : plain(piece)))
    .join('');
}

/** Whether Slack marked a mention of us. A name in plain words, or typed brackets, is none. */
export function mentions(raw: string, me: Me): boolean {
  return raw.includes(`<@${me.userId}>`) || raw.includes(`<@${me.userId}|`);
}

function shown(inner: string, me: Me): string {
  const bar = inner.indexOf('|');
  const target = plain(bar === -1 ? inner : inner.slice(0, bar));
  const label = bar === -1 ? null : plain(inner.slice(bar + 1));
  if (target.startsWith('@')) {
    const name = label ?? (target.slice(1) === me.userId ? me.name : target.slice(1));
    return name.startsWith('@') ? name : `@${name}`;
  }
  if (target.startsWith('#')) return label === null || label === '' ? target : `#${label}`;
  if (target.startsWith('!')) return label ?? `@${target.slice(1).split('^')[0] ?? ''}`;
  const address = target.replace(/^mailto:/, '');
  const isBare = label === null || label === '' || target.endsWith(label) || address === label;
  return isBare ? address : `${label} (${target})`;
}

function plain(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&'); // last: it is part of the others
}
