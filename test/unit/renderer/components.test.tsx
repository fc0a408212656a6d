// What the components promise to everyone who uses them, by sight, by keyboard or by ear. Drawn by React's own
// static renderer; what needs a real window (focus, popovers, dialogs) is shown end to end.
import { Search } from 'lucide-react';
import type { ReactNode } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { Button } from '../../../src/renderer/components/controls/button.tsx';
import { IconButton } from '../../../src/renderer/components/controls/icon-button.tsx';
import { SelectField } from '../../../src/renderer/components/controls/select-field.tsx';
import { Switch } from '../../../src/renderer/components/controls/switch.tsx';
import { TextField } from '../../../src/renderer/components/controls/text-field.tsx';
import { Badge } from '../../../src/renderer/components/feedback/badge.tsx';
import { Banner } from '../../../src/renderer/components/feedback/banner.tsx';
import { Countdown, timeLeftWords } from '../../../src/renderer/components/feedback/countdown.tsx';
import { Mood } from '../../../src/renderer/components/feedback/mood.tsx';
import { ToastRegion } from '../../../src/renderer/components/feedback/toast-region.tsx';
import { DisclosureRow } from '../../../src/renderer/components/layout/disclosure-row.tsx';
import { ListRow } from '../../../src/renderer/components/layout/list-row.tsx';
import { ChangedText } from '../../../src/renderer/components/reading/changed-text.tsx';
import { CodeBlock } from '../../../src/renderer/components/reading/code-block.tsx';
import { DiffView } from '../../../src/renderer/components/reading/diff-view.tsx';
import { ExactText } from '../../../src/renderer/components/reading/exact-text.tsx';
import { isModPress, KeyHint } from '../../../src/renderer/components/reading/key-hint.tsx';
import { Time } from '../../../src/renderer/components/reading/time.tsx';

const draw = (node: ReactNode) => renderToStaticMarkup(node);
const nothing = () => {};

describe('controls', () => {
  it('never submit a form by accident', () => {
    expect(draw(<Button>Deny</Button>)).toContain('type="button"');
    expect(draw(<IconButton icon={Search} label="Search" />)).toContain('type="button"');
  });

  it('take no second press while something goes on', () => {
    const html = draw(<Button busy>Allow once</Button>);
    expect(html).toContain('disabled=""');
    expect(html).toContain('aria-busy="true"');
  });

  it('with an icon alone have a name', () => {
    expect(draw(<IconButton icon={Search} label="Search messages" />)).toContain(
      'aria-label="Search messages"',
    );
  });

  it('tie an input to its label and to what is wrong with it', () => {
    const html = draw(
      <TextField label="Token" error="Telegram refused this token. Ask @BotFather for a new one." />,
    );
    const id = /<label[^>]*for="([^"]+)"/.exec(html)?.[1];
    expect(html).toContain(`id="${id}"`);
    expect(html).toContain(`aria-describedby="${id}-below"`);
    expect(html).toContain(`id="${id}-below" role="alert"`);
    expect(html).toContain('aria-invalid="true"');
  });

  it('never show a secret and never let the browser remember it', () => {
    const html = draw(<TextField label="Token" secret />);
    expect(html).toContain('type="password"');
    expect(html).toContain('autoComplete="off"');
  });

  it('say whether a switch is on', () => {
    expect(draw(<Switch label="Replies" checked onChange={nothing} />)).toMatch(
      /role="switch"[^>]*aria-checked="true"/,
    );
  });

  it('offer the choices of a list in order', () => {
    const options = [
      { value: 'pairing', label: 'Pairing' },
      { value: 'disabled', label: 'Off' },
    ] as const;
    const html = draw(
      <SelectField label="Direct messages" options={options} value="disabled" onChange={nothing} />,
    );
    expect(html).toMatch(
      /<option value="pairing">Pairing<\/option><option value="disabled" selected="">Off<\/option>/,
    );
  });
});

