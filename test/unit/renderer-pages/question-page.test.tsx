// What the approval window shows: everything, exactly, and nothing else.
import fc from 'fast-check';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import type { Question } from '../../../src/contracts/approvals.ts';
import { markedLines } from '../../../src/renderer/pages/approval/marked-lines.ts';
import { QuestionBody, QuestionHead } from '../../../src/renderer/pages/approval/question-body.tsx';
import { Lifetimes } from '../../../src/renderer/pages/approval/question-foot.tsx';
import { effectsSentence, taintSentence } from '../../../src/renderer/pages/approval/question-words.ts';
import { pairing, toolCall } from './samples.ts';

const drawn = (question: Question) =>
  renderToStaticMarkup(
    <>
      <QuestionHead question={question} />
      <QuestionBody question={question} onSeeEnd={() => undefined} />
    </>,
  );

/** The words of the page without its elements. */
const wordsOf = (markup: string) =>
  markup
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#x27;', "'")
    .replaceAll('&amp;', '&');

describe('the body of a question', () => {
  it('shows control and invisible characters as escapes in every place that others can fill', () => {
    const hostile = 'in\u202evoice\u200b';
    const markup = drawn(
      toolCall({
        asker: hostile,
        summary: hostile,
        reason: hostile,
        conversationTitle: hostile,
        facts: [
          { label: hostile, text: hostile, style: 'plain' },
          { label: 'Code', text: hostile, style: 'code' },
          { label: 'Diff', text: `+ ${hostile}`, style: 'diff' },
          { label: 'Danger', text: hostile, style: 'warning' },
        ],
        taint: { untrusted: true, private: false, sources: [{ kind: 'web', label: hostile }] },
      }),
    );
    expect(markup).not.toMatch(/[\u202e\u200b]/);
    // Each where it stands, and once in the list of what is not what it looks like.
    expect(markup.match(/\\u\{202e\}/g)).toHaveLength(11);
  });

  it('marks words that mix scripts', () => {
    const markup = drawn(toolCall({ summary: 'Delete p\u0430ypal' }));
    expect(markup).toContain('<span class="exact-mixed" title="Letters of Latin and Cyrillic in one word">');
  });

  it('cuts nothing: a fact of any length is there to its last line', () => {
    const text = Array.from({ length: 3_000 }, (_, line) => `line ${line}`).join('\n');
    for (const style of ['plain', 'code', 'warning', 'diff'] as const) {
      const words = wordsOf(drawn(toolCall({ facts: [{ label: 'Text', text, style }] })));
      expect(words).toContain('line 0');
      expect(words).toContain('line 2999');
    }
  });

  it('interprets nothing: no link, no image, no Markdown', () => {
    const text = '<img src=x> [here](https://example.com) **bold** https://example.com';
    const markup = drawn(toolCall({ summary: text, facts: [{ label: 'Text', text, style: 'plain' }] }));
    expect(markup).not.toMatch(/<(a|img|strong|em)\b/);
    expect(wordsOf(markup).split(text)).toHaveLength(3);
  });

  it('says in words, before all else, what is not what it looks like, letter by letter', () => {
    const words = wordsOf(
      drawn(
        toolCall({
          facts: [
            {
              label: 'Address',
              text: 'https://\u0430\u0440\u0440\u04cf\u0435.com/p\u0430y\u200b',
              style: 'code',
            },
          ],
        }),
      ),
    );
    expect(words).toContain(
      'Not what it looks likeCyrillic letters that look like Latin ones: \\u{430}\\u{440}\\u{440}\\u{4cf}\\u{435}',
    );
    expect(words).toContain('Letters of Latin and Cyrillic in one word: p\\u{430}y');
    expect(words).toContain('A hidden character (zero-width space): \\u{200b}');
    expect(words.indexOf('Not what it looks like')).toBeLessThan(words.indexOf('Address'));
    expect(wordsOf(drawn(toolCall()))).not.toContain('Not what it looks like');
  });

  it('says first that it could not be analysed', () => {
    const words = wordsOf(drawn(toolCall({ unreadable: 'It uses eval.' })));
    expect(words.indexOf('Could not be analysedIt uses eval.')).toBeGreaterThan(0);
    expect(words.indexOf('Could not be analysed')).toBeLessThan(words.indexOf('Command'));
  });

  it('folds a hash to its ends, and keeps the whole of it in the text', () => {
    const sha256 = '3f9ac2d15b77e084'.repeat(4);
    const text = `/usr/bin/wc\nSHA-256 ${sha256}`;
    const markup = drawn(toolCall({ facts: [{ label: 'Program', text, style: 'code' }] }));
    expect(wordsOf(markup)).toContain(text);
    expect(markup).toContain(`<span class="ask-hash-folded">${sha256.slice(8, 56)}</span>`);
    // In what others wrote nothing is folded, whatever it looks like.
    const other = drawn(toolCall({ facts: [{ label: 'Command', text, style: 'code' }] }));
    expect(other).not.toContain('ask-hash');
  });

  it('says when one answer counts for several calls, and nothing when it counts for one', () => {
    expect(wordsOf(drawn(toolCall({ waiting: 3 })))).toContain(
      '3 calls wait for this answer. It counts for each of them.',
    );
    expect(wordsOf(drawn(toolCall()))).not.toContain('wait for this answer');
  });

  it('of what expired says so in place of a time that runs', () => {
    const words = wordsOf(drawn(toolCall({ state: 'expired', expiresAt: '2026-03-12T10:30:00.000Z' })));
    expect(words).toContain('Expired · ');
    expect(words).not.toContain('left, then it is denied');
  });

  it('says why it is asked, what it comes from, and what it does', () => {
    const words = wordsOf(
      drawn(
        toolCall({
          taint: {
            untrusted: true,
            private: true,
            sources: [{ kind: 'web', label: 'https://example.com/how-to' }],
          },
        }),
      ),
    );
    expect(words).toContain('No rule covers this.');
    expect(words).toContain('content that did not come from you, and private content is within its reach');
    expect(words).toContain('The web page https://example.com/how-to');
    expect(words).toContain('run_command: Runs a program, reads.');
  });

  it('a request to be let in shows the code, and the danger only where it makes somebody the owner', () => {
    expect(wordsOf(drawn(pairing('person')))).toContain('K7M2QXWD');
    expect(wordsOf(drawn(pairing('person')))).not.toContain('will be you');
    expect(wordsOf(drawn(pairing('owner')))).toContain('Whoever can write from it will be you');
  });
});

