// What of a question may be allowed from a chat: not a program with a way out, above all not one outside the sandbox.
import { expect, test } from 'vitest';
import { forwardedText } from '../../../../src/main/domain/gate/forwarded-text.ts';
import { toolCall } from '../../renderer-pages/samples.ts';

const whyNot = (effects: ('execute' | 'read' | 'network')[]) =>
  forwardedText(toolCall({ effects }), 'ABCDEFGH', (text) => text).whyNot;

test('a confined program may be allowed from there, one that reaches the network only at the computer', () => {
  expect(whyNot(['execute', 'read'])).toBeNull();
  expect(whyNot(['network'])).toBeNull();
  expect(whyNot(['execute', 'network'])).toBe('A program with a way out is only allowed on your computer.');
});
