// Handlers of the gateway. Making a key is a question in the approval window, and its value goes to a dialog of main's
// own; only the command line, where it may approve, prints one.
import type { Caller, Handlers } from '../../../contracts/contract.ts';
import { AppError } from '../../../contracts/errors.ts';
import type { GatewayState } from '../../../contracts/gateway.ts';
import type { Contracts } from '../../../contracts/surfaces.ts';
import type { GatewayDesk } from '../../domain/gateway/wire-gateway.ts';
import type { Desktop } from './desktop.ts';

type GatewayHandlers = { readonly [N in 'gateway']: Handlers<Contracts[N]> };

export function gatewayHandlers(deps: {
  gateway: {
    desk: GatewayDesk;
    state(): GatewayState;
    ownKey(): string | null;
    linkFor(code: string): Promise<{ readonly url: string; readonly rows: string[] }>;
  };
  desktop: Desktop;
  onFault: (call: string, cause: unknown) => void;
  /** Headless, or switched on by the owner. */
  mayApproveFromCli: () => boolean;
}): GatewayHandlers {
  const { gateway, desktop } = deps;
  const { desk } = gateway;

  function onlyWhereCliApproves({ surface }: Caller): void {
    // SECURITY: beside a window the command line makes and shows keys only when the owner switched it on there.
    if (surface !== 'cli' || !deps.mayApproveFromCli())
      throw new AppError(
        'not-allowed',
        'Making keys on the command line is switched off. Make one in Settings, Gateway.',
      );
  }

  function ownKey(): string {
    const key = gateway.ownKey();
    if (key === null) throw new AppError('not-found', 'Switch the gateway on first; then it has a key.');
    return key;
  }

  return {
    gateway: {
      state: () => gateway.state(),
      keys: () => [...desk.keys()],
      askKey: ({ label, scopes }) => {
        const approvalId = desk.askKey(label, scopes, (name, token) => {
          // SECURITY: to a dialog of main's own; no page ever holds it.
          desktop.showKey(name, token).catch((cause: unknown) => deps.onFault('gateway.askKey', cause));
        });
        desktop.review(approvalId, 'person');
        return { approvalId };
      },
      makeKey: ({ label, scopes }, caller) => {
        onlyWhereCliApproves(caller);
        return desk.makeKey(label, scopes, null);
      },
      revokeKey: ({ id }) => desk.revoke('api-key', id),
      devices: () => [...desk.devices()],
      pairDevice: async () => {
        if (gateway.state().address === null)
          throw new AppError('not-ready', 'The gateway is not listening. Switch it on first.');
        const { code, expiresAt } = desk.open();
        return { code, expiresAt: new Date(expiresAt).toISOString(), ...(await gateway.linkFor(code)) };
      },
      revokeDevice: ({ id }) => desk.revoke('device', id),
      showOwnKey: async () => {
        await desktop.showKey('This computer', ownKey());
        return { shown: true };
      },
      ownKey: (_input, caller) => {
        onlyWhereCliApproves(caller);
        return { token: ownKey() };
      },
    },
  };
}
