import pg from 'pg';

export type Pool = pg.Pool;
export type Connection = pg.PoolClient;

/** A pool, or the connection of a transaction. */
export interface Db {
  query: pg.ClientBase['query'];
}

/** A statement that each connection prepares once, under its name. */
export interface Statement {
  name: string;
  text: string;
}

/** Upper bounds: a statement or a wait for a lock, a wait for a connection, an idle transaction. */
const statementTimeoutMs = 5_000;
const connectTimeoutMs = 2_000;
const idleInTransactionTimeoutMs = 15_000;

export interface PoolOptions {
  databaseUrl: string;
  /** Shown in `pg_stat_activity`. */
  name: string;
  /** How many connections at most. */
  size: number;
  /** Counts each statement that is sent, by the pool itself or within a transaction. */
  counters?: { queries: number };
}

/**
 * Opens a pool of connections, each made when it is first needed. Values that JavaScript has no exact
 * type for (`bigint`, `numeric`) come back as text. A connection that breaks between two queries is
 * no error: the next query reports it, or opens another.
 */
export function openPool({ databaseUrl, name, size, counters }: PoolOptions): Pool {
  const pool = new pg.Pool({ ...connectionOptions(databaseUrl, name), max: size });
  pool.on('error', () => undefined);
  // The pool listens for errors of idle connections only. Without this, one that breaks while a
  // transaction holds it would end the process.
  pool.on('connect', (client) => client.on('error', () => undefined));
  if (counters) pool.on('connect', (client) => countQueries(client, counters));
  return pool;
}

/** `pool.query` calls the connection's own `query`, so every statement passes here once. */
function countQueries(client: Connection, counters: { queries: number }): void {
  const query = client.query;
  client.query = function countedQuery(this: Connection, ...args: unknown[]) {
    counters.queries += 1;
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
