// Changing a setting from a window: narrowing is applied at once, widening becomes a question in the approval window.
import type { Fact } from '../../contracts/approvals.ts';
import { DIRECT, readChannelSettingKey } from '../../contracts/channel-settings.ts';
import { AppError } from '../../contracts/errors.ts';
import { type ChangeOutcome, type Config, pathOfSetting, type SettingKey } from '../../contracts/settings.ts';
import { canonicalJson } from './canonical-json.ts';
import type { Approvals } from './gate/approvals.ts';
import { PRESETS } from './gate/rules/presets.ts';
import { whyWidening, withSetting } from './gate/widening.ts';
import type { Ledger } from './ledger/ledger.ts';
import type { Stores } from './ports/stores.ts';
import type { Digest } from './ports/world.ts';

export interface SettingsFile {
  current(): Config;
  /** Replaces one value in the file by its dotted path, keeping comments and everything else. */
  write(path: string, value: unknown): { kind: 'written' } | { kind: 'refused'; message: string };
}

export function createSettingsChanges(deps: {
  stores: Stores;
  ledger: Ledger;
  digest: Digest;
  approvals: Approvals;
  file: SettingsFile;
}): (key: SettingKey, value: unknown) => ChangeOutcome {
  return (key, value) => {
    const before = deps.file.current();
    const changed = withSetting(before, key, value);
    if ('problem' in changed) return { kind: 'refused', message: changed.problem };
    const why = whyWidening(before, changed.config, key);
    if (why === null) return apply(null);
    const binding = deps.digest.sha256(canonicalJson(['setting', key, value]));
    // The same wish twice is one question: a page gone wild must not bury the owner in them.
    const open = deps.approvals.questions().find((question) => question.revision === binding);
    if (open !== undefined) return { kind: 'asked', approvalId: open.id };
    const approvalId = deps.approvals.post({
      draft: {
        kind: 'setting',
        key,
        asker: 'You, from Settings',
        summary: why,
        facts: [
          { label: 'Setting', text: key, style: 'code' },
          { label: 'Now', text: valueText(before, key), style: 'code' },
          { label: 'New', text: valueText(changed.config, key), style: 'code' },
          ...(key === 'policy.preset' ? [rulesOf(changed.config)] : []),
        ],
      },
      binding,
      causeFrameId: null,
      turnId: null,
      toolCallId: null,
      actor: { kind: 'owner' },
      tool: key,
      ruleFor: null,
      onAllow: (frame) => {
        // SECURITY: what was judged and shown is what is written; a setting that moved meanwhile is asked about anew.
        if (valueText(deps.file.current(), key) !== valueText(before, key)) {
          throw new AppError(
            'already-settled',
            'This setting was changed meanwhile. Nothing was written; change it again.',
          );
        }
        const outcome = apply(frame.id);
        if (outcome.kind === 'refused') throw new AppError('config-invalid', outcome.message);
      },
    });
    return { kind: 'asked', approvalId };

    function apply(causeId: string | null): Exclude<ChangeOutcome, { kind: 'asked' }> {
      const written = deps.file.write(pathOfSetting(key).join('.'), value);
      if (written.kind === 'refused') return written;
      deps.stores.transaction(() => {
        deps.ledger.record({
          kind: 'setting-changed',
          causeId,
          actor: { kind: 'owner' },
          facts: { key },
          payload: { value },
        });
      });
      return { kind: 'applied' };
    }
  };
}

/** A preset is its rules: the owner reads them before they hold. */
function rulesOf({ policy }: Config): Fact {
  const text = PRESETS[policy.preset].rules.map(({ sentence }) => `• ${sentence}`).join('\n');
  return { label: 'Its rules', text, style: 'plain' };
}

function valueText(config: Config, key: SettingKey): string {
  let value: unknown = config;
  for (const name of pathOfSetting(key))
    value = typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
  if (readChannelSettingKey(key)?.field === DIRECT && typeof value === 'object' && value !== null)
    value = { dm_policy: Reflect.get(value, 'dm_policy'), allow_from: Reflect.get(value, 'allow_from') };
  return JSON.stringify(value, null, 2) ?? 'not set';
}
