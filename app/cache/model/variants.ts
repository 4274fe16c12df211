import type { Bounds, Shortcut } from './state.ts';

/** A wrong protocol, within bounds that suffice to show it. */
export interface Variant {
  shortcut: Shortcut;
  /** What is done instead of the right thing. */
  does: string;
  within: Bounds;
}

const still = { changes: 0, turnedOffAtWill: false, modeSwitched: false, busLost: false };

/** The bounds of the right protocol; each is explored completely. */
export const bounds = {
  /** Any number of reads and writes, two of each at a time, by pointers that are always on. */
  pointers: { ...still, readers: 2, writers: 2, servers: 1 },
  /** Writers turn the pointers off, and they come on again, while two servers know different things. */
  offAndOn: { ...still, readers: 1, writers: 1, servers: 2, changes: 3 },
  /** The same, also at will, at a server whose listening connection is lost any number of times. */
  busLost: {
    ...{ readers: 1, writers: 1, servers: 1, changes: 3 },
    ...{ turnedOffAtWill: true, modeSwitched: false, busLost: true },
  },
  /** Reads are switched off and on, at two servers, while the pointers may have to be turned off. */
  modes: { ...still, readers: 1, writers: 1, servers: 2, changes: 2, modeSwitched: true },
} satisfies Record<string, Bounds>;

const { pointers, busLost, modes } = bounds;

export const variants: Variant[] = [
  {
    shortcut: 'fillWithSet',
    does: 'a reader fills the pointer by a set instead of a compare-and-set',
    within: pointers,
  },
  {
    shortcut: 'noLockCheck',
    does: "a reader doesn't check whether a writer holds the lock",
    within: pointers,
  },
  {
    shortcut: 'lockCheckAfterLoad',
    does: 'a reader checks the lock after its load',
    within: pointers,
  },
  {
    shortcut: 'markBeforeLock',
    does: 'a writer sets its marker before it has the lock',
    within: pointers,
  },
  {
    shortcut: 'noMarker',
    does: 'a writer sets no marker at all',
    within: pointers,
  },
  {
    shortcut: 'markAfterCommit',
    does: 'a writer sets its marker after the commit, before it acknowledges',
    within: pointers,
  },
  {
    shortcut: 'casOnAnotherConnection',
    does: 'a CAS token is used on another connection than its own',
    within: pointers,
  },
  {
    shortcut: 'stateReadBeforeLock',
    does: 'a writer reads the state in a statement that waits for the lock',
    within: busLost,
  },
  {
    shortcut: 'commitBeforeSettled',
    does: "a writer commits when the pointers are being turned off, but aren't yet",
    within: busLost,
  },
  {
    shortcut: 'onWithoutNewGeneration',
    does: 'the pointers come on again under the same generation',
    within: busLost,
  },
  {
    shortcut: 'leaseStampedOnArrival',
    does: 'the trust lease begins when the heartbeat is back instead of when it was sent',
    within: busLost,
  },
  {
    shortcut: 'stateReadBeforeListen',
    does: 'a server that was cut off reads the state before it listens',
    within: busLost,
  },
  {
    shortcut: 'resumptionOutlivesConnection',
    does: 'a server that was cut off while it resumed goes on with that, by what it read before',
    within: busLost,
  },
  {
    shortcut: 'connectionReplaced',
    does: 'a listening connection takes the place of another whose loss was not told',
    within: busLost,
  },
  {
    shortcut: 'switchStopsMarkers',
    does: "writers set no markers in a mode whose reads don't need them",
    within: modes,
  },
];