describe('the choices', () => {
  it('each lifetime stands with the exact rule that it would save', () => {
    const sentence = 'Allow telegram:user:42: Run wc -l report.md — exactly this, in this conversation.';
    const words = wordsOf(
      renderToStaticMarkup(
        <Lifetimes
          offers={[{ lifetime: 'conversation', sentence }]}
          chosen="once"
          onChoose={() => undefined}
        />,
      ),
    );
    expect(words).toContain(sentence);
    expect(words).not.toContain('Always');
  });
});

describe('words of a question', () => {
  it('a difference keeps every character, each line with its meaning', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 20 })), (lines) => {
        const text = lines.join('\n');
        const marked = markedLines(text);
        expect(marked.map((line) => line.text).join('\n')).toBe(text);
        expect(marked.every((line) => text.startsWith(line.text, line.at))).toBe(true);
      }),
    );
    expect(markedLines('- old\n+ new\nsame').map((line) => line.kind)).toEqual(['removed', 'added', 'same']);
  });

  it('taint is said only where there is some', () => {
    const taint = (untrusted: boolean, isPrivate: boolean) =>
      taintSentence({ untrusted, private: isPrivate, sources: [] });
    expect(taint(false, false)).toBeNull();
    expect(taint(true, false)).toBe('This follows from content that did not come from you.');
    expect(taint(false, true)).toBe('Private content is within its reach.');
  });

  it('effects are one sentence', () => {
    expect(effectsSentence(['write', 'irreversible'])).toBe('Writes, cannot be undone.');
    expect(effectsSentence([])).toBe('Nothing is known of its effects.');
  });
});
