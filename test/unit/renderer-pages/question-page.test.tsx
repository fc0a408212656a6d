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
    expect(markup.match(/\\u\{202e\}/g)).toHaveLength(10);
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
