// Who is behind an event: the pair of workspace and member id, which never changes hands, and a name to show.
//   event, what Slack says of the member → sender | a sender without id, whom nobody lets in
// Pure. Knows nothing of who is let in.

import type { InboundSender } from '../../../domain/ports/channel.ts';
import { shownName } from '../shown-name.ts';
import type { WireCallback, WirePress, WireWords } from './event-shape.ts';
import { isBotId, isPersonId, isTeamId } from './ids.ts';

/** What Slack says of a member beside the event; null where it could not be asked. */
export interface Person {
  readonly name: string | null;
  readonly teamId: string | null;
  /** A reaction does not say so itself. */
  readonly isBot?: boolean;
}

export function senderOf(
  wire: Partial<
    Pick<WireWords, 'user' | 'bot_id' | 'username' | 'team' | 'user_team' | 'source_team' | 'subtype'>
  >,
  callback: WireCallback,
  person: Person | null,
): InboundSender {
  // What an app wrote in a person's name carries that person's id too: those are not the person's own words.
  const isBot =
    wire.bot_id !== undefined ||
    wire.subtype === 'bot_message' ||
    wire.user === 'USLACKBOT' ||
    person?.isBot === true;
  const teamId = teamOf(wire, callback, person);
  const name = shownName(person?.name ?? wire.username);
  // SECURITY: a member id is unique only with its workspace; without either there is nobody to compare.
  if (teamId === null) return { id: null, name, isBot };
  if (isPersonId(wire.user)) return { id: `slack:user:${teamId}/${wire.user}`, name, isBot };
  return { id: isBotId(wire.bot_id) ? `slack:bot:${teamId}/${wire.bot_id}` : null, name, isBot };
}

/** The sender's own workspace: people of another one speak in channels that are shared with it. */
function teamOf(
  wire: Partial<Pick<WireWords, 'team' | 'user_team' | 'source_team'>>,
  callback: WireCallback,
  person: Person | null,
): string | null {
  const said = wire.user_team ?? wire.team ?? wire.source_team ?? person?.teamId;
  if (said !== undefined && said !== null) return isTeamId(said) ? said : null;
  // SECURITY: in a shared channel somebody whose workspace is not said may be of any; ours is not assumed.
  if (callback.is_ext_shared_channel === true) return null;
  return isTeamId(callback.team_id) ? callback.team_id : null;
}

/** Who pressed a button. A press carries workspace and name. */
export function presserOf({ user, team }: Pick<WirePress, 'user' | 'team'>): InboundSender {
  const teamId = user.team_id ?? team?.id;
  return {
    id: isPersonId(user.id) && isTeamId(teamId) ? `slack:user:${teamId}/${user.id}` : null,
    name: shownName(user.name ?? user.username),
    isBot: false,
  };
}
