// What the owner should know wherever they are, as main says it: the runtime, a sandbox that cannot start, a settings
// file that cannot be used. Permanent while it is so; nothing here can be dismissed into silence.
import { useStore } from 'zustand';
import { Banner } from '../../components/feedback/banner.tsx';
import { useApp } from '../../stores/chat-stores.ts';

export function Notices() {
  const app = useApp();
  const status = useStore(app.status.store, (state) => state.status);
  return (
    <>
      {status?.notices.map((notice) => (
        <Banner key={notice.id} level={notice.level} edge>
          {notice.text}
        </Banner>
      ))}
      <NoModel />
    </>
  );
}

/** Until a model is chosen nothing is answered; said with the way to mend it, once the first run is left behind. */
function NoModel() {
  const app = useApp();
  const isMissing = useStore(
    app.settings.store,
    ({ config, firstRun }) =>
      config !== null && config.model.provider === undefined && firstRun?.dismissed === true,
  );
  const isThere = useStore(
    app.page,
    ({ name }) => name === 'settings' && app.section.getState().name === 'model',
  );
  if (!isMissing || isThere) return null;
  const choose = () => {
    app.section.setState({ name: 'model' });
    app.page.setState({ name: 'settings' });
  };
  return (
    <Banner level="info" edge action={{ label: 'Choose a model', onAct: choose }}>
      No model is chosen yet, so nothing is answered.
    </Banner>
  );
}
