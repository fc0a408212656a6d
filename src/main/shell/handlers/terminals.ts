// Handlers of terminals: one line each. Typing is refused in the domain until the owner took the terminal over, which
// the approval window settles.
import type { Handlers } from '../../../contracts/contract.ts';
import type { Contracts } from '../../../contracts/surfaces.ts';
import type { OwnerTerminals } from '../../domain/terminals/owner-terminals.ts';
import type { Desktop } from './desktop.ts';

export function terminalHandlers(deps: { terminals: OwnerTerminals; desktop: Desktop }): {
  readonly terminals: Handlers<Contracts['terminals']>;
} {
  const { terminals, desktop } = deps;
  return {
    terminals: {
      list: () => [...terminals.list()],
      watch: ({ id }) => terminals.watch(id),
      unwatch: ({ id }) => {
        terminals.unwatch(id);
        return {};
      },
      askTakeOver: ({ id }) => {
        const approvalId = terminals.askTakeOver(id);
        desktop.review(approvalId, 'person');
        return { approvalId };
      },
      release: ({ id }) => terminals.release(id),
      write: ({ id, text }) => {
        terminals.write(id, text);
        return {};
      },
      resize: ({ id, columns, rows }) => terminals.resize(id, { columns, rows }),
      kill: ({ id }) => ({ killed: terminals.kill(id) }),
    },
  };
}
