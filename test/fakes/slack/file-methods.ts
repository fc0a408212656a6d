// Files as a bot handles them: asking for a place, bringing the bytes there, sharing; and asking about one.
//   files.getUploadURLExternal → POST to the place → files.completeUploadExternal → message with the file
// (docs.slack.dev: "Working with files".) It knows no HTTP: the server brings the bytes.
import type { Fields } from '../loopback/http-body.ts';
import { isObject } from '../loopback/http-body.ts';
import { contentOf, type Method, type MethodDeps, parsed, textOf } from './methods.ts';
import { good, no, type Reply, type WireFile, type WireMessage } from './wire.ts';
import { type StoredFile, TEAM, type Workspace } from './workspace.ts';

export function createFileMethods(deps: MethodDeps): [string, Method][] {
  const { workspace } = deps;
  const { bot } = workspace;

  const place: Method = (fields) => {
    const name = textOf(fields['filename']);
    const length = Number(fields['length']);
    if (name === null || name === '') return no('missing_argument');
    if (!Number.isSafeInteger(length) || length <= 0) return no('invalid_arguments');
    const file = addFile(workspace, deps.baseUrl(), {
      name,
      mediaType: 'application/octet-stream',
      size: length,
    });
    return good({ upload_url: `${deps.baseUrl()}/upload/v1/${file.wire.id}`, file_id: file.wire.id });
  };

  const complete: Method = (fields: Fields): Reply => {
    const chat = workspace.chat(textOf(fields['channel_id']) ?? '');
    if (chat === undefined) return no('channel_not_found');
    const wanted = parsed(textOf(fields['files']) ?? '');
    if (!Array.isArray(wanted) || wanted.length === 0) return no('invalid_arguments');
    const files = wanted.map((each) => workspace.file(isObject(each) ? String(each['id']) : ''));
    if (files.some((file) => file === undefined || file.bytes.length === 0)) return no('file_not_found');
    const content = fields['blocks'] === undefined ? null : contentOf(fields);
    if (content !== null && 'error' in content) return no('invalid_blocks');
    const threadTs = textOf(fields['thread_ts']);
    const stored = files.filter((file): file is StoredFile => file !== undefined);
    const ts = workspace.nextTs();
    const message: WireMessage = {
      type: 'message',
      subtype: 'file_share',
      ts,
      user: bot.userId,
      bot_id: bot.botId,
      team: TEAM,
      text: '',
      files: stored.map((file) => file.wire),
      ...(threadTs === null ? {} : { thread_ts: threadTs }),
    };
    workspace.add(chat, message);
    const read = content?.read ?? { text: '', raw: '', buttons: [], pings: [] };
    deps.onPosted(
      {
        chatId: chat.id,
        threadTs,
        ts,
        ...read,
        unfurls: false,
        files: stored.map(({ wire, bytes }) => ({
          name: wire.name,
          mediaType: mediaTypeOf(wire.name),
          bytes,
        })),
      },
      'sent',
    );
    deps.onMessage(chat, message);
    return good({ files: stored.map(({ wire }) => ({ id: wire.id, title: wire.title })) });
  };

  const info: Method = (fields) => {
    const file = workspace.file(textOf(fields['file']) ?? '');
    return file === undefined ? no('file_not_found') : good({ file: file.wire });
  };

  return [
    ['files.getUploadURLExternal', place],
    ['files.completeUploadExternal', complete],
    ['files.info', info],
  ];
}

export function addFile(
  workspace: Workspace,
  baseUrl: string,
  {
    name,
    mediaType,
    size,
    bytes = new Uint8Array(),
  }: { name: string; mediaType: string; size: number; bytes?: Uint8Array },
): StoredFile {
  const id = workspace.nextId('F');
  const url = `${baseUrl}/files-pri/${TEAM}-${id}/download/file`;
  const wire: WireFile = {
    id,
    name,
    title: name,
    mimetype: mediaType,
    size,
    mode: 'hosted',
    url_private: url,
    url_private_download: url,
  };
  const file: StoredFile = { wire, bytes, isPending: bytes.length === 0 };
  workspace.setFile(file);
  return file;
}

/** Slack tells the type of an upload by its name. */
function mediaTypeOf(name: string): string {
  const types: Readonly<Record<string, string>> = {
    txt: 'text/plain',
    md: 'text/markdown',
    png: 'image/png',
    pdf: 'application/pdf',
    csv: 'text/csv',
    json: 'application/json',
  };
  return types[name.split('.').at(-1) ?? ''] ?? 'application/octet-stream';
}
