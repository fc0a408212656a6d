// Which changes of the gateway's settings widen authority. Pure; one more door is one more place to knock at.
import type { GatewayConfig, GatewaySettingKey } from '../../../contracts/gateway-settings.ts';
import { addedTo } from './width.ts';

/** One sentence for the approval window; null when it narrows or changes nothing. */
export function gatewayWidening(
  was: GatewayConfig,
  will: GatewayConfig,
  key: GatewaySettingKey,
): string | null {
  switch (key) {
    case 'gateway.enabled':
      // SECURITY: a door for other programs is opened by the owner alone.
      return will.enabled && !was.enabled
        ? 'Programs on this computer, and devices that you pair, could reach the agent with a key of yours.'
        : null;
    case 'gateway.port':
      // SECURITY: a port that another program holds would be given the keys of those who look for us there.
      return was.port === will.port || will.port === 0
        ? null
        : `The gateway would listen on port ${will.port}.`;
    case 'gateway.public_url':
      // SECURITY: an address that others can reach.
      return will.public_url === '' || will.public_url === was.public_url
        ? null
        : `The gateway would answer requests for ${will.public_url}, which a tunnel can bring from anywhere.`;
    case 'gateway.allowed_hosts':
      // SECURITY: each host more is one more name under which a page can be made to reach us.
      return addedTo(
        was.allowed_hosts,
        will.allowed_hosts,
        'would be answered for, as if it were this computer',
      );
    case 'gateway.allowed_origins':
      // SECURITY: pages of others.
      return addedTo(
        was.allowed_origins,
        will.allowed_origins,
        'could speak with the gateway from a browser',
      );
  }
}
