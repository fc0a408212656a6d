// What the web tools show before they go and give back after: the address in full, and text with its taint.
import type { Fact } from '../../contracts/approvals.ts';
import type { Taint } from '../../contracts/effects.ts';
import type { ToolOutput } from '../domain/ports/tool.ts';
import type { WebAddress } from '../domain/ports/web.ts';
import { failed } from './outputs.ts';

/** Content from the web; `host` names where from. */
export function fromWeb(host: string): Taint {
  // SECURITY: whoever wrote a page is not the owner; trusted, its words could act as the owner's.
  return { untrusted: true, private: false, sources: [{ kind: 'web', label: host }] };
}

/** Where a call goes and what is sent with it, for the owner. */
export function goingTo(address: WebAddress): Fact[] {
  return [
    // SECURITY: the whole address as it is sent; what is left out could be what is carried away.
    { label: 'Address', text: address.url, style: 'code' },
    {
      label: 'Host',
      text:
        address.shownHost === address.host
          ? address.host
          : `${address.host}\nwritten as ${address.shownHost}`,
      style: 'code',
    },
    {
      label: 'Sent',
      text: `A request for this address, with nothing of yours: no log-in, no cookies.${
        address.carries === null ? '' : ` Look at it: ${address.carries}, and whatever is in it is sent.`
      }`,
      style: 'plain',
    },
  ];
}

export function movedTo(to: string, host: string): ToolOutput {
  return failed(
    `It redirects to ${to}. That is another place, so it was not followed; fetch that address if you want it.`,
    fromWeb(host),
  );
}