describe('states', () => {
  it('always have a shape beside the word', () => {
    for (const tone of ['neutral', 'accent', 'success', 'warning', 'danger'] as const) {
      expect(draw(<Badge tone={tone} word="Denied" />)).toMatch(/<svg.*Denied/);
    }
  });

  it('of the agent have five different shapes', () => {
    const drawings = (['idle', 'working', 'waiting', 'paused', 'trouble'] as const).map(
      (mood) => /<svg[\s\S]*<\/svg>/.exec(draw(<Mood mood={mood} />))?.[0],
    );
    expect(new Set(drawings).size).toBe(5);
  });

  it('that matter are announced, and information is not', () => {
    expect(draw(<Banner level="danger">The database file is damaged.</Banner>)).toContain('role="alert"');
    expect(draw(<Banner level="info">A new version is ready.</Banner>)).toContain('role="note"');
  });

  it('that pass are said politely', () => {
    const html = draw(
      <ToastRegion toasts={[{ id: '1', tone: 'success', text: 'Saved' }]} onDismiss={nothing} />,
    );
    expect(html).toMatch(/aria-live="polite".*Saved/);
  });

  it('count down to the second and never below none', () => {
    expect([3_723_000, 1_799_001, 9_000, 1, 0, -5_000].map(timeLeftWords)).toEqual([
      '1:02:03',
      '30:00',
      '0:09',
      '0:01',
      '0:00',
      '0:00',
    ]);
  });

  it('that ended say so instead of a time', () => {
    expect(draw(<Countdown until="2020-01-01T00:00:00.000Z" />)).toContain('Expired');
  });
});

describe('rows', () => {
  it('say which one is open', () => {
    expect(draw(<ListRow title="Ada" selected onSelect={nothing} />)).toContain('aria-current="true"');
    expect(draw(<ListRow title="Ada" onSelect={nothing} />)).not.toContain('aria-current');
  });

  it('that open draw what is inside only once they are open', () => {
    expect(draw(<DisclosureRow title="run_command">secret of a megabyte</DisclosureRow>)).not.toContain(
      'megabyte',
    );
    expect(
      draw(
        <DisclosureRow title="run_command" startsOpen>
          output
        </DisclosureRow>,
      ),
    ).toContain('output');
  });
});

describe('what is read', () => {
  it('shows a time relative and titles it exactly', () => {
    const html = draw(<Time at="2024-03-12T14:05:09.000Z" place={{ locale: 'en-GB', timeZone: 'UTC' }} />);
    expect(html).toContain('12 Mar 2024');
    expect(html).toContain('Tuesday, 12 March 2024 at 14:05:09');
    expect(html).toContain('dateTime="2024-03-12T14:05:09.000Z"');
  });

  it('names keys as this system does, and says them in words', () => {
    expect(draw(<KeyHint keys="Mod+Enter" platform="mac" />)).toMatch(/Command Enter.*⌘.*↩/);
    expect(draw(<KeyHint keys="Mod+Enter" platform="other" />)).toMatch(/Control Enter.*>Ctrl</);
  });

  it('takes Ctrl or Cmd, whichever is the system’s', () => {
    const press = { key: 'Enter', ctrlKey: true, metaKey: false };
    expect([isModPress(press, 'enter', 'other'), isModPress(press, 'enter', 'mac')]).toEqual([true, false]);
  });

  it('says of each changed line whether it came or went', () => {
    const html = draw(<DiffView oldText={'a\nb\n'} newText={'a\nc\n'} name="notes.md" />);
    expect(html).toContain('notes.md: 1 lines added, 1 removed');
    expect(html).toMatch(/Removed: .*>b<.*Added: .*>c</);
  });

  it('shows a change that is written out already, with nothing hidden and nothing lost', () => {
    const html = draw(<ChangedText text={'- old\n+ new\u200b\nneither'} />);
    expect(html).toMatch(/Removed: .*>old<.*Added: .*new.*\\u\{200b\}.*neither/);
  });

  it('shows code that someone decides about whole and exactly', () => {
    const html = draw(<CodeBlock exact text={`${'line\n'.repeat(100)}rm \u202e/`} />);
    expect(html).not.toContain('Show all');
    expect(html.split('line\n')).toHaveLength(101);
    expect(html).toContain('\\u{202e}');
  });

  it('folds nothing where everything must be in view', () => {
    const many = Array.from({ length: 200 }, (_, at) => `line ${at}`).join('\n');
    expect(draw(<DiffView oldText={many} newText={`${many}\nend`} />)).toContain('Show 197 unchanged lines');
    expect(draw(<DiffView oldText={many} newText={`${many}\nend`} whole />)).toContain('line 17<');
  });

  it('keeps a text that reads right to left from rearranging what surrounds it', () => {
    expect(draw(<ExactText text="abc" />)).toMatch(/^<bdi/);
  });

  it('shows what is invisible, and marks a word of two scripts', () => {
    const html = draw(<ExactText text={'rm \u202etxt.exe p\u0430ypal'} />);
    expect(html).toContain('title="right-to-left override">\\u{202e}<');
    expect(html).toContain('title="Letters of Latin and Cyrillic in one word">p\u0430ypal<');
    expect(html).not.toContain('\u202e');
  });
});
