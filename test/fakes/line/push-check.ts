// What LINE accepts in a push message, and in which words it refuses the rest.
//   body of a push → accepted messages | refusal
// Limits: Messaging API reference, "Send push message", "Text message", "Buttons template", "Quick reply". Pure.
import { isObject } from '../loopback/http-body.ts';

export interface PushedMessage {
  readonly text: string;
  readonly buttons: readonly { readonly label: string; readonly data: string }[];
}

export type PushCheck =
  | { readonly kind: 'accepted'; readonly to: string; readonly messages: readonly PushedMessage[] }
  | { readonly kind: 'refused'; readonly message: string };

export const LINE_ID = /^[UCR][0-9a-f]{32}$/;
/** Any version: "hexadecimal notation UUID". */
export const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export function checkPush(body: unknown): PushCheck {
  const refused = (message: string): PushCheck => ({ kind: 'refused', message });
  if (!isObject(body)) return refused('The request body could not be parsed as JSON');
  const { to, messages } = body;
  if (typeof to !== 'string' || !LINE_ID.test(to))
    return refused("The property, 'to', in the request body is invalid");
  if (!Array.isArray(messages) || messages.length === 0 || messages.length > 5)
    return refused('Size must be between 1 and 5');
  const read: PushedMessage[] = [];
  for (const message of messages) {
    const one = checkMessage(message);
    if (typeof one === 'string') return refused(one);
    read.push(one);
  }
  return { kind: 'accepted', to, messages: read };
}

function checkMessage(message: unknown): PushedMessage | string {
  if (!isObject(message)) return 'A message must be an object';
  const { type } = message;
  if (type === 'text') {
    if (!isText(message['text'], 5_000)) return 'Length must be between 0 and 5000';
    return { text: message['text'], buttons: [] };
  }
  if (type === 'template') {
    if (!isText(message['altText'], 400)) return 'altText: Length must be between 1 and 400';
    const template = message['template'];
    if (!isObject(template) || template['type'] !== 'buttons') return 'template: unknown type';
    if (!isText(template['text'], 160)) return 'template/text: must not be longer than 160 characters';
    const actions = template['actions'];
    if (!Array.isArray(actions) || actions.length === 0 || actions.length > 4)
      return 'template/actions: Size must be between 1 and 4';
    const buttons = actions.map(readAction);
    return buttons.some((button) => button === null)
      ? 'template/actions: invalid action'
      : { text: template['text'], buttons: buttons.flatMap((button) => (button === null ? [] : [button])) };
  }
  return `unknown message type: ${String(type)}`;
}

function readAction(action: unknown): PushedMessage['buttons'][number] | null {
  if (!isObject(action) || action['type'] !== 'postback') return null;
  const { label, data } = action;
  return isText(label, 20) && isText(data, 300) ? { label, data } : null;
}

function isText(value: unknown, most: number): value is string {
  return (
    typeof value === 'string' && value.length > 0 && value.length <= most && !/\p{Surrogate}/u.test(value)
  );
}
