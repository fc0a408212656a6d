// Mails as a mail server keeps them: the bytes, and their structure as IMAP tells it (RFC 9051, 7.5.2, BODYSTRUCTURE).
//   who, what, files → source, structure, parts
// The lines above are what our own server put there; those below are the sender's. Knows no server.

export interface MailFile {
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

export interface MailDraft {
  /** As it stands in the field. */
  readonly from: string;
  readonly to: string;
  readonly subject?: string;
  readonly messageId: string;
  /** Fields of our own server, from the top. */
  readonly received?: readonly string[];
  /** Fields of the sender beside the usual ones, whole lines. */
  readonly more?: readonly string[];
  readonly text?: string;
  readonly html?: string;
  readonly files?: readonly MailFile[];
}

export interface StoredMail {
  readonly source: Buffer;
  readonly structure: string;
  /** By number: its own header and its body as it travels. */
  readonly parts: ReadonlyMap<string, { readonly mime: Buffer; readonly body: Buffer }>;
}

const BOUNDARY = 'mixed-0001';

export function mailSource(draft: MailDraft): StoredMail {
  const body = bodyOf(draft);
  const header = [
    ...(draft.received ?? []),
    `From: ${draft.from}`,
    `To: ${draft.to}`,
    ...(draft.subject === undefined ? [] : [`Subject: ${draft.subject}`]),
    `Message-ID: <${draft.messageId}>`,
    'Date: Tue, 01 Dec 2026 12:00:00 +0000',
    'MIME-Version: 1.0',
    ...(draft.more ?? []),
  ];
  const [first, ...others] = [body, ...(draft.files ?? []).map(fileOf)];
  if (others.length === 0)
    return {
      source: Buffer.concat([
        Buffer.from(`${header.join('\r\n')}\r\n`),
        first.mime,
        Buffer.from('\r\n'),
        first.body,
      ]),
      structure: first.structure,
      parts: new Map([['1', first]]),
    };
  const parts = [first, ...others];
  const pieces = parts.flatMap(({ mime, body: bytes }) => [
    Buffer.from(`--${BOUNDARY}\r\n`),
    mime,
    Buffer.from('\r\n'),
    bytes,
    Buffer.from('\r\n'),
  ]);
  header.push(`Content-Type: multipart/mixed; boundary="${BOUNDARY}"`);
  return {
    source: Buffer.concat([
      Buffer.from(`${header.join('\r\n')}\r\n\r\n`),
      ...pieces,
      Buffer.from(`--${BOUNDARY}--\r\n`),
    ]),
    structure: `(${parts.map(({ structure }) => structure).join('')} "MIXED" ("BOUNDARY" "${BOUNDARY}") NIL NIL NIL)`,
    parts: new Map(parts.map((part, index) => [String(index + 1), part])),
  };
}

/** Bytes that a program wrote which knows nothing of mail. */
export function rawSource(source: Buffer): StoredMail {
  const structure = `("TEXT" "PLAIN" ("CHARSET" "us-ascii") NIL NIL "7BIT" ${source.length} 1 NIL NIL NIL NIL)`;
  return { source, structure, parts: new Map([['1', { mime: Buffer.alloc(0), body: source }]]) };
}

interface Part {
  readonly mime: Buffer;
  readonly body: Buffer;
  readonly structure: string;
}

function bodyOf(draft: MailDraft): Part {
  const kind = draft.text === undefined && draft.html !== undefined ? 'html' : 'plain';
  const body = base64(Buffer.from(draft.text ?? draft.html ?? ''));
  return {
    mime: Buffer.from(`Content-Type: text/${kind}; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n`),
    body,
    structure: `("TEXT" "${kind.toUpperCase()}" ("CHARSET" "utf-8") NIL NIL "BASE64" ${body.length} ${lines(body)} NIL NIL NIL NIL)`,
  };
}

function fileOf(file: MailFile): Part {
  const body = base64(Buffer.from(file.bytes));
  const [type = '', subtype = ''] = file.mediaType.toUpperCase().split('/');
  const name = file.name.replaceAll('"', '');
  return {
    mime: Buffer.from(
      `Content-Type: ${file.mediaType}; name="${name}"\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename="${name}"\r\n`,
    ),
    body,
    structure: `("${type}" "${subtype}" ("NAME" "${name}") NIL NIL "BASE64" ${body.length} NIL ("ATTACHMENT" ("FILENAME" "${name}")) NIL NIL)`,
  };
}

function base64(bytes: Buffer): Buffer {
  return Buffer.from(bytes.toString('base64').replace(/.{1,76}/g, '$&\r\n'));
}

function lines(body: Buffer): number {
  return body.toString('latin1').split('\r\n').length - 1;
}
