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
    </>
  );
}
