// The gateway as main last told it: whether it listens, keys, devices. Read again whenever main says that it changed.
import { useCallback, useEffect, useState } from 'react';
import { useStore } from 'zustand';
import type { DeviceView, GatewayState, KeyView } from '../../../../contracts/gateway.ts';
import { sentenceOf } from '../../../api.ts';
import { useApp } from '../../../stores/chat-stores.ts';

export interface GatewayNow {
  readonly state: GatewayState | null;
  readonly keys: readonly KeyView[];
  readonly devices: readonly DeviceView[];
  readonly problem: string | null;
  readonly reload: () => void;
}

const NOTHING = { state: null, keys: [], devices: [], problem: null };

export function useGateway(): GatewayNow {
  const { api, settings } = useApp();
  const config = useStore(settings.store, (state) => state.config?.gateway);
  const [now, setNow] = useState<Omit<GatewayNow, 'reload'>>(NOTHING);
  const reload = useCallback(() => {
    Promise.all([api.gateway.state({}), api.gateway.keys({}), api.gateway.devices({})]).then(
      ([state, keys, devices]) => setNow({ state, keys, devices, problem: null }),
      (cause: unknown) => setNow((before) => ({ ...before, problem: sentenceOf(cause) })),
    );
  }, [api]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the settings only say when
  useEffect(() => {
    reload();
    return api.gateway.on['gateway-change'](reload);
  }, [api, reload, config]);
  return { ...now, reload };
}
