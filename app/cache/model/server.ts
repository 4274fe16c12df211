import { none, type Rules, type Server, type State, type Steps } from './state.ts';

export const trustingServer: Server = {
  bus: 'listening',
  known: 0,
  notified: 0,
  lease: 0,
  beating: true,
  resuming: 'not',
  outlived: 'not',
};

/** Whether reads at this server may act on the row it knows. */
export function trusts(state: State, { lease }: Server): boolean {
  return lease >= state.settled;
}

type Take = (does: string, change: Partial<Server>) => void;

/** Adds what server `i` may do, or what may happen to it, next. */
export function serverSteps(state: State, i: number, rules: Rules, steps: Steps): void {
  const server = state.servers[i]!;
  const by = `server ${i + 1}`;
  const take: Take = (does, change) =>
    steps.push({
      by,
      does,
      to: { ...state, servers: state.servers.with(i, { ...server, ...change }) },
    });
  if (server.bus === 'listening') listening(state, server, rules, take);
  else reconnecting(state, server, rules, take);
  if (server.resuming !== 'not') resumption(state, server, 'resuming', rules, take);
  if (server.outlived !== 'not') resumption(state, server, 'outlived', rules, take);
}

function listening(state: State, server: Server, rules: Rules, take: Take): void {
  const { notified, known, lease, beating, resuming } = server;
  const now = state.rows.length - 1;
  if (notified < now) {
    const next = notified + 1;
    const told = { notified: next, known: Math.max(known, next) };
    take(`apply row ${next}`, { ...told, lease: beating ? hear(lease, next) : lease });
  }
  if (rules.shortcut === 'leaseStampedOnArrival' && beating && lease < now) {
    take('hear', { lease: hear(lease, now) });
  }
  if (rules.shortcut === 'connectionReplaced' && notified < now) {
    const heard = beating ? hear(lease, now) : lease;
    take('start: listens again', { notified: now, lease: heard, resuming: 'listening' });
  }
  if (rules.busLost) {
    const outlived = rules.shortcut === 'resumptionOutlivesConnection' ? resuming : 'not';
    const down = { bus: 'down', notified: 0, lease: none, beating: false } as const;
    take('pause: the listening connection is lost', { ...down, resuming: 'not', outlived });
  }
}

/**
 * A heartbeat sent when `row` was present is back. It follows at once on the step that makes it
 * possible: a server without the lease can do nothing that it can't do with it.
 */
function hear(lease: number, row: number): number {
  return Math.max(lease, row);
}

function reconnecting(state: State, server: Server, { shortcut }: Rules, take: Take): void {
  const notified = state.rows.length - 1;
  const lease = server.beating ? hear(none, notified) : none;
  const listens = { bus: 'listening', notified, lease } as const;
  if (shortcut !== 'stateReadBeforeListen') {
    take('start: listens again', { ...listens, resuming: 'listening' });
  } else if (server.resuming === 'not') {
    take(`selectState: row ${notified}`, { known: notified, resuming: 'state read' });
  } else {
    take('start: listens again', listens);
  }
}

/** Reads the state, and then goes on with the heartbeats. */
function resumption(
  state: State,
  server: Server,
  which: 'resuming' | 'outlived',
  { shortcut }: Rules,
  take: Take,
): void {
  if (server[which] === 'listening') {
    const known = state.rows.length - 1;
    take(`selectState: row ${known}`, { known, [which]: 'state read' });
  } else if (shortcut !== 'stateReadBeforeListen' || server.bus === 'listening') {
    const { bus, lease, notified } = server;
    const heard = bus === 'listening' ? hear(lease, notified) : lease;
    take('resume', { beating: true, lease: heard, [which]: 'not' });
  }
}
