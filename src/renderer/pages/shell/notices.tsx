// What the owner should know wherever they are: main's own notices, a sandbox that cannot start, a settings file
// that cannot be used. Permanent while it is so; nothing here can be dismissed into silence.
import { useStore } from 'zustand';
import { Banner } from '../../components/feedback/banner.tsx';
import { useApp } from '../../stores/chat-stores.ts';

export function Notices() {
  const app = useApp();
  const status = useStore(app.status.store, (state) => state.status);
  const configProblem = useStore(app.settings.store, (state) => state.configProblem);
  return (
    <>
      {configProblem && (
        <Banner level="warning" edge title="The settings file has a mistake; the last good settings hold">
          {problemPlace(configProblem)}
          {configProblem.message}
        </Banner>
      )}
      {status?.notices.map((notice) => (
        <Banner key={notice.id} level={notice.level} edge>
          {notice.text}
        </Banner>
      ))}
      {status !== null && !status.sandbox.available && (
        <Banner level="warning" edge title="Commands are refused, because they cannot be confined here">
          {status.sandbox.detail}
        </Banner>
      )}
    </>
  );
}

/** "config.toml, line 12, model.provider: " */
export function problemPlace(problem: {
  readonly file: string;
  readonly line: number | null;
  readonly key: string | null;
}): string {
  const parts = [problem.file, problem.line === null ? null : `line ${problem.line}`, problem.key];
  return `${parts.filter(Boolean).join(', ')}: `;
}
