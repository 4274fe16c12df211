/**
 * What the model's state is made of, and the rules it is explored under. `protocol.ts` says what the
 * model promises, leaves out and takes for granted.
 */
export interface State {
  /** The committed version. They count up here; in the code they are only compared for equality. */
  version: number;
  /** The newest version whose write was acknowledged. */
  acknowledged: number;
  /** The newest version that any read has returned. */
  returned: number;
  /** The pointer under each generation: absent, a version, or the marker of a reader or writer. */
  pointers: readonly Pointer[];
  /** All values of the row cache_state, the present one last. The index is the code's `seq`. */
  rows: readonly Row[];
  /** Leases stamped with a lower index of a row have run out. */
  settled: number;
  readers: readonly Reader[];
  writers: readonly Writer[];
  servers: readonly Server[];
  violation?: 'I1' | 'I2';
}

export type Pointer = 'absent' | number | `L:${string}` | `Q:${string}`;

/** What one exploration covers. */
export interface Bounds {
  readers: number;
  writers: number;
  servers: number;
  /** How many changes the row cache_state sees. */
  changes: number;
  /** Whether the pointers are turned off without a writer that needs it, as for emptying. */
  turnedOffAtWill: boolean;
  /** Whether the mode of the reads is switched. */
  modeSwitched: boolean;
  /** Whether listening connections are lost. */
  busLost: boolean;
}

export interface Rules extends Bounds {
  /** The one way in which this protocol is not the right one. */
  shortcut?: Shortcut | undefined;
}

/** The ways in which a protocol can be wrong; `variants.ts` says what each does instead. */
export type Shortcut =
  | 'fillWithSet'
  | 'noLockCheck'
  | 'lockCheckAfterLoad'
  | 'markBeforeLock'
  | 'noMarker'
  | 'markAfterCommit'
  | 'casOnAnotherConnection'
  | 'stateReadBeforeLock'
  | 'commitBeforeSettled'
  | 'onWithoutNewGeneration'
  | 'leaseStampedOnArrival'
  | 'stateReadBeforeListen'
  | 'resumptionOutlivesConnection'
  | 'connectionReplaced'
  | 'switchStopsMarkers';

export type Steps = { by: string; does: string; to: State }[];

/**
 * What a reader or writer knows of its item in the pointer: nothing (`none`), the token that
 * replaces exactly it (`held`), or a token of a connection that is gone (`cut`). In keys, `lost` is
 * a held token of an item that is gone.
 */
export type Claim = 'none' | 'held' | 'cut' | 'lost';

/** In the place of a generation: there is none. */
export const none = -1;

/** A reader; each round of it is a read. The model of `app/cache/read.ts`. */
export interface Reader {
  /** The step it takes next. Before `locate`, a `publish` or a late `lease` may be under way still. */
  at: 'locate' | 'getPointer' | 'isUnlocked' | 'load' | 'publish';
  /** The generation that its server gave it, and so the pointer that it looks at. */
  generation: number;
  /** What had been acknowledged, and returned, when it started. */
  acknowledged: number;
  returned: number;
  loaded: number;
  claim: Claim;
  /** The generation for which a lease is under way that it no longer waits for; or none. */
  late: number;
}

/** A writer; each round of it is a write. The model of `app/cache/write.ts`, and of `turnOff` in `transitions.ts`. */
export interface Writer {
  /** The step it takes next. Idle, it may still have a `publish` or a late `mark` under way. */
  at: 'idle' | WriterStep;
  /** Whether it holds the user's lock. */
  locked: boolean;
  /** The index of the row cache_state that it goes by. */
  row: number;
  /** The version it has committed, 0 before. */
  version: number;
  claim: Claim;
  /** The generation for which a marker is under way that it no longer waits for; or none. */
  late: number;
}

/** `updateToSettling` and `settled` come in the place of `mark`, where it fails. */
export type WriterStep =
  | 'begin'
  | 'raiseAndAnnounce'
  | 'mark'
  | 'updateToSettling'
  | 'settled'
  | 'commit'
  | 'acknowledge';

/** What the row cache_state may be. The model of `app/cache/state-row.ts`. */
export interface Row {
  pointers: 'on' | 'settling' | 'off';
  generation: number;
  /** How reads use the cache; of four modes, the two that differ here. */
  mode: 'memcached' | 'off';
}

/**
 * What a server knows of the row cache_state, and whether it trusts that. The model of
 * `membership.ts`, of `apply` and `#resume` in `state.ts`, and of the connection in `db/bus.ts`. A server that
 * crashes and comes back is one whose connection was lost.
 */
export interface Server {
  bus: 'down' | 'listening';
  /** The row it knows, by index. */
  known: number;
  /** The last row it was notified of on the present connection, or the row at its beginning. */
  notified: number;
  /** Its trust lease: the row that was present when the heartbeat was sent; or none. */
  lease: number;
  /** Whether its heartbeats are sent. */
  beating: boolean;
  /** How far the resumption has come that follows the connection's coming up. */
  resuming: Resuming;
  /** The same, of one that has outlived its connection; in one wrong variant only. */
  outlived: Resuming;
}

type Resuming = 'not' | 'listening' | 'state read';
