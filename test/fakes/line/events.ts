// What people do on LINE, as events of the webhook.
//   what they did → event object with a number of its own
// Shapes: Messaging API reference, "Webhook event objects". Holds only counters.

export interface Place {
  readonly userId: string | null;
  readonly groupId?: string;
  readonly roomId?: string;
  /** A kind of source that does not exist yet. */
  readonly unknownKind?: string;
}

export interface LineEvents {
  text(
    place: Place,
    text: string,
    how?: { readonly mentionsUs?: boolean; readonly quoted?: string },
  ): { readonly event: object; readonly messageId: string };
  content(place: Place, type: string, more: object): { readonly event: object; readonly messageId: string };
  postback(place: Place, data: string): object;
  /** Any other kind. */
  other(place: Place, type: string, more: object): object;
}

export function createLineEvents(): LineEvents {
  let lastMessage = 444_573_844_083_500;
  let lastEvent = 0;

  function event(place: Place, type: string, more: object): object {
    lastEvent += 1;
    return {
      type,
      mode: 'active',
      timestamp: Date.now(),
      source: sourceOf(place),
      webhookEventId: `01HXFAKE${String(lastEvent).padStart(18, '0')}`,
      deliveryContext: { isRedelivery: false },
      ...more,
    };
  }

  function message(place: Place, content: object): { event: object; messageId: string } {
    lastMessage += 1;
    const messageId = String(lastMessage);
    return {
      messageId,
      event: event(place, 'message', {
        replyToken: 'nHuyWiB7yP5Zw52FIkcQobQuGDXCTA',
        message: { id: messageId, ...content },
      }),
    };
  }

  return {
    text: (place, text, { mentionsUs = false, quoted } = {}) => {
      const words = mentionsUs ? `@Example ${text}` : text;
      const mentionees = [{ index: 0, length: 8, type: 'user', isSelf: true }];
      return message(place, {
        type: 'text',
        quoteToken: 'q3Plxr4AgKd',
        text: words,
        ...(mentionsUs ? { mention: { mentionees } } : {}),
        ...(quoted === undefined ? {} : { quotedMessageId: quoted }),
      });
    },
    content: (place, type, more) => message(place, { type, ...more }),
    postback: (place, data) =>
      event(place, 'postback', { replyToken: 'b60d432864f44d079f6d8efe86cf404b', postback: { data } }),
    other: event,
  };
}

function sourceOf({ userId, groupId, roomId, unknownKind }: Place): object {
  const user = userId === null ? {} : { userId };
  if (unknownKind !== undefined) return { type: unknownKind, groupId, ...user };
  if (groupId !== undefined) return { type: 'group', groupId, ...user };
  if (roomId !== undefined) return { type: 'room', roomId, ...user };
  return { type: 'user', ...user };
}
