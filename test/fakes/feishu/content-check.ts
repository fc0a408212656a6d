// What Feishu accepts as the content of a message, and what people see of it.
//   msg_type, content → what is shown | refusal with Feishu's code
// Source: open.feishu.cn, "Structure of sent messages". Pure; knows no chat.
import { isObject, parseObject } from '../loopback/http-body.ts';

export interface ShownContent {
  readonly text: string;
  readonly buttons: readonly { readonly label: string; readonly value: unknown }[];
  readonly keys: readonly string[];
}

export type ContentCheck =
  | { readonly kind: 'accepted'; readonly shown: ShownContent }
  | { readonly kind: 'refused'; readonly code: number; readonly msg: string };

const STYLES = ['bold', 'italic', 'underline', 'lineThrough'];
const LANGUAGES =
  /^(?:BASH|C|CPP|CSS|GO|HTML|JAVA|JAVASCRIPT|JSON|KOTLIN|PHP|PYTHON|RUBY|RUST|SHELL|SQL|SWIFT|TYPESCRIPT|XML|YAML)$/;

export function checkContent(type: unknown, content: unknown): ContentCheck {
  const body = typeof content === 'string' ? parseObject(content) : null;
  if (body === null) return refused('content is not a string in json format');
  switch (type) {
    case 'text':
      return typeof body['text'] === 'string' && body['text'] !== ''
        ? accepted({ text: withPings(body['text']), buttons: [], keys: [] })
        : refused('text is empty');
    case 'post':
      return checkPost(body['zh_cn']);
    case 'interactive':
      return checkCard(body);
    case 'image':
      return keyOf(body['image_key']);
    case 'file':
      return keyOf(body['file_key']);
    default:
      return refused('msg_type is invalid');
  }
}

function checkPost(post: unknown): ContentCheck {
  if (!isObject(post) || !Array.isArray(post['content']) || post['content'].length === 0)
    return refused('post has no content');
  const lines: string[] = [];
  const keys: string[] = [];
  for (const paragraph of post['content']) {
    if (!Array.isArray(paragraph) || paragraph.length === 0) return refused('a paragraph is empty');
    let line = '';
    for (const element of paragraph) {
      const words = isObject(element) ? elementWords(element, keys) : null;
      if (words === null) return refused(`unknown element ${JSON.stringify(element).slice(0, 100)}`);
      line += words;
    }
    lines.push(line);
  }
  return accepted({ text: lines.join('\n').trim(), buttons: [], keys });
}

function elementWords(element: Record<string, unknown>, keys: string[]): string | null {
  const { tag, text, style, href } = element;
  if (style !== undefined && !(Array.isArray(style) && style.every((one) => STYLES.includes(String(one)))))
    return null;
  if (tag === 'text') return typeof text === 'string' ? text : null;
  if (tag === 'a') return typeof text === 'string' && /^(?:https?|mailto):/i.test(String(href)) ? text : null;
  if (tag === 'code_block') {
    const { language } = element;
    const isKnown = language === undefined || LANGUAGES.test(String(language));
    return typeof text === 'string' && isKnown ? text : null;
  }
  if (tag === 'img' && typeof element['image_key'] === 'string') {
    keys.push(element['image_key']);
    return '';
  }
  return tag === 'at' ? `⟦ping ${String(element['user_id'])}⟧` : null;
}

function checkCard(card: Record<string, unknown>): ContentCheck {
  const elements = card['elements'];
  if (!Array.isArray(elements) || elements.length === 0) return refused('card has no elements', 230_099);
  let text = '';
  const buttons: { label: string; value: unknown }[] = [];
  for (const element of elements) {
    if (!isObject(element)) return refused('element is not an object', 230_099);
    const words = element['text'];
    if (element['tag'] === 'div' && isObject(words)) {
      const content = String(words['content']);
      text += words['tag'] === 'plain_text' ? content : withPings(content);
    } else if (element['tag'] === 'action' && Array.isArray(element['actions'])) {
      for (const action of element['actions']) {
        if (!isObject(action) || action['tag'] !== 'button' || !isObject(action['text']))
          return refused('action is invalid', 230_099);
        buttons.push({ label: String(action['text']['content']), value: action['value'] });
      }
    } else return refused('element is unknown', 230_099);
  }
  return accepted({ text, buttons, keys: [] });
}

/** In plain text messages and in the Markdown of cards, marks mention people. */
function withPings(text: string): string {
  return text.replace(/<at\s[^>]*>.*?<\/at>/g, '⟦ping⟧');
}

function keyOf(key: unknown): ContentCheck {
  return typeof key === 'string' && key !== ''
    ? accepted({ text: '', buttons: [], keys: [key] })
    : refused('the key is missing');
}

function accepted(shown: ShownContent): ContentCheck {
  return { kind: 'accepted', shown };
}

function refused(detail: string, code = 230_001): ContentCheck {
  return { kind: 'refused', code, msg: `Your request contains an invalid request parameter, ext=${detail}` };
}
