// What of a part is given to Feishu: its type of message and its content.
//   part → post | card with buttons | picture | file
// A card shows its words as plain text: nothing of them is read as markup. Pure.
// Source: open.feishu.cn, "Structure of sent messages", and cards of version 1.
import type { Address, OutboundPart } from '../../../domain/ports/channel.ts';
import { type Paragraph, paragraphsOfPart, plainTextOf } from './post.ts';

export interface MessageContent {
  readonly msg_type: 'post' | 'interactive' | 'image' | 'file' | 'audio' | 'media';
  /** JSON in a string, as Feishu wants it. */
  readonly content: string;
}

const MAX_LABEL_UNITS = 100;

/** Words, with buttons where the part has any. */
export function wordsContent(part: OutboundPart, to: Address): MessageContent {
  const paragraphs = paragraphsOfPart(part);
  if (part.buttons === undefined || part.buttons.length === 0) return postContent(paragraphs);
  const actions = part.buttons.map(({ label, data }) => ({
    tag: 'button',
    text: { tag: 'plain_text', content: label.slice(0, MAX_LABEL_UNITS) },
    type: 'default',
    // A press does not say in which thread: what we put here comes back with it.
    value: { data, ...(to.threadId === null ? {} : { thread: to.threadId }) },
  }));
  return { msg_type: 'interactive', content: cardOf(paragraphs, [{ tag: 'action', actions }]) };
}

/** A card of the same words without its buttons, for a message that was one. */
export function cardWithoutButtons(part: OutboundPart): string {
  return cardOf(paragraphsOfPart(part), []);
}

export function postContent(paragraphs: readonly Paragraph[]): MessageContent {
  return { msg_type: 'post', content: JSON.stringify({ zh_cn: { content: paragraphs } }) };
}

function cardOf(paragraphs: readonly Paragraph[], more: readonly object[]): string {
  // SECURITY: plain text; in the card's Markdown, words of the model could mention people and hide where links lead.
  const words = { tag: 'div', text: { tag: 'plain_text', content: plainTextOf(paragraphs) } };
  return JSON.stringify({
    config: { update_multi: true, wide_screen_mode: true },
    elements: [words, ...more],
  });
}
