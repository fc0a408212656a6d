// Pairing a device: the owner makes a code on this computer, the device shows it once, the owner confirms in the approval
// window. The code confers nothing; a wrong one makes nothing, and guessing is limited.
//   open → claim (right code) → question → allowed: the device's own token holds from then on

import { quotedName, shownName } from '../conversation/asker.ts';
import { createGuessLimit } from '../conversation/guess-limit.ts';
import { makeCode, normalCode } from '../conversation/pairing-code.ts';
import type { Approvals } from '../gate/approvals.ts';
import type { DeviceClaim, DeviceState } from '../ports/gateway.ts';
import type { Clock, Digest, MakeId, Random } from '../ports/world.ts';
import type { Callers } from './callers.ts';
import { makeToken } from './gateway-token.ts';

export interface DevicePairing {
  /** A new code; an earlier one no longer works. */
  open(): { readonly code: string; readonly expiresAt: number };
  claim(code: string, name: string): { readonly token: string; readonly check: string } | null;
  claimed(publicId: string): DeviceClaim | null;
  isOpen(): boolean;
}

const CODE_LIFETIME_MS = 10 * 60 * 1000;
/** Claims are remembered for as long as a device may ask what became of them. */
const MAX_CLAIMS = 20;

interface Claim {
  readonly digest: string;
  readonly check: string;
  readonly approvalId: string;
}

export function createDevicePairing(deps: {
  clock: Clock;
  random: Random;
  digest: Digest;
  makeId: MakeId;
  approvals: Approvals;
  callers: Callers;
  /** A question about a device was asked. */
  onAsked: (approvalId: string) => void;
}): DevicePairing {
  const { clock, random, digest, approvals } = deps;
  const guesses = createGuessLimit(clock);
  const claims = new Map<string, Claim>();
  let opened: { readonly code: string; readonly expiresAt: number } | null = null;

  function hasCode(): boolean {
    // SECURITY: an expired code is none.
    return opened !== null && opened.expiresAt > clock.now();
  }

  function stateOf(publicId: string, claim: Claim): DeviceState {
    if (deps.callers.credential(publicId) !== null) return 'paired';
    return approvals.question(claim.approvalId)?.state === 'pending' ? 'waiting' : 'refused';
  }

  function ask(name: string, check: string, publicId: string, tokenDigest: string): string {
    const shown = quotedName(name) ?? 'A device without a name';
    return approvals.post({
      draft: {
        kind: 'setting',
        key: 'gateway device',
        asker: `${shown}, through the gateway`,
        summary: `Let the device ${shown} chat with your agent`,
        facts: [
          { label: 'Name', text: shown, style: 'plain' },
          { label: 'Number on the device', text: check, style: 'code' },
          {
            label: 'Compare',
            text: 'Allow it only if you hold the device, and it shows this number now.',
            style: 'warning',
          },
          {
            label: 'It would be able to',
            text: 'Write to the agent and read the answers, in conversations of its own. What needs your answer there without a rule is denied.',
            style: 'plain',
          },
        ],
      },
      binding: digest.sha256(`gateway device ${publicId} ${tokenDigest} ${name}`),
      causeFrameId: null,
      turnId: null,
      toolCallId: null,
      actor: { kind: 'owner' },
      tool: 'gateway device',
      ruleFor: null,
      onAllow: (frame) =>
        deps.callers.addDevice({
          publicId,
          digest: tokenDigest,
          label: shownName(name) ?? 'Device',
          causeId: frame.id,
        }),
    });
  }

  return {
    open: () => {
      opened = { code: makeCode(random), expiresAt: clock.now() + CODE_LIFETIME_MS };
      return opened;
    },
    isOpen: () => hasCode() || [...claims].some(([id, claim]) => stateOf(id, claim) === 'waiting'),
    claim: (code, name) => {
      // SECURITY: guessing is limited; while limited even the right code fails, and looks the same.
      if (!hasCode() || guesses.isReached('device') || normalCode(code) !== opened?.code) {
        if (hasCode()) guesses.countWrong('device');
        return null;
      }
      // SECURITY: single use; whoever comes second with it gets nothing.
      opened = null;
      const { publicId, token } = makeToken(random);
      const [high = 0, low = 0] = random.bytes(2);
      const check = String(1_000 + ((high * 256 + low) % 9_000));
      const tokenDigest = digest.sha256(token);
      const approvalId = ask(name, check, publicId, tokenDigest);
      claims.set(publicId, { digest: tokenDigest, check, approvalId });
      for (const old of [...claims.keys()].slice(0, -MAX_CLAIMS)) claims.delete(old);
      deps.onAsked(approvalId);
      return { token, check };
    },
    claimed: (publicId) => {
      const claim = claims.get(publicId);
      return claim === undefined
        ? null
        : { digest: claim.digest, check: claim.check, state: stateOf(publicId, claim) };
    },
  };
}
