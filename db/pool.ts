import pg from 'pg';

export type Pool = pg.Pool;
export type Connection = pg.PoolClient;

/** What a query function needs: a pool, or the connection of a transaction. */
export interface Db {
  query: pg.ClientBase['query'];
}

/** A statement that each connection prepares once, under its name. */
export interface Statement {
  name: string;
  text: string;
}

/** No statement, and no wait for a lock or a connection, takes longer than these. */
const statementTimeoutMs = 5_000;
const connectTimeoutMs = 2_000;
const idleInTransactionTimeoutMs = 15_000;

export interface PoolOptions {
  databaseUrl: string;
  /** Shown in `pg_stat_activity`. */
  name: string;
  /** How many connections at most. */
  size: number;
  /** Called for each statement that is sent, by the pool itself or within a transaction. */
  onQuery?: () => void;
}

/**
 * Opens a pool of connections, each made when it is first needed. Dates and numbers come back as
 * text where JavaScript has no exact type for them (`bigint`, `numeric`). A connection that breaks
 * between two queries breaks without a word: the next query reports it, or opens another.
 */
export function openPool({ databaseUrl, name, size, onQuery }: PoolOptions): Pool {
  const pool = new pg.Pool({ ...connectionOptions(databaseUrl, name), max: size });
  pool.on('error', () => undefined);
  // The pool hears only those that are idle; one that a transaction holds would end the process.
  pool.on('connect', (client) => client.on('error', () => undefined));
  if (onQuery) pool.on('connect', (client) => countQueries(client, onQuery));
  return pool;
}

/** `pool.query` ends up in the connection's own `query`, too: all that is sent passes here once. */
function countQueries(client: Connection, onQuery: () => void): void {
  const query = client.query;
  client.query = function countedQuery(this: Connection, ...args: unknown[]) {
    onQuery();
    return Reflect.apply(query, this, args);
  } as typeof query;
}

/** The options of every connection, in a pool or by itself. */
export function connectionOptions(databaseUrl: string, name: string): pg.ClientConfig {
  return {
    connectionString: databaseUrl,
    application_name: name,
    connectionTimeoutMillis: connectTimeoutMs,
    statement_timeout: statementTimeoutMs,
    // The client's own deadline, for a Postgres that has stopped answering at all.
    query_timeout: statementTimeoutMs + 1_000,
    idle_in_transaction_session_timeout: idleInTransactionTimeoutMs,
    keepAlive: true,
  };
}

/** Runs a prepared statement and returns its rows. */
export async function query<Row extends pg.QueryResultRow>(
  db: Db,
  statement: Statement,
  values: unknown[],
): Promise<Row[]> {
  const result = await db.query<Row>({ ...statement, values });
  return result.rows;
}
